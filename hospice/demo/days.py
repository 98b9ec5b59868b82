"""The days of the demo: three years up to a reference day, and when something true became known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from hospice.core.clock import ZONE

MONTHS_OF_HISTORY = 36
DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Everything counts back from the reference day; nothing is known later than the midnight before it."""

    today: date

    @property
    def start(self) -> date:
        """The first day of the registry."""
        return self.month(MONTHS_OF_HISTORY)

    @property
    def cutoff(self) -> datetime:
        """The instant at which the reference day begins."""
        return datetime.combine(self.today, time(0), ZONE).astimezone(UTC)

    def month(self, ago: int) -> date:
        """The first day of the month so many months ago; negative: to come."""
        months = self.today.year * 12 + self.today.month - 1 - ago
        return date(months // 12, months % 12 + 1, 1)

    def month_end(self, ahead: int) -> date:
        """The last day of the month so many months ahead; negative: past."""
        return self.month(-ahead - 1) - DAY

    def ago(self, days: int) -> date:
        """So many days before the reference day, never before the registry began."""
        return max(self.start, self.today - days * DAY)

    def at(self, day: date, dice: Random) -> datetime:
        """Some minute of office hours on a day, or of the last evening before the reference day where that is later."""
        minutes = dice.randrange(8 * 60 + 30, 17 * 60 + 30)
        instant = (datetime.combine(day, time(0), ZONE) + timedelta(minutes=minutes)).astimezone(UTC)
        return min(instant, self.cutoff - timedelta(minutes=dice.randrange(60, 600)))

    def noted(self, day: date, dice: Random, *, late: bool = False) -> tuple[datetime, datetime]:
        """When a fact of a day was typed, and when the commission confirmed it: within weeks, late ones after months."""
        typed = self.at(day + dice.randrange(1, 6) * DAY, dice)
        wait = dice.randrange(60, 151) if late else dice.randrange(1, 13)
        confirmed = self.at(typed.astimezone(ZONE).date() + wait * DAY, dice)
        return min(typed, confirmed), max(typed, confirmed)
