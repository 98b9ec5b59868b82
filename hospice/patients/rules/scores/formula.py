"""What a formula is made of: items with what may be answered and how many points it gives, and bands to read the sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

Number = int | Decimal | Fraction
Points = int | Fraction


class Cut(NamedTuple):
    """Points for all values up to a bound that no earlier cut took; no bound takes the rest."""

    bound: Fraction | None
    points: Points
    inclusive: bool = True

    def takes(self, value: Fraction) -> bool:
        """Whether the value lies on this side of the bound."""
        return self.bound is None or value < self.bound or (self.inclusive and value == self.bound)


@dataclass(frozen=True, slots=True)
class Scale:
    """A whole number from `low` to `high` in steps; it counts itself, or what its cuts say."""

    code: str
    label: Any
    low: int
    high: int
    step: int = 1
    cuts: tuple[Cut, ...] = ()

    def points(self, answer: object) -> Points:
        """Points for the answer; `Refused` names the item where it cannot be."""
        if type(answer) is not int or not self.low <= answer <= self.high or (answer - self.low) % self.step:
            raise Refused(self._expected(), field=self.code)
        return cut_points(self.cuts, Fraction(answer)) if self.cuts else answer

    def _expected(self) -> str:
        if self.step == 1:
            return _("“%(item)s”应为%(low)s至%(high)s的整数。", item=self.label, low=self.low, high=self.high)
        return _(
            "“%(item)s”应为%(low)s至%(high)s，每%(step)s一档。",
            item=self.label,
            low=self.low,
            high=self.high,
            step=self.step,
        )


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured quantity, exact: a whole number, a decimal or a fraction, with what its cuts say."""

    code: str
    label: Any
    low: int
    high: int
    cuts: tuple[Cut, ...]

    def points(self, answer: object) -> Points:
        """Points for the value; a float is refused as a programming error, since 8.6 is not what it says."""
        if isinstance(answer, float):
            raise TypeError(f"{self.code}: give a Decimal, not a float")
        exact = isinstance(answer, int | Decimal | Fraction) and not isinstance(answer, bool)
        if not exact or (isinstance(answer, Decimal) and not answer.is_finite()) or not self._within(answer):
            raise Refused(
                _("“%(item)s”应为%(low)s至%(high)s的数。", item=self.label, low=self.low, high=self.high),
                field=self.code,
            )
        return cut_points(self.cuts, _fraction(answer))

    def _within(self, answer: object) -> bool:
        return self.low <= _fraction(answer) <= self.high


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a list, by its code; yes and no are `True` and `False`."""

    code: str
    label: Any
    answers: Mapping[str | bool, Points]
    words: Mapping[str | bool, Any]

    def points(self, answer: object) -> Points:
        """Points for the answer; `Refused` lists what can be answered."""
        if isinstance(answer, str | bool) and answer in self.answers:
            return self.answers[answer]
        possible = "、".join(str(self.words[code]) for code in self.answers)
        raise Refused(_("“%(item)s”请选择：%(possible)s。", item=self.label, possible=possible), field=self.code)


Item = Scale | Measure | Choice


class Band(NamedTuple):
    """How to read a sum up to and including `upper`; no upper end takes the rest."""

    upper: Fraction | None
    code: str
    words: Any


@dataclass(frozen=True, slots=True)
class Formula:
    """One version of a score. `whole` is false where the sum need not be complete (ESAS-r)."""

    score: str
    version: str
    label: Any
    source: str
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    whole: bool = True

    def band(self, value: Points) -> Band | None:
        """The band in which a value lies; none where the formula reads nothing out of it."""
        return next((band for band in self.bands if band.upper is None or value <= band.upper), None)


def cut_points(cuts: tuple[Cut, ...], value: Fraction) -> Points:
    """Points of the first cut that takes the value. The last cut of a formula takes the rest."""
    return next(cut.points for cut in cuts if cut.takes(value))


def _fraction(answer: object) -> Fraction:
    if not isinstance(answer, int | Decimal | Fraction):
        raise TypeError(f"{answer!r} is not exact")
    return Fraction(answer)
