"""The numbers that tell caches of lists and figures when a fact has changed, and about which institutions."""

from __future__ import annotations

from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.db import db
from hospice.core.events import Event

from ..models.confirmation import EVERYTHING, Revision, part_of

# Put together once, since every deed runs it.
_ROW = cast(sa.Table, Revision.__table__)
_RAISED = sa.update(_ROW).where(_ROW.c.id == sa.bindparam("row")).values(number=_ROW.c.number + 1)


def touch(session: Session, institution_id: int | None = None) -> None:
    """Raise the number of an institution's part, in the transaction of the change; without one, that of everything.

    A deed raises one number, and last: whoever raises it holds it until the end, so no two wait for each other crosswise.
    """
    session.execute(_RAISED, {"row": EVERYTHING if institution_id is None else part_of(institution_id)})


def on_event(_event: Event) -> None:
    """Raise the last number because something beside the registry changed what figures mean."""
    touch(db.session())
