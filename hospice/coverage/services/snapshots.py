"""The figures of a day as known at a time, computed once and kept until a fact or a rule changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from hospice.core.clock import today
from hospice.core.shelf import Shelf, shelf
from hospice.facilities.queries.versions import version
from hospice.policy import queries as policy_queries

from ..queries.facts import Facts
from ..queries.parts import load
from ..rules.goals import Coverage, judge
from ..rules.policy import Policy

KEPT = 12  # days asked about that one process remembers: some 8 MB each in a province

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class GoalText:
    """One version of a goal: its words, and where they stand."""

    code: str
    version: int
    title: str
    short_title: str
    document: str
    article: str
    status: str  # draft | final
    deadline: date


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that pages say about one day; what they make of it is kept beside it."""

    version: Hashable
    on: date
    known_at: datetime | None
    coverage: Coverage
    facts: Facts
    goals: Mapping[str, GoalText]
    kept: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives, made at the first time that it is asked for."""
        if name not in self.kept:
            self.kept[name] = make()
        found: Made = self.kept[name]
        return found


def coverage(session: Session, on: date | None = None, known_at: datetime | None = None) -> Snapshot:
    """The figures of the day `on` (today) as known at `known_at` (now): one statement when nothing has changed.

    The version is read before the facts, so what is kept can be newer than its key says, never older.
    """
    on = on or today()
    snapshots: Shelf[Snapshot] = shelf("coverage", KEPT)
    present = version(session)
    return snapshots.once(present, (on, known_at), lambda: _computed(session, present, on, known_at))


def _computed(session: Session, present: tuple[Hashable, ...], on: date, known_at: datetime | None) -> Snapshot:
    policy = Policy.from_values(policy_queries.values(session, on, known_at))
    facts = load(session, on, known_at, present[1:], with_checklists=policy.ward_require_checklist)
    judged = judge(
        on, policy, facts.counties, facts.institutions, facts.units, facts.designations, facts.services
    )
    goals = {row.code: _text(row) for row in policy_queries.goals(session, on)}
    return Snapshot(present, on, known_at, judged, facts, goals)


def _text(row: Any) -> GoalText:
    return GoalText(
        row.code, row.version, row.title, row.short_title, row.document, row.article, row.status.value, row.deadline
    )
