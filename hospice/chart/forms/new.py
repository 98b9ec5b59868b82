"""A new patient on one screen: what a transfer will ask for first, the rest folded away; and the same person, edited."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms.validators import StopValidation

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.patients.models import Patient
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.scores.catalogue import CURRENT
from hospice.web.forms import IntegerField, Length, Required, pairs

from .base import TYPED, Needed, refused, text
from .contact import ContactFields, SecondContactFields
from .diagnosis import DiagnosisFields
from .medicines import FIRST_ROWS, MedicineFields, with_rows
from .person import PersonFields, insured
from .state import StateFields

FUNCTION = ("PPS", "KPS", "ECOG")  # one of them is required (domain §3.1)


class NewPatientForm(MedicineFields, StateFields, DiagnosisFields, SecondContactFields, ContactFields, PersonFields):
    """Everything that is asked of a new patient. `early`: save now, and complete what a transfer needs later."""

    early = False
    twin: Patient | None = None  # the same person, where the reader may see that record

    institution = wtforms.SelectField(lazy("在哪家机构建档"), validate_choice=True)
    name = wtforms.StringField(lazy("姓名"), [Required(), Length(50)])
    address = wtforms.StringField(lazy("详细住址"), [Needed(), Length(200)])
    insurance = insured(Needed())
    function_scale = wtforms.SelectField(
        lazy("活动能力用哪个量表"), choices=pairs((score, CURRENT[score].label) for score in FUNCTION), default="PPS"
    )
    function_value = IntegerField(lazy("活动能力评分"), [Needed()], most=100)
    pain = IntegerField(lazy("疼痛评分（NRS）"), [Needed()], most=10)

    def validate_id_number(self, field: wtforms.Field) -> None:
        """A number, or why there is none."""
        super().validate_id_number(field)
        if not field.data and not self.id_missing_reason.data:
            raise StopValidation(_("请填写证件号码；急诊等情况暂时没有的，请在下一栏写明原因。"))

    def validate_birth_date(self, field: wtforms.Field) -> None:
        """The number of a resident says it; nothing else does."""
        super().validate_birth_date(field)
        if not field.data and not field.errors and not self._says_who():
            raise StopValidation(_("请填写。没有身份证号码时，出生日期用来核对身份。"))

    def validate_sex(self, field: wtforms.Field) -> None:
        """Rooms are shared by people of one sex."""
        if field.data == Sex.UNKNOWN.value and not self._says_who() and not self.early:
            raise StopValidation(_("请选择。安排房间时需要。"))

    def validate_function_value(self, field: wtforms.Field) -> None:
        """A level of the chosen scale."""
        if field.data is not None and self.function_scale.data in FUNCTION:
            refused(CURRENT[self.function_scale.data].items[0].points, field.data)

    def all_errors(self) -> list[tuple[str | None, str, str]]:
        """In the order of the page, which is another one than that in which the parts were written."""
        parts = (PersonFields, ContactFields, SecondContactFields, DiagnosisFields, StateFields)
        where = {name: number for number, part in reversed(list(enumerate(parts))) for name in dir(part)}
        return sorted(super().all_errors(), key=lambda error: where.get(error[0] or "name", len(parts)))

    def _says_who(self) -> bool:
        return self.id_type.data == "01" and bool(self.id_number.data)

    def person(self) -> dict[str, Any]:
        """The columns of the patient."""
        return {**self.values(), "name": self.name.data, "address": text(self.address)}

    def scores(self) -> list[tuple[str, dict[str, int]]]:
        """The scores that were given."""
        found = []
        if self.function_value.data is not None:
            scale = self.function_scale.data
            found.append((scale, {CURRENT[scale].items[0].code: self.function_value.data}))
        if self.pain.data is not None:
            found.append(("NRS", {"nrs": self.pain.data}))
        return found


with_rows(NewPatientForm, FIRST_ROWS)


class EditPatientForm(PersonFields):
    """The same person. Name, number and address are masked on every page: left empty, they stay as they are."""

    name = wtforms.StringField(lazy("姓名（不改请留空）"), [Length(50)])
    id_number = wtforms.StringField(lazy("证件号码（不改请留空）"), [Length(40)])
    address = wtforms.StringField(lazy("详细住址（不改请留空）"), [Length(200)])
    seen = wtforms.HiddenField()

    @classmethod
    def showing(cls, patient: Patient) -> dict[str, Any]:
        """What the form shows of a patient."""
        same = (
            "birth_date",
            "family_disagrees",
            "ethnic_group",
            "floor",
            "religion",
            "language",
            "diet",
            "customs",
            "family",
        )
        coded = ("sex", "id_type", "capacity", "knows_diagnosis", "insurance", "hardship")
        return {
            **{name: getattr(patient, name) for name in same},
            **{name: getattr(patient, name) or "" for name in coded},
            **{name: TYPED[getattr(patient, name)] for name in ("has_lift", "off_site_filed")},
            "insured_at": str(patient.insurance_region_id or ""),
            "county": patient.region.code, "township": patient.township.code if patient.township else "",
            "seen": str(patient.version), "id_missing_reason": patient.id_missing_reason,
        }  # fmt: skip

    def seen_version(self) -> int:
        """The version that the form showed; nought, which is none, for nonsense."""
        typed = self.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0

    def changes(self) -> dict[str, Any]:
        """The columns that the form speaks of."""
        typed = {name: self[name].data for name in ("name", "address") if self[name].data}
        return {**self.values(), **typed}
