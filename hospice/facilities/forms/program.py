"""Setting up a guidance centre or a base, and ending it."""

from __future__ import annotations

import wtforms

from hospice.core.i18n import lazy
from hospice.web.forms import DateField, Form, Length, Required, choices

from ..rules.codes import BaseKind


class ProgramForm(Form):
    """Which kind, at which hospital, for which division, by which document."""

    kind = wtforms.SelectField(lazy("类别"), choices=lambda: choices(BaseKind))
    host = wtforms.SelectField(lazy("挂靠机构"), [Required()], choices=[])
    region = wtforms.SelectField(lazy("服务地区"), [Required()], choices=[])
    name = wtforms.StringField(lazy("名称"), [Required(), Length(100)])
    valid_from = DateField(lazy("自哪一天起"), [Required()])
    document_no = wtforms.StringField(lazy("设立文号"), [Length(120)])


class EndForm(Form):
    """From when it stands no longer, and why."""

    ended_on = DateField(lazy("自哪一天起终止"), [Required()])
    end_reason = wtforms.StringField(lazy("原因"), [Required(), Length(400)])
