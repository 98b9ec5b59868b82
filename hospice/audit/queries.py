"""Asking for the trail: the scope first, newest first, page by page from a row on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.accounts.models import User
from hospice.core.clock import ZONE
from hospice.facilities.models import CareUnit, Institution, InstitutionRecord, UnitRecord
from hospice.policy.models import Rule

from .models import AuditEvent

PER_PAGE = 50
BATCH = 1000
SUBJECTS_SOUGHT = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """Which rows are wanted; what is empty is not asked."""

    action: str = ""
    person: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None

    def as_details(self) -> dict[str, str]:
        """What was asked, for the trail itself."""
        asked = {name: getattr(self, name) for name in self.__slots__}
        return {name: str(value) for name, value in asked.items() if value}


class _Place:
    """Where a row stands, for a scope to look at."""

    @classmethod
    def scope_columns(cls) -> tuple[Any, Any]:
        return AuditEvent.region_id, AuditEvent.institution_id


def visible(scope: Scope) -> sa.ColumnElement[bool]:
    """Rows inside the scope, and those that lie nowhere: signing in, rules, commands."""
    if scope.everywhere:
        return sa.true()
    nowhere = sa.and_(AuditEvent.region_id.is_(None), AuditEvent.institution_id.is_(None))
    inside = sa.select(InstitutionRecord.institution_id).where(scope.criterion(InstitutionRecord))
    return sa.or_(nowhere, scope.criterion(_Place), AuditEvent.institution_id.in_(inside))


def rows(
    session: Session, scope: Scope, wish: Wish, before: int | None = None, limit: int = PER_PAGE
) -> Sequence[AuditEvent]:
    """At most `limit` rows older than the row `before`, newest first."""
    statement = sa.select(AuditEvent).where(visible(scope), *_wished(session, wish))
    if before is not None:
        statement = statement.where(AuditEvent.id < before)
    return session.scalars(statement.order_by(AuditEvent.id.desc()).limit(limit)).all()


def all_rows(session: Session, scope: Scope, wish: Wish, most: int) -> Iterator[Sequence[AuditEvent]]:
    """All wanted rows in batches, newest first, at most `most`."""
    before, left = None, most
    while left > 0:
        batch = rows(session, scope, wish, before, min(BATCH, left))
        if not batch:
            return
        yield batch
        before, left = batch[-1].id, left - len(batch)


def _wished(session: Session, wish: Wish) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if wish.action:
        wanted.append(AuditEvent.action == wish.action)
    if wish.person:
        people = sa.select(User.id).where(User.login == wish.person.lower())
        named = AuditEvent.actor_name.contains(wish.person, autoescape=True)
        wanted.append(sa.or_(named, AuditEvent.actor_id.in_(people)))
    if wish.subject:
        wanted.append(AuditEvent.subject.in_(_subjects_called(session, wish.subject)))
    if wish.since:
        wanted.append(AuditEvent.at >= _midnight(wish.since))
    if wish.until:
        wanted.append(AuditEvent.at < _midnight(wish.until + timedelta(days=1)))
    return wanted


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _subjects_called(session: Session, text: str) -> list[str]:
    """The subjects that go by a name: people, institutions, units."""
    within = {"autoescape": True}
    people = sa.select(User.key).where(sa.or_(User.name.contains(text, **within), User.login == text.lower()))
    houses = sa.select(Institution.key).where(Institution.search_text.icontains(text, **within))
    units = sa.select(CareUnit.key).join(UnitRecord).where(UnitRecord.name.contains(text, **within)).distinct()
    kinds = {"user": people, "institution": houses, "unit": units}
    return [f"{kind}:{key}" for kind, asked in kinds.items() for key in session.scalars(asked.limit(SUBJECTS_SOUGHT))]


def names(session: Session, subjects: Iterable[str]) -> dict[str, str]:
    """What subjects are called now: at most one statement for each kind."""
    keys: dict[str, set[str]] = {}
    for subject in subjects:
        kind, _colon, key = subject.partition(":")
        keys.setdefault(kind, set()).add(key)
    found: dict[str, str] = {}
    for kind, asked in _NAMED.items():
        wanted = [number for text in keys.get(kind, ()) if (number := _key(kind, text)) is not None]
        if wanted:
            found |= {f"{kind}:{key}": name for key, name in session.execute(asked(wanted))}
    return found


def _key(kind: str, text: str) -> uuid.UUID | int | None:
    try:
        return int(text) if kind == "rule" else uuid.UUID(text)
    except ValueError:
        return None


_NAMED: dict[str, Any] = {
    "user": lambda keys: sa.select(User.key, User.name).where(User.key.in_(keys)),
    "rule": lambda ids: sa.select(Rule.id, Rule.title).where(Rule.id.in_(ids)),
    "institution": lambda keys: (
        sa.select(Institution.key, InstitutionRecord.name)
        .join(InstitutionRecord, InstitutionRecord.institution_id == Institution.id)
        .where(Institution.key.in_(keys))
        .order_by(InstitutionRecord.recorded_at)
    ),
    "unit": lambda keys: (
        sa.select(CareUnit.key, UnitRecord.name)
        .join(UnitRecord, UnitRecord.unit_id == CareUnit.id)
        .where(CareUnit.key.in_(keys))
        .order_by(UnitRecord.recorded_at)
    ),
}
