"""Shares, days, the straight line, and what may be said of a figure (domain §1.1, §1.9)."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.coverage.rules.policy import Policy, ProvideLevel, RegionLevel
from hospice.coverage.rules.thresholds import needed, percent, reaches, reaches_all, shortfall, within_days, years_after
from hospice.coverage.rules.trajectory import GoalState, expectation, goal_state, is_final
from hospice.facilities.rules.codes import InstitutionKind


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (9996, 10000, "99.9%"),
        (4996, 10000, "49.9%"),
        (1, 2, "50.0%"),
        (1350, 1351, "99.9%"),
        (0, 7, "0.0%"),
        (7, 7, "100.0%"),
        (623, 1351, "46.1%"),
    ],
)
def test_a_percentage_is_cut_not_rounded(numerator, denominator, text):
    assert percent(numerator, denominator) == text


def test_there_is_no_share_of_nothing():
    assert not reaches(0, 0)
    assert not reaches_all(0, 0)
    with pytest.raises(ValueError, match="nothing"):
        percent(0, 0)


def test_just_below_one_half_is_not_one_half():
    assert reaches(5000, 10000)
    assert not reaches(4996, 10000)
    assert not reaches(49_999_999_999_999_999, 100_000_000_000_000_000)


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_the_shortfall_is_the_formula_of_the_plan_and_just_enough(numerator, denominator):
    need = shortfall(numerator, denominator)
    assert need == max(0, (denominator + 1) // 2 - numerator)
    assert reaches(numerator + need, denominator)
    assert need == 0 or not reaches(numerator + need - 1, denominator)


@given(st.integers(1, 500), st.fractions(0, 1, max_denominator=50))
def test_any_other_share_works_alike(denominator, share):
    least = needed(denominator, share)
    assert Fraction(least, denominator) >= share
    assert least == 0 or Fraction(least - 1, denominator) < share


def test_days_include_their_number_and_the_future_is_not_within():
    on = date(2026, 11, 20)
    assert within_days(date(2026, 11, 10), on, 10)
    assert not within_days(date(2026, 11, 9), on, 10)
    assert not within_days(date(2026, 11, 21), on, 10)
    assert not within_days(None, on, 10)
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_the_line_runs_from_the_baseline_to_the_deadline():
    policy = Policy(goal_baseline=date(2024, 1, 1), goal_deadline=date(2024, 1, 11))
    assert expectation(date(2023, 1, 1), policy, 10, 90) == 10
    assert expectation(date(2024, 1, 6), policy, 10, 90) == 50
    assert expectation(date(2024, 1, 2), policy, 0, 1) == Fraction(1, 10)
    assert expectation(date(2024, 1, 11), policy, 10, 90) == 90
    assert expectation(date(2030, 1, 1), policy, 10, 90) == 90


def test_a_milestone_bends_the_line():
    policy = Policy(goal_baseline=date(2024, 1, 1), goal_deadline=date(2024, 1, 11))
    bend = ((date(2024, 1, 6), 80),)
    assert expectation(date(2024, 1, 6), policy, 0, 90, bend) == 80
    assert expectation(date(2024, 1, 1), policy, 0, 90, bend) == 0
    assert expectation(date(2024, 1, 7), policy, 0, 90, bend) == 82


def state(numerator, expected=Fraction(10), **values):
    good = {"met": False, "applicable": True, "started": True, "at_risk": Fraction(9, 10)}
    return goal_state(numerator=numerator, expected=expected, **{**good, **values})


def test_the_states_in_their_order():
    assert state(0, applicable=False) is GoalState.NA
    assert state(3, met=True) is GoalState.ACHIEVED
    assert state(10) is GoalState.ON_TRACK
    assert state(9) is GoalState.AT_RISK
    assert state(8) is GoalState.BEHIND
    assert state(0) is GoalState.BEHIND
    assert state(0, started=False) is GoalState.NOT_STARTED
    assert state(10, final=True) is GoalState.BEHIND
    assert str(GoalState.AT_RISK.label) == "有风险"


def test_the_deadline_itself_is_still_in_progress():
    assert not is_final(date(2027, 12, 31), Policy())
    assert is_final(date(2028, 1, 1), Policy())


def test_a_policy_is_read_from_configured_values():
    policy = Policy.from_values(
        {
            "goal.deadline": "2028-12-31",
            "g2.allow_designation": False,
            "ward.min_beds_count": 6,
            "g3.provide_level": "L3",
            "g3.formal_unit": "county",
            "g3.target": [2, 3],
            "g2.milestones": {"2026-12-31": 80, "2025-12-31": 60},
            "ward.eligible_kinds": ["GENERAL"],
            "g5.target": 2000,
        }
    )
    assert policy == Policy(
        goal_deadline=date(2028, 12, 31),
        g2_allow_designation=False,
        ward_min_beds_count=6,
        g3_provide_level=ProvideLevel.L3,
        g3_formal_unit=RegionLevel.COUNTY,
        g3_target=Fraction(2, 3),
        g2_milestones=((date(2025, 12, 31), 60), (date(2026, 12, 31), 80)),
        ward_eligible_kinds=frozenset({InstitutionKind.GENERAL}),
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("goal.deadline", "soon"),
        ("goal.deadline", 2027),
        ("g2.allow_designation", 1),
        ("ward.min_beds_count", True),
        ("ward.min_beds_count", "1"),
        ("ward.min_beds_count", None),
        ("g3.provide_level", "L0"),
        ("g3.provide_level", 2),
        ("g3.target", [1, 0]),
        ("g2.milestones", [1]),
        ("ward.eligible_kinds", ["HOTEL"]),
    ],
)
def test_a_value_that_cannot_be_read_is_named(key, value):
    with pytest.raises(ValueError, match=key):
        Policy.from_values({key: value})
