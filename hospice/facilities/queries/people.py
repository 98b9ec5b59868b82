"""Names of those who act. Accounts stand above this package, so the table is named as text and nothing else is read."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

PEOPLE = sa.table("user", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("workplace", sa.String))


def names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """The names of people by their id; one statement, none where nobody is asked for."""
    wanted = {number for number in ids if number is not None}
    if not wanted:
        return {}
    rows = session.execute(sa.select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(wanted)))
    return {row.id: row.name for row in rows}
