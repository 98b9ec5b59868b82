"""Which kind of place fits a need: suggestion, reasons and missing data (domain §3.3). It asks, and never blocks.

Each setting has tests that speak for it and cautions against it. A test is answered yes, no or unknown: unknown is
listed as missing and speaks neither way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded
from hospice.patients.rules.clinical import AT_MOST, COMPLEX_DEVICES, Device, Phase, Prognosis
from hospice.patients.rules.wishes import Setting

from .standards import Standards

CLINICIAN_DECIDES = lazy("去处建议仅供参考，由医生决定；选择其他去处的，请写明原因。")


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """What a place is judged by; none means that nobody has said."""

    end_stage_confirmed: bool | None = None
    willing: bool | None = None
    seeks_cure: bool | None = None
    reversible_acute_illness: bool | None = None
    prognosis: Prognosis | None = None
    pps: int | None = None
    nrs: int | None = None
    esas_severe_items: int | None = None
    phase: Phase | None = None
    devices: frozenset[Device] | None = None
    high_bleeding_risk: bool | None = None
    needs_titration: bool | None = None
    breakthrough_plan: bool | None = None
    wishes_to_die_at_home: bool | None = None
    carer_hours: int | None = None  # a day
    carer_exhausted: bool | None = None
    home_unsafe: bool | None = None
    home_team_km: int | None = None  # to the nearest home team, whole kilometres rounded up
    can_travel: bool | None = None


class Fit(Coded):
    """What is suggested about a setting."""

    SUGGESTED = "SUGGESTED", lazy("建议")
    POSSIBLE = "POSSIBLE", lazy("资料不足，尚不能建议")
    ASK = "ASK", lazy("请先斟酌")
    NOT_SUGGESTED = "NOT_SUGGESTED", lazy("暂不建议")


class Advice(NamedTuple):
    """What speaks for a setting, what speaks against it, what to ask first, and what is not known."""

    setting: Setting
    fit: Fit
    reasons: tuple[Any, ...]
    against: tuple[Any, ...]
    cautions: tuple[Any, ...]
    missing: tuple[Any, ...]


class Statement(NamedTuple):
    """A statement that is true, false or unknown."""

    holds: bool | None
    words: Any


def suggest_places(facts: PlacementFacts, standards: Standards) -> list[Advice]:
    """Advice on every setting, the suggested ones first."""
    advice = [_advise(setting, facts, standards) for setting in Setting]
    return sorted(advice, key=lambda one: list(Fit).index(one.fit))


def entry(facts: PlacementFacts, standards: Standards) -> tuple[list[Statement], list[Statement]]:
    """What holds for every setting: tests that must be true, and cautions."""
    required = [
        Statement(facts.end_stage_confirmed, lazy("医师已确认疾病终末期")),
        Statement(_survives_at_most(facts.prognosis, standards.entry_max_months),
             lazy("预计生存期不超过%(n)s个月", n=standards.entry_max_months)),
        Statement(facts.willing, lazy("患者或决策人知情并愿意")),
    ]  # fmt: skip
    cautions = [
        Statement(facts.seeks_cure, lazy("仍在寻求根治性治疗")),
        Statement(facts.reversible_acute_illness, lazy("有可逆转的急性病")),
    ]
    return required, cautions


def _advise(setting: Setting, facts: PlacementFacts, standards: Standards) -> Advice:
    required, common = entry(facts, standards)
    tests, own = _SETTINGS[setting](facts, standards)
    # Any one sign is enough for a ward; a home needs all of its conditions.
    one_is_enough = setting in (Setting.WARD, Setting.CENTER)
    cautions = [test for test in (*common, *own) if test.holds]
    wanting = all_of([*required, any_of(tests) if one_is_enough else all_of(tests)])
    against = [test for test in required if test.holds is False]
    against += [test for test in tests if test.holds is False and not one_is_enough]
    return Advice(
        setting,
        _fit(wanting.holds, bool(cautions)),
        tuple(test.words for test in (*required, *tests) if test.holds),
        tuple(test.words for test in against),
        tuple(test.words for test in cautions),
        _unknown((*required, *tests, *common, *own)),
    )


def _unknown(statements: Iterable[Statement]) -> tuple[Any, ...]:
    """Words of what is not known, each once, although it may speak for one thing and against another."""
    return tuple({str(one.words): one.words for one in statements if one.holds is None}.values())


def _fit(holds: bool | None, cautions: bool) -> Fit:
    if holds is False:
        return Fit.NOT_SUGGESTED
    if cautions:
        return Fit.ASK
    return Fit.SUGGESTED if holds else Fit.POSSIBLE


def all_of(tests: Iterable[Statement]) -> Statement:
    """True if all are, false if one is not, otherwise unknown."""
    holds = [test.holds for test in tests]
    return Statement(False if False in holds else None if None in holds else True, "")


def any_of(tests: Iterable[Statement]) -> Statement:
    """True if one is, false if none can be, otherwise unknown."""
    holds = [test.holds for test in tests]
    return Statement(True if True in holds else None if None in holds else False, "")


Judged = tuple[list[Statement], list[Statement]]


def _home(facts: PlacementFacts, standards: Standards) -> Judged:
    strong = Statement(at_least(facts.pps, standards.home_min_pps), "")
    pain = Statement(_at_most(facts.nrs, standards.home_max_nrs), "")
    return [
        Statement(any_of([strong, Statement(facts.wishes_to_die_at_home, "")]).holds,
             lazy("PPS达到%(n)s分，或愿在家离世", n=standards.home_min_pps)),
        Statement(at_least(facts.carer_hours, standards.home_carer_hours),
             lazy("每天至少%(n)s小时有人照护", n=standards.home_carer_hours)),
        Statement(any_of([pain, Statement(facts.breakthrough_plan, "")]).holds,
             lazy("疼痛不超过%(n)s分，或有爆发痛处置方案", n=standards.home_max_nrs)),
        Statement(_at_most(facts.home_team_km, standards.home_max_km),
             lazy("居家团队在%(n)s公里以内", n=standards.home_max_km)),
    ], [
        Statement(facts.needs_titration, lazy("症状尚未控制，需专科滴定")),
        Statement(None if facts.carer_hours is None else facts.carer_hours == 0, lazy("家中无人照护")),
        Statement(facts.home_unsafe, lazy("居家环境不安全")),
    ]  # fmt: skip


def _community(facts: PlacementFacts, standards: Standards) -> Judged:
    simple = None if facts.devices is None else facts.devices.isdisjoint(COMPLEX_DEVICES)
    return [
        Statement(is_one_of(facts.phase, Phase.STABLE, Phase.TERMINAL), lazy("病情稳定，或处于濒死期")),
        Statement(simple, lazy("管路设备简单")),
        Statement(_at_most(facts.nrs, standards.community_max_nrs),
             lazy("疼痛不超过%(n)s分", n=standards.community_max_nrs)),
        Statement(facts.breakthrough_plan, lazy("有爆发痛处置方案")),
    ], [
        Statement(facts.needs_titration, lazy("症状尚未控制，需专科滴定")),
        Statement(facts.high_bleeding_risk, lazy("出血风险高")),
    ]  # fmt: skip


def _clinic(facts: PlacementFacts, standards: Standards) -> Judged:
    return [
        Statement(at_least(facts.pps, standards.clinic_min_pps), lazy("PPS达到%(n)s分", n=standards.clinic_min_pps)),
        Statement(facts.can_travel, lazy("能够外出就诊")),
    ], []


def _ward(facts: PlacementFacts, standards: Standards) -> Judged:
    complex_devices = None if facts.devices is None else not facts.devices.isdisjoint(COMPLEX_DEVICES)
    return [
        Statement(at_least(facts.nrs, standards.ward_min_nrs), lazy("疼痛达到%(n)s分", n=standards.ward_min_nrs)),
        Statement(at_least(facts.esas_severe_items, standards.ward_esas_items),
             lazy("至少%(n)s项症状达到%(points)s分", n=standards.ward_esas_items, points=standards.ward_esas_points)),
        Statement(is_one_of(facts.phase, Phase.UNSTABLE), lazy("病情不稳定")),
        Statement(complex_devices, lazy("管路设备复杂")),
        Statement(facts.carer_exhausted, lazy("照护者已力不能支")),
        Statement(facts.home_unsafe, lazy("不能居家照护")),
    ], []  # fmt: skip


_SETTINGS: dict[Setting, Callable[[PlacementFacts, Standards], Judged]] = {
    Setting.HOME: _home,
    Setting.COMMUNITY: _community,
    Setting.CLINIC: _clinic,
    Setting.WARD: _ward,
    Setting.CENTER: _ward,  # the domain has no criteria of its own for a centre
}


def _survives_at_most(prognosis: Prognosis | None, months: int) -> bool | None:
    if prognosis is None or prognosis is Prognosis.UNKNOWN:
        return None
    return prognosis in AT_MOST and AT_MOST[prognosis].months <= months


def at_least(number: int | None, limit: int) -> bool | None:
    """Whether a number reaches a limit; unknown where the number is."""
    return None if number is None else number >= limit


def _at_most(number: int | None, limit: int) -> bool | None:
    return None if number is None else number <= limit


def is_one_of(phase: Phase | None, *phases: Phase) -> bool | None:
    """Whether the phase is one of these; unknown where it is."""
    return None if phase is None else phase in phases
