"""Whether the clock runs: when a worker last said so, and for how long silence is no cause for worry."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from hospice.core.clock import now, today
from hospice.core.jobs import last_beat
from hospice.policy.queries import values

SILENT_MINUTES = "clock.silent_minutes"


class Ticking(NamedTuple):
    """When the clock last ran (none: never), and after how many minutes of silence somebody has to look."""

    at: datetime | None
    limit: int

    @property
    def silent_minutes(self) -> int | None:
        """For how many minutes the clock has stood still, where that is too long; none while it runs or never ran."""
        if self.at is None:
            return None
        silence = now() - self.at
        return int(silence / timedelta(minutes=1)) if silence > timedelta(minutes=self.limit) else None


def ticking(session: Session) -> Ticking:
    """How the clock is."""
    return Ticking(last_beat(session), int(values(session, today())[SILENT_MINUTES]))
