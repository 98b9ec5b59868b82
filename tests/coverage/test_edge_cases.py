"""Each row of domain §1.4."""

from datetime import date, timedelta

import pytest

from hospice.coverage.rules.designation import Refusal
from hospice.coverage.rules.figures import MapClass
from hospice.coverage.rules.policy import Policy, RegionLevel
from hospice.coverage.rules.primary import LeftOut
from hospice.coverage.rules.verdicts import Caution, Goal, Reason
from hospice.facilities.rules.codes import Grade, InstitutionKind, OrgLevel, Ownership, UnitKind, UnitStatus
from tests.coverage.facts import (
    LIANDU,
    LISHUI,
    LONGQUAN,
    ON,
    QINGYUAN,
    THREE_COUNTIES,
    ZONE,
    a_county,
    a_designation,
    a_health_centre,
    a_hospital,
    a_planned_ward,
    a_service,
    a_ward,
    judged,
)

DAY = timedelta(1)
COUNTY, PREFECTURE = RegionLevel.COUNTY, RegionLevel.PREFECTURE
CITY = a_hospital(level=OrgLevel.MUNICIPAL)
CITY_2 = a_hospital(id=2, level=OrgLevel.MUNICIPAL)
IN_LIANDU = a_ward(county_code=LIANDU)
SECOND = a_ward(id=2, institution_id=2, county_code=LIANDU)


def met(coverage, goal=Goal.G2, code=LIANDU):
    return coverage.figure(goal, COUNTY if goal is Goal.G2 else PREFECTURE, code).met


def reasons(coverage, goal=Goal.G2, code=LIANDU):
    return coverage.wards_of(goal, code)[0].reasons


def test_a_district_with_municipal_hospitals_alone_is_met_by_designation_and_shown_apart():
    cities = {"institutions": (CITY, CITY_2)}
    assert not met(judged(IN_LIANDU, SECOND, **cities))
    coverage = judged(IN_LIANDU, SECOND, designations=(a_designation(),), **cities)
    figure = coverage.figure(Goal.G2, COUNTY, LIANDU)
    assert (figure.met, figure.by_designation, figure.map_class) == (True, 1, MapClass.M4)
    assert coverage.province(Goal.G2).by_designation == 1
    assert not met(
        judged(IN_LIANDU, SECOND, designations=(a_designation(),), policy=Policy(g2_allow_designation=False), **cities)
    )


@pytest.mark.parametrize(("by", "counts"), [(-1, False), (0, True), (9, True), (10, False)])
def test_a_designation_holds_from_its_first_day_and_no_longer_on_its_end_day(by, counts):
    named = a_designation(valid_from=ON, valid_to=ON + 10 * DAY)
    cities = (CITY, a_hospital(id=2, level=OrgLevel.MUNICIPAL, licence_to=None))
    assert met(judged(IN_LIANDU, SECOND, institutions=cities, designations=(named,), on=ON + by * DAY)) is counts


@pytest.mark.parametrize("lacking", [{"document_no": ""}, {"approver": ""}])
def test_a_designation_without_document_or_approver_has_no_effect_and_is_listed(lacking):
    named = a_designation(**lacking)
    coverage = judged(IN_LIANDU, SECOND, institutions=(CITY, CITY_2), designations=(named,))
    assert not met(coverage)
    assert list(coverage.refused) == [(named, Refusal.NO_DOCUMENT)]


def test_the_only_municipal_ward_stays_with_the_prefecture():
    named = (a_designation(),)
    coverage = judged(IN_LIANDU, institutions=(CITY,), designations=named)
    assert met(coverage, Goal.G1, LISHUI)
    assert reasons(coverage) == (Reason.USED_FOR_OTHER_GOAL,)


