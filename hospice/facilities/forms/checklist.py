"""A line of the checklist, the answers to all lines, and an external review."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import wtforms
from wtforms.validators import InputRequired

from hospice.core.i18n import lazy
from hospice.web.forms import DateField, Form, IntegerField, Length, Required, choices, pairs

from ..models import ChecklistItem
from ..rules.places import Answer


class ItemForm(Form):
    """One line of a draft."""

    text = wtforms.StringField(lazy("内容"), [Required(), Length(200)])
    threshold = wtforms.StringField(lazy("标准"), [Length(60)])
    for_wards = wtforms.BooleanField(lazy("病区填写"))
    for_centers = wtforms.BooleanField(lazy("安宁疗护中心填写"))
    mandatory = wtforms.BooleanField(lazy("必备项：不符合即不通过"))
    weight = IntegerField(lazy("权重"), [InputRequired(lazy("请填写。"))], least=1, most=100)
    source = wtforms.StringField(lazy("来源"), [Required(lazy("没有出处的写“项目假设”。")), Length(120)])


class ReviewForm(Form):
    """What an external review decided."""

    passes = wtforms.RadioField(
        lazy("评审结论"), choices=lambda: pairs([("no", lazy("不通过")), ("yes", lazy("通过"))]), default="yes"
    )
    reason = wtforms.TextAreaField(lazy("依据和理由"), [Required(), Length(400)])


_NEUTRAL_FIRST = (Answer.NA, Answer.YES, Answer.PARTLY, Answer.NO)


def assess_form(items: Iterable[ChecklistItem]) -> Any:
    """A form with one answer, one value and one note for each line, by the line's position."""
    fields: dict[str, Any] = {"assessed_on": DateField(lazy("自评日期"), [Required()])}
    for place, item in enumerate(items, 1):
        number = item.position
        fields[f"answer_{number}"] = wtforms.RadioField(
            f"{place}. {item.text}",
            [InputRequired(lazy("请选择一项。"))],
            choices=lambda: choices(_NEUTRAL_FIRST),
            description=item.threshold,
        )
        fields[f"value_{number}"] = wtforms.StringField(lazy("实际数值"), [Length(60)])
        fields[f"note_{number}"] = wtforms.StringField(lazy("说明"), [Length(200)])
    return type("AssessForm", (Form,), fields)
