"""The counter that tells caches of figures when a fact has changed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.db import db
from hospice.core.events import Event

from ..models import Revision


def touch(session: Session) -> None:
    """Raise the counter, in the transaction of the change."""
    session.execute(sa.update(Revision).values(number=Revision.number + 1).execution_options(synchronize_session=False))


def on_event(_event: Event) -> None:
    """Raise the counter because something beside the registry changed what figures mean."""
    touch(db.session())
