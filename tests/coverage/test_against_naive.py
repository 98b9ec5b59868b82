"""The product's arithmetic and the naive one agree on every small province that Hypothesis can think of."""

from datetime import timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hospice.coverage.rules.goals import judge
from hospice.coverage.rules.policy import Policy, RegionLevel
from hospice.coverage.rules.verdicts import Goal
from tests.coverage import naive
from tests.coverage.facts import ON, a_county, a_health_centre, a_hospital, a_service, a_ward
from tests.coverage.worlds import COUNTIES, provinces, rules

many = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
some = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def short(coverage):
    return {
        (key[0].value, key[1].value, key[2]): (figure.numerator, figure.denominator, figure.met)
        for key, figure in coverage.figures.items()
    }


@many
@given(provinces(), rules(), st.sampled_from([0, 0, 0, -1, 1, -100, 100]))
def test_both_give_the_same_figures_whatever_the_rules_and_the_day(province, values, by):
    on = ON + timedelta(by)
    assert short(judge(on, Policy.from_values(values), *province)) == naive.figures(on, values, *province)


@many
@given(provinces(), st.integers(0, 5), st.sampled_from([-1, 0, 1]))
def test_both_agree_before_at_and_after_each_change_of_status(province, which, by):
    changes = sorted({unit.status_since for unit in province[2] if unit.status_since})
    assume(changes)
    on = changes[which % len(changes)] + timedelta(by)
    assert short(judge(on, Policy(), *province)) == naive.figures(on, naive.RULES, *province)


@some
@given(st.integers(0, 60), st.integers(0, 60))
def test_a_share_is_the_same_with_fractions(providing, others):
    orgs = [a_health_centre(id=100 + number) for number in range(providing + others)]
    services = [a_service(institution_id=100 + number) for number in range(providing)]
    facts = ((a_county(),), orgs, (), (), services)
    assert short(judge(ON, Policy(), *facts)) == naive.figures(ON, naive.RULES, *facts)


@some
@given(provinces(), rules())
def test_counties_add_up_to_prefectures_and_to_the_province(province, values):
    coverage = judge(ON, Policy.from_values(values), *province)
    for goal, below in (
        (Goal.G3, RegionLevel.COUNTY),
        (Goal.G3, RegionLevel.PREFECTURE),
        (Goal.G2, RegionLevel.PREFECTURE),
    ):
        own, total = coverage.figures_of(goal, below), coverage.province(goal)
        assert sum(figure.numerator for figure in own) == total.numerator
        assert sum(figure.denominator for figure in own) == total.denominator


@some
@given(provinces(), rules())
def test_every_figure_opens_to_the_rows_that_made_it(province, values):
    coverage = judge(ON, Policy.from_values(values), *province)
    for figure in coverage.figures_of(Goal.G3, RegionLevel.COUNTY):
        rows = coverage.primaries_of(figure.code)
        assert (sum(row.provides for row in rows), len(rows)) == (figure.numerator, figure.denominator)
    for goal, level in ((Goal.G1, RegionLevel.PREFECTURE), (Goal.G2, RegionLevel.COUNTY)):
        for figure in coverage.figures_of(goal, level):
            assert figure.counted == sum(row.counts for row in coverage.wards_of(goal, figure.code))
            assert all(row.counts == (not row.failed) for row in coverage.wards_of(goal, figure.code))


@some
@given(provinces(), rules())
def test_a_zone_never_adds_to_the_counties(province, values):
    zone = a_county("330598", "又一新区", "330500", statutory=False, host_code="330502")
    policy = Policy.from_values(values)
    before = judge(ON, policy, *province).province(Goal.G2)
    after = judge(ON, policy, (*province[0], zone), *province[1:]).province(Goal.G2)
    assert (before.numerator, before.denominator) == (after.numerator, after.denominator)


@some
@given(provinces(), rules(), st.sampled_from(COUNTIES[:5]))
def test_one_more_counting_ward_never_takes_a_county_away(province, values, county):
    policy = Policy.from_values({**values, "ward.min_beds_count": 1})
    host, ward = a_hospital(id=77), a_ward(id=77, institution_id=77, county_code=county.code)
    before = judge(ON, policy, *province)
    after = judge(ON, policy, province[0], [*province[1], host], [*province[2], ward], *province[3:])
    for goal in (Goal.G1, Goal.G2):
        assert after.province(goal).numerator >= before.province(goal).numerator
    if county in province[0]:
        assert after.figure(Goal.G2, RegionLevel.COUNTY, county.code).met


@some
@given(provinces(), rules(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(province, values, random):
    policy = Policy.from_values(values)
    shuffled = [random.sample(list(rows), len(rows)) for rows in province]
    assert short(judge(ON, policy, *province)) == short(judge(ON, policy, *shuffled))


@some
@given(provinces(), rules())
def test_a_ward_serves_one_goal_unless_the_rule_lets_it_serve_two(province, values):
    policy = Policy.from_values({**values, "g2.allow_double_count": False})
    coverage = judge(ON, policy, *province)
    first = {
        row.unit.id for (goal, _), rows in coverage.wards.items() for row in rows if goal is Goal.G1 and row.counts
    }
    lent = {
        row.unit.id
        for rows in coverage.wards.values()
        for row in rows
        if row.goal is Goal.G2 and row.counts and row.by_designation
    }
    assert not first & lent
