"""Working days: weekdays, without the official holidays, with the days worked in their stead (domain §3.4).

The days are data that the operator loads each year from the State Council's notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from hospice.core.clock import ZONE, local
from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded

Interval = tuple[datetime, datetime]
SATURDAY = 5


class DayKind(Coded):
    """What the official notice says of a day."""

    HOLIDAY = "HOLIDAY", lazy("放假")
    WORKDAY = "WORKDAY", lazy("调休上班")


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The official exceptions from "Monday to Friday"."""

    holidays: frozenset[date] = frozenset()
    made_up: frozenset[date] = frozenset()  # Saturdays and Sundays that are worked

    @classmethod
    def from_days(cls, days: Iterable[tuple[date, str]]) -> Self:
        """Make a calendar from rows (day, code of `DayKind`); ValueError where a day is said to be both."""
        kinds: dict[date, DayKind] = {}
        for day, code in days:
            if kinds.setdefault(day, kind := DayKind(code)) is not kind:
                raise ValueError(f"{day} is both a holiday and worked")
        return cls(*(frozenset(day for day, one in kinds.items() if one is kind) for kind in DayKind))

    def is_working_day(self, day: date) -> bool:
        """Whether people are on duty on the day."""
        return day in self.made_up or (day.weekday() < SATURDAY and day not in self.holidays)

    def covers(self, year: int) -> bool:
        """Whether the exceptions of the year are loaded; without them its holidays count as working days."""
        return any(day.year == year for day in self.holidays)

    def duty(self, start: datetime, opens: time, closes: time) -> Iterator[Interval]:
        """Endless intervals `[opens, closes)` of the working days from the day of `start` on, cut at `start`."""
        day = local(start).date()
        while True:
            if self.is_working_day(day):
                begin, end = datetime.combine(day, opens, ZONE), datetime.combine(day, closes, ZONE)
                if end > start:
                    yield max(begin, start), end
            day += timedelta(days=1)

    def on_duty(self, instant: datetime, opens: time, closes: time) -> bool:
        """Whether the instant lies in working hours."""
        there = local(instant)
        return self.is_working_day(there.date()) and opens <= there.time() < closes
