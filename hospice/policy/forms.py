"""The form that proposes another value of a rule."""

from __future__ import annotations

from typing import Any

import wtforms

from hospice.core.i18n import lazy
from hospice.web.forms import DateField, Form, Length, Required, pairs

from .rules import Setting

MOST = 160  # characters: a ladder of four classes is the longest value
STANDINGS = [("assumption", lazy("假定")), ("guideline", lazy("文件或指南")), ("regulation", lazy("法规"))]


def propose_form(setting: Setting, *posted: Any, **data: Any) -> ProposeForm:
    """The form for one setting: a list to choose from where the value is one of a few, a line to type otherwise."""
    options = setting.choices()
    if not options:
        return ProposeForm(*posted, **data)

    class Choosing(ProposeForm):
        """The same with a list."""

        value = wtforms.SelectField(lazy("新的值"), [Required()], choices=pairs(options, lazy("请选择")))

    return Choosing(*posted, **data)


class ProposeForm(Form):
    """Another value, from which day, on what ground."""

    value = wtforms.StringField(lazy("新的值"), [Required(), Length(MOST)])
    valid_from = DateField(lazy("从哪天起"), [Required()])
    standing = wtforms.SelectField(lazy("依据的性质"), choices=pairs(STANDINGS))
    source = wtforms.StringField(lazy("依据的名称和文号"), [Length(200)])
    reason = wtforms.StringField(lazy("修改理由"), [Required(), Length(400)])