def test_one_ward_serves_both_goals_only_by_rule_and_that_is_shown():
    policy = Policy(g2_allow_double_count=True)
    coverage = judged(IN_LIANDU, institutions=(CITY,), designations=(a_designation(),), policy=policy)
    assert met(coverage, Goal.G1, LISHUI)
    assert met(coverage)
    assert Caution.DOUBLE_COUNTED in coverage.wards_of(Goal.G1, LISHUI)[0].cautions
    assert Caution.DOUBLE_COUNTED in coverage.wards_of(Goal.G2, LIANDU)[0].cautions


def test_a_designated_ward_leaves_the_prefecture_goal_to_another_ward():
    coverage = judged(IN_LIANDU, SECOND, institutions=(CITY, CITY_2), designations=(a_designation(),))
    assert met(coverage, Goal.G1, LISHUI)
    assert met(coverage)
    assert {row.unit.id: row.counts for row in coverage.wards_of(Goal.G1, LISHUI)} == {2: True, 1: False}


def test_one_ward_serves_one_district_the_one_named_first():
    named = (a_designation(), a_designation(region_code=QINGYUAN, valid_from=date(2026, 2, 1)))
    cities = (CITY, CITY_2)
    coverage = judged(IN_LIANDU, SECOND, institutions=cities, designations=named)
    assert (met(coverage), met(coverage, code=QINGYUAN)) == (True, False)
    assert reasons(coverage, code=QINGYUAN) == (Reason.TOO_MANY_DISTRICTS,)
    both = judged(
        IN_LIANDU, SECOND, institutions=cities, designations=named, policy=Policy(g2_max_districts_per_ward=2)
    )
    assert (met(both), met(both, code=QINGYUAN)) == (True, True)


def test_a_county_ward_that_counts_at_home_is_not_lent_to_a_neighbour():
    coverage = judged(a_ward(), designations=(a_designation(),))
    assert (met(coverage, code=LONGQUAN), met(coverage)) == (True, False)


def test_a_provincial_ward_needs_a_designation_or_the_rule():
    hospital = (a_hospital(level=OrgLevel.PROVINCIAL),)
    named = a_designation(goal=Goal.G1, region_code=LISHUI)
    assert not met(judged(a_ward(), institutions=hospital), Goal.G1, LISHUI)
    assert met(judged(a_ward(), institutions=hospital, designations=(named,)), Goal.G1, LISHUI)
    assert met(judged(a_ward(), institutions=hospital, policy=Policy(g1_provincial_counts=True)), Goal.G1, LISHUI)


@pytest.mark.parametrize(
    ("licensor", "goal", "code"), [(OrgLevel.COUNTY, Goal.G2, LONGQUAN), (OrgLevel.MUNICIPAL, Goal.G1, LISHUI)]
)
def test_a_private_hospital_has_the_level_of_its_licensor(licensor, goal, code):
    hospital = (a_hospital(level=OrgLevel.OTHER, ownership=Ownership.PRIVATE, licensor_level=licensor),)
    assert met(judged(a_ward(), institutions=hospital), goal, code)
    off = judged(a_ward(), institutions=hospital, policy=Policy(level_private_by_licensor=False))
    assert not met(off, goal, code)


def test_a_public_hospital_keeps_its_owners_level_whoever_licensed_it():
    hospital = (a_hospital(level=OrgLevel.MUNICIPAL, licensor_level=OrgLevel.COUNTY),)
    assert not met(judged(a_ward(), institutions=hospital), code=LONGQUAN)


def test_a_hospice_centre_counts_by_designation_or_by_rule_alone():
    centre = (a_hospital(kind=InstitutionKind.HOSPICE_CENTER, grade=Grade.NONE),)
    unit = a_ward(kind=UnitKind.CENTER)
    named = a_designation(region_code=LONGQUAN)
    plain = judged(unit, institutions=centre)
    assert not met(plain, code=LONGQUAN)
    assert reasons(plain, code=LONGQUAN) == (Reason.TYPE_NOT_ELIGIBLE, Reason.GRADE_TOO_LOW, Reason.NOT_A_WARD)
    assert met(judged(unit, institutions=centre, designations=(named,)), code=LONGQUAN)
    assert met(judged(unit, institutions=centre, policy=Policy(g2_hospice_center_counts=True)), code=LONGQUAN)


