"""What is typed for a step: a small form each. Choices that depend on the case are filled in by the view."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.patients.rules.codes import DeathPlace
from hospice.patients.rules.wishes import Mobility, Vehicle
from hospice.web.forms import Form, Length, Required, choices

from ..rules.codes import DeclineReason
from ..rules.minimum import Datum
from .moment import MomentField

ANY_BED = ""


def whole(text: Any) -> int | None:
    """A number that our own page wrote; what is none was tampered with, and counts as nothing seen."""
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10 else None


class ChosenField(wtforms.RadioField):
    """One of a list; nothing chosen is said in words."""

    def pre_validate(self, form: Any) -> None:
        """Say what to do where nothing was chosen, or something that is not on the list."""
        if self.data not in [value for value, *_rest in self.iter_choices()]:
            raise StopValidation(_("请选择其中一项。"))


class BedField(ChosenField):
    """A bed that was free when the page was drawn; whether it still is, is decided under the lock."""

    def pre_validate(self, form: Any) -> None:
        """Take any number, so that a bed that is gone is told by its name and not as a wrong choice."""
        if self.data and whole(self.data) is None:
            super().pre_validate(form)


class StepForm(Form):
    """A step without anything to type: it only says what had been seen."""

    seen = wtforms.HiddenField()

    @property
    def seen_steps(self) -> int | None:
        """How many steps the history had when the page was drawn."""
        return whole(self.seen.data)


class ReasonForm(StepForm):
    """A step that needs a written reason."""

    reason = wtforms.TextAreaField(lazy("原因"), [Required(), Length(400)])


class ReturnForm(StepForm):
    """What is missing: entries of the data set, and words."""

    missing = wtforms.SelectMultipleField(
        lazy("缺哪些资料"),
        choices=lambda: choices(Datum),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = wtforms.TextAreaField(
        lazy("补充说明"), [Length(200)], description=lazy("写明要对方补什么，勾选的可以不再重复")
    )

    def words(self) -> str:
        """What the sender reads."""
        wanted = "、".join(str(Datum(code).label) for code in self.missing.data or ())
        return "；".join(part for part in (wanted, self.reason.data or "") if part)


class BedForm(StepForm):
    """Which bed is kept, until when, and why before others who wait."""

    bed = BedField(lazy("床位"), coerce=str, default=ANY_BED, choices=[])
    until = MomentField(lazy("保留到"))
    reason = wtforms.TextAreaField(lazy("先于候床患者安排的原因"), [Length(400)])

    def bed_id(self) -> int | None:
        """The bed that was chosen; none for any free one."""
        return whole(self.bed.data)


class WaitForm(StepForm):
    """What is done until there is a bed."""

    bridging_plan = wtforms.TextAreaField(
        lazy("过渡照护安排"),
        [Length(400)],
        description=lazy("等床期间由谁照护、怎样止痛、有事打哪个电话"),
    )


class DeclineForm(StepForm):
    """Why not, and where else."""

    decline_reason = ChosenField(
        lazy("原因"),
        choices=lambda: choices(DeclineReason),
        coerce=str,
        description=lazy("选“无空床”的，患者进入候床名单，不作不予受理"),
    )
    text = wtforms.TextAreaField(lazy("说明"), [Length(400)], description=lazy("选“其他”的必填，至少10个字"))
    second_option = wtforms.StringField(
        lazy("另一处可能的去处"), [Length(200)], description=lazy("紧急转介必填，写明单位和电话")
    )


class AgreeForm(StepForm):
    """A time on which both sides agree; `proposed` is the one that stood on the page."""

    at = MomentField(lazy("时间"), [Required(lazy("双方填写同一时间即排定。"))])
    proposed = wtforms.HiddenField()


class TimeForm(StepForm):
    """When it truly happened."""

    at = MomentField(lazy("实际时间"), [Required()])


class DepartForm(TimeForm):
    """The same for a departure; how the patient travels is asked where nobody has said it before."""

    mobility = wtforms.SelectField(lazy("怎样移动"), choices=choices(Mobility, lazy("未定")), validate_choice=False)
    vehicle = wtforms.SelectField(lazy("车辆"), choices=choices(Vehicle, lazy("未定")), validate_choice=False)

    @property
    def transport(self) -> dict[str, Any]:
        """What was said now; what was left open is left out."""
        known = {"mobility": (Mobility, self.mobility.data), "vehicle": (Vehicle, self.vehicle.data)}
        return {name: code(text) for name, (code, text) in known.items() if text in [one.value for one in code]}


class TimerForm(StepForm):
    """Another limit, set by a coordinator: for the answer, or for a bed that is kept."""

    at = MomentField(lazy("新的时限"), [Required()])
    reason = wtforms.TextAreaField(lazy("原因"), [Required(), Length(400)])


class DeathForm(StepForm):
    """When and where; nothing more is asked at this moment."""

    at = MomentField(lazy("离世时间"), [Required()])
    place = ChosenField(lazy("地点"), choices=lambda: choices(DeathPlace), coerce=str, default="0")


class OutcomeForm(StepForm):
    """How the need ends, and why."""

    outcome = ChosenField(lazy("结局"), choices=[], coerce=str)
    reason = wtforms.TextAreaField(lazy("原因"), [Required(), Length(400)])
