"""The consent to share data with named receivers, as it was signed (domain §7.2)."""

from __future__ import annotations

from datetime import datetime, time

import wtforms
from wtforms.validators import StopValidation

from hospice.core.clock import ZONE, now, today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.patients.rules.codes import ConsentKind, Relation
from hospice.patients.services.consents import Signed
from hospice.web.forms import DateField, Form, Length, Required, choices

DOCUMENT = "2026-1"  # [P] version of the printed form that the page proposes


class SubmitForm(Form):
    """Nothing to sign: the receivers are named already."""

    seen = wtforms.HiddenField()

    def signed(self) -> Signed | None:
        """The consent that is to be recorded; none here."""
        return None


class ConsentForm(SubmitForm):
    """Who signed what, when; and that everything was said."""

    document_version = wtforms.StringField(lazy("同意书版本"), [Required(), Length(40)], default=DOCUMENT)
    signer_name = wtforms.StringField(lazy("签署人姓名"), [Required(), Length(50)])
    signer_relation = wtforms.SelectField(lazy("与患者的关系"), choices=choices(Relation, lazy("请选择")))
    signed_on = DateField(lazy("签署日期"), [Required()], default=today)
    told = wtforms.BooleanField(lazy("已逐项说明接收单位、目的、方式和资料种类，签署人单独同意"))

    def validate_signer_relation(self, field: wtforms.Field) -> None:
        """Who signed."""
        if not field.data:
            raise StopValidation(_("请选择与患者的关系；患者本人签署的选“本人”。"))

    def validate_signed_on(self, field: wtforms.Field) -> None:
        """A day that has come."""
        if field.data is not None and field.data > today():
            raise StopValidation(_("签署时间还没有到，请再核对。"))

    def validate_told(self, field: wtforms.Field) -> None:
        """A separate consent needs that everything was said before [V:PIPL-23, 29]."""
        if not field.data:
            raise StopValidation(_("请先向患者或决策人逐项说明，取得单独同意后再勾选。"))

    def signed(self) -> Signed | None:
        """The consent; the hour of a day that is over is not asked for."""
        day = self.signed_on.data
        at = now() if day == today() else datetime.combine(day, time(12), ZONE)
        return Signed(
            kind=ConsentKind.SHARING, document_version=self.document_version.data, signer_name=self.signer_name.data,
            signer_relation=Relation(self.signer_relation.data), signed_at=at,
        )  # fmt: skip


class RenewForm(ConsentForm):
    """The same where one more unit is asked, with why."""

    reason = wtforms.StringField(lazy("转派原因"), [Length(400)])


class AskForm(SubmitForm):
    """One more unit that is named already, with why."""

    reason = wtforms.StringField(lazy("转派原因"), [Length(400)])
