"""Who the patient is, where the home is, who decides, who pays (domain §3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from hospice.core.clock import today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.facilities.queries.areas import Area, within
from hospice.patients.rules import resident_id
from hospice.patients.rules.codes import Capacity, Hardship, IdType, Insurance, KnowsDiagnosis, Sex
from hospice.patients.rules.contact import document_number
from hospice.patients.rules.ethnic import ETHNIC_GROUPS
from hospice.patients.rules.resident_id import ResidentId
from hospice.patients.services.identity import Document
from hospice.web.forms import DateField, Form, IntegerField, Length, choices, pairs

from .base import chosen, either, member, refused, text, yes_no

NEUTRAL_FIRST = (Capacity.UNKNOWN, Capacity.FULL, Capacity.PARTIAL, Capacity.NONE)
KNOWING = (KnowsDiagnosis.UNKNOWN, KnowsDiagnosis.YES, KnowsDiagnosis.PARTLY, KnowsDiagnosis.NO)
SEXES = (Sex.UNKNOWN, Sex.MALE, Sex.FEMALE, Sex.NOT_STATED)


def insured(*checks: Any) -> Any:
    """Who pays."""
    return chosen(lazy("医保"), Insurance, lazy("请选择"), *checks)


class PersonFields(Form):
    """The person. What the number of a resident says of sex and birth need not be typed again."""

    name = wtforms.StringField(lazy("姓名"), [Length(50)])
    sex = wtforms.RadioField(lazy("性别"), choices=choices(SEXES), default=Sex.UNKNOWN.value)
    birth_date = DateField(lazy("出生日期"))
    id_type = wtforms.SelectField(lazy("证件类型"), choices=choices(IdType), default=IdType.RESIDENT.value)
    id_number = wtforms.StringField(lazy("证件号码"), [Length(40)])
    id_missing_reason = wtforms.StringField(lazy("没有证件号码的原因"), [Length(200)])
    county = wtforms.SelectField(lazy("现住县（市、区）"))
    township = wtforms.SelectField(lazy("乡镇、街道"))
    address = wtforms.StringField(lazy("详细住址"), [Length(200)])
    capacity = wtforms.RadioField(
        lazy("患者能否自己决定"), choices=choices(NEUTRAL_FIRST), default=Capacity.UNKNOWN.value
    )
    knows_diagnosis = wtforms.RadioField(
        lazy("患者是否知道病情"), choices=choices(KNOWING), default=KnowsDiagnosis.UNKNOWN.value
    )
    family_disagrees = wtforms.BooleanField(lazy("家属之间意见不一致"))
    insurance = insured()
    insured_at = wtforms.SelectField(lazy("参保地"))
    ethnic_group = wtforms.SelectField(lazy("民族"), choices=pairs(ETHNIC_GROUPS.items(), lazy("未填")), default="")
    floor = IntegerField(lazy("住在几楼"), least=-3, most=120)
    has_lift = either(lazy("有没有电梯"), lazy("有电梯"), lazy("没有"))
    off_site_filed = either(lazy("异地就医备案"), lazy("已备案"), lazy("未备案"), lazy("不需要或不清楚"))
    hardship = chosen(lazy("经济困难"), Hardship, lazy("未问"))
    religion = wtforms.StringField(lazy("宗教信仰"), [Length(40)])
    language = wtforms.StringField(lazy("语言、方言"), [Length(40)])
    diet = wtforms.StringField(lazy("饮食习惯"), [Length(100)])
    customs = wtforms.StringField(lazy("临终和丧葬习俗、探视要求"), [Length(200)])
    family = wtforms.TextAreaField(lazy("家中老小和照护者身体状况"), [Length(400)])

    def offer(self, counties: Sequence[Area], townships: Sequence[Area]) -> None:
        """The counties of the province, and the townships of the chosen one."""
        self.counties = counties
        self.county.choices = [SelectChoice(area.code, area.name) for area in counties]
        self.insured_at.choices = pairs(((str(area.id), area.name) for area in counties), _("未填"))
        if self.insured_at.data not in {str(area.id) for area in counties}:
            self.insured_at.data = ""
        county = within(counties, self.county.data or "")
        self.townships = [area for area in townships if county is not None and area.parent_id == county.id]
        self.township.choices = pairs(((area.code, area.name) for area in self.townships), _("不清楚"))
        if within(self.townships, self.township.data or "") is None:
            self.township.data = ""  # of another county: chosen before the county was changed

    def validate_birth_date(self, field: wtforms.Field) -> None:
        """Nobody is born tomorrow."""
        if field.data and field.data > today():
            raise StopValidation(_("出生日期还没有到，请再核对。"))

    def validate_id_number(self, field: wtforms.Field) -> None:
        """The number by the rules of its document."""
        if not field.data:
            return
        if self.id_type.data == IdType.RESIDENT.value:
            refused(resident_id.read, field.data, today())
        else:
            refused(document_number, field.data)

    def resident(self) -> ResidentId | None:
        """What the number of a resident says."""
        if self.id_type.data != IdType.RESIDENT.value or not self.id_number.data or self.id_number.errors:
            return None
        return resident_id.read(self.id_number.data, today())

    def document(self) -> Document:
        """The document as typed."""
        return Document(
            id_type=IdType(self.id_type.data), number=text(self.id_number), missing_reason=text(self.id_missing_reason)
        )

    def doubts(self) -> list[Any]:
        """Where the number and what was typed say different things."""
        said = self.resident()
        return resident_id.doubts(said, self.birth_date.data, Sex(self.sex.data)) if said else []

    def values(self) -> dict[str, Any]:
        """The columns of the patient, but name and address, which are asked for in different ways."""
        county, township = within(self.counties, self.county.data), within(self.townships, self.township.data or "")
        assert county is not None  # noqa: S101 - the form is valid
        said, sex = self.resident(), Sex(self.sex.data)
        return {
            "sex": said.sex if said and sex is Sex.UNKNOWN else sex,
            "birth_date": self.birth_date.data or (said.birth_date if said else None),
            "region_id": county.id, "township_id": township.id if township else None,
            "capacity": Capacity(self.capacity.data), "knows_diagnosis": KnowsDiagnosis(self.knows_diagnosis.data),
            "family_disagrees": self.family_disagrees.data, "insurance": member(Insurance, self.insurance),
            "insurance_region_id": int(self.insured_at.data) if self.insured_at.data else None,
            "ethnic_group": text(self.ethnic_group), "floor": self.floor.data, "has_lift": yes_no(self.has_lift),
            "off_site_filed": yes_no(self.off_site_filed), "hardship": member(Hardship, self.hardship),
            "religion": text(self.religion), "language": text(self.language), "diet": text(self.diet),
            "customs": text(self.customs), "family": text(self.family),
        }  # fmt: skip
