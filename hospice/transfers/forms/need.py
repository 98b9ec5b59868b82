"""What is typed about a need: what kind of place, how urgent, why, and how the patient travels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from hospice.core.clock import ZONE, local, today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.places import Ability
from hospice.patients.rules.wishes import BY_VISIT, Escort, Mobility, Setting, TransferReason, Vehicle
from hospice.web.forms import DateField, Form, Length, Required, choices, pairs

from ..models import Transfer
from ..rules.placement import Advice, Fit
from ..rules.priority import PrioritySuggestion
from ..rules.suggesting import differs_from, is_against

_TIME = re.compile(r"([01]?\d|2[0-3])[:：.点]?([0-5]\d)")
_SAID = pairs([("yes", lazy("是")), ("no", lazy("否"))], lazy("未判断"))


def _asked(label: Any) -> wtforms.RadioField:
    return wtforms.RadioField(label, choices=_SAID, default="")


class TimeField(wtforms.StringField):
    """An hour of the day, `14:30`; also `1430` and full-width digits."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse."""
        text = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data = None
        if text and (found := _TIME.fullmatch(text)) is None:
            raise ValueError(_("请填几点几分，例如14:30。"))
        if text and found is not None:
            self.data = time(int(found[1]), int(found[2]))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""


class NeedForm(Form):
    """Everything about a need. What the suggestions are is handed in, since overriding one takes a reason."""

    setting = wtforms.RadioField(lazy("需要的去处"), choices=choices(Setting), validate_choice=False)
    setting_reason = wtforms.StringField(lazy("选择其他去处的原因"), [Length(400)])
    priority = wtforms.RadioField(lazy("级别"), choices=choices(Priority, lazy("未定")), validate_choice=False)
    priority_reason = wtforms.StringField(lazy("调整级别的原因"), [Length(400)])
    reasons = wtforms.SelectMultipleField(
        lazy("转介原因"), choices=choices(TransferReason), option_widget=wtforms.widgets.CheckboxInput()
    )
    abilities = wtforms.SelectMultipleField(
        lazy("去处必须有"), choices=choices(Ability), option_widget=wtforms.widgets.CheckboxInput()
    )
    wanted_on = DateField(lazy("期望日期"))
    sender = wtforms.SelectField(lazy("发起单位"), choices=[], validate_choice=False)
    unit = wtforms.SelectField(lazy("患者现在"), choices=[], validate_choice=False)
    mobility = wtforms.SelectField(lazy("怎样移动"), choices=choices(Mobility, lazy("未定")))
    escort = wtforms.SelectField(lazy("随车医护"), choices=choices(Escort, lazy("未定")))
    vehicle = wtforms.SelectField(lazy("车辆"), choices=choices(Vehicle, lazy("未定")))
    oxygen = wtforms.RadioField(
        lazy("途中吸氧"), choices=pairs([("yes", lazy("要")), ("no", lazy("不要"))], lazy("未定")), default=""
    )  # fmt: skip
    pick_up_on = DateField(lazy("接走日期"))
    pick_up_from = TimeField(lazy("从几点"))
    pick_up_to = TimeField(lazy("到几点"))
    relative_county = wtforms.SelectField(lazy("探视家属住在"), choices=[], validate_choice=False)
    relative_township = wtforms.StringField(lazy("乡镇、街道"), [Length(60)])
    words = wtforms.TextAreaField(lazy("其他要说明的"), [Length(1000)])
    bridging_plan = wtforms.TextAreaField(lazy("等候期间的过渡照护"), [Length(400)])

    end_stage_confirmed = _asked(lazy("医师已确认疾病终末期"))
    seeks_cure = _asked(lazy("仍在寻求根治性治疗"))
    reversible_acute_illness = _asked(lazy("有可逆转的急性病"))
    needs_titration = _asked(lazy("症状尚未控制，需专科滴定"))
    breakthrough_plan = _asked(lazy("有爆发痛处置方案"))
    carer_exhausted = _asked(lazy("照护者已无法继续照护"))
    home_unsafe = _asked(lazy("居家环境不安全"))
    can_travel = _asked(lazy("能够外出就诊"))
    planning_only = _asked(lazy("仅作预约或咨询"))

    advice: Sequence[Advice] = ()
    suggested: PrioritySuggestion | None = None
    _find_township: Callable[[str, str], int | None]

    def offer(
        self,
        senders: Iterable[tuple[str, str]],
        units: Iterable[tuple[str, str]],
        counties: Iterable[tuple[str, str]],
        find_township: Callable[[str, str], int | None],
    ) -> None:
        """What the selects offer; `find_township` gives the id of a township by the code of its county and its name."""
        self.sender.choices = pairs(senders)
        self.unit.choices = [SelectChoice("", _("在家，或不在本单位病床")), *pairs(units)]
        self.relative_county.choices = [SelectChoice("", _("不填")), *pairs(counties)]
        self._find_township = find_township

    def advise(self, advice: Sequence[Advice], suggested: PrioritySuggestion) -> None:
        """What is suggested."""
        self.advice, self.suggested = advice, suggested

    def propose(self) -> None:
        """Set what is suggested as what the page proposes; the clinician decides."""
        if self.suggested is not None:
            self.priority.data = self.suggested.priority.value
        if self.advice and self.advice[0].fit is Fit.SUGGESTED:
            self.setting.data = self.advice[0].setting.value

    def judged(self) -> dict[str, bool]:
        """What the clinician answered."""
        return {name: self._fields[name].data == "yes" for name in ASKED if self._fields[name].data in ("yes", "no")}

    def validate_setting(self, field: wtforms.Field) -> None:
        """One of the settings."""
        if field.data not in list(Setting):
            raise StopValidation(_("请选择需要的去处。"))

    def validate_setting_reason(self, field: wtforms.Field) -> None:
        """Another setting than the suggested ones takes a reason."""
        chosen = self.setting.data if self.setting.data in list(Setting) else None
        if chosen is not None and not field.data and is_against(self.advice, Setting(chosen)):
            raise StopValidation(_("与建议不同，请写明原因。"))

    def validate_priority(self, field: wtforms.Field) -> None:
        """One of the classes."""
        if field.data not in list(Priority):
            raise StopValidation(_("请选择级别。"))

    def validate_priority_reason(self, field: wtforms.Field) -> None:
        """Another class than the suggested one takes a reason."""
        chosen = self.priority.data if self.priority.data in list(Priority) else None
        if chosen is not None and not field.data and differs_from(self.suggested, Priority(chosen)):
            raise StopValidation(_("与建议不同，请写明原因。"))

    def validate_wanted_on(self, field: wtforms.Field) -> None:
        """A day that is still to come."""
        if field.data is not None and field.data < today():
            raise StopValidation(_("期望日期已经过去，请改为今天或以后。"))

    def validate_pick_up_to(self, field: wtforms.Field) -> None:
        """Both hours with the day, the second after the first."""
        given = (self.pick_up_on.data, self.pick_up_from.data, field.data)
        if any(given) and not all(one is not None for one in given):
            raise StopValidation(_("接走时间请把日期、从几点、到几点都填上，或都不填。"))
        if all(one is not None for one in given) and field.data <= self.pick_up_from.data:
            raise StopValidation(_("到几点应晚于从几点。"))

    def validate_relative_township(self, field: wtforms.Field) -> None:
        """A township of the county that was chosen."""
        if not field.data:
            return
        if not self.relative_county.data:
            raise StopValidation(_("请先选择所在县（市、区）。"))
        if self._find_township(self.relative_county.data, field.data) is None:
            raise StopValidation(_("这个县没有“%(name)s”。可只填县（市、区）。", name=field.data))

    def values(self, counties: Mapping[str, int], units: Mapping[str, int]) -> dict[str, Any]:
        """The columns of a transfer."""
        start, end = self._pick_up()
        return {
            "setting": Setting(self.setting.data), "setting_reason": self.setting_reason.data or "",
            "priority": Priority(self.priority.data), "priority_reason": self.priority_reason.data or "",
            "reasons": sorted(self.reasons.data or []), "abilities": sorted(self.abilities.data or []),
            "wanted_on": self.wanted_on.data, "unit_id": units.get(self.unit.data or ""),
            **self._transport(), "pick_up_from": start, "pick_up_to": end,
            "relative_region_id": self._relative(counties), "words": self.words.data or "",
            "bridging_plan": self.bridging_plan.data or "", "judged": self.judged(),
        }  # fmt: skip

    def _transport(self) -> dict[str, Any]:
        if self.setting.data in BY_VISIT:  # nobody is carried
            return {"mobility": None, "escort": None, "vehicle": None, "oxygen_on_the_way": None}
        return {
            "mobility": Mobility(self.mobility.data) if self.mobility.data else None,
            "escort": Escort(self.escort.data) if self.escort.data else None,
            "vehicle": Vehicle(self.vehicle.data) if self.vehicle.data else None,
            "oxygen_on_the_way": {"yes": True, "no": False}.get(self.oxygen.data or ""),
        }

    def _pick_up(self) -> tuple[datetime | None, datetime | None]:
        day, hours = self.pick_up_on.data, (self.pick_up_from.data, self.pick_up_to.data)
        if day is None or None in hours or self.setting.data in BY_VISIT:
            return None, None
        return datetime.combine(day, hours[0], ZONE), datetime.combine(day, hours[1], ZONE)

    def _relative(self, counties: Mapping[str, int]) -> int | None:
        code = self.relative_county.data or ""
        if code not in counties:
            return None
        township = self._find_township(code, self.relative_township.data) if self.relative_township.data else None
        return township if township is not None else counties[code]


