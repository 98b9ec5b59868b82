"""Each test of domain §1.3 has its reason code, and nothing else fails with it."""

from datetime import date, timedelta

import pytest

from hospice.coverage.rules.policy import Policy
from hospice.coverage.rules.verdicts import Caution, Goal, Reason
from hospice.facilities.rules.codes import Grade, InstitutionKind, OrgLevel, UnitKind, UnitStatus
from tests.coverage.facts import LISHUI, LONGQUAN, ON, a_hospital, a_ward, judged

DAY = timedelta(1)


def verdict(ward=None, hospital=None, policy=None, on=ON, goal=Goal.G2):
    region = LONGQUAN if goal is Goal.G2 else LISHUI
    coverage = judged(ward or a_ward(), institutions=(hospital or a_hospital(),), policy=policy, on=on)
    return coverage.wards_of(goal, region)[0]


def test_a_ward_that_has_everything_counts():
    assert verdict().counts
    assert verdict().reasons == ()


@pytest.mark.parametrize(
    ("reason", "hospital"),
    [
        (Reason.ORG_INACTIVE, a_hospital(active=False)),
        (Reason.LICENCE_INVALID, a_hospital(licence_no="")),
        (Reason.LICENCE_INVALID, a_hospital(licence_to=ON - DAY)),
        (Reason.LICENCE_INVALID, a_hospital(licence_from=ON + DAY)),
        (Reason.LICENCE_CHECK_OVERDUE, a_hospital(licensed_beds=99, licence_checked_on=date(2025, 8, 21))),
        (Reason.TYPE_NOT_ELIGIBLE, a_hospital(kind=InstitutionKind.NURSING_CENTER)),
        (Reason.GRADE_TOO_LOW, a_hospital(grade=Grade.ONE)),
        (Reason.LEVEL_MISMATCH, a_hospital(level=OrgLevel.MUNICIPAL)),
    ],
)
def test_a_host_that_will_not_do_says_which_test_it_failed(reason, hospital):
    assert verdict(hospital=hospital).reasons == (reason,)


@pytest.mark.parametrize(
    ("reason", "ward"),
    [
        (Reason.NOT_A_WARD, a_ward(kind=UnitKind.BED)),
        (Reason.NOT_A_WARD, a_ward(kind=UnitKind.ROOM)),
        (Reason.NOT_A_WARD, a_ward(kind=UnitKind.CENTER)),
        (Reason.NOT_OPENED, a_ward(opened_on=ON + DAY)),
        (Reason.NOT_OPENED, a_ward(opened_on=None)),
        (Reason.NO_EVIDENCE, a_ward(approval_document="")),
        (Reason.TOO_FEW_BEDS, a_ward(open_beds=0)),
        (Reason.TOO_FEW_BEDS, a_ward(open_beds=None)),
        (Reason.NO_OWN_SIGN, a_ward(shared_specialty=True)),
    ],
)
def test_a_ward_that_will_not_do_says_which_test_it_failed(reason, ward):
    assert verdict(ward).reasons == (reason,)


@pytest.mark.parametrize("status", [status for status in UnitStatus if status is not UnitStatus.OPERATING])
def test_only_an_operating_ward_counts(status):
    assert verdict(a_ward(status=status)).reasons == (Reason("STATUS_" + status),)


@pytest.mark.parametrize("hospital", [a_hospital(grade=Grade.ONE, built_to_grade2=True), a_hospital(grade=Grade.THREE)])
def test_set_up_to_the_second_grade_or_above_it_is_high_enough(hospital):
    assert verdict(hospital=hospital).counts


@pytest.mark.parametrize("kind", ["GENERAL", "TCM", "INTEGRATED", "SPECIAL", "REHAB", "NURSING_HOSPITAL"])
def test_the_kinds_of_the_plan_are_eligible(kind):
    assert verdict(hospital=a_hospital(kind=InstitutionKind(kind))).counts


def test_a_municipal_ward_counts_for_the_prefecture_alone():
    hospital = a_hospital(level=OrgLevel.MUNICIPAL)
    assert verdict(hospital=hospital, goal=Goal.G1).counts
    assert not verdict(hospital=hospital).counts


def test_the_opening_day_is_the_first_day_that_counts():
    ward = a_ward(opened_on=ON)
    assert not verdict(ward, on=ON - DAY).counts
    assert verdict(ward, on=ON).counts
    assert verdict(ward, on=ON + DAY).counts


def test_the_last_day_printed_on_the_licence_still_counts():
    hospital = a_hospital(licence_to=ON)
    assert verdict(hospital=hospital, on=ON).counts
    assert verdict(hospital=hospital, on=ON + DAY).reasons == (Reason.LICENCE_INVALID,)


def test_the_least_number_of_beds_is_configured():
    assert verdict(a_ward(open_beds=6), policy=Policy(ward_min_beds_count=6)).counts
    assert not verdict(a_ward(open_beds=5), policy=Policy(ward_min_beds_count=6)).counts


def test_the_checklist_matters_only_where_the_rule_asks_for_it():
    ward = a_ward(checklist_failed=True)
    assert verdict(ward).counts
    assert verdict(ward, policy=Policy(ward_require_checklist=True)).reasons == (Reason.CHECKLIST_FAILED,)


@pytest.mark.parametrize(("age", "stale"), [(0, False), (100, False), (101, True)])
def test_an_old_confirmation_counts_and_is_flagged(age, stale):
    found = verdict(a_ward(last_confirmed_on=ON - age * DAY))
    assert (found.counts, found.stale) == (True, stale)


def test_a_ward_never_confirmed_is_stale():
    assert verdict(a_ward(last_confirmed_on=None)).stale


@pytest.mark.parametrize(("beds", "years"), [(99, 1), (None, 1), (100, 3)])
def test_a_licence_is_checked_yearly_below_100_beds_and_else_every_three_years(beds, years):
    checked = date(ON.year - years, ON.month, ON.day)
    hospital = a_hospital(licensed_beds=beds, licence_checked_on=checked)
    due_today = verdict(hospital=hospital)
    assert (due_today.counts, due_today.cautions) == (True, ())
    overdue = verdict(hospital=hospital, on=ON + DAY)
    assert (overdue.counts, overdue.cautions) == (True, (Caution.LICENCE_CHECK_DUE,))
    assert verdict(hospital=hospital, on=ON + 90 * DAY).counts
    assert verdict(hospital=hospital, on=ON + 91 * DAY).reasons == (Reason.LICENCE_CHECK_OVERDUE,)


def test_a_licence_never_checked_is_counted_from_its_issue():
    hospital = a_hospital(licensed_beds=50, licence_checked_on=None, licence_from=date(2024, 2, 29))
    assert verdict(hospital=hospital, on=date(2025, 5, 29)).reasons == ()
    assert verdict(hospital=hospital, on=date(2025, 5, 30)).reasons == (Reason.LICENCE_CHECK_OVERDUE,)
