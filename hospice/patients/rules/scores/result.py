"""Computing a score, and the result that always says where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy

from .formula import Formula, Points

CLINICIAN_DECIDES = lazy("评分仅供参考，由医生结合患者情况决定。")


@dataclass(frozen=True, slots=True)
class Result:
    """A score with what went in; `value` is none where an incomplete score has no sum."""

    score: str
    version: str
    label: Any
    source: str
    inputs: tuple[tuple[str, object], ...]
    points: tuple[tuple[str, Points], ...]
    value: Points | None
    band: str
    reading: Any
    statement: Any = CLINICIAN_DECIDES


def compute(formula: Formula, answers: Mapping[str, object]) -> Result:
    """Compute a score from its items. `Refused` names the item that is missing or out of range.

    An answer for an item that the formula does not have is a KeyError: the caller mixed up versions.
    """
    strange = answers.keys() - {item.code for item in formula.items}
    if strange:
        raise KeyError(f"{formula.score} {formula.version} has no {', '.join(sorted(strange))}")
    given = [item for item in formula.items if answers.get(item.code) is not None]
    if formula.whole or not given:
        _refuse_gaps(formula, answers)
    points = tuple((item.code, item.points(answers[item.code])) for item in given)
    value = sum((gained for _code, gained in points), start=0) if len(given) == len(formula.items) else None
    band = formula.band(value) if value is not None else None
    return Result(
        formula.score,
        formula.version,
        formula.label,
        formula.source,
        tuple((item.code, answers[item.code]) for item in given),
        points,
        value,
        band.code if band else "",
        band.words if band else "",
    )


def _refuse_gaps(formula: Formula, answers: Mapping[str, object]) -> None:
    for item in formula.items:
        if answers.get(item.code) is None:
            raise Refused(
                _("%(score)s还缺“%(item)s”，填写后才能计算。", score=formula.label, item=item.label), field=item.code
            )
