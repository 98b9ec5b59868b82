"""What the trail is filtered by."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms.validators import StopValidation

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.web.forms import DateField, Form, Length

from . import words
from .queries import Wish


class FilterForm(Form):
    """Action, person, subject, first and last day."""

    class Meta(Form.Meta):
        """A filter changes nothing and needs no guard."""

        csrf = False

    action = wtforms.SelectField(lazy("事项"), default="")
    person = wtforms.StringField(lazy("人员"), [Length(50)])
    subject = wtforms.StringField(lazy("对象"), [Length(80)])
    since = DateField(lazy("从"))
    until = DateField(lazy("到"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action.choices = [("", _("全部事项")), *((action, words.label(action)) for action in words.ACTIONS)]
        self.action.data = self.action.data or ""

    def validate_until(self, field: wtforms.Field) -> None:
        """Not before the first day."""
        if field.data and self.since.data and field.data < self.since.data:
            raise StopValidation(_("止日早于起日，请对调或重填。"))

    def wish(self) -> Wish:
        """Which rows are wanted."""
        return Wish(
            self.action.data or "", self.person.data or "", self.subject.data or "", self.since.data, self.until.data
        )
