"""A death tells where it was: only the stay in which the patient lay at that place ends with 在此离世."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import now
from hospice.core.db import unit_of_work
from hospice.episodes.models import BedAssignment, Episode
from hospice.episodes.rules.codes import DischargeOutcome
from hospice.episodes.rules.deaths import died_here, presumed
from hospice.episodes.services import staying
from hospice.episodes.services.reserving import Wanted
from hospice.facilities.rules.codes import UnitKind
from hospice.patients.models import Patient
from hospice.patients.rules.codes import DeathPlace
from hospice.patients.rules.wishes import Setting
from tests.cases import House, a_house, a_patient
from tests.factories import a_unit, an_institution

P, End = DeathPlace, DischargeOutcome


@pytest.mark.parametrize(
    ("setting", "in_bed", "place", "here"),
    [
        (Setting.WARD, True, P.FACILITY, True),
        (Setting.COMMUNITY, True, P.FACILITY, True),
        (Setting.COMMUNITY, True, P.ELDER_CARE, True),
        (Setting.HOME, True, P.HOME, True),
        (Setting.WARD, True, P.HOME, False),
        (Setting.WARD, True, P.ON_THE_WAY, False),
        (Setting.WARD, True, None, False),
        (Setting.WARD, True, P.UNKNOWN, False),
        (Setting.CLINIC, False, P.FACILITY, False),  # a visit is no place to lie in
        (Setting.HOME, False, P.HOME, False),
        (Setting.HOME, True, P.FACILITY, False),
    ],
)
def test_where_somebody_died_is_of_one_stay(setting: Setting, in_bed: bool, place: P | None, here: bool):
    assert died_here(setting, in_bed=in_bed, place=place) is here


def test_without_a_word_it_is_the_bed_in_which_the_patient_lay():
    assert presumed([(Setting.CLINIC, False), (Setting.WARD, True)]) is P.FACILITY
    assert presumed([(Setting.HOME, True)]) is P.HOME
    assert presumed([(Setting.HOME, False)]) is None
    assert presumed([]) is None


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=1)


def lying(session: Session, patient: Patient, house: House, setting: Setting) -> BedAssignment:
    wanted = Wanted(unit_id=house.unit.id, setting=setting)
    with unit_of_work():
        return staying.admit_directly(session, patient, wanted, by=house.manager, at=now() - timedelta(days=2))


@pytest.mark.parametrize(("place", "outcome"), [(None, End.DIED_HERE), (P.FACILITY, End.DIED_HERE), (P.HOME, None)])
def test_a_stay_in_a_ward_ends_by_the_place(session: Session, ward: House, place: P | None, outcome: End | None):
    patient = a_patient(ward)
    stay = lying(session, patient, ward, Setting.WARD)
    with unit_of_work():
        staying.record_death(session, patient, by=ward.manager, place=place)
    assert stay.outcome is outcome
    assert patient.died_where is (place or P.FACILITY)
    assert (stay.end_reason == "患者离世，地点：家中") is (place is P.HOME)
    assert session.scalars(sa.select(Episode.outcome)).one() is End.DIED_HERE


def test_of_two_stays_only_the_one_of_lying_there_ends_with_it(session: Session, ward: House):
    clinic, patient = a_house(unit=a_unit(an_institution(), UnitKind.CLINIC, beds=3)), a_patient(ward)
    visit, stay = lying(session, patient, clinic, Setting.CLINIC), lying(session, patient, ward, Setting.WARD)
    with unit_of_work():
        staying.record_death(session, patient, by=ward.manager)
    assert (visit.outcome, stay.outcome) == (None, End.DIED_HERE)
    assert visit.end_reason == "患者离世，地点：医疗卫生机构"


def test_who_was_only_visited_at_home_died_in_no_ward(session: Session, ward: House):
    team, patient = a_house(unit=a_unit(an_institution(), UnitKind.HOME_TEAM, beds=3)), a_patient(ward)
    visits = lying(session, patient, team, Setting.HOME)
    with unit_of_work():
        staying.record_death(session, patient, by=team.manager)
    assert (visits.outcome, visits.end_reason, patient.died_where) == (None, "患者离世，地点不详", None)
