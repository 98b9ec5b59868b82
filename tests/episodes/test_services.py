"""Stays as they are entered: also afterwards, also against each other, and never more people than open places."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import now, today
from hospice.core.db import unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.episodes.models import BedAssignment
from hospice.episodes.rules.codes import DischargeOutcome
from hospice.episodes.services import staying
from hospice.episodes.services.reserving import Wanted
from hospice.facilities.rules.places import BedState, CapacitySource
from hospice.facilities.rules.registration import Places
from hospice.facilities.services import beds, units
from hospice.patients.models import Patient
from hospice.patients.rules.wishes import Setting
from tests.cases import House, a_house, a_patient

DAY = timedelta(days=1)


def stays(session: Session, house: House, patient: Patient, since: int) -> BedAssignment:
    wanted = Wanted(unit_id=house.unit.id, setting=Setting.WARD)
    with unit_of_work():
        return staying.admit_directly(session, patient, wanted, by=house.manager, at=now() - since * DAY)


def test_back_dated_stays_of_one_bed_or_one_patient_do_not_overlap(session: Session):
    house, other = a_house(beds=1), a_house(beds=1)
    first, second = a_patient(house), a_patient(house)
    stay = stays(session, house, first, 10)
    with unit_of_work():
        staying.leave(session, stay, DischargeOutcome.TO_HOME, by=house.manager, at=now() - 5 * DAY)
        staying.cleaned(session, house.beds[0], by=house.manager)
    with pytest.raises(Conflict, match="这张床上"):
        stays(session, house, second, 7)
    with pytest.raises(Conflict, match="另一张床"):
        stays(session, other, first, 7)
    assert stays(session, house, second, 4).started_at is not None


@pytest.mark.parametrize("same", ["bed_id", "patient_id"])
def test_the_database_itself_refuses_the_overlap(session: Session, same: str):
    house = a_house(beds=2)
    first, second = (stays(session, house, a_patient(house), 3) for _stay in range(2))
    assert first.bed_id != second.bed_id
    with unit_of_work():
        staying.leave(session, second, DischargeOutcome.TO_HOME, by=house.manager, at=now() - DAY)
    change = sa.update(BedAssignment).where(BedAssignment.id == second.id).values({same: getattr(first, same)})
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(change)
    session.rollback()


def test_a_move_within_the_unit_leaves_no_gap_and_no_overlap(session: Session):
    house = a_house(beds=2)
    stay = stays(session, house, a_patient(house), 3)
    there = next(bed for bed in house.beds if bed.id != stay.bed_id)
    with unit_of_work():
        then = staying.move(session, stay, there.id, by=house.manager)
    assert (stay.ended_at, stay.outcome) == (then.started_at, None)
    assert then.bed_id == there.id


def test_a_bed_in_which_somebody_lies_is_neither_closed_nor_blocked(session: Session):
    house = a_house(beds=1)
    stays(session, house, a_patient(house), 1)
    with pytest.raises(Refused, match="在住"), unit_of_work():
        beds.close_bed(session, house.beds[0], today(), by=house.manager)
    with pytest.raises(Refused, match="在住"), unit_of_work():
        beds.set_state(session, house.beds[0], BedState.BLOCKED, "维修", by=house.manager)


def test_fewer_places_than_people_are_refused(session: Session):
    house = a_house()
    for _patient in range(2):
        stays(session, house, a_patient(house), 1)
    told = Places(installed=10, open=1, staffed=1, source=CapacitySource.DECLARED)
    with pytest.raises(Refused, match="不能少于2张"), unit_of_work():
        units.declare_capacity(session, house.unit, told, by=house.manager, valid_from=today())


def test_a_death_frees_the_bed_and_ends_the_episode(session: Session):
    house = a_house(beds=1)
    stay = stays(session, house, a_patient(house), 2)
    with unit_of_work():
        staying.record_death(session, stay.patient, by=house.manager)
    assert (stay.outcome, stay.episode.outcome) == (DischargeOutcome.DIED_HERE, DischargeOutcome.DIED_HERE)
    with pytest.raises(Conflict, match="已经登记"), unit_of_work():
        staying.record_death(session, stay.patient, by=house.manager)
