"""Stays are half-open: from arrival to before departure. Whoever leaves at ten makes room for whoever comes at ten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """`[start, end)` in aware instants; no end means still there. `Refused` where the end is not after the start."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or (self.end is not None and self.end.tzinfo is None):
            raise ValueError("an instant needs a time zone")
        if self.end is not None and self.end <= self.start:
            raise Refused(_("离开时间应晚于入住时间，请再核对。"), field="end")

    def overlaps(self, other: Stay) -> bool:
        """Whether both hold at some instant."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def holds(self, instant: datetime) -> bool:
        """Whether the patient is there at the instant."""
        return self.start <= instant and (self.end is None or instant < self.end)


def first_overlap(stay: Stay, others: Iterable[Stay]) -> Stay | None:
    """The earliest stay that cannot be true together with the new one, also where the new one is back-dated."""
    return min((other for other in others if stay.overlaps(other)), key=lambda other: other.start, default=None)


def length_of_stay(admitted: date, discharged: date) -> int:
    """Days of a stay: the day of admission counts, that of discharge does not, and at least one [G] (domain §6 Q19)."""
    if discharged < admitted:
        raise Refused(_("离开日期（%(end)s）早于入住日期（%(start)s）。", end=discharged, start=admitted), field="end")
    return max(1, (discharged - admitted).days)


def day_number(admitted: date, today: date) -> int:
    """Which day of the stay it is: the day of admission is day 1, as the ward board says 第1天."""
    return (today - admitted).days + 1


def bed_days(stays: Iterable[tuple[date, date | None]], since: date, until: date) -> int:
    """Bed-days used in `[since, until)` by stays `(admitted, discharged)`; a stay of hours is one bed-day."""
    used = 0
    for admitted, discharged in stays:
        end = until if discharged is None else min(until, max(discharged, admitted + DAY))
        used += max(0, (end - max(since, admitted)).days)
    return used


def occupancy(used: int, opened: int) -> Fraction | None:
    """Occupied bed-days by open bed-days; may exceed one [G] (domain §6 Q18). None where no bed was open."""
    return Fraction(used, opened) if opened else None
