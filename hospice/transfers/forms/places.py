"""What is typed where places are chosen: the order in which up to three are asked, and what the list is narrowed to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import wtforms

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.facilities.rules.places import Ability
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting
from hospice.web.forms import Form, IntegerField, Length, Required, choices, pairs

RANKS = (("", lazy("不选")), ("1", lazy("首选")), ("2", lazy("次选")), ("3", lazy("备选")))
RANK_WORDS = (lazy("首选"), lazy("次选"), lazy("备选"))


class ChoiceForm(Form):
    """Made by `choice_form`: a field for every place that the page shows."""

    seen = wtforms.HiddenField()
    picks: Mapping[str, int]  # the field's name and the unit that it is about

    def ranked(self) -> list[tuple[int, int]]:
        """(rank from nought, unit) of those that were chosen, the most wished for first."""
        ranks = [(self._fields[name].data, unit_id) for name, unit_id in self.picks.items()]
        return sorted((int(rank) - 1, unit_id) for rank, unit_id in ranks if rank in ("1", "2", "3"))

    def chosen(self) -> list[int]:
        """The units in the order in which they are wished for."""
        return [unit_id for _rank, unit_id in self.ranked()]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Each rank once, and at least one of them: the sentence stands beside the places it is about."""
        fits = bool(super().validate(*args, **kwargs))
        taken: dict[str, wtforms.Field] = {}
        for name in self.picks:
            field = self._fields[name]
            if field.data and field.data in taken:
                word = dict(RANKS)[field.data]
                field.errors = [_("“%(rank)s”已经给了另一处，请改选。最多选3处，各用一次。", rank=word)]
                fits = False
            elif field.data:
                taken[field.data] = field
        if not taken:
            self.form_errors = [
                *self.form_errors,
                _("请至少选择1处去处，点“首选”。没有合适的，可登记候床或看相邻的去处。"),
            ]
            fits = False
        return fits


def choice_form(units: Iterable[tuple[str, int, str]], given: Any = None, **data: Any) -> ChoiceForm:
    """A form with a field for each (key, id, name) of the places shown."""
    named = list(units)
    fields: dict[str, Any] = {
        field_name(key): wtforms.RadioField(name, choices=pairs(RANKS), default="") for key, _id, name in named
    }
    made = type("Choice", (ChoiceForm,), fields)
    form: ChoiceForm = made(given, data={field_name(key): rank for key, rank in data.pop("ranks", {}).items()} | data)
    form.picks = {field_name(key): unit_id for key, unit_id, _name in named}
    return form


def field_name(key: str) -> str:
    """The name of the field of a unit."""
    return f"rank-{key}"


class NarrowForm(Form):
    """What the list is narrowed to; read from the address."""

    class Meta(Form.Meta):
        """It changes nothing, so it needs no guard."""

        csrf = False

    area = wtforms.SelectField(lazy("地区"), choices=[], validate_choice=False)
    within = IntegerField(lazy("直线距离（公里）以内"), least=1, most=1000)
    able = wtforms.SelectMultipleField(
        lazy("要有"), choices=choices(Ability), option_widget=wtforms.widgets.CheckboxInput(), validate_choice=False
    )


class SearchForm(NarrowForm):
    """The search without a patient."""

    setting = wtforms.SelectField(
        lazy("去处"), choices=choices(Setting), default=Setting.WARD.value, validate_choice=False
    )
    sex = wtforms.SelectField(
        lazy("性别"), choices=pairs([(Sex.MALE.value, Sex.MALE.label), (Sex.FEMALE.value, Sex.FEMALE.label)], lazy("不限")),
        validate_choice=False,
    )  # fmt: skip
    near = wtforms.SelectField(lazy("从哪里算距离"), choices=[], validate_choice=False)


class OutsideForm(Form):
    """A place that is not in the network."""

    outside = wtforms.StringField(lazy("去往哪里"), [Required(lazy("写机构名称和所在地。")), Length(100)])
    outcome = wtforms.SelectField(lazy("结局"), choices=[])
    reason = wtforms.TextAreaField(lazy("情况说明"), [Required(lazy("后来的人要看。")), Length(400)])