def test_a_zone_counts_to_its_host_and_is_no_county():
    zone = a_county(ZONE, "新区", statutory=False, host_code=LONGQUAN)
    coverage = judged(a_ward(county_code=ZONE), counties=(*THREE_COUNTIES, zone))
    assert met(coverage, code=LONGQUAN)
    assert coverage.province(Goal.G2).denominator == 3
    assert (Goal.G2, COUNTY, ZONE) not in coverage.figures


def test_nobody_is_designated_for_a_zone():
    zone = a_county(ZONE, "新区", statutory=False, host_code=LONGQUAN)
    named = a_designation(region_code=ZONE)
    coverage = judged(IN_LIANDU, institutions=(CITY,), counties=(*THREE_COUNTIES, zone), designations=(named,))
    assert [refusal for _, refusal in coverage.refused] == [Refusal.NOT_A_STATUTORY_REGION]


def test_a_campus_counts_where_it_stands_at_the_level_of_its_organisation():
    elsewhere = a_ward(county_code=QINGYUAN)
    assert met(judged(elsewhere), code=QINGYUAN)
    assert not met(judged(elsewhere), code=LONGQUAN)
    assert not met(judged(elsewhere, institutions=(CITY,)), code=QINGYUAN)


def test_a_shared_ward_gives_credit_to_its_host_alone_and_names_its_partners():
    coverage = judged(a_ward(partner_names=("龙泉市中医医院",)), institutions=(a_hospital(), a_hospital(id=2)))
    rows = coverage.wards_of(Goal.G2, LONGQUAN)
    assert [(row.institution.id, row.unit.partner_names) for row in rows] == [(1, ("龙泉市中医医院",))]


def test_a_ward_shared_with_another_specialty_needs_its_own_sign_and_the_rule():
    ward = a_ward(shared_specialty=True, own_sign_and_rules=True)
    assert met(judged(ward), code=LONGQUAN)
    off = judged(ward, policy=Policy(ward_shared_specialty_counts=False))
    assert reasons(off, code=LONGQUAN) == (Reason.SHARED_SPECIALTY,)


@pytest.mark.parametrize(("days", "counts"), [(0, True), (89, True), (90, False), (-1, False)])
def test_a_relocating_ward_counts_for_ninety_days(days, counts):
    ward = a_ward(status=UnitStatus.RELOCATING, status_since=ON - days * DAY)
    assert met(judged(ward), code=LONGQUAN) is counts


@pytest.mark.parametrize(("grace", "days", "counts"), [(0, 0, False), (30, 0, True), (30, 29, True), (30, 30, False)])
def test_a_suspended_ward_counts_for_its_days_of_grace_and_by_default_for_none(grace, days, counts):
    ward = a_ward(status=UnitStatus.SUSPENDED, status_since=ON - days * DAY)
    assert met(judged(ward, policy=Policy(ward_suspension_grace_days=grace)), code=LONGQUAN) is counts


@pytest.mark.parametrize(
    ("expected", "map_class"),
    [
        (ON, MapClass.M3),
        (ON - DAY, MapClass.M2),
        (date(2027, 12, 31), MapClass.M3),
        (date(2028, 1, 1), MapClass.M2),
        (None, MapClass.M2),
    ],
)
def test_a_planned_ward_does_not_count_and_shows_in_the_pipeline(expected, map_class):
    figure = judged(a_planned_ward(expected_on=expected)).figure(Goal.G2, COUNTY, LONGQUAN)
    assert (figure.numerator, figure.map_class, figure.pipeline.units) == (0, map_class, (1,))
    assert figure.pipeline_ok is (map_class is MapClass.M3)


def test_a_passed_date_is_an_alert():
    row = judged(a_planned_ward(expected_on=ON - DAY)).wards_of(Goal.G2, LONGQUAN)[0]
    assert Caution.EXPECTED_DATE_PASSED in row.cautions


