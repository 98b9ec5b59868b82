"""A form for one score, made from the items of its formula."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

import wtforms
from wtforms.validators import StopValidation

from hospice.core.errors import Refused
from hospice.core.i18n import lazy
from hospice.patients.rules.clinical import RatedBy
from hospice.patients.rules.scores.catalogue import CURRENT
from hospice.patients.rules.scores.formula import Formula, Item, Measure
from hospice.web.forms import choices, pairs

from ..rules.answers import offered, read
from .base import MomentFields, text


class ScoreFields(MomentFields):
    """Who rated and when; the items are added for each formula."""

    formula: Formula

    rated_by = wtforms.SelectField(lazy("由谁评"), choices=choices(RatedBy), default=RatedBy.STAFF.value)

    def answers(self) -> dict[str, Any]:
        """What was answered, as the formula takes it."""
        return {item.code: read(item, text(self[item.code])) for item in self.formula.items}


def _checked(item: Item) -> Any:
    def check(form: Any, field: wtforms.Field) -> None:
        answer = read(item, text(field))
        if answer is None:
            return
        try:
            item.points(answer)
        except Refused as refused:
            raise StopValidation(str(refused.message)) from None

    return check


def _field(item: Item) -> Any:
    if isinstance(item, Measure):
        return wtforms.StringField(item.label, [_checked(item)], render_kw={"inputmode": "decimal", "maxlength": 12})
    words = [("", lazy("未评")), *offered(item)]
    return wtforms.RadioField(item.label, [_checked(item)], choices=pairs(words), default="", validate_choice=False)


@cache
def score_form(score: str) -> type[ScoreFields]:
    """The form of a score by its present formula."""
    formula = CURRENT[score]
    items = {item.code: _field(item) for item in formula.items}
    return cast("type[ScoreFields]", type(f"ScoreForm{score}", (ScoreFields,), {"formula": formula, **items}))
