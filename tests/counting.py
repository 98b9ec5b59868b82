"""How many SQL statements something takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from hospice.core.db import db

BOOKKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run inside the block, without the bookkeeping of transactions."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(BOOKKEEPING):
            statements.append(statement)

    bind = db.engine
    engine = bind if isinstance(bind, sa.Engine) else bind.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
