"""Which cases there are today, in which order they are made: whoever lies in a bed first, then what is asked of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.clock import frozen

from . import community, receiving, sending, ward
from .stage import Stage

FIRST = "longyuan.yisheng"


def set_the_stage(session: Session, now: datetime) -> int:
    """Make the cases of today, where their houses are; gives how many patients there are in them."""
    if session.scalar(sa.select(User.id).where(User.login == FIRST)) is None:
        return 0
    with frozen(now):
        stage = Stage(session, now)
        ward.lay_out(stage)
        community.care_at_home(stage)
        receiving.wait(stage)
        sending.ask_for_places(stage)
        receiving.come_in(stage)
        ward.hold_offers(stage)
    return stage.patients
