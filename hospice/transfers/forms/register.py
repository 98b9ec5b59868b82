"""What the register of transfers is narrowed to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import wtforms
from wtforms.validators import StopValidation

from hospice.core.clock import today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.episodes.rules.codes import Priority
from hospice.facilities.queries.areas import Area
from hospice.patients.rules.wishes import Setting
from hospice.web.forms import DateField, Form, Length, pairs

from ..queries.register import STATUSES, Wish
from ..rules.codes import DeclineReason, Outcome, TransferStatus

LATELY = timedelta(days=90)  # what is shown when nobody has asked for a time


def _of(codes: Iterable[Any], empty: Any) -> Any:
    return pairs([(code.value, code.label) for code in codes], empty)


class RegisterForm(Form):
    """First and last day, where from, to whom, what kind, and how it went."""

    class Meta(Form.Meta):
        """A filter changes nothing and needs no guard."""

        csrf = False

    since = DateField(lazy("提交自"))
    until = DateField(lazy("提交至"))
    region = wtforms.SelectField(lazy("转出地区"), default="")
    receiver = wtforms.StringField(lazy("接收机构"), [Length(50)])
    setting = wtforms.SelectField(lazy("需要的照护"), choices=_of(Setting, lazy("全部照护")), default="")
    priority = wtforms.SelectField(lazy("级别"), choices=_of(Priority, lazy("全部级别")), default="")
    status = wtforms.SelectField(lazy("状态"), choices=_of(STATUSES, lazy("全部状态")), default="")
    outcome = wtforms.SelectField(lazy("结局"), choices=_of(Outcome, lazy("全部结局")), default="")
    decline = wtforms.SelectField(lazy("不予受理的原因"), choices=_of(DeclineReason, lazy("不论是否被拒")), default="")
    overdue = wtforms.SelectField(
        lazy("时限"), choices=pairs([("yes", lazy("只看答复超时"))], lazy("不论是否超时")), default=""
    )

    def __init__(self, asked: Any, areas: list[Area]) -> None:
        super().__init__(asked)
        self._areas = {area.code: area for area in areas}
        self.region.choices = pairs([(area.code, area.name) for area in areas], _("全部地区"))
        for field in self:
            if field.data is None and isinstance(field, wtforms.SelectField):
                field.data = ""
        if "since" not in asked and "until" not in asked:
            self.since.data = today() - LATELY

    def validate_until(self, field: wtforms.Field) -> None:
        """Not before the first day."""
        if field.data and self.since.data and field.data < self.since.data:
            raise StopValidation(_("止日早于起日，请对调或重填。"))

    def wish(self) -> Wish:
        """Which rows are wanted."""
        area = self._areas.get(self.region.data or "")
        return Wish(
            since=self.since.data,
            until=self.until.data,
            path=area.path if area else None,
            receiver=self.receiver.data or "",
            setting=Setting(self.setting.data) if self.setting.data else None,
            priority=Priority(self.priority.data) if self.priority.data else None,
            status=TransferStatus(self.status.data) if self.status.data else None,
            outcome=Outcome(self.outcome.data) if self.outcome.data else None,
            decline=DeclineReason(self.decline.data) if self.decline.data else None,
            overdue=self.overdue.data == "yes",
        )
