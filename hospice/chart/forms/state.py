"""How the patient is: prognosis, consciousness, devices, wounds, infections, allergies (domain §3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import wtforms
from wtforms.validators import StopValidation

from hospice.core.clock import today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.patients.models import ClinicalState
from hospice.patients.rules.clinical import (
    Allergy,
    Consciousness,
    Device,
    Infection,
    Isolation,
    Phase,
    PressureInjury,
    Prognosis,
)
from hospice.web.forms import DateField, Form, Length, choices, pairs

from .base import Needed, chosen, member, text

WOUND_ROWS = 2
MALIGNANT = "MALIGNANT"
WOUNDS: dict[str, Any] = {
    **{code.value: lazy("压力性损伤%(stage)s", stage=code.label) for code in PressureInjury},
    MALIGNANT: lazy("恶性肿瘤伤口"),
}
DATED = [device for device in Device if device is not Device.NONE]


def _several(label: Any, codes: Iterable[Any]) -> Any:
    return wtforms.SelectMultipleField(
        label, [Needed()], choices=choices(codes), option_widget=wtforms.widgets.CheckboxInput()
    )


class StateFields(Form):
    """The state; that there is no device and no infection is said, not left out."""

    prognosis = chosen(lazy("生存期预估"), Prognosis, lazy("请选择"), Needed())
    consciousness = chosen(lazy("意识状态"), Consciousness, lazy("请选择"), Needed())
    phase = chosen(lazy("病程阶段"), Phase, lazy("未评"))
    severe_dyspnoea = wtforms.BooleanField(lazy("有严重呼吸困难"))
    severe_bleeding = wtforms.BooleanField(lazy("有严重出血或出血风险高"))
    devices = _several(lazy("管路和设备"), Device)
    infections = _several(lazy("感染"), Infection)
    isolation = chosen(lazy("隔离要求"), Isolation, lazy("请选择"), Needed())
    allergy = chosen(lazy("过敏"), Allergy, lazy("请选择"), Needed())
    allergies = wtforms.StringField(lazy("对什么过敏、反应和轻重"), [Length(400)])

    def validate_devices(self, field: wtforms.Field) -> None:
        """None and another one cannot both be true."""
        _not_both(field, Device.NONE)

    def validate_infections(self, field: wtforms.Field) -> None:
        """None and another one cannot both be true."""
        _not_both(field, Infection.NONE)

    def validate_allergies(self, field: wtforms.Field) -> None:
        """A list that is spoken of is there."""
        if self.allergy.data == Allergy.LISTED.value and not field.data:
            raise StopValidation(_("请写明对什么过敏。"))

    def hide(self, hidden: Iterable[Infection]) -> None:
        """Do not offer what the reader may not know of (level 5 of domain §7.4)."""
        gone = set(hidden)
        self.infections.choices = choices(code for code in Infection if code not in gone)

    def state(self) -> dict[str, Any]:
        """The columns of the state, without medicines."""
        return {
            "prognosis": member(Prognosis, self.prognosis), "phase": member(Phase, self.phase),
            "consciousness": member(Consciousness, self.consciousness), "devices": self.devices.data or None,
            "device_days": self._device_days() or None, "wounds": self._wounds() or None,
            "infections": self.infections.data or None, "isolation": member(Isolation, self.isolation),
            "allergy": member(Allergy, self.allergy), "allergies": text(self.allergies),
            "severe_dyspnoea": self.severe_dyspnoea.data, "severe_bleeding": self.severe_bleeding.data,
        }  # fmt: skip

    def _device_days(self) -> dict[str, list[str]]:
        found = {}
        for device in self.devices.data or []:
            days = [self[name].data for name in days_of(device) if name in self]
            if any(days):
                found[device] = [day.isoformat() if day else "" for day in days]
        return found

    def _wounds(self) -> list[dict[str, str]]:
        rows = [
            {part: text(self[f"wound_{row}_{part}"]) for part in ("kind", "site", "size")} for row in range(WOUND_ROWS)
        ]
        return [row for row in rows if row["kind"]]

    @property
    def folded_state(self) -> list[str]:
        """The names of the fields of days and wounds, which pages fold away."""
        return [name for name in self._fields if name.startswith(("device_", "wound_"))]

    @property
    def has_folded(self) -> bool:
        """Whether there is something in them."""
        return any(self[name].data for name in self.folded_state)

    def fill(self, state: ClinicalState) -> None:
        """Show the days and wounds that are stored as lists."""
        for device, days in (state.device_days or {}).items():
            for name, day in zip(days_of(device), days, strict=True):
                self[name].process(None, None)
                self[name].data = type(today()).fromisoformat(day) if day else None
        for row, wound in enumerate((state.wounds or [])[:WOUND_ROWS]):
            for part in ("kind", "site", "size"):
                self[f"wound_{row}_{part}"].data = wound[part]


def days_of(device: str) -> tuple[str, str]:
    """The names of the two days of a device: put in, and to be changed by."""
    return f"device_{device}_since", f"device_{device}_change"


def _not_both(field: wtforms.Field, none: str) -> None:
    if none in (field.data or []) and len(field.data) > 1:
        raise StopValidation(_("选了“%(none)s”，就请不要再选其他。", none=field.choices[0].label))


def _has_been(_form: Any, field: wtforms.Field) -> None:
    if field.data and field.data > today():
        raise StopValidation(_("这一天还没有到，请再核对。"))


def _with_days(form: type[Form]) -> None:
    for device in DATED:
        since, change = days_of(device.value)
        setattr(form, since, DateField(lazy("%(device)s置入日期", device=device.label), [_has_been]))
        setattr(form, change, DateField(lazy("%(device)s下次更换日期", device=device.label)))


def _with_wounds(form: type[Form]) -> None:
    for row in range(WOUND_ROWS):
        words = {"n": row + 1}
        kind = wtforms.SelectField(
            lazy("伤口%(n)s的类别", **words), choices=pairs(WOUNDS.items(), lazy("无")), default=""
        )
        setattr(form, f"wound_{row}_kind", kind)
        setattr(form, f"wound_{row}_site", wtforms.StringField(lazy("伤口%(n)s的部位", **words), [Length(40)]))
        setattr(form, f"wound_{row}_size", wtforms.StringField(lazy("伤口%(n)s的大小", **words), [Length(40)]))


_with_days(StateFields)
_with_wounds(StateFields)


class StateForm(StateFields):
    """The state, gone through again."""
