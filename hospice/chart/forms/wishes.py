"""What the patient wishes: everything asked at once, and "not yet spoken of" stands first and is neutral."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import wtforms

from hospice.core.i18n import lazy
from hospice.patients.models import PlaceWish, WishStatement
from hospice.patients.rules.wishes import Setting, Wish, WishAnswer
from hospice.web.forms import Form, Length, choices

from .base import member

ANSWERS = (WishAnswer.NOT_ASKED, WishAnswer.WANTED, WishAnswer.REFUSED, WishAnswer.UNDECIDED)
PLACES = (Setting.HOME, Setting.COMMUNITY, Setting.WARD, Setting.CENTER)  # nobody lives in a clinic


class WishesForm(Form):
    """Wishes about treatments, about the place of care and of death, and what else was said."""

    care = wtforms.RadioField(lazy("希望在哪里得到照护"), choices=choices(PLACES, lazy("尚未谈及")), default="")
    death = wtforms.RadioField(lazy("希望在哪里离世"), choices=choices(PLACES, lazy("尚未谈及")), default="")
    note = wtforms.TextAreaField(lazy("原话、未了的心愿"), [Length(400)])

    def answers(self, before: Mapping[Any, WishStatement]) -> dict[Wish, WishAnswer]:
        """What was said now; what was not spoken of and never had been leaves no row."""
        said = {wish: WishAnswer(self[wish.value].data) for wish in Wish}
        return {wish: answer for wish, answer in said.items() if answer is not WishAnswer.NOT_ASKED or wish in before}

    def places(self) -> tuple[Setting | None, Setting | None]:
        """The place of care and of death."""
        return member(Setting, self.care), member(Setting, self.death)

    def fill(self, before: Mapping[Any, WishStatement], places: PlaceWish | None) -> None:
        """Show what was said before."""
        for wish, row in before.items():
            self[Wish(wish).value].data = row.answer.value
        if places is not None:
            self.care.data, self.death.data = places.care or "", places.death or ""


for _wish in Wish:
    setattr(
        WishesForm, _wish.value,
        wtforms.RadioField(_wish.label, choices=choices(ANSWERS), default=WishAnswer.NOT_ASKED.value),
    )  # fmt: skip
