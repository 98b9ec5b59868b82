"""Where a figure should stand on a day, and what may be said of it (domain §1.9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hospice.core.i18n import lazy

from .policy import Milestones, Policy


class GoalState(StrEnum):
    """The state of a unit on its way to the goal."""

    ACHIEVED = "ACHIEVED"
    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    BEHIND = "BEHIND"
    NOT_STARTED = "NOT_STARTED"
    NA = "NA"

    @property
    def label(self) -> Any:
        """The word of the design's status table."""
        return _LABELS[self]


_LABELS = {
    GoalState.ACHIEVED: lazy("已达成"),
    GoalState.ON_TRACK: lazy("按期"),
    GoalState.AT_RISK: lazy("有风险"),
    GoalState.BEHIND: lazy("落后"),
    GoalState.NOT_STARTED: lazy("未启动"),
    GoalState.NA: lazy("不适用"),
}


def is_final(on: date, policy: Policy) -> bool:
    """Whether the day is after the deadline; up to and on it the goal is in progress."""
    return on > policy.goal_deadline


def expectation(on: date, policy: Policy, baseline: int, target: int, milestones: Milestones = ()) -> Fraction:
    """`E(t) = B + (T-B)(t-t0)/(t1-t0)`, straight between milestones where there are any; exact, never a float."""
    knots = [(policy.goal_baseline, baseline), *milestones, (policy.goal_deadline, target)]
    if on <= knots[0][0]:
        return Fraction(baseline)
    for (start, low), (end, high) in _pairs(knots):
        if start <= on < end:
            return low + Fraction((high - low) * (on - start).days, (end - start).days)
    return Fraction(target)


def _pairs(knots: Sequence[tuple[date, int]]) -> list[tuple[tuple[date, int], tuple[date, int]]]:
    ordered = sorted(knots)
    return list(pairwise(ordered))


def goal_state(
    *,
    numerator: int,
    met: bool,
    applicable: bool,
    started: bool,
    expected: Fraction,
    at_risk: Fraction,
    final: bool = False,
) -> GoalState:
    """Give the state of a figure. `started`: something is under way although nothing counts yet.

    After the deadline a goal that is not met is behind, however close it came.
    """
    if not applicable:
        return GoalState.NA
    if met:
        return GoalState.ACHIEVED
    if numerator == 0 and not started:
        return GoalState.NOT_STARTED
    if final or numerator < at_risk * expected:
        return GoalState.BEHIND
    return GoalState.ON_TRACK if numerator >= expected else GoalState.AT_RISK
