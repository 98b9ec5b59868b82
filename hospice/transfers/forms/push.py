"""Answering a discharge push: the first contact, and for a coordinator the house that cares on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import wtforms

from hospice.core.clock import ZONE, local
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.web.forms import Form, Length, Required, choices, pairs

from ..rules.pushing import ContactKind
from .handover import MedicineForm, one_line_end

FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日%H:%M")


class MomentField(wtforms.StringField):
    """A typed day and hour on the local clock, `2026-11-22 14:30`; its `moment` is the instant."""

    moment: datetime | None = None

    def pre_validate(self, form: Any) -> None:
        """Read it; nothing typed is left to `Required`."""
        text = (self.data or "").replace("：", ":")
        for form_of in FORMATS if text else ():
            try:
                self.moment = datetime.strptime(text, form_of).replace(tzinfo=ZONE).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
            return
        if text:
            raise wtforms.validators.StopValidation(_("请按年-月-日 时:分填写，例如2026-11-22 14:30。"))


class ContactForm(Form):
    """When and how somebody first got in touch."""

    kind = wtforms.RadioField(
        lazy("联系方式"),
        [Required()],
        choices=lambda: [*pairs([("", lazy("未填"))]), *choices(ContactKind)],
        default="",
    )
    at = MomentField(lazy("联系时间"), [Required()], description=lazy("年-月-日 时:分，例如2026-11-22 14:30"))
    words = wtforms.TextAreaField(
        lazy("情况"), [Length(400)], description=lazy("症状、用药、家里的难处；没有要说的可不填")
    )


class BriefForm(MedicineForm):
    """What the house that sends the patient home tells: medicines, and what is not finished."""

    open_needs = wtforms.TextAreaField(
        lazy("没有办完的事"), [Length(1000)], filters=[one_line_end], description=lazy("每件一行：什么事、由谁、哪天前")
    )
    seen = wtforms.HiddenField()

    @property
    def values(self) -> dict[str, Any]:
        """The columns."""
        return {**super().values, "open_needs": self.open_needs.data or ""}


class RouteForm(Form):
    """Which primary house cares on."""

    institution = wtforms.SelectField(lazy("家庭医生机构"), [Required()])

    def __init__(self, formdata: Any = None, *, houses: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        self.institution.choices = pairs([(str(number), name) for number, name in houses], lazy("请选择"))


def typed_now(moment: datetime) -> str:
    """An instant as the form is filled with it."""
    return f"{local(moment):%Y-%m-%d %H:%M}"
