"""Somebody around the patient: the same fields for the first, the second and every later one."""

from __future__ import annotations

import wtforms
from wtforms.validators import StopValidation

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.patients.rules.codes import LegalBasis, Relation
from hospice.patients.rules.contact import phone
from hospice.patients.services.identity import Person
from hospice.web.forms import Form, IntegerField, Length, Required

from .base import Needed, chosen, either, member, refused, text, yes_no


class ContactFields(Form):
    """The first contact, who is needed: the person to call."""

    contact_name = wtforms.StringField(lazy("联系人姓名"), [Needed(), Length(50)])
    contact_relation = chosen(lazy("与患者的关系"), Relation, lazy("请选择"), Needed())
    contact_phone = wtforms.StringField(lazy("联系电话"), [Needed(), Length(40)])
    contact_cares = wtforms.BooleanField(lazy("主要照护者"))
    contact_decides = wtforms.BooleanField(lazy("患者不能决定时，由此人决定"))
    contact_basis = chosen(lazy("决策的依据"), LegalBasis, lazy("请选择"))
    contact_lives_with = either(lazy("是否同住"), lazy("同住"), lazy("不同住"))
    contact_hours = IntegerField(lazy("每天能照护几小时"), most=24)

    def validate_contact_phone(self, field: wtforms.Field) -> None:
        """A number that can be called."""
        if field.data:
            refused(phone, field.data)

    def validate_contact_basis(self, field: wtforms.Field) -> None:
        """Whoever decides for another does so on a basis."""
        if self.contact_decides.data and not field.data:
            raise StopValidation(_("请选择决策人的依据。"))

    def contact(self) -> Person | None:
        """The contact; none where no name was typed."""
        if not self.contact_name.data:
            return None
        return Person(
            name=self.contact_name.data, relation=Relation(self.contact_relation.data or Relation.RELATIVE),
            phone=text(self.contact_phone), is_main_carer=self.contact_cares.data,
            is_decision_maker=self.contact_decides.data, legal_basis=member(LegalBasis, self.contact_basis),
            lives_with=yes_no(self.contact_lives_with), carer_hours=self.contact_hours.data,
        )  # fmt: skip


class SecondContactFields(Form):
    """One more person to call, where there is one."""

    second_name = wtforms.StringField(lazy("第二联系人姓名"), [Length(50)])
    second_relation = chosen(lazy("第二联系人与患者的关系"), Relation, lazy("请选择"))
    second_phone = wtforms.StringField(lazy("第二联系人电话"), [Length(40)])

    def validate_second_phone(self, field: wtforms.Field) -> None:
        """A number that can be called, where a name was typed."""
        if field.data or self.second_name.data:
            refused(phone, field.data or "")

    def validate_second_relation(self, field: wtforms.Field) -> None:
        """Somebody is something to the patient."""
        if self.second_name.data and not field.data:
            raise StopValidation(_("请选择与患者的关系。"))

    def second(self) -> Person | None:
        """The second contact; none where no name was typed."""
        if not self.second_name.data:
            return None
        relation = Relation(self.second_relation.data)
        return Person(name=self.second_name.data, relation=relation, phone=text(self.second_phone))


class ContactForm(ContactFields):
    """One more contact of a patient who is already entered."""

    contact_name = wtforms.StringField(lazy("联系人姓名"), [Required(), Length(50)])
