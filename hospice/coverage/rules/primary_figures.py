"""Figures of G3: pooled sums, never an average of percentages (domain §1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from .figures import Figure, MapClass
from .policy import Policy, ProvideLevel, RegionLevel
from .thresholds import needed, reaches, shortfall
from .trajectory import expectation, goal_state, is_final
from .verdicts import Goal, PrimaryVerdict, Reason

_RANK = {RegionLevel.COUNTY: 0, RegionLevel.PREFECTURE: 1, RegionLevel.PROVINCE: 2}
_IDLE = ((Reason.NOT_DECLARED,), (Reason.ENDED,))


def county_figure(
    on: date, policy: Policy, code: str, name: str, verdicts: Sequence[PrimaryVerdict], *, reported: bool
) -> Figure:
    """Give the figure of a county from its facilities."""
    levels = [verdict.level for verdict in verdicts]
    parts = [sum(level >= step for level in levels) for step in (ProvideLevel.L1, ProvideLevel.L2, ProvideLevel.L3)]
    started = any(verdict.found[0] not in _IDLE for verdict in verdicts)
    numerator, denominator = parts[policy.g3_provide_level - 1], len(verdicts)
    met = reaches(numerator, denominator, policy.g3_target)
    return _figure(
        on,
        policy,
        (RegionLevel.COUNTY, code, name),
        numerator,
        denominator,
        met,
        parts,
        started=started,
        reported=reported,
        need=shortfall(numerator, denominator, policy.g3_target),
        units=(int(met), int(denominator > 0)),
        not_applicable=(code,) if reported and not denominator else (),
        unreported=() if reported else (code,),
    )


def pooled_figure(
    on: date,
    policy: Policy,
    place: tuple[RegionLevel, str, str],
    counties: Sequence[Figure],
    parts_below: Sequence[Figure],
) -> Figure:
    """Give the figure of a prefecture or the province from its counties.

    `parts_below` are the figures of the formal unit when it lies below this level: then the goal is met here only if
    every one of them to which it applies meets it, and what is missing is the sum of what they miss.
    """
    numerator = sum(figure.numerator for figure in counties)
    denominator = sum(figure.denominator for figure in counties)
    parts = [sum(getattr(figure, name) for figure in counties) for name in ("declared", "capable", "active")]
    met, need = _met(policy, place[0], numerator, denominator, parts_below)
    return _figure(
        on,
        policy,
        place,
        numerator,
        denominator,
        met,
        parts,
        started=any(figure.state not in ("NOT_STARTED", "NA") for figure in counties),
        reported=any(figure.reported for figure in counties),
        need=need,
        units=(sum(figure.units_met for figure in counties), sum(figure.units for figure in counties)),
        not_applicable=tuple(code for figure in counties for code in figure.not_applicable),
        unreported=tuple(code for figure in counties for code in figure.unreported),
    )


def _met(
    policy: Policy, level: RegionLevel, numerator: int, denominator: int, below: Sequence[Figure]
) -> tuple[bool, int]:
    if _RANK[policy.g3_formal_unit] >= _RANK[level]:
        return reaches(numerator, denominator, policy.g3_target), shortfall(numerator, denominator, policy.g3_target)
    judged = [figure for figure in below if figure.applicable]
    return bool(judged) and all(figure.met for figure in judged), sum(figure.shortfall for figure in judged)


def _figure(
    on: date,
    policy: Policy,
    place: tuple[RegionLevel, str, str],
    numerator: int,
    denominator: int,
    met: bool,
    parts: Sequence[int],
    *,
    started: bool,
    reported: bool,
    need: int,
    units: tuple[int, int],
    not_applicable: tuple[str, ...],
    unreported: tuple[str, ...],
) -> Figure:
    province = place[0] is RegionLevel.PROVINCE
    baseline, milestones = (policy.g3_baseline, policy.g3_milestones) if province else (0, ())
    expected = expectation(on, policy, baseline, needed(denominator, policy.g3_target), milestones)
    state = goal_state(
        numerator=numerator,
        met=met,
        applicable=denominator > 0,
        started=started,
        expected=expected,
        at_risk=policy.goal_at_risk,
        final=is_final(on, policy),
    )
    return Figure(
        Goal.G3,
        *place,
        numerator=numerator,
        denominator=denominator,
        met=met,
        formal=_RANK[place[0]] >= _RANK[policy.g3_formal_unit],
        shortfall=need,
        map_class=class_of_share(numerator, denominator, reported),
        state=state,
        expected=expected,
        reported=reported,
        counted=numerator,
        by_designation=0,
        declared=parts[0],
        capable=parts[1],
        active=parts[2],
        units_met=units[0],
        units=units[1],
        not_applicable=not_applicable,
        unreported=unreported,
    )


def class_of_share(numerator: int, denominator: int, reported: bool) -> MapClass:
    """Give the map class of a share; a boundary belongs to the class above it. Without any report it is not zero."""
    if not reported and not numerator:
        return MapClass.NOD
    if not denominator:
        return MapClass.NA
    quarters = numerator * 4 // denominator
    if quarters == 0:
        return MapClass.M2 if numerator else MapClass.M1
    return {1: MapClass.M3, 2: MapClass.M4}.get(quarters, MapClass.M5)
