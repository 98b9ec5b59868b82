"""Deciding on a row as it is now: it is locked first and read anew, so that two who decide at once queue up."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session


def lock_row(session: Session, row: Any) -> None:
    """Lock one row and read it anew. The lock names the row alone: PostgreSQL locks no outer join."""
    model = type(row)
    session.execute(sa.select(model.id).where(model.id == row.id).with_for_update())
    session.refresh(row)