@pytest.mark.parametrize(
    ("since", "building", "proposed"),
    [(date(2025, 11, 19), False, True), (date(2025, 11, 20), False, False), (date(2024, 1, 1), True, False)],
)
def test_over_a_year_of_suspension_proposes_to_close(since, building, proposed):
    ward = a_ward(status=UnitStatus.SUSPENDED, status_since=since, suspended_for_building=building)
    row = judged(ward).wards_of(Goal.G2, LONGQUAN)[0]
    assert (Caution.PROPOSE_CLOSED in row.cautions) is proposed


def test_a_county_without_primary_facilities_is_not_applicable_and_listed():
    coverage = judged(institutions=(a_health_centre(),), services=(a_service(),))
    figure = coverage.figure(Goal.G3, COUNTY, QINGYUAN)
    assert (figure.applicable, figure.met, figure.percent, figure.map_class) == (False, False, None, MapClass.NA)
    province = coverage.province(Goal.G3)
    assert (province.numerator, province.denominator, province.units) == (1, 1, 1)
    assert province.not_applicable == (LIANDU, QINGYUAN)


def test_a_county_that_never_reported_is_neither_zero_nor_not_applicable():
    silent = a_county(QINGYUAN, "庆元县", reported=False)
    coverage = judged(counties=(a_county(), silent), institutions=(a_health_centre(county_code=QINGYUAN),))
    for goal in (Goal.G2, Goal.G3):
        assert coverage.figure(goal, COUNTY, QINGYUAN).map_class is MapClass.NOD
        assert coverage.province(goal).unreported == (QINGYUAN,)
    assert coverage.figure(Goal.G2, COUNTY, LONGQUAN).map_class is MapClass.M1


def primary_count(*centres, policy=None, services=()):
    figure = judged(institutions=centres, policy=policy, services=services).province(Goal.G3)
    return figure.numerator, figure.denominator


def test_two_signboards_with_one_licence_are_one_facility():
    pair = (a_health_centre(licence_no="L"), a_health_centre(id=101, kind=InstitutionKind.CHC, licence_no="L"))
    assert primary_count(*pair) == (0, 1)
    assert primary_count(*pair, services=(a_service(institution_id=101),)) == (1, 1)


def test_without_a_licence_number_the_credit_code_tells_signboards():
    one, other = a_health_centre(credit_code="C"), a_health_centre(id=101, licence_no="", credit_code="C")
    assert primary_count(one, other) == (0, 1)
    assert primary_count(one, other._replace(credit_code="")) == (0, 2)


def test_two_licences_are_two_facilities_even_under_one_credit_code():
    assert primary_count(a_health_centre(credit_code="C"), a_health_centre(id=101, credit_code="C")) == (0, 2)


def test_a_branch_counts_with_its_own_licence_and_else_goes_into_its_host():
    host = a_health_centre()
    branch = a_health_centre(id=101, host_institution_id=100, own_licence=False)
    assert primary_count(host, branch._replace(own_licence=True)) == (0, 2)
    assert primary_count(host, branch, services=(a_service(institution_id=101),)) == (1, 1)
    assert primary_count(host, branch, policy=Policy(g3_branch_needs_own_licence=False)) == (0, 2)
    assert [why for _, why in judged(institutions=(host, branch)).left_out] == [LeftOut.MERGED_INTO_HOST]


@pytest.mark.parametrize("kind", ["CHS", "VILLAGE", "CLINIC", "OTHER", "GENERAL"])
def test_stations_village_rooms_and_sub_sites_are_no_primary_facilities(kind):
    assert primary_count(a_health_centre(kind=InstitutionKind(kind))) == (0, 0)


def test_a_facility_that_closes_leaves_both_numerator_and_denominator():
    assert primary_count(a_health_centre(active=False), services=(a_service(),)) == (0, 0)
