"""Opening, closing and reopening accounts. Nobody is deleted."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from ..events import AccountClosed, AccountOpened, AccountReopened
from ..models import User
from ..rules import login_fault, looks_like_phone
from .passwords import not_an_administrator, not_oneself


@dataclass(frozen=True, slots=True)
class Person:
    """What is told of somebody when the account is opened."""

    login: str
    name: str
    workplace: str = ""
    position: str = ""
    phone: str = ""


def open_account(session: Session, person: Person, hashed: str, by: Actor | None, *, must_change: bool = True) -> User:
    """Open an account with the hash of a first password. It has no role yet: the security administrator gives one.

    Raises `Refused`, naming the field, for a login or a mobile number that is taken or impossible.
    """
    fault = login_fault(person.login)
    if fault:
        raise Refused(fault, field="login")
    if person.phone and not looks_like_phone(person.phone):
        raise Refused(_("请填11位手机号，例如13800000000；没有可不填。"), field="phone")
    _not_taken(session, person)
    user = User(
        login=person.login, name=person.name, workplace=person.workplace, position=person.position,
        phone=person.phone or None, password_hash=hashed, must_change_password=must_change,
    )  # fmt: skip
    session.add(user)
    session.flush()
    publish(AccountOpened(actor_id=by.id if by else None, subject=f"user:{user.key}", details={"login": user.login}))
    return user


def _not_taken(session: Session, person: Person) -> None:
    if session.scalar(sa.select(User.id).where(User.login == person.login)):
        raise Refused(_("账号“%(login)s”已有人使用，请换一个。", login=person.login), field="login")
    if person.phone and session.scalar(sa.select(User.id).where(User.phone == person.phone)):
        raise Refused(_("这个手机号已登记在另一个账号上。"), field="phone")


def close(session: Session, user: User, by: Actor | None) -> None:
    """Close an account: its sessions end at once, its history stays."""
    if by is not None:
        not_oneself(user, by)
        not_an_administrator(session, user)
    if not user.is_active:
        raise Refused(_("这个账号已经停用了。"))
    user.closed_at = now()
    user.session_no += 1
    publish(AccountClosed(actor_id=by.id if by else None, subject=f"user:{user.key}"))


def reopen(session: Session, user: User, by: Actor | None) -> None:
    """Open a closed account again, with the roles that were not taken back meanwhile."""
    if by is not None:
        not_an_administrator(session, user)
    if user.is_active:
        raise Refused(_("这个账号本来就在用。"))
    user.closed_at = None
    publish(AccountReopened(actor_id=by.id if by else None, subject=f"user:{user.key}"))
