"""How many places units have now, where the figure comes from, and when it was last told: three statements for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.dated import in_force
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.beds import standing
from hospice.episodes.rules.codes import AssignmentState
from hospice.facilities.models import Bed, Confirmation, UnitRecord
from hospice.facilities.rules.codes import UnitKind
from hospice.facilities.rules.places import BedKind, BedSex, BedState

from ..rules.places import Stock

# Written as the partial indexes of open assignments say it, or the database would read all that ever were.
_OPEN = BedAssignment.state.in_(
    sa.bindparam("open", [AssignmentState.RESERVED, AssignmentState.ACTIVE], expanding=True, literal_execute=True)
)
# A sum and no column: otherwise the database goes through all units in order to group them.
_UNIT = (BedAssignment.unit_id + sa.literal_column("0")).label("unit")

Told = tuple[Stock | None, datetime | None]


@dataclass(init=False, slots=True)
class Stocks:
    """What is counted and declared of units, by their id."""

    beds: Mapping[int, Any]
    taken: Mapping[int, dict[AssignmentState, int]]
    looked: Mapping[int, datetime]

    def __init__(self, session: Session, kinds: frozenset[UnitKind], on: date) -> None:
        rows = session.connection()  # plain rows: to make objects of them costs more than to ask
        self.beds = {row.unit_id: row for row in rows.execute(_beds(kinds, on))}
        taken: dict[int, dict[AssignmentState, int]] = defaultdict(dict)
        for unit_id, state, number in rows.execute(_PLACES_TAKEN):
            taken[unit_id][state] = number
        self.taken = taken
        self.looked = {
            unit_id: at for unit_id, at in rows.execute(_LOOKED_AT) if unit_id is not None and at is not None
        }

    def of(self, unit: Any) -> Told:
        """What the places come to, and when that was last told: by a deed at a bed, or by a look at the unit."""
        looked = self.looked.get(unit.unit_id)
        if unit.unit_id in self.beds:
            beds = self.beds[unit.unit_id]
            return _counted(beds), max(at for at in (beds.since, beds.given, looked) if at is not None)
        if unit.open is None:
            return None, None
        return self._declared(unit), max(unit.recorded_at, looked) if looked is not None else unit.recorded_at

    def _declared(self, unit: Any) -> Stock:
        taken = self.taken.get(unit.unit_id, {})
        held, occupied = taken.get(AssignmentState.RESERVED, 0), taken.get(AssignmentState.ACTIVE, 0)
        free = max(0, min(unit.open, unit.staffed) - held - occupied)
        return Stock(unit.open, unit.staffed, free, held=held, occupied=occupied)


def _counted(beds: Any) -> Stock:
    return Stock(
        beds.open, beds.open - beds.blocked, beds.free, beds.for_men, beds.for_women, beds.set_aside, beds.held,
        beds.occupied, tracked=True,
    )  # fmt: skip


@lru_cache(maxsize=16)
def _beds(kinds: frozenset[UnitKind], on: date) -> sa.Select[Any]:
    """What the tracked beds of those units come to, a row a unit; the same that `census_of` says of one unit."""
    of_kind = sa.select(UnitRecord.unit_id).where(UnitRecord.kind.in_(sorted(kinds)), in_force(UnitRecord, on))
    use, is_open = BedAssignment.state, Bed.kind != BedKind.LICENSED
    free = sa.and_(is_open, use.is_(None), Bed.state == BedState.READY)
    counts = {
        "open": sa.or_(is_open, use == AssignmentState.ACTIVE),
        "blocked": sa.and_(is_open, use.is_(None), Bed.state == BedState.BLOCKED),
        "occupied": use == AssignmentState.ACTIVE,
        "held": sa.and_(is_open, use == AssignmentState.RESERVED),
        "free": sa.and_(free, Bed.sex == BedSex.ANY),
        "for_men": sa.and_(free, Bed.sex == BedSex.MALE),
        "for_women": sa.and_(free, Bed.sex == BedSex.FEMALE),
        "set_aside": sa.and_(free, Bed.kind == BedKind.RESERVED),
    }
    instant = Bed.state_since.type
    columns: list[Any] = [
        Bed.unit_id,
        *(sa.func.count(sa.case((holds, 1))).label(name) for name, holds in counts.items()),
        sa.func.max(Bed.state_since, type_=instant).label("since"),
        sa.func.max(BedAssignment.created_at, type_=instant).label("given"),
    ]
    return (
        sa.select(*columns)
        .outerjoin(BedAssignment, sa.and_(BedAssignment.bed_id == Bed.id, _OPEN))
        .where(standing(on), Bed.unit_id.in_(of_kind))
        .group_by(Bed.unit_id)
    )


_PLACES_TAKEN = (
    sa.select(_UNIT, BedAssignment.state, sa.func.count())
    .where(BedAssignment.place_no.is_not(None), _OPEN)
    .group_by(_UNIT, BedAssignment.state)
)
_LOOKED_AT = (
    sa.select(Confirmation.unit_id, sa.func.max(Confirmation.at, type_=Confirmation.at.type))
    .where(Confirmation.unit_id.is_not(None))
    .group_by(Confirmation.unit_id)
)
