"""What people type: blanks, full-width digits, dates in every fashion, and numbers of absurd size."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import InputRequired

from hospice.core.errors import Refused
from hospice.web.forms import DateField, Form, IntegerField, Required, strip
from hospice.web.typed import bearable


class Sample(Form):
    class Meta(Form.Meta):
        csrf = False

    name = StringField("名称", [Required()])
    day = DateField("日期")
    beds = IntegerField("床位", least=0, most=500)


@pytest.fixture
def typed(app: Flask):
    """Fill the form as a browser would."""
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        yield lambda **values: _validated(Sample(MultiDict({"name": "x", **values})))


def _validated(form: Any) -> Any:
    form.validate()
    return form


@pytest.mark.parametrize(
    "text", ["2026-11-22", "2026/11/22", "2026.11.22", "20261122", "2026年11月22日", " 2026-11-22\u3000"]
)
def test_a_date_may_be_typed_as_people_type_it(typed, text: str):
    form = typed(day=text)
    assert (form.day.data, list(form.day.errors)) == (date(2026, 11, 22), [])


@pytest.mark.parametrize("text", ["２０２６-１１-２２", "２０２６年１１月２２日"])
def test_a_date_may_be_typed_in_full_width_digits(typed, text: str):
    assert typed(day=text).day.data == date(2026, 11, 22)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "yesterday", "1899-12-31", "2101-01-01", "0001-01-01", "2026-13-01", "9" * 400]
)
def test_an_impossible_date_gets_a_sentence(typed, text: str):
    form = typed(day=text)
    assert form.day.data is None
    assert len(form.day.errors) == 1
    assert str(form.day.errors[0]).endswith("。")


@pytest.mark.parametrize(("text", "number"), [("12", 12), (" 12 ", 12), ("１２", 12), ("0", 0), ("500", 500)])
def test_a_number_may_be_typed_as_people_type_it(typed, text: str, number: int):
    form = typed(beds=text)
    assert (form.beds.data, list(form.beds.errors)) == (number, [])


@pytest.mark.parametrize("text", ["-1", "501", "1.5", "twelve", "9" * 400, "1e3", "0x10", "²", "--1"])
def test_a_number_out_of_its_range_gets_a_sentence_that_says_the_range(typed, text: str):
    form = typed(beds=text)
    assert "0到500" in str(form.beds.errors[0])
    assert form.beds.data is None or not 0 <= form.beds.data <= 500


def test_what_is_optional_may_stay_empty(typed):
    form = typed(day="", beds="　")
    assert (form.day.data, form.beds.data, form.errors) == (None, None, {})


@pytest.mark.parametrize("text", ["", "   ", "\u3000", "\ufeff\u00a0"])
def test_blanks_are_no_name(typed, text: str):
    assert typed(name=text).name.errors


def test_a_refusal_stands_beside_its_field(typed):
    form = typed()
    form.refuse(Refused("这家医院已经登记过。", field="name"))
    form.refuse(Refused("别人先改了。"))
    assert ("name", "名称", "这家医院已经登记过。") in form.all_errors()
    assert (None, "", "别人先改了。") in form.all_errors()


@pytest.mark.parametrize("name", ["day", "beds"])
def test_whatever_is_typed_gives_a_value_or_a_sentence(app: Flask, name: str):
    @settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(max_size=40))
    def check(text: str) -> None:
        field = _validated(Sample(MultiDict({"name": "x", name: text})))[name]
        assert field.errors or field.data is not None or not strip(text)

    with app.test_request_context():
        check()


@pytest.mark.parametrize("text", ["", " ", "\u3000\t", "\u200b"])
def test_blanks_are_no_number(text: str):
    class Rooms(Form):
        class Meta(Form.Meta):
            csrf = False

        rooms = IntegerField("房", [InputRequired("请填写。")])

    form = _validated(Rooms(MultiDict({"rooms": text})))
    assert list(form.rooms.errors) == ["请填写。"]


def test_characters_that_nobody_can_show_are_left_out_of_what_is_typed(app: Flask):
    typed = {"a\x00": "病\x1b区\u202e\ufdd0", "text": "一行\r\n\t二行 👩\u200d⚕️𬒗"}
    with app.test_request_context("/?q=病%07区", method="POST", data=typed) as context:
        assert context.request.form == MultiDict({"a": "病区", "text": typed["text"]})
        assert context.request.args["q"] == "病区"
    assert bearable("龙泉市") == "龙泉市"
