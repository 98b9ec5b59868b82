"""The tiles of the board: every bed of a unit, or every numbered place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hospice.core.clock import now, today
from hospice.core.i18n import lazy
from hospice.episodes.rules.codes import AssignmentState
from hospice.episodes.rules.faces import BedUse, Face, freshness, freshness_face
from hospice.episodes.rules.standards import Standards
from hospice.facilities.models import Bed
from hospice.facilities.rules.codes import UnitKind
from hospice.facilities.rules.places import BEDDED
from hospice.patients.rules import masking

from ..rules.tiles import BedSeen, StaySeen, Tile, face_of, lines_of, numbered, title_of
from ..rules.words import sex_and_age
from .rooms import Rooms, Taken

_USE = {AssignmentState.RESERVED: BedUse.HELD, AssignmentState.ACTIVE: BedUse.OCCUPIED}
_UNSTAFFED = lazy("未配足人员")


def tiles(rooms: Rooms, kind: UnitKind) -> list[Tile]:
    """One tile a bed; where beds are not tracked, one a numbered place."""
    if rooms.is_tracked:
        return [_bed(bed, rooms) for bed in rooms.shown]
    counts, taken = rooms.census, rooms.by_place
    places = numbered(counts.open, taken, counts.free)
    return [_place(number, use, taken.get(number), kind in BEDDED) for number, use in places]


def sums(rooms: Rooms, kind: UnitKind) -> list[tuple[Face, int]]:
    """What the tiles come to, by use, in the order of the table; the last figure of all is their sum."""
    counts = rooms.census
    shown = {
        BedUse.FREE: counts.free, BedUse.HELD: counts.held, BedUse.OCCUPIED: counts.occupied,
        BedUse.CLEANING: counts.cleaning, BedUse.BLOCKED: counts.blocked, BedUse.ISOLATION: counts.isolated,
    }  # fmt: skip
    always = {BedUse.FREE, BedUse.HELD, BedUse.OCCUPIED} | (set(BedUse) if rooms.is_tracked else set())
    kept = {use: number for use, number in shown.items() if number or use in always}
    return [(face_of(use, is_bed=kind in BEDDED), number) for use, number in kept.items()]


def age_face(rooms: Rooms, standards: Standards) -> Face:
    """How old the figures are."""
    return freshness_face(freshness(rooms.reported_at, now(), standards), standards)


def stay_of(taken: Taken) -> StaySeen:
    """A stay as tiles and pages read it."""
    stay, request, plan = taken
    return StaySeen(
        masking.name(stay.patient.name), sex_and_age(stay.patient.sex, stay.patient.birth_date, today()),
        stay.started_at, stay.expires_at, request.status if request else None,
        request.scheduled_for if request else None, plan.leaves_on if plan else None, plan.outcome if plan else None,
    )  # fmt: skip


def _bed(bed: Bed, rooms: Rooms) -> Tile:
    seen = BedSeen(bed.state, bed.state_reason, bed.state_since, bed.state_until, bed.sex, frozenset(bed.features))
    return _tile(bed.bed_no, rooms.use_of(bed), seen, rooms.by_bed.get(bed.id), bed_key=bed.key)


def _place(number: int, use: BedUse | None, taken: Taken | None, is_bed: bool) -> Tile:
    told = use or (_USE[taken.stay.state] if taken else BedUse.FREE)
    reason = str(_UNSTAFFED) if is_bed else ""
    return _tile(str(number), told, BedSeen(reason=reason), taken, is_bed=is_bed)


def _tile(
    label: str, use: BedUse, bed: BedSeen, taken: Taken | None, *, bed_key: Any = None, is_bed: bool = True
) -> Tile:
    stay = stay_of(taken) if taken else None
    at: datetime = now()
    return Tile(
        label, use, lines_of(use, bed, stay, at), stay.name if stay else "", stay.about if stay else "",
        title_of(use, bed), bed_key, taken.stay.key if taken else None, is_bed,
    )  # fmt: skip
