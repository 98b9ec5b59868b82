"""Figures of G1 and G2: a region has a ward that counts, or it has not (domain §1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hospice.facilities.rules.codes import UnitStatus

from .figures import Figure, MapClass, Pipeline
from .policy import Policy, RegionLevel
from .thresholds import reaches_all
from .trajectory import expectation, goal_state, is_final
from .verdicts import Goal, WardVerdict
from .ward import BEFORE_OPENING
from .wards import suits

# From good to bad: a region above is as good as the worst of its own that is not met.
_WORST = {MapClass.M5: 0, MapClass.M4: 1, MapClass.NOD: 2, MapClass.M3: 3, MapClass.M2: 4, MapClass.M1: 5}


def pipeline_of(on: date, policy: Policy, verdicts: Sequence[WardVerdict]) -> Pipeline:
    """Give the wards that would count once open. Undated or later than the deadline is neither on time nor overdue."""
    coming = [verdict.unit for verdict in verdicts if not verdict.counts and suits(verdict)]
    planned = [unit for unit in coming if unit.status in BEFORE_OPENING and unit.expected_on is not None]
    days = sorted(unit.expected_on for unit in planned if unit.expected_on is not None)
    return Pipeline(
        tuple(unit.id for unit in coming if unit.status is not UnitStatus.CLOSED),
        next((day for day in days if on <= day <= policy.goal_deadline), None),
        next((day for day in days if day < on), None),
    )


def class_of_unit(met: bool, natural: bool, pipeline: Pipeline, reported: bool) -> MapClass:
    """Give the map class of one prefecture (G1) or county (G2). Begun but not on time is the lower middle."""
    if met:
        return MapClass.M5 if natural else MapClass.M4
    if pipeline.on_time is not None:
        return MapClass.M3
    if pipeline.units:
        return MapClass.M2
    return MapClass.M1 if reported else MapClass.NOD


def unit_figure(
    on: date,
    policy: Policy,
    goal: Goal,
    place: tuple[RegionLevel, str, str],
    verdicts: Sequence[WardVerdict],
    *,
    reported: bool,
) -> Figure:
    """Give the figure of the unit of judgement itself: 0/1 or 1/1. `place` is level, code, name."""
    counted = [verdict for verdict in verdicts if verdict.counts]
    met, natural = bool(counted), any(not verdict.by_designation for verdict in counted)
    pipeline = Pipeline() if met else pipeline_of(on, policy, verdicts)
    expected = expectation(on, policy, 0, 1)
    state = goal_state(
        numerator=int(met),
        met=met,
        applicable=True,
        started=bool(pipeline.units),
        expected=expected,
        at_risk=policy.goal_at_risk,
        final=is_final(on, policy),
    )
    return Figure(
        goal,
        *place,
        numerator=int(met),
        denominator=1,
        met=met,
        formal=True,
        shortfall=int(not met),
        map_class=class_of_unit(met, natural, pipeline, reported),
        state=state,
        expected=expected,
        reported=reported,
        counted=len(counted),
        by_designation=int(met and not natural),
        units_met=int(met),
        units=1,
        unreported=() if reported else (place[1],),
        pipeline=pipeline,
        forecast=int(met or pipeline.on_time is not None),
    )


def sum_of_units(
    on: date, policy: Policy, goal: Goal, place: tuple[RegionLevel, str, str], own: Sequence[Figure]
) -> Figure:
    """Give the figure of a region above: met units of all units; met only if every one is."""
    numerator, denominator = sum(figure.numerator for figure in own), len(own)
    met = reaches_all(numerator, denominator)
    baseline, milestones = _course(policy, goal, place[0])
    expected = expectation(on, policy, baseline, denominator, milestones)
    pipeline = Pipeline(tuple(unit for figure in own for unit in figure.pipeline.units))
    state = goal_state(
        numerator=numerator,
        met=met,
        applicable=denominator > 0,
        started=bool(pipeline.units),
        expected=expected,
        at_risk=policy.goal_at_risk,
        final=is_final(on, policy),
    )
    return Figure(
        goal,
        *place,
        numerator=numerator,
        denominator=denominator,
        met=met,
        formal=True,
        shortfall=denominator - numerator,
        map_class=_class_of_sum(own),
        state=state,
        expected=expected,
        reported=any(figure.reported for figure in own),
        counted=sum(figure.counted for figure in own),
        by_designation=sum(figure.by_designation for figure in own),
        units_met=numerator,
        units=denominator,
        unreported=tuple(code for figure in own for code in figure.unreported),
        pipeline=pipeline,
        forecast=sum(figure.forecast for figure in own),
    )


def _course(policy: Policy, goal: Goal, level: RegionLevel) -> tuple[int, tuple[tuple[date, int], ...]]:
    """Baseline and milestones are set for the province alone."""
    if level is not RegionLevel.PROVINCE:
        return 0, ()
    if goal is Goal.G1:
        return policy.g1_baseline, policy.g1_milestones
    return policy.g2_baseline, policy.g2_milestones


def _class_of_sum(own: Sequence[Figure]) -> MapClass:
    return max((figure.map_class for figure in own), key=_WORST.__getitem__, default=MapClass.NA)
