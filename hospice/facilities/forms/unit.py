"""What may be typed about a care unit: what it is, its state, its places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from hospice.core.clock import today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.web.forms import DateField, Form, IntegerField, Length, Required, choices

from ..queries.areas import Area, within
from ..rules.codes import UnitKind, UnitStatus
from ..rules.life import BUILDING, NEXT
from ..rules.places import Ability
from ..rules.registration import Places, StatusFacts, UnitFacts
from .institution import a_phone, half_width

MOST_PLACES = 20_000


class SinceFields(Form):
    """From which day on, why, by which document; and which record the form showed."""

    valid_from = DateField(lazy("自何日起"), [Required()], default=today)
    document_no = wtforms.StringField(lazy("依据文号"), [Length(120)])
    reason = wtforms.StringField(lazy("说明"), [Length(400)])
    seen = wtforms.HiddenField()

    def seen_id(self) -> int | None:
        """The id of the record that the form showed; none where it showed none."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


class PlacesFields(Form):
    """Installed, open and staffed places, in the measure of the unit's kind."""

    installed = IntegerField(lazy("核定"), most=MOST_PLACES)
    open = IntegerField(lazy("开放"), most=MOST_PLACES)
    staffed = IntegerField(lazy("配足人员"), most=MOST_PLACES)

    def places(self) -> Places | None:
        """What was typed; none where nothing was. Installed and staffed are the open ones, unless told."""
        told = (self.installed.data, self.open.data, self.staffed.data)
        if all(number is None for number in told):
            return None
        count = self.open.data if self.open.data is not None else 0
        installed, staffed = (count if number is None else number for number in (told[0], told[2]))
        return Places(installed=installed, open=count, staffed=staffed)


class UnitForm(SinceFields):
    """What a unit is."""

    kind = wtforms.SelectField(lazy("单元类别"), [Required()], choices=choices(UnitKind, lazy("请选择")))
    name = wtforms.StringField(lazy("名称"), [Required(), Length(100)])
    ward_no = wtforms.StringField(lazy("编号"), [Length(20)])
    county = wtforms.SelectField(lazy("所在县（市、区）"), [Required()])
    opened_on = DateField(lazy("启用日期"))
    approval_document = wtforms.StringField(lazy("启用批复或通知文号"), [Length(120)])
    shared_specialty = wtforms.BooleanField(lazy("与肿瘤、老年等专科共用病区"))
    own_sign_and_rules = wtforms.BooleanField(lazy("有独立的标识和制度"), default=True)
    partners = wtforms.StringField(lazy("合作单位"), [Length(200)])
    abilities = wtforms.SelectMultipleField(
        lazy("服务能力"), choices=choices(Ability), option_widget=wtforms.widgets.CheckboxInput()
    )
    duty_phone = wtforms.StringField(lazy("24小时电话"), [a_phone, Length(30)], filters=[half_width])
    liaison_name = wtforms.StringField(lazy("对接人"), [Length(50)])
    liaison_phone = wtforms.StringField(lazy("对接人电话"), [a_phone, Length(30)], filters=[half_width])

    def offer(self, counties: Sequence[Area]) -> None:
        """The counties inside the reader's scope, and that of the host."""
        self.counties = counties
        self.county.choices = [SelectChoice(area.code, area.name) for area in counties]

    def validate_opened_on(self, field: wtforms.Field) -> None:
        """An opening that has not come is a promise, not an opening."""
        if field.data and field.data > today():
            raise StopValidation(_("启用日期还没有到。计划中的日期请填“预计启用”。"))

    def facts(self) -> UnitFacts:
        """What was typed."""
        county = within(self.counties, self.county.data)
        assert county is not None  # noqa: S101 - the form is valid
        return UnitFacts(
            kind=UnitKind(self.kind.data), name=self.name.data, ward_no=self.ward_no.data or "", region_id=county.id,
            opened_on=self.opened_on.data, approval_document=self.approval_document.data or "",
            shared_specialty=self.shared_specialty.data, own_sign_and_rules=self.own_sign_and_rules.data,
            partners=self.partners.data or "", abilities=sorted(self.abilities.data or []),
            duty_phone=self.duty_phone.data or "", liaison_name=self.liaison_name.data or "",
            liaison_phone=self.liaison_phone.data or "",
        )  # fmt: skip


class NewUnitForm(PlacesFields, UnitForm):
    """A new unit: what it is, its state, and its places where they are known."""

    status = wtforms.SelectField(lazy("状态"), choices=choices(UnitStatus), default=UnitStatus.PLANNED.value)
    expected_on = DateField(lazy("预计启用"))

    def status_facts(self) -> StatusFacts:
        """The state that was chosen."""
        return _state(self)


class StatusForm(SinceFields):
    """Another state, of those that may follow."""

    status = wtforms.SelectField(lazy("改为"), [Required()])
    expected_on = DateField(lazy("预计启用"))

    def offer(self, present: UnitStatus | None) -> None:
        """The states that may follow the present one; a building one may also be promised for another day."""
        self.status.choices = [SelectChoice("", _("请选择"))] + [
            SelectChoice(status.value, status.label) for status in following(present)
        ]

    def status_facts(self) -> StatusFacts:
        """The state that was chosen."""
        return _state(self)


def following(present: UnitStatus | None) -> Iterable[UnitStatus]:
    """The states that may be said of a unit whose confirmed state is `present`."""
    if present is None:
        return list(UnitStatus)
    again = {present} if present in BUILDING else set()
    return [status for status in UnitStatus if status in NEXT[present] | again]


def _state(form: Any) -> StatusFacts:
    status = UnitStatus(form.status.data)
    return StatusFacts(status=status, expected_on=form.expected_on.data if status in BUILDING else None)


class CapacityForm(PlacesFields, SinceFields):
    """How many places, from which day on."""

    def validate_open(self, field: wtforms.Field) -> None:
        """Places that can be offered: the one number that every unit has."""
        if field.data is None and not field.errors:
            raise StopValidation(_("请填开放的数目；没有开放的填0。"))
