"""A list of medicines as rows: several blank ones, so that it needs no script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import wtforms
from wtforms.validators import StopValidation

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.patients.rules.scores.opioids import Opioid
from hospice.web.forms import Form, Length, choices

from ..rules.medicines import Way, amount
from .base import text

PARTS = ("name", "opioid", "way", "dose", "per_day", "supply")
FIRST_ROWS, MOST_ROWS = 4, 12  # on the page of a new patient, and of the list itself


def field_name(row: int, part: str) -> str:
    """How a field of a row is called."""
    return f"medicine_{row}_{part}"


class MedicineFields(Form):
    """Rows of medicines, or that there are none."""

    ROWS = FIRST_ROWS
    no_medicines = wtforms.BooleanField(lazy("目前没有使用药物"))

    def validate_no_medicines(self, field: wtforms.Field) -> None:
        """Either there are some, or it is said that there are none."""
        written = self.rows()
        if field.data and written:
            raise StopValidation(_("下面已列了药物，请去掉这里的勾选，或清空药物。"))
        if not field.data and not written and not getattr(self, "early", False):
            raise StopValidation(_("请列出正在使用的药物；没有的请勾选。"))

    def rows(self) -> list[dict[str, str]]:
        """The rows in which something was typed; an opioid without a name has that of its substance."""
        typed = [{part: text(self[field_name(row, part)]) for part in PARTS} for row in range(self.ROWS)]
        found = [row for row in typed if row["name"] or row["opioid"]]
        return [{**row, "name": row["name"] or _substance(row["opioid"])} for row in found]

    def medicines(self) -> list[dict[str, str]] | None:
        """The list; none where nobody has said anything about medicines."""
        return self.rows() or ([] if self.no_medicines.data else None)

    def fill_rows(self, medicines: Iterable[Mapping[str, Any]]) -> None:
        """Show a stored list."""
        for row, medicine in enumerate(list(medicines)[: self.ROWS]):
            for part in PARTS:
                self[field_name(row, part)].data = medicine.get(part, "")


def _substance(code: str) -> str:
    """What an opioid is called; a code that is none is refused beside its own field."""
    return next((str(one.label) for one in Opioid if one.value == code), "")


def _an_amount(_form: Any, field: wtforms.Field) -> None:
    if field.data and amount(field.data) is None:
        raise StopValidation(_("请填大于0的数，例如60；贴剂填每小时微克数。"))


def _needs_a_name(row: int) -> Any:
    def check(form: Any, field: wtforms.Field) -> None:
        typed = any(form[field_name(row, part)].data for part in ("dose", "per_day", "supply"))
        if typed and not field.data and not form[field_name(row, "opioid")].data:
            raise StopValidation(_("请填写药名。"))

    return check


def with_rows(form: type[MedicineFields], rows: int) -> type[MedicineFields]:
    """Give a form its rows. Every control says its row and column to those who do not see the table."""

    def said(row: int, column: Any) -> tuple[Any, dict[str, Any]]:
        label = lazy("药物%(n)s：%(column)s", n=row + 1, column=column)
        return label, {"aria-label": label}

    for row in range(rows):
        texts = (("name", lazy("药名和规格"), 60), ("dose", lazy("剂量和用法"), 80), ("supply", lazy("余药天数"), 20))
        for part, column, most in texts:
            label, kw = said(row, column)
            checks = [_needs_a_name(row), Length(most)] if part == "name" else [Length(most)]
            setattr(form, field_name(row, part), wtforms.StringField(label, checks, render_kw=kw))
        label, kw = said(row, lazy("阿片类"))
        opioids = choices(Opioid, lazy("不是"))
        setattr(form, field_name(row, "opioid"), wtforms.SelectField(label, choices=opioids, default="", render_kw=kw))
        label, kw = said(row, lazy("途径"))
        setattr(
            form, field_name(row, "way"), wtforms.SelectField(label, choices=choices(Way, ""), default="", render_kw=kw)
        )
        label, kw = said(row, lazy("24小时总量"))
        setattr(form, field_name(row, "per_day"), wtforms.StringField(label, [_an_amount, Length(12)], render_kw=kw))
    return form


class MedicinesForm(MedicineFields):
    """The whole list, gone through again."""

    ROWS = MOST_ROWS


with_rows(MedicinesForm, MOST_ROWS)
