"""Which free bed is for whom: sex, isolation and what the place must have; what nobody recorded is not there."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from hospice.core.db import unit_of_work
from hospice.facilities.rules.beds import BedFeature
from hospice.facilities.rules.codes import UnitKind
from hospice.facilities.rules.places import Ability, BedSex
from hospice.patients.rules.clinical import Isolation
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting
from hospice.patients.services import clinical
from hospice.transfers.queries import waiting as queries
from hospice.transfers.rules.codes import RequestStatus
from hospice.transfers.rules.fitting import BedNeed, FreeBed, needs_in_words, suiting, why_none, why_not
from hospice.transfers.services import answering, waiting
from tests.cases import House, a_house, a_patient, received
from tests.factories import a_bed, a_unit

BEDS = st.lists(
    st.builds(
        FreeBed, st.integers(1, 99), st.just("1"), st.sampled_from(BedSex),
        st.frozensets(st.sampled_from([feature.value for feature in BedFeature])),
    ),
    max_size=5, unique_by=lambda bed: bed.id,
)  # fmt: skip
NEEDS = st.builds(
    BedNeed, st.sampled_from(Sex), st.none() | st.sampled_from(Isolation),
    st.frozensets(st.sampled_from([ability.value for ability in Ability])),
)  # fmt: skip


@pytest.mark.parametrize(("sex", "bed"), list(product(Sex, BedSex)))
def test_a_bed_for_one_sex_is_not_for_the_other(sex: Sex, bed: BedSex):
    fits = bed is BedSex.ANY or (sex, bed) not in {(Sex.MALE, BedSex.FEMALE), (Sex.FEMALE, BedSex.MALE)}
    assert (why_not(BedNeed(sex), FreeBed(1, "1", bed)) is None) is fits


@pytest.mark.parametrize(
    ("isolation", "features", "fits"),
    [
        (None, [], True),
        (Isolation.STANDARD, [], True),
        (Isolation.CONTACT, [], False),
        (Isolation.CONTACT, ["SINGLE_ROOM"], True),
        (Isolation.CONTACT, ["ISOLATION"], True),
        (Isolation.DROPLET, ["SINGLE_ROOM"], False),
        (Isolation.AIRBORNE, ["SINGLE_ROOM"], False),
        (Isolation.AIRBORNE, ["ISOLATION"], True),
    ],
)
def test_isolation_asks_for_a_bed_that_was_recorded_for_it(
    isolation: Isolation | None, features: list[str], fits: bool
):
    bed = FreeBed(1, "1", BedSex.ANY, frozenset(features))
    assert (why_not(BedNeed(Sex.MALE, isolation), bed) is None) is fits


def test_a_single_room_is_the_bed_s_own_and_oxygen_may_be_the_unit_s():
    bed = FreeBed(1, "1", BedSex.ANY)
    for ability, unit, fits in (
        ("SINGLE_ROOM", {"SINGLE_ROOM"}, False),
        ("OXYGEN", {"OXYGEN"}, True),
        ("OXYGEN", set(), False),
    ):
        need = BedNeed(Sex.MALE, abilities=frozenset({ability}))
        assert (why_not(need, bed, frozenset(unit)) is None) is fits, (ability, unit)


def test_what_only_the_unit_can_do_is_no_question_of_the_bed():
    need = BedNeed(Sex.MALE, abilities=frozenset({"OPIOID", "TRANSFUSION", "NIGHT_ADMISSION"}))
    assert why_not(need, FreeBed(1, "1", BedSex.ANY)) is None
    assert needs_in_words(need) == []


def test_needs_are_said_in_words():
    need = BedNeed(Sex.MALE, Isolation.CONTACT, frozenset({"SINGLE_ROOM", "ISOLATION"}))
    assert [str(words) for words in needs_in_words(need)] == ["需隔离", "需单间"]


@given(NEEDS, BEDS)
def test_there_is_a_reason_exactly_where_no_bed_suits(need: BedNeed, beds: list[FreeBed]):
    fit = suiting(need, beds)
    assert (why_none(need, beds) is None) is bool(fit)
    assert {bed.id for bed in fit} == {bed.id for bed in beds if why_not(need, bed) is None}
    extras = [len(bed.features) for bed in fit]
    assert extras == sorted(extras), "beds that others could use more stay free"


def _waiting(sender: House, ward: House, **values: object) -> object:
    [request] = received(sender, ward, **values)
    with unit_of_work() as session:
        answering.waitlist(session, request, by=ward.manager)
    return request


def test_the_clock_passes_over_who_needs_isolation_and_says_so(session: Session):
    sender, ward = a_house("331102"), a_house(beds=1)
    patient = a_patient(sender)
    first, second = _waiting(sender, ward, patient=patient), _waiting(sender, ward)
    with unit_of_work():
        clinical.describe(session, patient, {"isolation": Isolation.CONTACT}, by=sender.clinician)
    with unit_of_work():
        offer = waiting.offer_next(session, ward.unit.id)
    assert offer is not None
    assert offer.entry.request_id == second.id
    assert [row.why for row in offer.passed] == ["需隔离，没有登记为可隔离的空床"]
    a_bed(ward.unit, features=["ISOLATION"])
    with unit_of_work():
        then = waiting.offer_next(session, ward.unit.id)
    assert then is not None
    assert then.entry.request_id == first.id


def test_the_newest_word_about_isolation_holds(session: Session):
    sender, ward = a_house("331102"), a_house(beds=1)
    patient = a_patient(sender)
    _waiting(sender, ward, patient=patient)
    for isolation in (Isolation.CONTACT, Isolation.STANDARD):
        with unit_of_work():
            clinical.describe(session, patient, {"isolation": isolation}, by=sender.clinician)
    entries = queries.waiting_list(session, ward.unit.id)
    assert queries.fitting(session, ward.unit.id, entries).unsuitable == {}


def test_nobody_is_kept_a_bed_at_a_clinic_and_the_clock_does_not_stumble(session: Session):
    sender = a_house("331102")
    clinic = a_house(unit=a_unit(a_house().institution, UnitKind.CLINIC, beds=5))
    request = _waiting(sender, clinic, setting=Setting.CLINIC)
    with unit_of_work():
        assert waiting.offer_next(session, clinic.unit.id) is None
    assert request.status is RequestStatus.WAITLISTED
