"""What may be typed as a value, and that every default could have been typed."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.core.errors import Refused
from hospice.coverage.rules.policy import Policy
from hospice.episodes.rules import standards as of_beds
from hospice.episodes.rules.codes import Priority
from hospice.patients.rules import standards as of_patients
from hospice.policy.classes import CLASSES, REACHED
from hospice.policy.rules import GROUPS, SETTINGS
from hospice.transfers.rules import standards as of_transfers


@pytest.mark.parametrize("key", SETTINGS)
def test_every_default_is_a_value_that_may_be_typed(app, key):
    with app.test_request_context():
        assert SETTINGS[key].parse(SETTINGS[key].typed(SETTINGS[key].default)) == SETTINGS[key].default


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("g2.allow_designation", "maybe"),
        ("ward.min_beds_count", "0"),
        ("ward.min_beds_count", "501"),
        ("ward.min_beds_count", "1.5"),
        ("ward.min_beds_count", "9" * 5000),
        ("goal.deadline", "2027-02-30"),
        ("goal.at_risk", "10/9"),
        ("goal.at_risk", "1/0"),
        ("goal.at_risk", "0/1"),
        ("g3.provide_level", "L4"),
        ("sla.answer", "P1 2小时"),
        ("sla.answer", "P1 2小时，P1 3小时"),
        ("sla.place", "P5 2小时"),
        ("sla.place", "P1 2周"),
        ("sla.place", "P1 0小时"),
        ("sla.place", ""),
        ("sla.escalation", "P1 1小时→卫生厅"),
        ("sla.escalation", "P1 值班负责人"),
        ("waiting.review_h", "P1 0"),
        ("waiting.review_h", "P1 721"),
        ("bed.hold_hours", "P1 x"),
        ("bed.fresh_hours", "24"),
        ("bed.fresh_hours", "72/24"),
        ("duty.start", "13:00"),
        ("duty.end", "12:00"),
        ("duty.end", "24:00"),
        ("duty.end", "六点"),
        ("referral.most_receivers", "4"),
        ("home.max_nrs", "11"),
    ],
)
def test_what_a_value_cannot_be_is_refused_with_a_sentence(app, key, text):
    with app.test_request_context(), pytest.raises(Refused) as refused:
        SETTINGS[key].parse(text)
    assert refused.value.field == "value"
    assert refused.value.message.endswith("。")


@given(key=st.sampled_from(sorted(SETTINGS)), text=st.text(max_size=40))
def test_any_text_is_read_or_refused_and_never_breaks(app, key, text):
    with app.test_request_context():
        try:
            value = SETTINGS[key].parse(text)
        except Refused:
            return
        assert SETTINGS[key].words(value)


def test_the_goal_arithmetic_understands_every_default():
    values = {key: setting.default for key, setting in SETTINGS.items()}
    assert Policy.from_values(values) == Policy()


def test_every_assumption_says_that_it_is_one(app):
    assumptions = [setting for setting in SETTINGS.values() if setting.standing == "assumption"]
    assert all("假定" in setting.source for setting in assumptions)
    assert SETTINGS["g3.target"].standing == "guideline"


@pytest.mark.parametrize(
    ("key", "text", "value", "words"),
    [
        ("sla.answer", "P1 2h,P2 8h，P3 2wd；P4 5wd", {"P1": "2h", "P2": "8h", "P3": "2wd", "P4": "5wd"},
         "紧急2小时，优先8小时，常规2个工作日，预约5个工作日"),
        ("sla.place", "紧急１天、常规7天", {"P1": "1d", "P3": "7d"}, "紧急1天，常规7天"),
        ("sla.escalation", "P1 30h->值班负责人、2d→县级联络人；P2 到时→下一家",
         {"P1": [["30h", "DUTY_MANAGER"], ["2d", "COUNTY_LIAISON"]], "P2": [[None, "NEXT_UNIT"]]},
         "紧急30小时→值班负责人、2天→县级联络人；优先到时→下一家备选单位"),
        ("bed.hold_hours", "P1 4小时，P2 24", {"P1": 4, "P2": 24}, "紧急4小时，优先24小时"),
        ("bed.fresh_hours", "12, 48", [12, 48], "12小时，48小时"),
        ("duty.start", "8：30", "08:30", "08:30"),
    ],
)  # fmt: skip
def test_values_by_class_are_typed_as_people_write_them(app, key, text, value, words):
    with app.test_request_context():
        assert SETTINGS[key].parse(text) == value
        assert SETTINGS[key].words(value) == words


STANDARDS = [of_transfers.Standards, of_beds.Standards, of_patients.Standards]


@pytest.mark.parametrize("standards", STANDARDS, ids=lambda one: one.__module__)
def test_the_standards_of_care_understand_every_default_and_have_it_themselves(standards):
    assert standards.from_values({key: setting.default for key, setting in SETTINGS.items()}) == standards()


@pytest.mark.parametrize("standards", STANDARDS, ids=lambda one: one.__module__)
def test_every_standard_of_care_can_be_set(standards):
    keys = {entry.name.replace("_", ".", 1) for entry in fields(standards)}
    assert keys <= set(SETTINGS)


@pytest.mark.parametrize(
    ("key", "text"),
    [("sla.answer", "P1 1小时，P2 4小时，P3 1个工作日，P4 5天"), ("sla.escalation", "P1 到时→县级联络人"),
     ("duty.end", "17:30"), ("bed.hold_hours", "P1 2"), ("bed.fresh_hours", "6/12"),
     ("medd.alert", "90"), ("waiting.review_h", "P1 12")],
)  # fmt: skip
def test_what_is_set_is_what_holds(app, key, text):
    with app.test_request_context():
        values = {key: setting.default for key, setting in SETTINGS.items()} | {key: SETTINGS[key].parse(text)}
    held = [standards.from_values(values) for standards in STANDARDS]
    assert held != [standards() for standards in STANDARDS]


def test_classes_and_those_whom_silence_reaches_are_those_of_the_packages_above():
    assert {code: str(words) for code, words in CLASSES.items()} == {one.value: str(one.label) for one in Priority}
    assert set(REACHED) == {one.value for one in of_transfers.Escalated}


def test_every_row_stands_in_a_part_of_the_page():
    assert {setting.group for setting in SETTINGS.values()} == set(GROUPS)
