"""Beds: adding one or a run, changing one, its condition, closing it."""

from __future__ import annotations

import wtforms
from wtforms.validators import InputRequired

from hospice.core.i18n import lazy
from hospice.web.forms import DateField, Form, IntegerField, Length, Required, choices

from ..rules.beds import BedFeature
from ..rules.places import BedKind, BedSex, BedState


class _Furnishing(Form):
    """What the beds have in common."""

    kind = wtforms.RadioField(
        lazy("性质"), choices=lambda: choices(k for k in BedKind if k is not BedKind.HOME), coerce=str, default="OPEN"
    )
    sex = wtforms.RadioField(lazy("收治性别"), choices=lambda: choices(BedSex), coerce=str, default="ANY")
    features = wtforms.SelectMultipleField(
        lazy("条件"),
        choices=lambda: choices(BedFeature),
        widget=wtforms.widgets.ListWidget(prefix_label=False),
        option_widget=wtforms.widgets.CheckboxInput(),
    )


class _Opened(_Furnishing):
    opened_on = DateField(lazy("启用日期"), [Required(lazy("从这一天起计数。"))])


class BedForm(_Opened):
    """One bed."""

    bed_no = wtforms.StringField(lazy("床号"), [Required(), Length(12)], description=lazy("例如3-2，同一单元内不重复"))
    room_no = wtforms.StringField(lazy("房号"), [Length(12)])


class RunForm(_Opened):
    """A run of beds: rooms from … to …, so many beds in each."""

    first_room = IntegerField(lazy("首房号"), [InputRequired(lazy("请填写。"))], least=1, most=9999)
    last_room = IntegerField(lazy("末房号"), [InputRequired(lazy("请填写。"))], least=1, most=9999)
    per_room = IntegerField(lazy("每房床数"), [InputRequired(lazy("请填写。"))], least=1, most=20)


class ChangeForm(_Furnishing):
    """What a bed is."""

    room_no = wtforms.StringField(lazy("房号"), [Length(12)])


class StateForm(Form):
    """The condition of a bed."""

    state = wtforms.RadioField(lazy("床位状态"), choices=lambda: choices(BedState), coerce=str)
    state_reason = wtforms.StringField(lazy("原因"), [Length(100)], description=lazy("停用时必填"))


class CloseForm(Form):
    """The day from which a bed is gone."""

    closed_on = DateField(lazy("自哪一天起撤销"), [Required()])
