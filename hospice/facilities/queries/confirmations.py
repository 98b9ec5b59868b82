"""What waits for the commission, by institution: the list, one case with every difference, and what was sent back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from hospice.access.scope import Scope
from hospice.core.dated import pending
from hospice.web.paging import Page

from ..models import (
    CareUnit,
    Designation,
    Institution,
    InstitutionRecord,
    SentBack,
    ServiceActivity,
    ServiceDeclaration,
    UnitRecord,
    UnitState,
)
from ..rules.proposals import About
from .current import Place, institutions_now, units_now
from .people import names

MODELS: dict[About, type[Any]] = {
    About.INSTITUTION: InstitutionRecord,
    About.UNIT: UnitRecord,
    About.STATE: UnitState,
    About.DECLARATION: ServiceDeclaration,
    About.ACTIVITY: ServiceActivity,
    About.DESIGNATION: Designation,
}
OF_A_UNIT = frozenset({About.UNIT, About.STATE, About.DESIGNATION})


@dataclass(frozen=True, slots=True)
class Reaches:
    """Where somebody confirms facts, and where the same person approves designations."""

    confirm: Scope
    approve: Scope

    def __bool__(self) -> bool:
        return bool(self.confirm) or bool(self.approve)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One institution of which something waits."""

    key: uuid.UUID
    place: Place
    matters: tuple[str, ...]  # 新登记：机构资料 …, in the order of confirmation
    since: datetime
    by: str  # who recorded the oldest matter


def waiting(reaches: Reaches) -> sa.Subquery:
    """All facts that wait within reach: about, fact_id, institution_id, unit_id, recorded_at, recorded_by_id."""
    parts = [_part(about, reaches) for about in About]
    return sa.union_all(*parts).subquery("waiting")


def _part(about: About, reaches: Reaches) -> sa.Select[Any]:
    model = MODELS[about]
    sent_back = sa.select(SentBack.id).where(SentBack.about == about.value, SentBack.fact_id == model.id)
    unit_id = model.unit_id if about in OF_A_UNIT else sa.null().label("unit_id")
    institution_id = CareUnit.institution_id if about in OF_A_UNIT else model.institution_id
    statement = sa.select(
        sa.literal(about.value).label("about"),
        model.id.label("fact_id"),
        institution_id.label("institution_id"),
        sa.type_coerce(unit_id, sa.Integer).label("unit_id"),
        model.recorded_at.label("recorded_at"),
        model.recorded_by_id.label("recorded_by_id"),
    ).where(pending(model), ~sent_back.exists(), _within(about, reaches))
    return statement.join(CareUnit, CareUnit.id == model.unit_id) if about in OF_A_UNIT else statement


def _within(about: About, reaches: Reaches) -> sa.ColumnElement[bool]:
    """A fact lies where its institution or unit lies, by what counts there or by what is proposed."""
    if about is About.DESIGNATION:
        return _designation_within(reaches.approve)
    fact = MODELS[about]
    told = UnitRecord if about in (About.UNIT, About.STATE) else InstitutionRecord
    record: Any = aliased(told)  # few facts wait: each is looked up, instead of reading every record of the area
    mine = record.id == fact.id if told is fact else getattr(record, told.SUBJECT) == getattr(fact, told.SUBJECT)
    inside = sa.select(record.id).where(mine, record.superseded_at.is_(None), reaches.confirm.criterion(record))
    return inside.exists()


def _designation_within(approve: Scope) -> sa.ColumnElement[bool]:
    """A designation is approved by whoever is responsible for the district that it serves."""

    class _Region:
        @staticmethod
        def scope_columns() -> tuple[Any, None]:
            return Designation.region_id, None

    return approve.criterion(_Region)


def waits(session: Session, reaches: Reaches, institution_id: int) -> int:
    """How much of one institution waits within reach."""
    rows = waiting(reaches)
    return session.scalar(sa.select(sa.func.count()).where(rows.c.institution_id == institution_id)) or 0


def cases(session: Session, reaches: Reaches, number: int, per_page: int) -> Page[Waiting]:
    """Institutions of which something waits, those that wait longest first."""
    found = session.execute(_waiting_longest(reaches, number, per_page)).all()
    listed = [row[0] for row in found]
    facts = session.execute(_of_these(reaches), {"institutions": listed}).all() if listed else []
    return Page(_listed(session, listed, facts), found[0][1] if found else 0, number, per_page)


