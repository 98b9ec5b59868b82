"""A consent as it was signed on paper; its withdrawal; and why somebody reads what is masked."""

from __future__ import annotations

import wtforms
from wtforms.validators import StopValidation

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.patients.rules.codes import ConsentKind, Relation
from hospice.patients.services.consents import Signed
from hospice.web.forms import Form, Length, Required, pairs

from .base import MomentFields, chosen

REASONS = {
    "CALL": lazy("联系家属或患者"),
    "IDENTIFY": lazy("核对身份"),
    "DOCUMENT": lazy("填写医疗文书"),
    "VISIT": lazy("上门服务"),
    "OTHER": lazy("其他"),
}


class ConsentForm(MomentFields):
    """The consent to care. That to share is signed with the receivers named, in the third step of a transfer."""

    document_version = wtforms.StringField(lazy("同意书版本"), [Required(), Length(40)])
    signer_name = wtforms.StringField(lazy("签署人姓名"), [Required(), Length(50)])
    signer_relation = chosen(lazy("签署人与患者的关系"), Relation, lazy("请选择"), Required())

    def signed(self) -> Signed:
        """What was signed."""
        return Signed(
            kind=ConsentKind.CARE, document_version=self.document_version.data, signer_name=self.signer_name.data,
            signer_relation=Relation(self.signer_relation.data), signed_at=self.moment(),
        )  # fmt: skip


class WithdrawForm(Form):
    """Why a consent is withdrawn; nobody owes a reason."""

    reason = wtforms.StringField(lazy("原因（可不填）"), [Length(200)])


class RevealForm(Form):
    """Why the full identity is read: a choice, and words where it says too little."""

    why = wtforms.SelectField(
        lazy("查看的原因"), [Required()], choices=pairs(REASONS.items(), lazy("请选择")), default=""
    )
    words = wtforms.StringField(lazy("具体说明"), [Length(160)])

    def validate_words(self, field: wtforms.Field) -> None:
        """The last choice says nothing by itself."""
        if self.why.data == "OTHER" and not field.data:
            raise StopValidation(_("请写明具体原因。"))

    def reason(self) -> str:
        """The reason as it is recorded."""
        words = self.words.data or ""
        return f"{REASONS[self.why.data]}　{words}".strip()
