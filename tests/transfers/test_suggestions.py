"""Urgency and places are suggested with reasons and with what is not known; unknown speaks neither way."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.core.errors import Refused
from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.clinical import Device, Phase, Prognosis
from hospice.patients.rules.wishes import Setting
from hospice.transfers.rules.codes import DeclineReason, Outcome, RequestStatus, TransferAction, TransferStatus
from hospice.transfers.rules.course import CourseFacts, may_step_down, should_step_up
from hospice.transfers.rules.outcomes import DEATHS, outcome_of_death, outcomes_for, refuse_decline
from hospice.transfers.rules.placement import Advice, Fit, PlacementFacts, suggest_places
from hospice.transfers.rules.priority import Urgency, days_are_few, suggest_priority
from hospice.transfers.rules.standards import Standards
from hospice.transfers.rules.transfer_life import OVER, TRANSFERS

OWN = Standards()
MAYBE = st.none() | st.booleans()
CALM = Urgency(Prognosis.W7_8, 2, severe_dyspnoea=False, severe_bleeding=False, delirium=False, carer_collapsed=False)


@given(
    st.none() | st.sampled_from(Prognosis), st.none() | st.integers(0, 10), MAYBE, MAYBE, MAYBE, MAYBE, st.booleans()
)
def test_urgency_is_read_off_the_table(
    prognosis: Prognosis | None, nrs: int | None, dyspnoea: bool | None, bleeding: bool | None,
    delirium: bool | None, collapsed: bool | None, planning: bool,
) -> None:  # fmt: skip
    facts = Urgency(prognosis, nrs, dyspnoea, bleeding, delirium, collapsed, planning)
    short, pain = prognosis.value if prognosis else "", -1 if nrs is None else nrs
    if short in ("LT24H", "D1_3") or pain >= 8 or True in (dyspnoea, bleeding, delirium):
        expected = "P1"
    elif short in ("D4_7", "W1_2") or pain == 7 or collapsed:
        expected = "P2"
    else:
        expected = "P4" if planning else "P3"
    found = suggest_priority(facts, OWN)
    assert found.priority == expected
    assert found.reasons
    unknown = [prognosis if prognosis is not Prognosis.UNKNOWN else None, nrs, dyspnoea, bleeding, delirium, collapsed]
    assert len(found.missing) == (0 if expected == "P1" else unknown.count(None))


def test_reasons_say_what_was_found() -> None:
    found = suggest_priority(replace(CALM, nrs=9, prognosis=Prognosis.D1_3), OWN)
    assert [str(one) for one in found.reasons] == ["预计生存期1至3天", "疼痛9分"]
    assert [str(one) for one in suggest_priority(replace(CALM, carer_collapsed=True), OWN).reasons] == [
        "照护者已无法继续照护"
    ]


def test_limits_are_settings() -> None:
    assert suggest_priority(replace(CALM, nrs=8), OWN).priority is Priority.URGENT
    assert suggest_priority(replace(CALM, nrs=8), Standards(priority_urgent_nrs=9)).priority is Priority.PRIOR


def test_with_hours_to_days_left_the_page_asks_whether_to_move_at_all() -> None:
    few = {one for one in Prognosis if days_are_few(one, OWN)}
    assert few == {Prognosis.HOURS, Prognosis.D1_3}
    assert not days_are_few(None, OWN)


HOME = PlacementFacts(
    end_stage_confirmed=True, willing=True, seeks_cure=False, reversible_acute_illness=False, prognosis=Prognosis.W7_8,
    pps=60, nrs=2, esas_severe_items=0, phase=Phase.STABLE, devices=frozenset({Device.NONE}), high_bleeding_risk=False,
    needs_titration=False, breakthrough_plan=True, wishes_to_die_at_home=True, carer_hours=24, carer_exhausted=False,
    home_unsafe=False, home_team_km=8, can_travel=True,
)  # fmt: skip


def advice(facts: PlacementFacts, setting: Setting, standards: Standards = OWN) -> Advice:
    return next(one for one in suggest_places(facts, standards) if one.setting is setting)


def fits(facts: PlacementFacts) -> dict[str, str]:
    return {one.setting.value: one.fit.value for one in suggest_places(facts, OWN)}


def test_a_stable_patient_with_a_carer_can_be_at_home() -> None:
    assert fits(HOME) == {
        "HOME": "SUGGESTED", "COMMUNITY": "SUGGESTED", "CLINIC": "SUGGESTED",
        "WARD": "NOT_SUGGESTED", "CENTER": "NOT_SUGGESTED",
    }  # fmt: skip
    home = advice(HOME, Setting.HOME)
    assert (home.against, home.cautions, home.missing) == ((), (), ())
    assert "居家团队在15公里以内" in [str(one) for one in home.reasons]


@pytest.mark.parametrize(
    ("change", "sign"),
    [
        ({"nrs": 7}, "疼痛达到7分"),
        ({"esas_severe_items": 2}, "至少2项症状达到7分"),
        ({"phase": Phase.UNSTABLE}, "病情不稳定"),
        ({"devices": frozenset({Device.PUMP})}, "管路设备复杂"),
        ({"carer_exhausted": True}, "照护者已力不能支"),
        ({"home_unsafe": True}, "不能居家照护"),
    ],
)
def test_any_one_sign_speaks_for_a_ward(change: dict[str, object], sign: str) -> None:
    ward = advice(replace(HOME, **change), Setting.WARD)
    assert ward.fit is Fit.SUGGESTED
    assert sign in [str(one) for one in ward.reasons]
    assert suggest_places(replace(HOME, **change), OWN)[0].fit is Fit.SUGGESTED


@pytest.mark.parametrize(
    ("setting", "change", "against"),
    [
        (Setting.HOME, {"carer_hours": 11}, "每天至少12小时有人照护"),
        (Setting.HOME, {"home_team_km": 16}, "居家团队在15公里以内"),
        (Setting.HOME, {"pps": 20, "wishes_to_die_at_home": False}, "PPS达到30分，或愿在家离世"),
        (Setting.HOME, {"nrs": 4, "breakthrough_plan": False}, "疼痛不超过3分，或有爆发痛处置方案"),
        (Setting.COMMUNITY, {"nrs": 7}, "疼痛不超过6分"),
        (Setting.COMMUNITY, {"phase": Phase.DETERIORATING}, "病情稳定，或处于濒死期"),
        (Setting.COMMUNITY, {"devices": frozenset({Device.TRACHEOSTOMY})}, "管路设备简单"),
        (Setting.CLINIC, {"pps": 40}, "PPS达到50分"),
        (Setting.CLINIC, {"can_travel": False}, "能够外出就诊"),
        (Setting.WARD, {"prognosis": Prognosis.OVER_6M}, "预计生存期不超过6个月"),
        (Setting.HOME, {"willing": False}, "患者或决策人知情并愿意"),
        (Setting.CLINIC, {"end_stage_confirmed": False}, "医师已确认疾病终末期"),
    ],
)
def test_what_speaks_against_a_place_is_said(setting: Setting, change: dict[str, object], against: str) -> None:
    found = advice(replace(HOME, **change), setting)
    assert found.fit is Fit.NOT_SUGGESTED
    assert against in [str(one) for one in found.against]


@pytest.mark.parametrize(
    ("setting", "change", "caution"),
    [
        (Setting.HOME, {"needs_titration": True}, "需专科滴定"),
        (Setting.HOME, {"home_unsafe": True}, "居家环境不安全"),
        (Setting.COMMUNITY, {"high_bleeding_risk": True}, "出血风险高"),
        (Setting.CLINIC, {"seeks_cure": True}, "根治性治疗"),
        (Setting.CLINIC, {"reversible_acute_illness": True}, "可逆转的急性病"),
    ],
)
def test_a_caution_asks_and_does_not_block(setting: Setting, change: dict[str, object], caution: str) -> None:
    found = advice(replace(HOME, **change), setting)
    assert found.fit is Fit.ASK
    assert any(caution in str(one) for one in found.cautions)


def test_nothing_known_suggests_nothing_and_lists_what_to_ask() -> None:
    for found in suggest_places(PlacementFacts(), OWN):
        assert found.fit is Fit.POSSIBLE
        assert found.missing
        assert (found.reasons, found.against, found.cautions) == ((), (), ())


NAMES = [one.name for one in fields(PlacementFacts)]


@given(st.sampled_from(NAMES))
def test_forgetting_a_fact_never_turns_advice_round(name: str) -> None:
    for setting in Setting:
        before = advice(HOME, setting)
        after = advice(replace(HOME, **{name: None}), setting)
        assert {before.fit, after.fit} != {Fit.SUGGESTED, Fit.NOT_SUGGESTED}
        assert set(map(str, after.reasons)) <= set(map(str, before.reasons))


def test_an_unknown_estimate_of_survival_is_missing() -> None:
    found = advice(replace(HOME, prognosis=Prognosis.UNKNOWN), Setting.HOME)
    assert found.fit is Fit.POSSIBLE
    assert [str(one) for one in found.missing] == ["预计生存期不超过6个月"]
    assert advice(replace(HOME, prognosis=Prognosis.M3_6), Setting.HOME).fit is Fit.SUGGESTED


def test_a_step_down_needs_all_and_a_step_up_one() -> None:
    down = may_step_down(CourseFacts(calm_hours=48, phase=Phase.STABLE, home_plan_accepted=True), OWN)
    assert [one.holds for one in down] == [True, True, True]
    assert [one.holds for one in may_step_down(CourseFacts(calm_hours=47), OWN)] == [False, None, None]
    assert [one.holds for one in should_step_up(CourseFacts(unstable_days=3, family_asks=True), OWN)] == [
        False,
        None,
        True,
    ]
    assert should_step_up(CourseFacts(unstable_days=4), OWN)[0].holds


def test_every_end_of_a_transfer_has_an_outcome_to_choose() -> None:
    for step in TRANSFERS.steps:
        if step.target in OVER:
            assert all(outcomes_for(step.action, setting) for setting in Setting)
    assert outcomes_for(TransferAction.CLOSE, Setting.HOME) == [Outcome.HOME_CARE_STARTED]
    chosen = {one for action in TransferAction for setting in Setting for one in outcomes_for(action, setting)}
    assert chosen == set(Outcome)
    assert set(outcomes_for(TransferAction.DIE, Setting.WARD)) == DEATHS


def test_a_death_is_told_by_where_the_patient_was() -> None:
    told = {status: outcome_of_death(status, TransferStatus.ACTIVE) for status in RequestStatus}
    assert told[RequestStatus.BED_HELD] is Outcome.DIED_BEFORE_TRANSFER
    assert told[RequestStatus.IN_TRANSIT] is Outcome.DIED_IN_TRANSIT
    assert told[RequestStatus.ARRIVED] is told[RequestStatus.ADMITTED] is Outcome.DIED_HERE


def test_a_decline_says_enough() -> None:
    refuse_decline(DeclineReason.TOO_FAR, "", Priority.ROUTINE, second_option=False)
    refuse_decline(DeclineReason.TOO_FAR, "", Priority.URGENT, second_option=True)
    refuse_decline(DeclineReason.NO_BED, "", Priority.URGENT, second_option=False)
    refuse_decline(DeclineReason.OTHER, "科室正在搬迁，本周停收", Priority.PRIOR, second_option=False)
    with pytest.raises(Refused, match="至少10个字"):
        refuse_decline(DeclineReason.OTHER, "科室正在搬迁   ", Priority.PRIOR, second_option=False)
    with pytest.raises(Refused, match="另一处"):
        refuse_decline(DeclineReason.TOO_FAR, "", Priority.URGENT, second_option=False)
