"""What may be typed as a value, and that every default could have been typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.core.errors import Refused
from hospice.coverage.rules.policy import Policy
from hospice.policy.rules import SETTINGS, Setting


def typed(setting: Setting) -> str:
    """The default as somebody would type it."""
    if setting.kind == "yes_no":
        return "yes" if setting.default else "no"
    return "/".join(map(str, setting.default)) if setting.kind == "share" else str(setting.default)


@pytest.mark.parametrize("key", SETTINGS)
def test_every_default_is_a_value_that_may_be_typed(app, key):
    with app.test_request_context():
        assert SETTINGS[key].parse(typed(SETTINGS[key])) == SETTINGS[key].default


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
