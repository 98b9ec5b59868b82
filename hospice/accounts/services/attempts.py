"""Signing in: failures are counted the same for accounts that exist and for those that do not."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from hospice.core.clock import now
from hospice.core.events import publish

from .. import queries
from ..events import SignedIn, SignedOut, SignInFailed, SignInPaused
from ..models import SignInFailure, User
from ..person import Person
from ..rules import FAILURES_BORNE, PAUSE, address_pause
from ..sign_in import hasher, password_fits

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody wants in: the account (none where there is no open one), and the name under which failures count."""

    user: User | None
    account: str
    address: str


def attempt(session: Session, typed: str, address: str) -> Attempt:
    """Find out who is meant by a login or a mobile number."""
    user = queries.by_login(session, typed)
    name = user.login if user else typed.strip().lower()
    secret = str(current_app.config["SECRET_KEY"]).encode()
    account = hmac.new(secret, f"sign-in:{name}".encode(), hashlib.sha256).hexdigest()
    return Attempt(user if user and user.is_active else None, account, address)


def paused_until(session: Session, wanted: Attempt) -> datetime | None:
    """Until when this account or this address has to wait; none where it may try."""
    ends = [_account_pause(session, wanted.account), _address_pause(session, wanted.address)]
    return max((end for end in ends if end and end > now()), default=None)


def _account_pause(session: Session, account: str) -> datetime | None:
    count, newest = _failures(session, SignInFailure.account == account)
    return newest + PAUSE if newest and count >= FAILURES_BORNE else None


def _address_pause(session: Session, address: str) -> datetime | None:
    count, newest = _failures(session, SignInFailure.address == address)
    return newest + address_pause(count) if newest else None


def _failures(session: Session, whose: sa.ColumnElement[bool]) -> tuple[int, datetime | None]:
    """How many within the last pause, and when the newest was."""
    rows = session.scalars(
        sa.select(SignInFailure.at).where(whose, SignInFailure.at > now() - PAUSE).order_by(SignInFailure.at.desc())
    ).all()
    return len(rows), rows[0] if rows else None


def is_right(wanted: Attempt, password: str) -> bool:
    """Whether the password is right; takes the same time where there is no such account.

    Runs outside the unit of work, since a hash takes a third of a second and would hold every other writer up.
    """
    fits = password_fits(wanted.user.password_hash if wanted.user else _nobodys_hash(_cost()), password)
    return fits and wanted.user is not None


def _cost() -> tuple[int, int]:
    return current_app.config["ARGON2_TIME_COST"], current_app.config["ARGON2_MEMORY_COST"]


@lru_cache
def _nobodys_hash(_for_cost: tuple[int, int]) -> str:
    """A hash that nobody's password has, at the present cost."""
    return hasher().hash("nobody signs in with this")


def succeed(session: Session, wanted: Attempt) -> User | None:
    """Let the person in: failures of the account are forgotten. None where the account was closed or paused meanwhile."""
    user = session.get(User, wanted.user.id, populate_existing=True) if wanted.user else None
    if user is None or not user.is_active or _account_pause(session, wanted.account):
        return None
    session.execute(sa.delete(SignInFailure).where(SignInFailure.account == wanted.account))
    user.signed_in_at = now()
    publish(SignedIn(actor_id=user.id, subject=f"user:{user.key}"))
    return user


def fail(session: Session, wanted: Attempt) -> int:
    """Count a failure, in a unit of work of its own; says how many there are now."""
    session.execute(sa.delete(SignInFailure).where(SignInFailure.at < now() - KEPT))
    session.add(SignInFailure(account=wanted.account, address=wanted.address))
    session.flush()
    count, _newest = _failures(session, SignInFailure.account == wanted.account)
    subject = f"user:{wanted.user.key}" if wanted.user else ""
    publish(SignInFailed(subject=subject, details={"failures": count}))
    if count == FAILURES_BORNE:
        publish(SignInPaused(subject=subject))
    return count


def sign_out(user: Person) -> None:
    """Leave a trace that somebody went."""
    publish(SignedOut(actor_id=user.id, subject=f"user:{user.key}"))
