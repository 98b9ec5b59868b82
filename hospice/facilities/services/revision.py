"""The counter that tells caches of figures when a fact has changed."""

from __future__ import annotations

import os
import threading
from itertools import count
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.db import db
from hospice.core.events import Event

from ..models.confirmation import ROWS, Revision

# Put together once, since every deed runs it.
_ROW = cast(sa.Table, Revision.__table__)
_RAISED = sa.update(_ROW).where(_ROW.c.id == sa.bindparam("row")).values(number=_ROW.c.number + 1)

_THREADS = 4  # of a process, as `make run` starts them
_numbers = count()


class _Mine(threading.local):
    """The row that this thread raises: always the same, so that two deeds never wait for each other crosswise."""

    def __init__(self) -> None:
        self.row = 1 + (_THREADS * os.getpid() + next(_numbers)) % ROWS


_mine = _Mine()


def touch(session: Session) -> None:
    """Raise the counter, in the transaction of the change."""
    session.execute(_RAISED, {"row": _mine.row})


def on_event(_event: Event) -> None:
    """Raise the counter because something beside the registry changed what figures mean."""
    touch(db.session())
