"""Fields that several forms of a patient share: what may wait, yes-no-unknown, and a moment that has been."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

import wtforms
from wtforms.validators import StopValidation

from hospice.core.clock import ZONE, local, now, today
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.web.forms import DateField, Form, Required, choices, pairs

TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)", re.ASCII)
YES_NO = {"yes": True, "no": False}
TYPED = {True: "yes", False: "no", None: ""}


class Needed(Required):
    """Required, unless the form is saved now and completed later (`form.early`)."""

    def __call__(self, form: Any, field: wtforms.Field) -> None:
        """Stop at an empty field, where nothing may wait."""
        if not getattr(form, "early", False):
            super().__call__(form, field)


def either(label: Any, yes: Any, no: Any, unknown: Any = None) -> Any:
    """Yes, no, or nobody knows; the last comes first and is neutral."""
    words = [("", lazy("不清楚") if unknown is None else unknown), ("yes", yes), ("no", no)]
    return wtforms.RadioField(label, choices=pairs(words), default="")


def chosen(label: Any, codes: Any, empty: Any, *checks: Any) -> Any:
    """One code of a list; `empty` is the word of the neutral first option, with which the field begins."""
    return wtforms.SelectField(label, list(checks), choices=choices(codes, empty), default="")


def yes_no(field: wtforms.Field) -> bool | None:
    """What was said in such a field."""
    return YES_NO.get(field.data or "")


def member(codes: Any, field: wtforms.Field) -> Any:
    """The code that was chosen; none where none was."""
    return codes(field.data) if field.data else None


def text(field: wtforms.Field) -> str:
    """What was typed, never none."""
    return str(field.data or "")


def refused(check: Any, *typed: Any) -> Any:
    """What a rule makes of it; its refusal becomes the sentence beside the field."""
    try:
        return check(*typed)
    except Refused as found:
        raise StopValidation(str(found.message)) from None


class MomentFields(Form):
    """When it was: a day and an hour on the local clock, now where nothing else is said."""

    at = DateField(lazy("日期"), [Required()], default=today)
    at_time = wtforms.StringField(lazy("时间"), default=lambda: f"{local(now()):%H:%M}", description=lazy("例如14:30"))

    def validate_at_time(self, field: wtforms.Field) -> None:
        """An hour of the day."""
        if TIME.fullmatch(field.data or "") is None:
            raise StopValidation(_("请按时:分填写，例如14:30。"))

    def moment(self) -> datetime:
        """The instant; the present minute counts as now."""
        found = TIME.fullmatch(self.at_time.data or "")
        assert found is not None  # noqa: S101 - the form is valid
        typed = datetime.combine(self.at.data, time(int(found[1]), int(found[2])), ZONE)
        return min(typed, now()) if (typed - now()).total_seconds() < 60 else typed
