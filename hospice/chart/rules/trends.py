"""Scores over time, placed on a picture, and in rows and words beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from hospice.core.clock import local
from hospice.core.i18n import gettext as _
from hospice.patients.rules.scores.catalogue import CURRENT, FORMULAS
from hospice.patients.rules.scores.formula import Formula

from .answers import highest, number

LEFT, WIDTH, TOP, HEIGHT = 8, 300, 12, 84  # of the picture in `components/scores.html`


class Rating(NamedTuple):
    """One stored score."""

    score: str
    version: str
    inputs: Mapping[str, Any]
    result: str | None
    rated_by: Any
    at: datetime
    by_id: int | None


class Row(NamedTuple):
    """One line of the table beside the picture."""

    at: datetime
    value: str
    reading: str
    rated_by: Any
    by_id: int | None
    version: str


class Point(NamedTuple):
    """A place on the picture."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Trend:
    """One score over time: the newest row first, the picture from the left."""

    score: str
    label: Any
    rows: tuple[Row, ...]
    points: tuple[Point, ...]
    first: date
    last: date
    top: str
    sentence: str

    @property
    def path(self) -> str:
        """The line of the picture."""
        return "".join(f"{'L' if number else 'M'}{point.x} {point.y}" for number, point in enumerate(self.points))


def trends(ratings: Iterable[Rating]) -> list[Trend]:
    """The scores that were ever taken, in the order of the catalogue; `ratings` come oldest first."""
    grouped: dict[str, list[Rating]] = {}
    for rating in ratings:
        grouped.setdefault(rating.score, []).append(rating)
    return [_trend(CURRENT[score], grouped[score]) for score in CURRENT if score in grouped]


def _trend(formula: Formula, ratings: list[Rating]) -> Trend:
    summed = [(one.at, Fraction(one.result)) for one in ratings if one.result is not None]
    rows = tuple(_row(one) for one in reversed(ratings))
    first, last = local(ratings[0].at).date(), local(ratings[-1].at).date()
    top = highest(formula)
    return Trend(
        formula.score, formula.label, rows, _points(summed, top), first, last, number(top), _sentence(formula, rows)
    )


def _points(summed: list[tuple[datetime, Fraction]], top: Fraction) -> tuple[Point, ...]:
    if not summed:
        return ()
    start, span = summed[0][0], (summed[-1][0] - summed[0][0]).total_seconds()
    places = [((at - start).total_seconds() / span if span else 0.5, value) for at, value in summed]
    return tuple(Point(round(LEFT + WIDTH * x), round(TOP + HEIGHT * (1 - value / top))) for x, value in places)


def _row(one: Rating) -> Row:
    formula = FORMULAS[one.score, one.version]
    if one.result is None:
        return Row(one.at, _items(formula, one.inputs), "", one.rated_by, one.by_id, one.version)
    value = Fraction(one.result)
    band = formula.band(value)
    reading = str(band.words) if band and band.code else ""
    return Row(one.at, number(value), reading, one.rated_by, one.by_id, one.version)


def _items(formula: Formula, inputs: Mapping[str, Any]) -> str:
    """What was answered, where not all of it was and there is no sum."""
    return "，".join(f"{item.label}{inputs[item.code]}" for item in formula.items if item.code in inputs)


def _sentence(formula: Formula, rows: tuple[Row, ...]) -> str:
    newest, oldest = rows[0], rows[-1]
    words = {"label": formula.label, "value": newest.value, "n": len(rows)}
    if len(rows) == 1:
        return _("%(label)s：%(value)s，只评过1次", **words)
    return _("%(label)s：共评%(n)s次，最早%(first)s，最近%(value)s", first=oldest.value, **words)
