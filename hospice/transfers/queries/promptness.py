"""How promptly receivers have answered: counted in the database, minute by minute, so that a province is one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from hospice.access.scope import Scope
from hospice.core.clock import now
from hospice.episodes.rules.codes import Priority

from ..models import Request, Transfer
from ..rules.worklist import SILENT
from .register import Wish, criteria, late

_R = Request


class minutes_between(FunctionElement[int]):  # noqa: N801 - reads as a function of SQL
    """Whole minutes from one instant to another."""

    type = sa.Integer()
    inherit_cache = True


@compiles(minutes_between, "sqlite")
def _sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    start, end = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(round((julianday({end}) - julianday({start})) * 1440, 3) AS INTEGER)"


@compiles(minutes_between, "postgresql")
def _postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    start, end = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(floor(EXTRACT(EPOCH FROM ({end} - {start})) / 60) AS INTEGER)"


@dataclass(slots=True)
class Promptness:
    """Answers of one class: how many came in time of all whose time has come, and how long they took."""

    in_time: int = 0
    due: int = 0
    took: dict[int, int] = field(default_factory=dict)  # minutes -> how many answers took so long

    @property
    def answered(self) -> int:
        """How many were answered at all."""
        return sum(self.took.values())

    def percentile(self, share: int) -> int | None:
        """The minutes within which so many of a hundred answers came (nearest rank); none where nobody has answered."""
        wanted, passed = -(-self.answered * share // 100), 0
        for minutes, number in sorted(self.took.items()):
            passed += number
            if passed >= wanted:
                return minutes
        return None


def promptness(session: Session, scope: Scope, wish: Wish) -> dict[Priority, Promptness]:
    """Promptness by class of the wanted transfers: one statement.

    What was taken back before its time and never answered counts neither for nor against anybody.
    """
    minutes = minutes_between(_R.asked_at, _R.decided_at).label("minutes")
    is_late = sa.case((late(), 1), else_=0).label("is_late")
    counts = sa.or_(_R.decided_at.is_not(None), sa.and_(_R.status.in_(sorted(SILENT)), _R.answer_by < now()))
    wanted = sa.select(Transfer.id, Transfer.priority).where(*criteria(scope, wish)).subquery()
    statement = (
        sa.select(wanted.c.priority, is_late, minutes, sa.func.count())
        .join(wanted, wanted.c.id == _R.transfer_id)
        .where(counts)
        .group_by(wanted.c.priority, is_late, minutes)
    )
    return _summed(session.execute(statement))


def _summed(rows: Iterable[Any]) -> dict[Priority, Promptness]:
    found: dict[Priority, Promptness] = {}
    for priority, is_late, minutes, number in rows:
        of_class = found.setdefault(priority, Promptness())
        of_class.due += number
        of_class.in_time += 0 if is_late else number
        if minutes is not None:
            of_class.took[minutes] = of_class.took.get(minutes, 0) + number
    return found
