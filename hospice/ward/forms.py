"""What is typed at a bed. Times may be left empty: then it is now."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

import wtforms

from hospice.core.clock import ZONE, local
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.episodes.rules.codes import DischargeOutcome
from hospice.web.forms import DateField, Form, Length, Required, choices, pairs, strip

# Death is entered apart from leaving, quietly.
LEAVES_FOR = tuple(outcome for outcome in DischargeOutcome if outcome is not DischargeOutcome.DIED_HERE)
_WRITTEN = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M", "%Y年%m月%d日%H:%M")


class MomentField(wtforms.Field):
    """A day and a time on the local clock, `2026-11-22 14:30`; empty means now."""

    widget = wtforms.widgets.DateTimeLocalInput()
    raw_data: list[Any] | None
    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{local(self.data):%Y-%m-%dT%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse on the clock of Asia/Shanghai."""
        self.data = None
        text = unicodedata.normalize("NFKC", strip(valuelist[0])) if valuelist else ""
        if not text:
            return
        for written in _WRITTEN:
            try:
                typed = datetime.strptime(text, written).replace(tzinfo=ZONE)
            except ValueError:
                continue
            if typed.year < 2000:
                break
            self.data = typed
            return
        raise ValueError(_("请按年-月-日 时:分填写，例如2026-11-22 14:30。"))


NOW = lazy("不填就是现在；补记的，请填真实时间")


class GiveForm(Form):
    """A bed for somebody who waits."""

    entry = wtforms.HiddenField()
    bed = wtforms.HiddenField()
    reason = wtforms.StringField(lazy("原因"), [Length(200)])


class NewStayForm(Form):
    """Somebody who came without a request."""

    patient = wtforms.RadioField(lazy("患者"), coerce=str, validators=[Required(lazy("没有列出的，请先登记患者。"))])
    bed = wtforms.SelectField(lazy("床位"), coerce=str, validate_choice=False)  # one just taken has its own sentence
    at = MomentField(lazy("入住时间"), description=NOW)

    def offer(self, patients: list[tuple[str, Any]], beds: list[tuple[str, Any]]) -> None:
        """Say what can be chosen."""
        self.patient.choices = pairs(patients)
        self.bed.choices = pairs(beds)


class AdmitForm(Form):
    """Somebody has come to the bed that was kept."""

    at = MomentField(lazy("入住时间"), description=NOW, id="admit-at")


class MoveForm(Form):
    """Another bed of the same unit; each button carries one."""

    bed = wtforms.HiddenField()
    at = MomentField(lazy("换床时间"), description=NOW, id="move-at")


class PlanForm(Form):
    """When somebody will leave, and where to."""

    leaves_on = DateField(lazy("预计离院日期"), description=lazy("年-月-日，例如2026-11-22；清空则不再预计"))
    outcome = wtforms.RadioField(
        lazy("去处"), choices=lambda: choices(LEAVES_FOR), coerce=str, default=DischargeOutcome.TO_HOME.value,
        id="plan-outcome",
    )  # fmt: skip
    seen = wtforms.HiddenField()


class LeaveForm(Form):
    """The departure is confirmed; each button carries where to."""

    outcome = wtforms.HiddenField(id="leave-outcome")
    at = MomentField(lazy("离院时间"), description=NOW, id="leave-at")
    reason = wtforms.StringField(lazy("补充说明"), [Length(200)], id="leave-reason")


class DeathForm(Form):
    """A patient has died."""

    at = MomentField(lazy("离世时间"), description=NOW, id="death-at")


class ExtendForm(Form):
    """A bed is kept once longer."""

    reason = wtforms.StringField(
        lazy("延长保留的原因"), [Required(lazy("双方都会看到。")), Length(200)], id="extend-reason"
    )


class ReleaseForm(Form):
    """A bed that was kept is given back."""

    reason = wtforms.StringField(
        lazy("放回床位的原因"), [Required(lazy("双方都会看到。")), Length(200)], id="release-reason"
    )


class BlockForm(Form):
    """A bed that cannot be used for a while."""

    state_reason = wtforms.StringField(
        lazy("停用原因"), [Required(lazy("例如维修、消杀、缺少护士。")), Length(100)], id="block-reason"
    )
    state_until = DateField(lazy("预计恢复日期"), id="block-until")


class IsolateForm(Form):
    """A bed that is kept from being given because of an infection in the room."""

    reason = wtforms.StringField(
        lazy("隔离说明"), [Length(100)], description=lazy("不写病名和姓名"), id="isolate-reason"
    )


class ReviewForm(Form):
    """Somebody who waits was looked at again."""

    words = wtforms.StringField(lazy("复核意见"), [Length(200)])
