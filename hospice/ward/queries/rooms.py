"""Units with their beds or places, who has them, and how old the figures are: four statements for any number of units."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.dated import in_force
from hospice.episodes.models import BedAssignment, PlannedDeparture
from hospice.episodes.queries.beds import IS_OPEN, standing
from hospice.episodes.rules import census
from hospice.episodes.rules.codes import AssignmentState
from hospice.episodes.rules.faces import BedUse, bed_use
from hospice.facilities.models import Bed, CareUnit, Confirmation, UnitCapacity, UnitRecord, UnitState
from hospice.facilities.queries.beds import natural
from hospice.facilities.queries.current import unit_within, worst_first
from hospice.facilities.rules.codes import UnitStatus
from hospice.facilities.rules.places import BedKind, CapacitySource
from hospice.transfers.models import Request

AT_WORK = (UnitStatus.OPERATING, UnitStatus.SUSPENDED, UnitStatus.RELOCATING)


class Taken(NamedTuple):
    """A bed or place that somebody has or is promised, the request that it serves, and when the patient will leave."""

    stay: BedAssignment
    request: Request | None
    plan: PlannedDeparture | None


@dataclass
class Rooms:
    """One unit: its beds, who has them, what was declared, and when somebody last found all of it true."""

    unit_id: int
    beds: list[Bed] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    capacity: UnitCapacity | None = None
    confirmed_at: datetime | None = None

    @property
    def is_tracked(self) -> bool:
        """Whether beds are tracked one by one."""
        return bool(self.beds)

    @property
    def reported_at(self) -> datetime | None:
        """As of when the figures are: the last "still true", or the declaration where that is later."""
        declared = self.capacity is not None and self.capacity.source is CapacitySource.DECLARED
        told = [self.confirmed_at, self.capacity.recorded_at if declared and self.capacity else None]
        return max((at for at in told if at is not None), default=None)

    @property
    def by_bed(self) -> dict[int, Taken]:
        """Who has which bed."""
        return {one.stay.bed_id: one for one in self.taken if one.stay.bed_id is not None}

    @property
    def by_place(self) -> dict[int, Taken]:
        """Who has which numbered place."""
        return {one.stay.place_no: one for one in self.taken if one.stay.place_no is not None}

    def use_of(self, bed: Bed) -> BedUse:
        """What a bed is at this moment."""
        taken = self.by_bed.get(bed.id)
        state = taken.stay.state if taken else None
        return bed_use(bed.state, occupied=state is AssignmentState.ACTIVE, held=state is AssignmentState.RESERVED)

    @property
    def shown(self) -> list[Bed]:
        """Beds that are open: one of the establishment is installed only, unless somebody lies in it."""
        return [bed for bed in self.beds if bed.kind is not BedKind.LICENSED or self.use_of(bed) is BedUse.OCCUPIED]

    @property
    def free(self) -> list[Bed]:
        """Beds that can be promised now."""
        return [bed for bed in self.shown if bed.kind is not BedKind.LICENSED and self.use_of(bed) is BedUse.FREE]

    @property
    def census(self) -> census.Census:
        """What it comes to."""
        if self.is_tracked:
            return census.take((bed.kind, self.use_of(bed)) for bed in self.beds)
        states = [one.stay.state for one in self.taken]
        lying, held = states.count(AssignmentState.ACTIVE), states.count(AssignmentState.RESERVED)
        told = self.capacity
        installed, opened, staffed = (told.installed, told.open, told.staffed) if told else (0, 0, 0)
        return census.Census(installed, opened, lying, held, blocked=max(0, opened - staffed))


def rooms(session: Session, unit_ids: Iterable[int]) -> dict[int, Rooms]:
    """All of it, by the id of the unit."""
    found = {unit_id: Rooms(unit_id) for unit_id in unit_ids}
    for bed in session.scalars(sa.select(Bed).where(Bed.unit_id.in_(found), standing(today()))):
        found[bed.unit_id].beds.append(bed)
    for one in found.values():
        one.beds.sort(key=lambda bed: natural(bed.bed_no))
    for row in session.execute(_taken().where(BedAssignment.unit_id.in_(found), IS_OPEN)):
        found[row[0].unit_id].taken.append(Taken(*row))
    for capacity in session.scalars(
        sa.select(UnitCapacity).where(UnitCapacity.unit_id.in_(found), in_force(UnitCapacity, today()))
    ):
        found[capacity.unit_id].capacity = capacity
    looks = sa.select(Confirmation.unit_id, sa.func.max(Confirmation.at)).where(Confirmation.unit_id.in_(found))
    for unit_id, at in session.execute(looks.group_by(Confirmation.unit_id)):
        found[unit_id or 0].confirmed_at = at
    return found


def stay_seen(session: Session, scope: Scope, key: uuid.UUID) -> Taken | None:
    """One stay or reservation at a unit of the scope, also one that is over."""
    mine = sa.and_(BedAssignment.key == key, CareUnit.institution_id.in_(sorted(scope.institutions)))
    row = session.execute(_taken().join(CareUnit, CareUnit.id == BedAssignment.unit_id).where(mine)).first()
    return Taken(*row) if row else None


def units_of(session: Session, scope: Scope) -> Sequence[tuple[CareUnit, UnitRecord]]:
    """The units of one's own house that are at work, by name."""
    at_work = sa.select(UnitState.unit_id).where(in_force(UnitState, today()), UnitState.status.in_(AT_WORK))
    rows = session.execute(
        sa.select(CareUnit, UnitRecord)
        .join(UnitRecord, UnitRecord.unit_id == CareUnit.id)
        .where(UnitRecord.superseded_at.is_(None), scope.criterion(UnitRecord), CareUnit.id.in_(at_work))
        .order_by(*worst_first(UnitRecord))
    )
    latest = {unit.id: (unit, record) for unit, record in rows}
    return sorted(latest.values(), key=lambda both: both[1].name)


def unit_seen(session: Session, scope: Scope, key: uuid.UUID) -> tuple[CareUnit, UnitRecord] | None:
    """A unit of the scope, as it is called now."""
    return unit_within(session, scope, key) if scope else None


def _taken() -> sa.Select[Any]:
    whole: list[Any] = [BedAssignment, Request, PlannedDeparture]
    return (
        sa.select(*whole)
        .outerjoin(Request, Request.assignment_id == BedAssignment.id)
        .outerjoin(PlannedDeparture, PlannedDeparture.assignment_id == BedAssignment.id)
        .options(joinedload(BedAssignment.patient), joinedload(Request.transfer))
        .order_by(BedAssignment.id)
    )
