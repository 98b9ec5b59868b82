"""Who is signed in, as every request asks: one statement put together once, and a person made once from what it gives.

What was read is the key under which a person is kept: an account that was closed, a grant that has ended or a role that was
given since then reads differently, and so makes another person, or none. Nothing has to be told to forget.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Session

from hospice.access.permissions import Permission, Role
from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.regions.models import Region

from .models import Grant, User, scope_of

KEPT = 2048  # people whom one process remembers: some kilobytes each


class Place(NamedTuple):
    """The region of a grant."""

    id: int
    path: str


class Held(NamedTuple):
    """A grant, as far as it decides about anything."""

    role: Role
    valid_from: date
    valid_to: date | None
    institution_id: int | None
    region: Place | None

    def is_live(self, on: date) -> bool:
        """Whether the grant is in force on the day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True, eq=False)
class Person(UserMixin):
    """Somebody who is signed in: read only. Whoever changes an account loads its `User`."""

    id: int
    key: uuid.UUID
    login: str
    name: str
    position: str
    workplace: str
    language: str | None
    must_change_password: bool
    session_no: int
    live_grants: Sequence[Held]
    roles: frozenset[Role]
    _scopes: dict[Permission, Scope] = field(default_factory=dict, repr=False)

    def get_id(self) -> str:
        """What the session remembers: who, and in which generation of sessions."""
        return f"{self.id}:{self.session_no}"

    def scope(self, permission: Permission) -> Scope:
        """Where this person may do it: the union of what the grants give."""
        found = self._scopes.get(permission)
        if found is None:
            found = self._scopes[permission] = scope_of(self.live_grants, permission)
        return found


_USER, _GRANT, _REGION = (cast(sa.Table, model.__table__) for model in (User, Grant, Region))
_SELF = [_USER.c[name] for name in ("id", "key", "login", "name", "position", "workplace", "language",
                                    "must_change_password", "session_no")]  # fmt: skip
_HELD = [_GRANT.c[name] for name in ("role", "valid_from", "valid_to", "institution_id")] + [_REGION.c.id, _REGION.c.path]
_STATEMENT = (
    sa.select(*(column.label(f"c{number}") for number, column in enumerate([*_SELF, *_HELD])))
    .select_from(
        _USER.outerjoin(_GRANT, sa.and_(_GRANT.c.user_id == _USER.c.id, _GRANT.c.ended_at.is_(None))).outerjoin(
            _REGION, _REGION.c.id == _GRANT.c.region_id
        )
    )
    .where(_USER.c.id == sa.bindparam("user_"), _USER.c.session_no == sa.bindparam("session_"), _USER.c.closed_at.is_(None))
    .order_by(_GRANT.c.id)
)


def signed_in(session: Session, number: int, session_no: int) -> Person | None:
    """The person of a session; none where the account is closed or its sessions were ended."""
    rows = session.execute(_STATEMENT, {"user_": number, "session_": session_no}).all()
    return _person(tuple(map(tuple, rows)), today()) if rows else None


@lru_cache(maxsize=KEPT)
def _person(rows: tuple[tuple[Any, ...], ...], on: date) -> Person:
    grants = [_held(*row[len(_SELF) :]) for row in rows if row[len(_SELF)] is not None]
    live = tuple(grant for grant in grants if grant.is_live(on))
    return Person(*rows[0][: len(_SELF)], live_grants=live, roles=frozenset(grant.role for grant in live))


def _held(role: Role, start: date, end: date | None, institution_id: int | None, region_id: int | None, path: str) -> Held:
    return Held(role, start, end, institution_id, Place(region_id, path) if region_id is not None else None)
