"""From what was typed into a score's form to the answers that its formula takes."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from hospice.core.i18n import lazy
from hospice.patients.rules.scores.formula import Choice, Formula, Item, Measure, Points, Scale

YES, NO = "yes", "no"
_SOURCES = {"[G]": lazy("通行的临床用法"), "[P]": lazy("本系统的约定")}


def read(item: Item, typed: str) -> Any:
    """The answer; what cannot be understood is handed on as text, so that the item refuses it in its own words."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if not text:
        return None
    if isinstance(item, Choice):
        return {YES: True, NO: False}.get(text, text) if True in item.answers else text
    try:
        return int(text) if isinstance(item, Scale) else Decimal(text)
    except (ValueError, InvalidOperation):
        return text


def offered(item: Scale | Choice) -> list[tuple[str, Any]]:
    """What can be chosen, in words."""
    if isinstance(item, Scale):
        return [(str(level), str(level)) for level in range(item.low, item.high + 1, item.step)]
    if True in item.answers:
        return [(YES, item.words[True]), (NO, item.words[False])]
    return [(str(code), item.words[code]) for code in item.answers]


def highest(formula: Formula) -> Fraction:
    """The most points that the formula can give: the top of its axis."""
    return sum((Fraction(max(_points(item))) for item in formula.items), start=Fraction(0))


def _points(item: Item) -> list[Points]:
    if isinstance(item, Choice):
        return list(item.answers.values())
    if isinstance(item, Measure) or item.cuts:
        return [cut.points for cut in item.cuts]
    return [item.high]


def source_words(source: str) -> str:
    """Where a formula comes from, without the marks of our own papers."""
    return str(_SOURCES.get(source, source.removeprefix("[V:").removeprefix("[G] ").rstrip("]")))


def number(value: Fraction) -> str:
    """A sum as people write it: 8.5, 40."""
    return f"{float(value):g}"
