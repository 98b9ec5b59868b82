"""Forming a consortium; joining and leaving it."""

from __future__ import annotations

import wtforms

from hospice.core.i18n import lazy
from hospice.web.forms import DateField, Form, Length, Required, choices

from ..rules.codes import GroupKind, GroupRole


class ConsortiumForm(Form):
    """Name, kind and division."""

    name = wtforms.StringField(lazy("名称"), [Required(), Length(100)])
    kind = wtforms.SelectField(lazy("类别"), choices=lambda: choices(GroupKind))
    region = wtforms.SelectField(lazy("所在地区"), [Required()], choices=[])


class JoinForm(Form):
    """Who joins, as what, from when."""

    institution = wtforms.SelectField(lazy("机构"), [Required()], choices=[])
    role = wtforms.RadioField(lazy("身份"), choices=lambda: choices(reversed(GroupRole)), default="MEMBER")
    since = DateField(lazy("自哪一天起"), [Required()])


class LeaveForm(Form):
    """From when somebody belongs to it no longer."""

    left_on = DateField(lazy("自哪一天起退出"), [Required()])
