"""Beds of a unit, one by one, and what stands as its capacity."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.dated import in_force, known
from hospice.core.db import once

from ..models import Bed, CareUnit, UnitCapacity, UnitRecord
from ..rules.beds import Stand
from ..rules.places import CapacitySource


def beds_of(session: Session, unit_id: int) -> Sequence[Bed]:
    """The beds of a unit that are there or are to come, in the order of rooms and numbers; closed ones last."""
    rows = session.scalars(sa.select(Bed).where(Bed.unit_id == unit_id)).all()
    return sorted(rows, key=lambda bed: (is_closed(bed), natural(bed.bed_no)))


def is_closed(bed: Bed) -> bool:
    """Whether the bed is no longer there today."""
    return bed.closed_on is not None and bed.closed_on <= today()


def natural(number: str) -> list[tuple[int, int, str]]:
    """A key that puts 2-1 before 10-1."""
    parts = number.replace("-", " ").split()
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def stands(beds: Iterable[Bed]) -> list[Stand]:
    """The beds as counting needs them."""
    return [Stand(bed.kind, bed.state, bed.opened_on, bed.closed_on) for bed in beds]


def bed_within(session: Session, scope: Scope, key: uuid.UUID) -> Bed | None:
    """One bed of an area."""
    inside = sa.select(UnitRecord.unit_id).where(UnitRecord.superseded_at.is_(None), scope.criterion(UnitRecord))
    return session.scalar(sa.select(Bed).where(Bed.key == key, Bed.unit_id.in_(inside)))


def capacity_now(session: Session, unit_id: int) -> UnitCapacity | None:
    """What stands as the unit's capacity today."""
    mine = UnitCapacity.unit_id == unit_id
    return session.scalar(sa.select(UnitCapacity).where(mine, in_force(UnitCapacity, today())))


def tracked_since(session: Session, unit_id: int) -> tuple[date | None, bool]:
    """(the first day for which beds were counted one by one, whether numbers were ever declared)."""
    rows = session.execute(
        sa.select(UnitCapacity.source, sa.func.min(UnitCapacity.valid_from))
        .where(UnitCapacity.unit_id == unit_id, known(UnitCapacity))
        .group_by(UnitCapacity.source)
    )
    first = {row[0]: row[1] for row in rows}
    return first.get(CapacitySource.TRACKED), CapacitySource.DECLARED in first


def lock_unit(session: Session, unit_id: int) -> None:
    """Let two people who change the beds of one unit queue up; rows that merely refer to the unit are not kept waiting.

    Otherwise two deeds that have both referred to it would each wait for the other's end.
    """
    wanted = sa.select(CareUnit.id).where(CareUnit.id == unit_id).with_for_update(key_share=True)
    once(session, ("unit", unit_id), lambda: session.scalar(wanted))
