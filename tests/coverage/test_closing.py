"""What would close a gap, in the order a person would do it."""

from datetime import date, timedelta

import pytest

from hospice.coverage.rules.closing import Step, gaps, nearest_facilities, nearest_ward, openings, steps
from hospice.coverage.rules.figures import MapClass
from hospice.coverage.rules.policy import RegionLevel
from hospice.coverage.rules.trajectory import GoalState
from hospice.coverage.rules.verdicts import Goal, Reason
from hospice.coverage.rules.wards import suits
from hospice.facilities.rules.codes import OrgLevel, UnitStatus
from tests.coverage.facts import (
    LIANDU,
    LISHUI,
    LONGQUAN,
    ON,
    QINGYUAN,
    a_county,
    a_health_centre,
    a_hospital,
    a_planned_ward,
    a_service,
    a_ward,
    judged,
)


def test_the_three_steps_of_the_design():
    row = nearest_ward(judged(a_planned_ward()), Goal.G2, LONGQUAN)
    assert steps(row) == [Step.UPLOAD_APPROVAL, Step.REGISTER_BEDS, Step.OPEN_AND_CONFIRM]
    assert [str(step.label) for step in steps(row)] == ["上传启用批复", "登记实际开放床位", "提请市卫生健康委确认启用"]


def test_a_county_that_is_met_or_has_no_suitable_ward_has_no_nearest_one():
    assert nearest_ward(judged(a_ward(), a_planned_ward(id=2)), Goal.G2, LONGQUAN) is None
    city = a_hospital(level=OrgLevel.MUNICIPAL)
    assert nearest_ward(judged(a_ward(), institutions=(city,)), Goal.G2, LONGQUAN) is None


def test_the_ward_with_the_fewest_steps_is_the_nearest():
    almost = a_ward(id=2, approval_document="")
    assert nearest_ward(judged(a_planned_ward(), almost), Goal.G2, LONGQUAN).unit.id == 2


def test_a_closed_ward_is_no_way_to_the_goal():
    coverage = judged(a_ward(status=UnitStatus.CLOSED))
    assert nearest_ward(coverage, Goal.G2, LONGQUAN) is None
    assert coverage.figure(Goal.G2, RegionLevel.COUNTY, LONGQUAN).map_class is MapClass.M1


def test_the_nearest_facilities_are_as_many_as_are_missing_with_what_each_lacks():
    centres = [a_health_centre(id=number) for number in range(100, 106)]
    services = [
        a_service(),
        a_service(institution_id=105, modes=frozenset()),
        a_service(institution_id=103, trained_nurses=0),
    ]
    rows = nearest_facilities(judged(institutions=centres, services=services), LONGQUAN)
    assert [(row.institution.id, steps(row)) for row in rows] == [
        (103, [Step.TRAIN_NURSE]),
        (105, [Step.DECLARE_MODE]),
    ]


def test_a_facility_that_declares_names_its_modes_in_the_same_step():
    row = judged(institutions=(a_health_centre(),)).primaries_of(LONGQUAN)[0]
    assert steps(row) == [Step.DECLARE, Step.TRAIN_PHYSICIAN, Step.TRAIN_NURSE]


def three_counties_in_work():
    return judged(
        a_planned_ward(id=1, expected_on=date(2026, 12, 31)),
        a_planned_ward(id=2, county_code=QINGYUAN, expected_on=ON - timedelta(1)),
        a_planned_ward(id=3, county_code=QINGYUAN, status=UnitStatus.CLOSED),
    )


def test_the_most_urgent_county_comes_first():
    found = gaps(three_counties_in_work(), Goal.G2)
    assert [(figure.code, figure.map_class) for figure in found] == [
        (LIANDU, MapClass.M1),
        (QINGYUAN, MapClass.M2),
        (LONGQUAN, MapClass.M3),
    ]


def test_the_county_with_the_largest_shortfall_comes_first():
    centres = [a_health_centre(), *(a_health_centre(id=number, county_code=QINGYUAN) for number in (101, 102, 103))]
    assert [figure.code for figure in gaps(judged(institutions=centres), Goal.G3)] == [QINGYUAN, LONGQUAN]


def test_openings_by_month_count_a_county_once_and_leave_out_passed_dates():
    coverage = judged(
        a_planned_ward(id=1, expected_on=date(2027, 3, 31)),
        a_planned_ward(id=2, expected_on=date(2026, 12, 1)),
        a_planned_ward(id=3, county_code=QINGYUAN, expected_on=date(2027, 3, 1)),
        a_planned_ward(id=4, county_code=LIANDU, expected_on=ON - timedelta(1)),
    )
    found = openings(coverage, Goal.G2)
    assert [(one.year, one.month, [figure.code for figure in one.regions], one.cumulative) for one in found] == [
        (2026, 12, [LONGQUAN], 1),
        (2027, 3, [QINGYUAN], 2),
    ]
    assert coverage.province(Goal.G2).forecast == 2


def test_the_prefecture_is_as_good_as_the_worst_county_that_is_not_met():
    figure = three_counties_in_work().figure(Goal.G2, RegionLevel.PREFECTURE, LISHUI)
    assert (figure.map_class, figure.state, figure.met) == (MapClass.M1, GoalState.BEHIND, False)


def test_a_province_without_a_ward_or_a_plan_has_not_started():
    coverage = judged()
    assert {coverage.province(goal).state for goal in (Goal.G1, Goal.G2)} == {GoalState.NOT_STARTED}
    assert coverage.province(Goal.G3).state is GoalState.NA


def test_all_counties_met_is_achieved():
    coverage = judged(a_ward(), counties=(a_county(),))
    assert coverage.province(Goal.G2).state is GoalState.ACHIEVED
    assert coverage.figure(Goal.G2, RegionLevel.PREFECTURE, LISHUI).map_class is MapClass.M5


@pytest.mark.parametrize("status", [UnitStatus.SUSPENDED, UnitStatus.OPERATING])
def test_a_ward_that_was_begun_and_does_not_count_is_not_called_not_started(status):
    coverage = judged(a_ward(status=status, open_beds=0))
    assert coverage.figure(Goal.G2, RegionLevel.COUNTY, LONGQUAN).map_class is MapClass.M2


def test_every_reason_has_a_step():
    row = judged(a_planned_ward()).wards_of(Goal.G2, LONGQUAN)[0]
    assert suits(row)
    for reason in Reason:
        assert len(steps(row._replace(reasons=(reason,)))) == 1
