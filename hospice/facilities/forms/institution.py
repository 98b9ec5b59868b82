"""What may be typed about an institution."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from hospice.core.clock import today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.web.filters import day
from hospice.web.forms import DateField, IntegerField, Length, Required, choices

from ..queries.areas import Area, within
from ..rules import identifiers
from ..rules.codes import Grade, GradeClass, InstitutionKind, OrgLevel, Ownership, Profit, Subject
from ..rules.places import InstitutionState
from ..rules.registration import InstitutionFacts
from .location import LocationFields

_PHONE = re.compile(r"[0-9+][0-9 ()/、-]{4,29}(转[0-9]{1,6})?")


def folded(text: Any) -> Any:
    """A code in half-width capitals, without the blanks and hyphens that come along when it is copied."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper() if isinstance(text, str) else text


def half_width(text: Any) -> Any:
    """Full-width digits and hyphens made ordinary."""
    return unicodedata.normalize("NFKC", text).strip() if isinstance(text, str) else text


def a_phone(_form: Any, field: wtforms.Field) -> None:
    """A telephone number, with its area code or its extension."""
    if field.data and _PHONE.fullmatch(field.data) is None:
        raise StopValidation(_("请填电话号码，例如0578-7123456，分机写成“转8001”。"))


class DatedFields(LocationFields):
    """From which day on something is true, why and by which document; and which record the form showed."""

    valid_from = DateField(lazy("自何日起"), [Required()], default=today)
    reason = wtforms.StringField(lazy("说明"), [Length(400)])
    document_no = wtforms.StringField(lazy("依据文号"), [Length(120)])
    seen = wtforms.HiddenField()
    _fields: dict[str, wtforms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page shows these last, so the summary of errors names them last.
        for name in ("lon", "lat", "datum", "place_true", "valid_from", "reason", "document_no", "seen"):
            self._fields[name] = self._fields.pop(name)

    def seen_id(self) -> int | None:
        """The id of the record that the form showed."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


class InstitutionForm(DatedFields):
    """Everything that is told about an institution; twelve fields first, the rest folded away."""

    name = wtforms.StringField(lazy("机构名称"), [Required(), Length(100)])
    credit_code = wtforms.StringField(lazy("统一社会信用代码"), filters=[folded])
    kind = wtforms.SelectField(lazy("机构类别"), [Required()], choices=choices(InstitutionKind, lazy("请选择")))
    level = wtforms.SelectField(lazy("隶属层级"), [Required()], choices=choices(OrgLevel, lazy("请选择")))
    grade = wtforms.SelectField(lazy("等级"), choices=choices(Grade), default=Grade.NONE.value)
    ownership = wtforms.SelectField(lazy("举办主体"), choices=choices(Ownership), default=Ownership.PUBLIC.value)
    county = wtforms.SelectField(lazy("所在县（市、区）"), [Required()])
    township = wtforms.SelectField(lazy("所在乡镇、街道"))
    address = wtforms.StringField(lazy("地址"), [Length(200)])
    licence_no = wtforms.StringField(lazy("执业许可证登记号"), filters=[lambda text: (half_width(text) or "").upper()])
    licence_from = DateField(lazy("有效期起"))
    licence_to = DateField(lazy("有效期止"))
    duty_phone = wtforms.StringField(
        lazy("24小时电话"),
        [Required(lazy("没有24小时电话，病区不能公开接收转介。")), a_phone, Length(30)],
        filters=[half_width],
    )

    grade_class = wtforms.SelectField(lazy("等次"), choices=choices(GradeClass), default=GradeClass.N.value)
    special_type = wtforms.StringField(lazy("专科类型"), [Length(40)])
    built_to_grade2 = wtforms.BooleanField(lazy("按二级标准建设"))
    profit = wtforms.SelectField(lazy("经营性质"), choices=choices(Profit), default=Profit.NONPROFIT.value)
    licensor_level = wtforms.SelectField(lazy("发证机关层级"), choices=choices(OrgLevel, lazy("未填")))
    state = wtforms.SelectField(
        lazy("机构状态"), choices=choices(InstitutionState), default=InstitutionState.ACTIVE.value
    )
    own_licence = wtforms.BooleanField(lazy("有独立的执业许可证"), default=True)
    host = wtforms.SelectField(lazy("所属机构"))
    licence_issuer = wtforms.StringField(lazy("发证机关"), [Length(60)])
    licence_checked_on = DateField(lazy("最近校验日期"))
    licensed_beds = IntegerField(lazy("编制床位"), least=0, most=20000)
    licensed_subjects = wtforms.SelectMultipleField(
        lazy("诊疗科目"), choices=choices(Subject), option_widget=wtforms.widgets.CheckboxInput()
    )
    phone = wtforms.StringField(lazy("电话"), [a_phone, Length(30)], filters=[half_width])
    liaison_name = wtforms.StringField(lazy("对接人"), [Length(50)])
    liaison_phone = wtforms.StringField(lazy("对接人电话"), [a_phone, Length(30)], filters=[half_width])

    def offer(self, counties: Sequence[Area], townships: Sequence[Area], hosts: Sequence[tuple[str, str]]) -> None:
        """What the selects offer: divisions and institutions inside the reader's scope."""
        self.counties, self.townships = counties, townships
        only = len(counties) == 1
        names = {area.id: area.name for area in counties}
        first = [] if only else [SelectChoice("", _("请选择"))]
        self.county.choices = [*first, *(SelectChoice(area.code, area.name) for area in counties)]
        self.township.choices = [SelectChoice("", _("未填"))] + [
            SelectChoice(area.code, area.name if only else f"{names.get(area.parent_id or 0, '')}　{area.name}")
            for area in townships
        ]
        self.host.choices = [SelectChoice("", _("没有")), *(SelectChoice(*host) for host in hosts)]

    @property
    def chosen_county(self) -> Area | None:
        """The county that was chosen, when it is one of those offered."""
        return within(self.counties, self.county.data or "")

    @property
    def chosen_township(self) -> Area | None:
        """The township that was chosen."""
        return within(self.townships, self.township.data or "")

    def validate_credit_code(self, field: wtforms.Field) -> None:
        """Shape and check character, with the character that was expected."""
        code = field.data or ""
        if not code:
            return
        if not identifiers.credit_code_has_its_shape(code):
            raise StopValidation(
                _("请再核对证照：应为18位数字和大写字母（没有I、O、S、V、Z），您填了%(n)s位。", n=len(code))
                if len(code) != 18
                else _("请再核对证照：有不该出现的字符（没有I、O、S、V、Z，第3到8位是数字）。")
            )
        expected = identifiers.credit_check_character(code[:17])
        if code[17] != expected:
            raise StopValidation(
                _(
                    "请再核对证照：按前17位推算，最后一位应为“%(right)s”，您填的是“%(typed)s”。",
                    right=expected,
                    typed=code[17],
                )
            )

    def validate_licence_no(self, field: wtforms.Field) -> None:
        """At most 22 digits, capitals and hyphens."""
        if field.data and not identifiers.licence_number_has_its_shape(field.data):
            raise StopValidation(_("登记号最多22位，只有数字、大写字母和短横线。请看许可证正本。"))

    def validate_licence_to(self, field: wtforms.Field) -> None:
        """The end comes after the beginning."""
        start = self.licence_from.data
        if field.data and start and field.data <= start:
            to, since = day(field.data, with_year=True), day(start, with_year=True)
            raise StopValidation(_("止日（%(to)s）早于起日（%(since)s）。请看许可证正本右下角。", to=to, since=since))

    def validate_licence_checked_on(self, field: wtforms.Field) -> None:
        """A check that has not taken place is none."""
        if field.data and field.data > today():
            raise StopValidation(_("最近校验日期还没有到。"))

    def validate_township(self, field: wtforms.Field) -> None:
        """The township lies in the county."""
        county, township = self.chosen_county, self.chosen_township
        if (
            county
            and township
            and not (township.path.startswith(county.path) or county.parent_id == township.parent_id)
        ):
            raise StopValidation(_("%(town)s不在%(county)s。", town=township.name, county=county.name))

    def validate_host(self, field: wtforms.Field) -> None:
        """Without a licence of its own, an institution is part of another."""
        if not field.data and not self.own_licence.data:
            raise StopValidation(_("没有独立许可证的，请选所属的机构。"))

    def cautions(self) -> list[str]:
        """What is odd but possible (domain §2.2): to be said after saving."""
        code, county = self.credit_code.data or "", self.chosen_county
        said = []
        if code and county and identifiers.registering_division(code)[:4] != county.code[:4]:
            said.append(_("信用代码第3到8位是登记机关所在地，与本县不同。登记地可以不是所在地，请再核对一眼。"))
        if code and not identifiers.organisation_code_is_sound(identifiers.organisation_code_within(code)):
            said.append(_("信用代码第9到17位（组织机构代码）的校验位不符。有的单位确实如此，请再核对一眼。"))
        return said

    def facts(self, place: Mapping[str, Any], hosts: Mapping[str, int]) -> InstitutionFacts:
        """What was typed; `place` holds the point's columns, `hosts` the ids behind the keys offered."""
        county, township = self.chosen_county, self.chosen_township
        assert county is not None  # noqa: S101 - the form is valid
        return InstitutionFacts(
            name=self.name.data, kind=InstitutionKind(self.kind.data), special_type=self.special_type.data or "",
            grade=Grade(self.grade.data), grade_class=GradeClass(self.grade_class.data),
            built_to_grade2=self.built_to_grade2.data, level=OrgLevel(self.level.data),
            ownership=Ownership(self.ownership.data), profit=Profit(self.profit.data),
            licensor_level=OrgLevel(self.licensor_level.data) if self.licensor_level.data else None,
            state=InstitutionState(self.state.data), credit_code=self.credit_code.data or None,
            licence_no=self.licence_no.data or None, licence_issuer=self.licence_issuer.data or "",
            licence_from=self.licence_from.data, licence_to=self.licence_to.data,
            licence_checked_on=self.licence_checked_on.data, licensed_beds=self.licensed_beds.data,
            licensed_subjects=sorted(self.licensed_subjects.data or []), own_licence=self.own_licence.data,
            host_institution_id=hosts.get(self.host.data or ""), region_id=county.id,
            township_id=township.id if township else None, address=self.address.data or "",
            phone=self.phone.data or "", duty_phone=self.duty_phone.data or "",
            liaison_name=self.liaison_name.data or "", liaison_phone=self.liaison_phone.data or "", **place,
        )  # fmt: skip
