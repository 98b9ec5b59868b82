"""What a prefecture writes when it designates a ward, and when it ends a designation."""

from __future__ import annotations

import wtforms

from hospice.core.i18n import lazy
from hospice.web.forms import DateField, Form, Length, Required, pairs

GOALS = [("G2", lazy("县级指标（每县至少1个病区）")), ("G1", lazy("市级指标（每个设区市至少1个病区）"))]


class DesignationForm(Form):
    """Which ward serves as the ward of which division, by which document, for how long."""

    unit = wtforms.SelectField(lazy("病区"), [Required()], choices=[])
    goal = wtforms.RadioField(lazy("用于"), choices=lambda: pairs(GOALS), default="G2")
    region = wtforms.SelectField(lazy("认定给"), [Required()], choices=[])
    document_no = wtforms.StringField(lazy("认定文号"), [Required(lazy("没有文件不能认定。")), Length(120)])
    valid_from = DateField(lazy("起日"), [Required()])
    valid_to = DateField(lazy("止日（不含当天）"), description=lazy("长期有效的不填"))
    reason = wtforms.TextAreaField(lazy("理由"), [Length(400)])


class EndForm(Form):
    """From when a designation holds no longer, and why."""

    ended_on = DateField(lazy("自哪一天起终止"), [Required()])
    end_reason = wtforms.StringField(lazy("终止原因"), [Required(), Length(400)])
