"""What an institution or a unit is called and where it lies now: by what counts, or by what is proposed for a new one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.regions.models import Region

from ..models import CareUnit, Institution, InstitutionRecord, UnitRecord


@dataclass(frozen=True, slots=True)
class Place:
    """The name of an institution or a unit, and the county where it lies."""

    id: int
    key: uuid.UUID
    name: str
    kind: Any  # InstitutionKind or UnitKind
    region_id: int
    region: str
    path: str
    is_new: bool  # nothing about it has been confirmed


def institutions_now(session: Session, ids: Iterable[int]) -> dict[int, Place]:
    """Name and place of institutions by their id: one statement."""
    return _now(session, Institution, InstitutionRecord, InstitutionRecord.institution_id, ids)


def units_now(session: Session, ids: Iterable[int]) -> dict[int, Place]:
    """Name and place of units by their id: one statement."""
    return _now(session, CareUnit, UnitRecord, UnitRecord.unit_id, ids)


def units_called(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """What units are called where several houses are spoken of, `丽水市中心医院安宁疗护病区`: one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.execute(_called(today()), {"wanted": sorted(wanted)})
    return {unit_id: house + unit for unit_id, house, unit in rows}


def _now(session: Session, owner: Any, record: Any, subject: Any, ids: Iterable[int]) -> dict[int, Place]:
    wanted = set(ids)
    if not wanted:
        return {}
    statement = _named(owner, record, subject, today())
    return {row[0]: Place(*row) for row in session.execute(statement, {"wanted": sorted(wanted)})}


@lru_cache(maxsize=8)
def _named(owner: Any, record: Any, subject: Any, _on: date) -> sa.Select[Any]:
    """Kept for the day: every page that names a unit asks it."""
    place = (Region.id, Region.name, Region.path)
    return (
        sa.select(owner.id, owner.key, record.name, record.kind, *place, record.confirmed_at.is_(None))
        .join(record, subject == owner.id)
        .join(Region, Region.id == record.region_id)
        .where(owner.id.in_(sa.bindparam("wanted", expanding=True)), record.superseded_at.is_(None))
        .order_by(*worst_first(record))
    )


@lru_cache(maxsize=8)
def _called(_on: date) -> sa.Select[Any]:
    names: list[Any] = [CareUnit.id, InstitutionRecord.name, UnitRecord.name]
    return (
        sa.select(*names)
        .join(UnitRecord, UnitRecord.unit_id == CareUnit.id)
        .join(InstitutionRecord, InstitutionRecord.institution_id == CareUnit.institution_id)
        .where(CareUnit.id.in_(sa.bindparam("wanted", expanding=True)))
        .where(UnitRecord.superseded_at.is_(None), InstitutionRecord.superseded_at.is_(None))
        .order_by(*worst_first(InstitutionRecord), *worst_first(UnitRecord))
    )


def worst_first(record: Any) -> list[Any]:
    """The order in which live rows of one subject are read so that the last one is what it is now.

    What is confirmed for today comes last; before it what is confirmed for other days, and first what is proposed.
    """
    today_in = sa.and_(record.valid_from <= today(), sa.or_(record.valid_to.is_(None), record.valid_to > today()))
    confirmed = record.confirmed_at.is_not(None)
    return [sa.case((sa.and_(confirmed, today_in), 2), (confirmed, 1), else_=0), record.valid_from, record.id]


def unit_within(session: Session, scope: Scope, key: uuid.UUID) -> tuple[CareUnit, UnitRecord] | None:
    """A unit of an area, with what is told of it now; none where it lies elsewhere."""
    rows = session.execute(
        sa.select(CareUnit, UnitRecord)
        .join(UnitRecord, UnitRecord.unit_id == CareUnit.id)
        .where(CareUnit.key == key, UnitRecord.superseded_at.is_(None), scope.criterion(UnitRecord))
        .options(joinedload(UnitRecord.region), joinedload(CareUnit.institution))
        .order_by(*worst_first(UnitRecord))
    ).all()
    return (rows[-1][0], rows[-1][1]) if rows else None


class Standing(NamedTuple):
    """An institution as far as a deed must know it: where it lies, and whether it counts."""

    id: int
    key: uuid.UUID
    region_id: int
    path: str
    confirmed_at: datetime | None

    def scope_values(self) -> tuple[str, int | None]:
        """An institution lies in its county and belongs to itself."""
        return self.path, self.id


def standing_within(session: Session, scope: Scope, key: uuid.UUID) -> Standing | None:
    """An institution of an area, in the few columns that a deed decides by; none where it lies elsewhere."""
    rows = session.execute(_standing_within(scope, today()), {"wanted": key}).all()
    return Standing(*rows[-1]) if rows else None


def institution_within(session: Session, scope: Scope, key: uuid.UUID) -> tuple[Institution, InstitutionRecord] | None:
    """An institution of an area, with what is told of it now; none where it lies elsewhere."""
    rows = session.execute(_institution_within(scope, today()), {"wanted": key}).all()
    return (rows[-1][0], rows[-1][1]) if rows else None


_INSTITUTION, _RECORD, _REGION = (cast(sa.Table, each.__table__) for each in (Institution, InstitutionRecord, Region))


# Both kept for the day, since to build a statement costs more than to run it, and pages and deeds begin with one of them.
@lru_cache(maxsize=256)
def _standing_within(scope: Scope, _on: date) -> sa.Select[Any]:
    columns = (_INSTITUTION.c.id, _INSTITUTION.c.key, _RECORD.c.region_id, _REGION.c.path, _RECORD.c.confirmed_at)
    return (
        sa.select(*columns)
        .join_from(_INSTITUTION, _RECORD, _RECORD.c.institution_id == _INSTITUTION.c.id)
        .join(_REGION, _REGION.c.id == _RECORD.c.region_id)
        .where(_INSTITUTION.c.key == sa.bindparam("wanted", type_=sa.Uuid()))
        .where(_RECORD.c.superseded_at.is_(None), scope.criterion_at(_REGION.c.path, _INSTITUTION.c.id))
        .order_by(*worst_first(_RECORD.c))
    )


@lru_cache(maxsize=256)
def _institution_within(scope: Scope, _on: date) -> sa.Select[Any]:
    both: list[Any] = [Institution, InstitutionRecord]
    return (
        sa.select(*both)
        .join(InstitutionRecord, InstitutionRecord.institution_id == Institution.id)
        .where(Institution.key == sa.bindparam("wanted", type_=sa.Uuid()))
        .where(InstitutionRecord.superseded_at.is_(None), scope.criterion(InstitutionRecord))
        .options(joinedload(InstitutionRecord.region))
        .order_by(*worst_first(InstitutionRecord))
    )
