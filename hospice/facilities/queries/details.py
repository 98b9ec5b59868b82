"""What the pages of one institution and of one unit show beside its record."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from hospice.access.scope import Scope
from hospice.core.clock import local, today
from hospice.core.dated import in_force, pending
from hospice.regions.models import Region

from ..models import (
    Assessment,
    Bed,
    CareUnit,
    Confirmation,
    Consortium,
    ConsortiumMember,
    Designation,
    Institution,
    InstitutionRecord,
    ProgramUnit,
    ServiceDeclaration,
    UnitCapacity,
    UnitRecord,
    UnitState,
)
from ..rules.codes import UnitKind
from ..rules.summary import Status, of_unit
from .people import names


class UnitRow(NamedTuple):
    """A unit in the list of its institution."""

    key: uuid.UUID
    kind: UnitKind
    name: str
    status: Status
    since: date | None
    expected_on: date | None
    open: int | None
    installed: int | None


@dataclass(frozen=True, slots=True)
class LastLook:
    """When somebody last looked and found everything true, who it was, and how many days ago."""

    at: datetime
    by: str
    days: int


def units_of(session: Session, institution_id: int) -> list[UnitRow]:
    """The units of an institution: what counts today, else what is proposed."""
    told = [sa.or_(in_force(model, today()), pending(model)) for model in (UnitRecord, UnitState)]
    rows = session.execute(
        sa.select(
            CareUnit.id, CareUnit.key, UnitRecord.kind, UnitRecord.name, UnitState.status, UnitState.expected_on,
            UnitState.valid_from, UnitState.confirmed_at, UnitCapacity.open, UnitCapacity.installed,
        )
        .join(UnitRecord, sa.and_(UnitRecord.unit_id == CareUnit.id, told[0]))
        .outerjoin(UnitState, sa.and_(UnitState.unit_id == CareUnit.id, told[1]))
        .outerjoin(UnitCapacity, sa.and_(UnitCapacity.unit_id == CareUnit.id, in_force(UnitCapacity, today())))
        .where(CareUnit.institution_id == institution_id)
        .order_by(CareUnit.id, UnitRecord.confirmed_at.is_(None), UnitState.confirmed_at.is_(None))
    )  # fmt: skip
    found: dict[int, UnitRow] = {}
    for row in rows:
        status = of_unit(row.status, row.expected_on, today(), waits=row.confirmed_at is None)
        found.setdefault(
            row.id,
            UnitRow(row.key, row.kind, row.name, status, row.valid_from, row.expected_on, row.open, row.installed),
        )
    return list(found.values())


def last_look(session: Session, institution_id: int, unit_id: int | None = None) -> LastLook | None:
    """The latest confirmation of an institution, or of a unit (one of the whole institution covers it)."""
    mine = Confirmation.institution_id == institution_id
    if unit_id is not None:
        mine = sa.and_(mine, sa.or_(Confirmation.unit_id == unit_id, Confirmation.unit_id.is_(None)))
    row = session.execute(
        sa.select(Confirmation.at, Confirmation.by_id).where(mine).order_by(Confirmation.at.desc()).limit(1)
    ).first()
    if row is None:
        return None
    days = (today() - local(row.at).date()).days
    return LastLook(row.at, names(session, [row.by_id]).get(row.by_id, ""), days)


def consortia_of(session: Session, institution_id: int) -> list[Any]:
    """(key, group, kind, role, since) of the groups to which an institution belongs today."""
    its = ConsortiumMember
    return list(session.execute(
        sa.select(Consortium.key, Consortium.name, Consortium.kind, its.role, its.valid_from)
        .join(its, its.consortium_id == Consortium.id)
        .where(its.institution_id == institution_id, its.valid_from <= today())
        .where(sa.or_(its.valid_to.is_(None), its.valid_to > today()))
        .order_by(Consortium.name)
    ))  # fmt: skip


def programs_of(session: Session, institution_id: int) -> list[Any]:
    """(name, kind, area) of the programme units at an institution today."""
    its = ProgramUnit
    return list(session.execute(
        sa.select(its.name, its.kind, Region.name.label("area"))
        .join(Region, Region.id == its.region_id)
        .where(its.institution_id == institution_id, in_force(its, today()))
        .order_by(its.kind, its.name)
    ))  # fmt: skip


def declaration_of(session: Session, institution_id: int) -> ServiceDeclaration | None:
    """What a primary facility declares today: what counts, else what waits."""
    its = ServiceDeclaration
    rows = session.scalars(
        sa.select(its)
        .where(its.institution_id == institution_id, sa.or_(in_force(its, today()), pending(its)))
        .order_by(its.confirmed_at.is_(None))
    ).all()
    return rows[0] if rows else None


def unit_visible(session: Session, scope: Scope, key: uuid.UUID) -> CareUnit | None:
    """A unit that lies in the scope, or whose institution does; none elsewhere."""
    its_records = sa.select(UnitRecord.id).where(
        UnitRecord.unit_id == CareUnit.id, UnitRecord.superseded_at.is_(None), scope.criterion(UnitRecord)
    )
    host = sa.select(InstitutionRecord.id).where(
        InstitutionRecord.institution_id == CareUnit.institution_id,
        InstitutionRecord.superseded_at.is_(None),
        scope.criterion(InstitutionRecord),
    )
    return session.scalar(
        sa.select(CareUnit)
        .where(CareUnit.key == key, sa.or_(its_records.exists(), host.exists()))
        .options(joinedload(CareUnit.institution))
    )


class HostRow(NamedTuple):
    """The institution of a unit, as its page names it."""

    key: uuid.UUID
    name: str
    region_id: int
    region: str


def host_of(session: Session, institution_id: int) -> HostRow:
    """The legal host of a unit: what counts, else what is proposed."""
    its = InstitutionRecord
    row = session.execute(
        sa.select(Institution.key, its.name, its.region_id, Region.name.label("region"))
        .join(its, its.institution_id == Institution.id)
        .join(Region, Region.id == its.region_id)
        .where(Institution.id == institution_id, its.superseded_at.is_(None))
        .order_by(its.confirmed_at.is_(None), its.valid_from.desc())
        .limit(1)
    ).one()
    return HostRow(*row)


def states_of(session: Session, unit_id: int) -> Sequence[UnitState]:
    """Every state that stands of a unit, newest first; proposals included."""
    its = UnitState
    return session.scalars(
        sa.select(its)
        .where(its.unit_id == unit_id, its.superseded_at.is_(None))
        .order_by(its.valid_from.desc(), its.id.desc())
    ).all()


def capacities_of(session: Session, unit_id: int) -> Sequence[UnitCapacity]:
    """Every capacity that stands of a unit, newest first."""
    its = UnitCapacity
    return session.scalars(
        sa.select(its).where(its.unit_id == unit_id, its.superseded_at.is_(None)).order_by(its.valid_from.desc())
    ).all()


def open_beds(session: Session, unit_id: int) -> int:
    """How many beds are tracked one by one; none where the unit only declares a number."""
    standing = sa.or_(Bed.closed_on.is_(None), Bed.closed_on > today())
    return session.scalar(sa.select(sa.func.count()).select_from(Bed).where(Bed.unit_id == unit_id, standing)) or 0


def assessment_of(session: Session, unit_id: int) -> Assessment | None:
    """The latest self-assessment."""
    its = Assessment
    return session.scalar(
        sa.select(its).where(its.unit_id == unit_id).order_by(its.assessed_on.desc(), its.id.desc()).limit(1)
    )


def designations_of(session: Session, unit_id: int) -> Sequence[Designation]:
    """Designations of a ward that hold today or wait."""
    its = Designation
    return session.scalars(
        sa.select(its)
        .where(its.unit_id == unit_id, sa.or_(in_force(its, today()), pending(its)))
        .options(joinedload(its.region))
        .order_by(its.valid_from)
    ).all()
