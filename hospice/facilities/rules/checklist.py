"""The result of a checklist (domain §2.5): points in halves, so that no float ever decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .places import Answer

HALVES = {Answer.YES: 2, Answer.PARTLY: 1, Answer.NO: 0}


class Line(NamedTuple):
    """One line with its answer."""

    weight: int
    mandatory: bool
    answer: Answer


class Result(NamedTuple):
    """What the answers come to; `whole_halves` is twice the weights that apply, 0 where nothing applies."""

    failed: bool  # a mandatory line is answered "no": whatever the score
    halves: int
    whole_halves: int

    @property
    def percent_tenths(self) -> int | None:
        """The score in tenths of a percent, cut and not rounded; none where nothing applies."""
        return self.halves * 1000 // self.whole_halves if self.whole_halves else None


def result(lines: Iterable[Line]) -> Result:
    """Σ weight(yes) + ½ Σ weight(partly) over the lines that apply; a mandatory "no" fails."""
    applying = [line for line in lines if line.answer is not Answer.NA]
    return Result(
        any(line.mandatory and line.answer is Answer.NO for line in applying),
        sum(line.weight * HALVES[line.answer] for line in applying),
        sum(line.weight * 2 for line in applying),
    )