ASKED = (
    "end_stage_confirmed", "seeks_cure", "reversible_acute_illness", "needs_titration", "breakthrough_plan",
    "carer_exhausted", "home_unsafe", "can_travel", "planning_only",
)  # fmt: skip


class ChangeForm(NeedForm):
    """The same for a draft that stands; `seen` is the version that the page showed."""

    seen = wtforms.HiddenField(validators=[Required()])


def written(transfer: Transfer, unit_key: str, relative: tuple[str, str]) -> dict[str, Any]:
    """What a draft says, as the form shows it; `relative` are the code of the county and the name of the township."""
    said = {name: "yes" if answer else "no" for name, answer in transfer.judged.items()}
    plain = ("setting_reason", "priority_reason", "reasons", "abilities", "wanted_on", "words", "bridging_plan")
    codes = ("setting", "priority", "mobility", "escort", "vehicle")
    start, end = transfer.pick_up_from, transfer.pick_up_to
    return {
        **{name: getattr(transfer, name) for name in plain},
        **{name: getattr(transfer, name).value if getattr(transfer, name) else "" for name in codes},
        "oxygen": _SAID_AS[transfer.oxygen_on_the_way],
        "pick_up_on": _day(start), "pick_up_from": _hour(start), "pick_up_to": _hour(end), "unit": unit_key,
        "relative_county": relative[0], "relative_township": relative[1], "seen": str(transfer.version), **said,
    }  # fmt: skip


_SAID_AS = {True: "yes", False: "no", None: ""}


def _day(at: datetime | None) -> date | None:
    return local(at).date() if at is not None else None


def _hour(at: datetime | None) -> time | None:
    return local(at).time() if at is not None else None