@lru_cache(maxsize=256)
def _waiting_longest(reaches: Reaches, number: int, per_page: int) -> sa.Select[Any]:
    """Kept, as the next one: to build a union of all kinds of facts costs more than to run it."""
    rows = waiting(reaches)
    return (
        sa.select(rows.c.institution_id, sa.func.count().over())
        .group_by(rows.c.institution_id)
        .order_by(sa.func.min(rows.c.recorded_at), rows.c.institution_id)
        .limit(per_page)
        .offset((number - 1) * per_page)
    )


@lru_cache(maxsize=256)
def _of_these(reaches: Reaches) -> sa.Select[Any]:
    rows = waiting(reaches)
    return sa.select(rows).where(rows.c.institution_id.in_(sa.bindparam("institutions", expanding=True)))


def _listed(session: Session, ids: list[int], facts: Iterable[Any]) -> list[Waiting]:
    of: dict[int, list[Any]] = {number: [] for number in ids}
    for fact in facts:
        of[fact.institution_id].append(fact)
    everything = [fact for mine in of.values() for fact in mine]
    institutions = institutions_now(session, ids)
    units = units_now(session, {fact.unit_id for fact in everything if fact.unit_id})
    people = names(session, (fact.recorded_by_id for fact in everything))
    return [_case(institutions[number], units, people, of[number]) for number in ids if number in institutions]


def _case(place: Place, units: dict[int, Place], people: dict[int, str], facts: list[Any]) -> Waiting:
    order = list(About)
    facts = sorted(facts, key=lambda fact: (order.index(About(fact.about)), fact.fact_id))
    oldest = min(facts, key=lambda fact: fact.recorded_at)
    matters = dict.fromkeys(_matter(fact, units) for fact in facts)
    return Waiting(place.key, place, tuple(matters), oldest.recorded_at, people.get(oldest.recorded_by_id, ""))


def _matter(fact: Any, units: dict[int, Place]) -> str:
    label = str(About(fact.about).label)
    return f"{units[fact.unit_id].name}　{label}" if fact.unit_id in units else label


def institution_with_key(session: Session, key: uuid.UUID) -> int | None:
    """The id behind a public key."""
    return session.scalar(sa.select(Institution.id).where(Institution.key == key))


def waiting_facts(session: Session, reaches: Reaches, institution_id: int) -> list[tuple[About, Any]]:
    """The facts of one institution that wait within reach, in the order of confirmation."""
    rows = waiting(reaches)
    found = session.execute(
        sa.select(rows.c.about, rows.c.fact_id).where(rows.c.institution_id == institution_id)
    ).all()
    facts: list[tuple[About, Any]] = []
    for about in About:
        ids = [fact_id for name, fact_id in found if name == about.value]
        if ids:
            model = MODELS[about]
            facts += [
                (about, fact) for fact in session.scalars(sa.select(model).where(model.id.in_(ids)).order_by(model.id))
            ]
    return facts


@dataclass(frozen=True, slots=True)
class Returned:
    """A fact that came back to the one who recorded it."""

    about: About
    institution_key: uuid.UUID
    institution: str
    unit_key: uuid.UUID | None
    unit: str
    reason: str
    at: datetime
    by: str


def returned(
    session: Session, *, institution_id: int | None = None, unit_id: int | None = None, to_id: int | None = None
) -> list[Returned]:
    """What was sent back and has not been recorded anew: of an institution or a unit, or to a person; newest first."""
    still = sa.or_(
        *(sa.and_(SentBack.about == about.value, SentBack.fact_id.in_(_pending_ids(about))) for about in About)
    )
    statement = sa.select(SentBack).where(still).order_by(SentBack.at.desc(), SentBack.id.desc()).limit(100)
    if institution_id is not None:
        statement = statement.where(SentBack.institution_id == institution_id)
    if unit_id is not None:
        statement = statement.where(SentBack.unit_id == unit_id)
    if to_id is not None:
        statement = statement.where(SentBack.to_id == to_id)
    rows = session.scalars(statement).all()
    if not rows:
        return []
    institutions = institutions_now(session, {row.institution_id for row in rows})
    units = units_now(session, {row.unit_id for row in rows if row.unit_id})
    people = names(session, (row.by_id for row in rows))
    return [
        Returned(
            About(row.about),
            institutions[row.institution_id].key,
            institutions[row.institution_id].name,
            units[row.unit_id].key if row.unit_id in units else None,
            units[row.unit_id].name if row.unit_id in units else "",
            row.reason,
            row.at,
            people.get(row.by_id, ""),
        )
        for row in rows
        if row.institution_id in institutions
    ]


def _pending_ids(about: About) -> sa.Select[Any]:
    model = MODELS[about]
    return sa.select(model.id).where(pending(model))
