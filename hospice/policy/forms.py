"""The form that proposes another value of a rule."""

from __future__ import annotations

import wtforms

from hospice.core.i18n import lazy
from hospice.web.forms import DateField, Form, Length, Required, pairs

STANDINGS = [("assumption", lazy("假定")), ("guideline", lazy("文件或指南")), ("regulation", lazy("法规"))]


class ProposeForm(Form):
    """Another value, from which day, on what ground."""

    value = wtforms.StringField(lazy("新的值"), [Required(), Length(60)])
    valid_from = DateField(lazy("从哪天起"), [Required()])
    standing = wtforms.SelectField(lazy("依据的性质"), choices=pairs(STANDINGS))
    source = wtforms.StringField(lazy("依据的名称和文号"), [Length(200)])
    reason = wtforms.StringField(lazy("修改理由"), [Required(), Length(400)])
