"""A diagnosis: typed as code, name or initials; what fits is shown to be picked, with and without a script."""

from __future__ import annotations

from typing import Any

import wtforms
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from hospice.core.clock import today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.patients.queries.codes import by_code, search
from hospice.web.forms import DateField, Form, Length, Required, pairs

from .base import Needed, text

MOST_SHOWN = 12


class DiagnosisFields(Form):
    """What the patient has. `look_up` must be called before the form is validated."""

    code: str | None = None

    diagnosis = wtforms.StringField(lazy("主要诊断"), [Needed(), Length(120)])
    diagnosis_pick = wtforms.RadioField(lazy("符合的诊断"), choices=[], validate_choice=False)
    is_cancer = wtforms.BooleanField(lazy("恶性肿瘤"))
    stage = wtforms.StringField(lazy("分期"), [Length(100)])
    metastasis = wtforms.StringField(lazy("转移部位"), [Length(100)])
    diagnosed_on = DateField(lazy("确诊日期"))
    treatment = wtforms.TextAreaField(lazy("治疗经过和科室"), [Length(400)])

    def look_up(self, session: Session) -> None:
        """Find the code that was meant: picked below, typed as a code, or (as the script writes it) code and name."""
        typed = text(self.diagnosis)
        if not typed:
            return
        found = by_code(session, typed.split()[0])
        if found is not None:
            self.code, self.diagnosis.data = found.code, f"{found.code} {found.name}"
            return
        near = search(session, typed, MOST_SHOWN)
        self.diagnosis_pick.choices = [SelectChoice(row.code, f"{row.code} {row.name}") for row in near]
        picked = next((row for row in near if row.code == self.diagnosis_pick.data), None)
        self.code = picked.code if picked else None

    def validate_diagnosis(self, field: wtforms.Field) -> None:
        """Only codes of the list are stored."""
        if not field.data or self.code is not None:
            return
        if self.diagnosis_pick.choices:
            raise StopValidation(_("请在下面选一个。没有合适的，请改几个字再查找。"))
        raise StopValidation(_("编码表中没有“%(typed)s”，请换编码、名称的一部分或拼音首字母。", typed=field.data))

    def validate_diagnosed_on(self, field: wtforms.Field) -> None:
        """Nothing is diagnosed tomorrow."""
        if field.data and field.data > today():
            raise StopValidation(_("这一天还没有到，请再核对。"))

    def details(self) -> dict[str, Any]:
        """The columns of the diagnosis beside its code."""
        return {
            "is_cancer": self.is_cancer.data, "stage": text(self.stage), "metastasis": text(self.metastasis),
            "diagnosed_on": self.diagnosed_on.data, "treatment": text(self.treatment),
        }  # fmt: skip


class DiagnosisForm(DiagnosisFields):
    """One more diagnosis: the main one from now on, or beside it."""

    diagnosis = wtforms.StringField(lazy("诊断"), [Required(), Length(120)])
    rank = wtforms.RadioField(
        lazy("这个诊断"),
        choices=pairs([("second", lazy("其他诊断")), ("main", lazy("作为主要诊断"))]),
        default="second",
    )
