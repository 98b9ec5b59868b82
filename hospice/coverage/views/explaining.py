"""The rows behind a figure: each ward or facility, what it passed, what it failed, and what shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from hospice.core.i18n import lazy

from ..rules.class_words import CAUTIONS
from ..rules.closing import Step, steps
from ..rules.primary_words import modes_words
from ..rules.verdicts import Caution, Check, Criterion, Goal, PrimaryVerdict, WardVerdict
from ..rules.wards import suits
from ..rules.words import evidence, sentence
from ..services import Snapshot
from .asking import Doors


class Test(NamedTuple):
    """One check in words."""

    passed: bool
    sentence: Any
    evidence: Any


class Row(NamedTuple):
    """One ward or facility behind a figure."""

    key: str
    name: str
    url: str | None
    counts: bool
    suits: bool  # would count once it is open
    tests: Sequence[Test]
    cautions: Sequence[Any]
    summary: Any  # of a facility: its modes
    steps: Sequence[Step]

    @property
    def passed(self) -> int:
        """How many tests are passed."""
        return sum(test.passed for test in self.tests)


def rows(snapshot: Snapshot, goal: Goal, code: str, doors: Doors) -> list[Row]:
    """The rows of a figure of one county (G2, G3) or prefecture (G1): those that count first, then the nearest."""

    def made() -> list[Row]:
        if goal is Goal.G3:
            return [facility(one, doors) for one in snapshot.coverage.primaries_of(code)]
        return [ward(one, doors) for one in snapshot.coverage.wards_of(goal, code)]

    return snapshot.once(("rows", goal, code, doors.scope), made)


def ward(verdict: WardVerdict, doors: Doors) -> Row:
    """A ward with its tests, the failed ones first."""
    unit, host = verdict.unit, verdict.institution
    return Row(
        unit.key,
        unit.name if unit.name.startswith(host.name) else host.name + unit.name,
        doors.unit(unit),
        verdict.counts,
        suits(verdict),
        _tests(verdict.checks_failed_first),
        _cautions(verdict),
        "",
        steps(verdict),
    )


def facility(verdict: PrimaryVerdict, doors: Doors) -> Row:
    """A primary facility with the tests that the goal asks for, the failed ones first, and whether it was active."""
    failed = [check for check in verdict.checks if check.reasons]
    checks = [*failed, *(check for check in verdict.checks if check.passed)]
    modes = next(
        (check.facts[0] for check in verdict.checks if check.criterion is Criterion.MODE and check.passed), None
    )
    its = verdict.institution
    return Row(
        its.key,
        its.name,
        doors.institution(its),
        verdict.provides,
        True,
        _tests([check for check in checks if check in verdict.required]),
        _cautions(verdict),
        modes_words(modes) if modes else "",
        steps(verdict),
    )


def _cautions(verdict: WardVerdict | PrimaryVerdict) -> list[Any]:
    """Old data "still count" only where they count at all."""
    counts = verdict.counts if isinstance(verdict, WardVerdict) else verdict.provides
    return [lazy("资料陈旧") if one is Caution.STALE and not counts else CAUTIONS[one] for one in verdict.cautions]


def _tests(checks: Sequence[Check]) -> list[Test]:
    return [Test(check.passed, sentence(check), evidence(check)) for check in checks]
