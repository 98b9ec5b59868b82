"""A bed that waits for somebody: until when, once longer with a reason, and back when the time is over (domain §2.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

from .codes import Priority
from .standards import Standards


@dataclass(frozen=True, slots=True)
class Reservation:
    """Holds over `[since, expires_at)`: at the instant of expiry the bed is back."""

    since: datetime
    expires_at: datetime
    extended: bool = False

    def has_run_out(self, now: datetime) -> bool:
        """Whether the time is over."""
        return now >= self.expires_at

    def left(self, now: datetime) -> timedelta:
        """Time left for the countdown; nothing when it is over."""
        return max(timedelta(0), self.expires_at - now)


def reserve(priority: Priority, now: datetime, standards: Standards, until: datetime | None = None) -> Reservation:
    """Hold a bed for as long as its class allows, or shorter; a class without hours needs an agreed time."""
    hours = standards.bed_hold_hours.get(priority)
    if until is None:
        if hours is None:
            raise Refused(_("“%(priority)s”的转介请写明床位保留到何时。", priority=priority.label), field="until")
        return Reservation(now, now + timedelta(hours=hours))
    if until <= now:
        raise Refused(_("保留到的时间已经过去，请填写之后的时间。"), field="until")
    if hours is not None and until > now + timedelta(hours=hours):
        raise Refused(
            _("“%(priority)s”的床位最长保留%(hours)s小时。", priority=priority.label, hours=hours), field="until"
        )
    return Reservation(now, until)


def extend(held: Reservation, priority: Priority, now: datetime, reason: str, standards: Standards) -> Reservation:
    """Hold it once more for as long as it was held, with a reason; never a second time, never after it ran out."""
    if held.has_run_out(now):
        raise Refused(_("保留已到时，床位已放回。如仍需要，请重新预约床位。"))
    if held.extended:
        raise Refused(_("保留只可延长1次，这次保留已经延长过。"))
    if not reason.strip():
        raise Refused(_("请写明延长保留的原因。"), field="reason")
    hours = standards.bed_hold_hours.get(priority)
    longer = timedelta(hours=hours) if hours is not None else held.expires_at - held.since
    return replace(held, expires_at=held.expires_at + longer, extended=True)
