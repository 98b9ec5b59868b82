"""Which beds and places are open, taken and free."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import today
from hospice.facilities.models import Bed
from hospice.facilities.queries.beds import capacity_now
from hospice.facilities.rules.places import BedKind, BedSex, BedState
from hospice.patients.rules.codes import Sex

from ..models import BedAssignment
from ..rules import census
from ..rules.codes import OPEN_ASSIGNMENTS, AssignmentState
from ..rules.faces import bed_use

IS_OPEN = BedAssignment.state.in_(sorted(OPEN_ASSIGNMENTS))
_SEX = {Sex.MALE: BedSex.MALE, Sex.FEMALE: BedSex.FEMALE}


def standing(on: date) -> sa.ColumnElement[bool]:
    """The criterion for beds that are there on the day."""
    return sa.and_(Bed.opened_on <= on, sa.or_(Bed.closed_on.is_(None), Bed.closed_on > on))


def is_tracked(session: Session, unit_id: int) -> bool:
    """Whether the unit's beds are tracked one by one."""
    return session.scalar(sa.select(Bed.id).where(Bed.unit_id == unit_id, standing(today())).limit(1)) is not None


def free_beds(session: Session, unit_id: int, sex: Sex | None = None) -> Sequence[Bed]:
    """The tracked beds of a unit that can be promised now, for a person of this sex, by number."""
    taken = sa.select(BedAssignment.bed_id).where(BedAssignment.bed_id == Bed.id, IS_OPEN).exists()
    fits = [BedSex.ANY, _SEX[sex]] if sex in _SEX else list(BedSex)
    statement = sa.select(Bed).where(
        Bed.unit_id == unit_id, standing(today()), Bed.kind != BedKind.LICENSED, Bed.state == BedState.READY,
        Bed.sex.in_(fits), ~taken,
    )  # fmt: skip
    return session.scalars(statement.order_by(Bed.id)).all()


def open_assignment(session: Session, bed_id: int) -> BedAssignment | None:
    """Who has the bed now, or is promised it."""
    return session.scalar(sa.select(BedAssignment).where(BedAssignment.bed_id == bed_id, IS_OPEN))


def places_taken(session: Session, unit_id: int) -> set[int]:
    """The numbers of the untracked places that somebody has now, or is promised."""
    mine = sa.select(BedAssignment.place_no).where(BedAssignment.unit_id == unit_id, IS_OPEN)
    return {number for number in session.scalars(mine) if number is not None}


def taken_in(session: Session, unit_ids: Collection[int]) -> dict[int, int]:
    """How many beds or places of each unit somebody has now, or is promised: one statement."""
    mine = sa.select(BedAssignment.unit_id, sa.func.count()).where(BedAssignment.unit_id.in_(sorted(unit_ids)), IS_OPEN)
    return {row[0]: row[1] for row in session.execute(mine.group_by(BedAssignment.unit_id))}


def out_of_use_in(session: Session, unit_ids: Collection[int]) -> dict[int, int]:
    """How many open beds of each unit nobody has and nobody could be put into, being cleaned, isolated or blocked."""
    taken = sa.exists().where(BedAssignment.bed_id == Bed.id, IS_OPEN)
    mine = sa.select(Bed.unit_id, sa.func.count()).where(
        Bed.unit_id.in_(sorted(unit_ids)), standing(today()), Bed.kind != BedKind.LICENSED,
        Bed.state != BedState.READY, ~taken,
    )  # fmt: skip
    return {row[0]: row[1] for row in session.execute(mine.group_by(Bed.unit_id))}


def free_place(session: Session, unit_id: int) -> int | None:
    """The lowest free number of an untracked unit; none where as many are taken as are staffed."""
    capacity = capacity_now(session, unit_id)
    taken = places_taken(session, unit_id)
    if capacity is None or len(taken) >= min(capacity.open, capacity.staffed):
        return None
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def census_of(session: Session, unit_id: int) -> census.Census:
    """What the unit's beds or places come to at this moment."""
    held, lying = (_numbers(session, unit_id, state) for state in (AssignmentState.RESERVED, AssignmentState.ACTIVE))
    if not is_tracked(session, unit_id):
        capacity = capacity_now(session, unit_id)
        installed, opened, staffed = (capacity.installed, capacity.open, capacity.staffed) if capacity else (0, 0, 0)
        return census.Census(installed, opened, len(lying), len(held), blocked=max(0, opened - staffed))
    beds = session.scalars(sa.select(Bed).where(Bed.unit_id == unit_id, standing(today())))
    return census.take((bed.kind, bed_use(bed.state, occupied=bed.id in lying, held=bed.id in held)) for bed in beds)


def _numbers(session: Session, unit_id: int, state: AssignmentState) -> Collection[int]:
    rows = session.execute(
        sa.select(BedAssignment.bed_id, BedAssignment.place_no).where(
            BedAssignment.unit_id == unit_id, BedAssignment.state == state
        )
    )
    return {bed_id or place_no or 0 for bed_id, place_no in rows}  # one of the two is set
