"""How units have answered lately: counted by the database, since there are thousands of answers a month."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session

from ..models import Request
from ..rules.codes import RequestStatus
from ..rules.places import HABIT_DAYS, Habit

# What an asked unit never saw through: it was taken back or released, and owes no answer.
_TAKEN_BACK = (RequestStatus.RELEASED, RequestStatus.CANCELLED, RequestStatus.REROUTED)


class _Minutes(sa.sql.expression.FunctionElement[float]):
    """Minutes from the first instant to the second."""

    type = sa.Float()
    inherit_cache = True


@compiles(_Minutes, "sqlite")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(one, **options) for one in element.clauses)
    return f"(julianday({end}) - julianday({start})) * 1440"


@compiles(_Minutes, "postgresql")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(one, **options) for one in element.clauses)
    return f"EXTRACT(EPOCH FROM ({end} - {start})) / 60"


def habits(session: Session, at: datetime) -> dict[int, Habit]:
    """The habit of every unit that was asked lately. A question whose time still runs is not held against anybody."""
    times = {"since": at - timedelta(days=HABIT_DAYS), "at": at}
    rows = session.connection().execute(_BY_UNIT, times)
    return {row[0]: Habit(row[1], row[2], row[3], _whole(row[4])) for row in rows}


def _whole(minutes: float | None) -> int | None:
    return None if minutes is None else round(minutes)


def _by_unit() -> sa.Select[Any]:
    """Built once: to build a statement costs more than to run it."""
    instant = Request.asked_at.type
    since, at = (sa.bindparam(name, type_=instant) for name in ("since", "at"))
    owed = sa.and_(Request.answer_by < at, Request.status.not_in(_TAKEN_BACK))
    unit = (Request.unit_id + sa.literal_column("0")).label("unit")  # see queries.stock: grouped, not walked through
    columns: list[Any] = [
        unit,
        sa.func.count(),
        sa.func.count(Request.decided_at),
        sa.func.count(Request.decline_reason),
        sa.func.avg(_Minutes(Request.asked_at, Request.decided_at)),
    ]
    statement = sa.select(*columns).where(Request.asked_at >= since, sa.or_(Request.decided_at.is_not(None), owed))
    return statement.group_by(unit)


_BY_UNIT = _by_unit()
