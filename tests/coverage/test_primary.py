"""When a primary facility provides (domain §1.5), level by level."""

from datetime import timedelta

import pytest

from hospice.coverage.rules.figures import MapClass
from hospice.coverage.rules.policy import Policy, ProvideLevel, RegionLevel
from hospice.coverage.rules.primary_figures import class_of_share
from hospice.coverage.rules.verdicts import Goal, Reason
from hospice.facilities.rules.codes import ServiceMode
from tests.coverage.facts import LONGQUAN, ON, QINGYUAN, a_health_centre, a_service, judged

DAY = timedelta(1)


def verdict(*services, policy=None):
    return judged(institutions=(a_health_centre(),), services=services, policy=policy).primaries_of(LONGQUAN)[0]


@pytest.mark.parametrize(
    ("service", "reasons"),
    [
        (a_service(confirmed=False), (Reason.NOT_CONFIRMED, Reason.NO_MODE)),
        (a_service(started_on=ON + DAY), (Reason.NOT_STARTED, Reason.NO_MODE)),
        (a_service(ended_on=ON), (Reason.ENDED, Reason.NO_MODE)),
        (a_service(started_on=None), (Reason.NOT_DECLARED, Reason.NO_MODE)),
        (a_service(modes=frozenset()), (Reason.NO_MODE,)),
        (a_service(trained_physicians=0), (Reason.NO_TRAINED_PHYSICIAN,)),
        (a_service(trained_nurses=0), (Reason.NO_TRAINED_NURSE,)),
    ],
)
def test_a_facility_that_does_not_provide_says_what_it_lacks(service, reasons):
    assert verdict(service).reasons == reasons
    assert not verdict(service).provides


def test_service_counts_from_its_first_day():
    assert verdict(a_service(started_on=ON)).provides


def test_nothing_declared_and_nobody_trained_fails_everything():
    lacking = (Reason.NOT_DECLARED, Reason.NO_MODE, Reason.NO_TRAINED_PHYSICIAN, Reason.NO_TRAINED_NURSE)
    assert verdict().reasons == lacking


@pytest.mark.parametrize(
    ("service", "level"),
    [
        (a_service(confirmed=False), ProvideLevel.L0),
        (a_service(trained_nurses=0), ProvideLevel.L1),
        (a_service(last_service_on=None), ProvideLevel.L2),
        (a_service(last_service_on=ON - 366 * DAY), ProvideLevel.L2),
        (a_service(last_service_on=ON - 365 * DAY), ProvideLevel.L3),
    ],
)
def test_the_rule_chooses_which_level_the_goal_asks_for(service, level):
    assert verdict(service).level == level
    for asked in (ProvideLevel.L1, ProvideLevel.L2, ProvideLevel.L3):
        assert verdict(service, policy=Policy(g3_provide_level=asked)).provides is (level >= asked)


def test_all_three_levels_stand_beside_the_figure():
    centres = [a_health_centre(id=number) for number in (100, 101, 102, 103)]
    services = [
        a_service(),
        a_service(institution_id=101, last_service_on=None),
        a_service(institution_id=102, trained_nurses=0),
    ]
    figure = judged(institutions=centres, services=services).province(Goal.G3)
    assert (figure.declared, figure.capable, figure.active, figure.numerator) == (3, 2, 1, 2)


def test_rows_of_one_facility_add_up():
    parts = (
        a_service(trained_physicians=0, modes=frozenset()),
        a_service(trained_nurses=0, modes=frozenset({ServiceMode.ROOM})),
    )
    assert verdict(*parts).provides


@pytest.mark.parametrize(
    ("providing", "of", "met", "need"),
    [(1, 2, True, 0), (1, 3, False, 1), (2, 3, True, 0), (623, 1351, False, 53), (0, 1, False, 1)],
)
def test_half_includes_one_half(providing, of, met, need):
    centres = [a_health_centre(id=100 + number) for number in range(of)]
    services = [a_service(institution_id=100 + number) for number in range(providing)]
    figure = judged(institutions=centres, services=services).province(Goal.G3)
    assert (figure.met, figure.shortfall) == (met, need)


def test_the_province_pools_sums_and_never_averages_percentages():
    centres = [a_health_centre(), *(a_health_centre(id=number, county_code=QINGYUAN) for number in range(101, 110))]
    coverage = judged(institutions=centres, services=(a_service(),))
    province = coverage.province(Goal.G3)
    assert (province.numerator, province.denominator, province.met, province.percent) == (1, 10, False, "10.0%")
    assert (province.units_met, province.units) == (1, 2)


def test_with_the_county_as_formal_unit_every_county_must_meet_the_goal():
    centres = [a_health_centre(id=number) for number in (100, 101, 102)]
    centres += [a_health_centre(id=103, county_code=QINGYUAN)]
    services = [a_service(institution_id=number) for number in (100, 101, 102)]
    assert judged(institutions=centres, services=services).province(Goal.G3).met
    policy = Policy(g3_formal_unit=RegionLevel.COUNTY)
    strict = judged(institutions=centres, services=services, policy=policy)
    assert (strict.province(Goal.G3).met, strict.province(Goal.G3).shortfall) == (False, 1)
    assert strict.figure(Goal.G3, RegionLevel.COUNTY, LONGQUAN).formal
    assert not judged(institutions=centres).figure(Goal.G3, RegionLevel.COUNTY, LONGQUAN).formal


@pytest.mark.parametrize(
    ("share", "map_class"),
    [
        ((3, 4), MapClass.M5),
        ((749, 1000), MapClass.M4),
        ((1, 2), MapClass.M4),
        ((499, 1000), MapClass.M3),
        ((1, 4), MapClass.M3),
        ((249, 1000), MapClass.M2),
        ((0, 4), MapClass.M1),
        ((0, 0), MapClass.NA),
    ],
)
def test_a_boundary_of_the_map_belongs_to_the_class_above(share, map_class):
    assert class_of_share(*share, reported=True) is map_class


def test_without_any_report_the_map_is_hatched():
    assert class_of_share(0, 4, reported=False) is MapClass.NOD
    assert class_of_share(0, 0, reported=False) is MapClass.NOD
