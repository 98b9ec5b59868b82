"""The line of a goal over time, ready for the macro `trend`: places on the axis from 0 to 1, values, and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hospice.core.i18n import gettext as _

from .rules.figures import Figure
from .rules.policy import Policy, RegionLevel
from .rules.thresholds import needed
from .rules.trajectory import expectation
from .rules.verdicts import Goal
from .services import Month

WINDOW = 6  # months over which the present pace is told


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn line, its axis, and what it says."""

    since: int
    points: list[tuple[float, int]]
    expected: list[tuple[float, float]]
    marks: list[tuple[float, str]]
    goal: int
    top: int
    sentence: str
    pace: str
    ahead: bool  # of the straight line
    months: Sequence[Month]


def chart(policy: Policy, figure: Figure, months: Sequence[Month]) -> Chart:
    """The chart of a figure whose months are known; there is at least one."""
    goal = needed(figure.denominator, policy.g3_target) if figure.goal is Goal.G3 else figure.denominator
    start, end = min(months[0].on, policy.goal_baseline), max(policy.goal_deadline, months[-1].on)
    days = max((end - start).days, 1)

    def place(day: date) -> float:
        return (day - start).days / days

    return Chart(
        months[0].on.year,
        [(place(month.on), month.numerator) for month in months],
        [(place(day), float(value)) for day, value in _straight(policy, figure, goal)],
        _marks(start, end, place(date(start.year + (end.year - start.year) // 2, 7, 1))),
        goal,
        max(goal, *(month.numerator for month in months)),
        _(
            "%(from)s年%(month)s月%(low)s个，现在%(now)s个，直线进度%(line)s个，目标%(goal)s个",
            **{"from": months[0].on.year},
            month=months[0].on.month,
            low=months[0].numerator,
            now=figure.numerator,
            line=int(figure.expected),
            goal=goal,
        ),
        _pace(policy, figure, months),
        figure.numerator >= figure.expected,
        months,
    )


def _straight(policy: Policy, figure: Figure, goal: int) -> list[tuple[date, int]]:
    """The dashed line: the baseline, milestones of the province, the goal."""
    name = figure.goal.value.lower()
    province = figure.level is RegionLevel.PROVINCE
    baseline = getattr(policy, f"{name}_baseline") if province else 0
    milestones = getattr(policy, f"{name}_milestones") if province else ()
    bends = [day for day, _count in milestones]
    days = sorted({policy.goal_baseline, *bends, policy.goal_deadline})
    return [(day, int(expectation(day, policy, baseline, goal, milestones))) for day in days]


def _marks(start: date, end: date, middle: float) -> list[tuple[float, str]]:
    half = start.year + (end.year - start.year) // 2
    return [
        (0.0, _("%(y)s年", y=start.year)),
        (middle, _("%(y)s年", y=half)),
        (1.0, _("%(y)s年底", y=end.year) if end.month == 12 else _("%(y)s年%(m)s月", y=end.year, m=end.month)),
    ]


def _pace(policy: Policy, figure: Figure, months: Sequence[Month]) -> str:
    """近6个月共增加6个；要在2027年底前补齐，每月须增加2个。"""
    before = months[-WINDOW - 1] if len(months) > WINDOW else months[0]
    gained, last = months[-1].numerator - before.numerator, policy.goal_deadline
    told = _("近%(n)s个月共增加%(gained)s个", n=min(WINDOW, max(len(months) - 1, 1)), gained=gained)
    if gained < 0:
        told = _("近%(n)s个月共减少%(lost)s个", n=min(WINDOW, len(months) - 1), lost=-gained)
    on = months[-1].on
    left = (last.year - on.year) * 12 + last.month - on.month
    if figure.met or left <= 0:
        return told + _("。")
    each = -(-figure.shortfall // left)
    return told + _("；要在%(y)s年%(m)s月底前补齐，每月须增加%(n)s个。", y=last.year, m=last.month, n=each)
