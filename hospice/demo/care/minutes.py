"""Instants as whole minutes since 1970 (UTC): a simulation counts with them, and a table of texts writes them. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

HOUR, DAY = 60, 1440
WEEK = 7 * DAY
_SHANGHAI = 8 * HOUR  # UTC+8, no daylight saving (domain §0)
_EPOCH = date(1970, 1, 1)
_OF_THE_DAY = [f" {minute // 60:02d}:{minute % 60:02d}:00.000000" for minute in range(DAY)]
_days: dict[int, str] = {}


def midnight(day: date) -> int:
    """The minute at which a day begins in Shanghai."""
    return (day - _EPOCH).days * DAY - _SHANGHAI


def stamp(minute: int | None) -> str | None:
    """The minute as both databases read an instant in UTC."""
    if minute is None:
        return None
    day, rest = divmod(minute, DAY)
    if day not in _days:
        _days[day] = (_EPOCH + timedelta(days=day)).isoformat()
    return _days[day] + _OF_THE_DAY[rest]


def instant(minute: int) -> datetime:
    """The minute as an aware instant."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)


def minute_of(when: datetime) -> int:
    """The minute in which an aware instant lies."""
    return int(when.timestamp()) // 60


def local_day(minute: int) -> date:
    """The day in Shanghai."""
    return _EPOCH + timedelta(days=(minute + _SHANGHAI) // DAY)


def hour(minute: int) -> int:
    """The hour on the wall clock of Shanghai."""
    return (minute + _SHANGHAI) // HOUR % 24


def on_duty(minute: int, opens: int = 8, closes: int = 18) -> int:
    """The minute itself where people are at work, otherwise some later one at which they are: Monday to Friday."""
    day, rest = divmod(minute + _SHANGHAI, DAY)
    early = opens * HOUR + minute * 13 % 110  # not everybody begins with the same case at eight
    if rest >= closes * HOUR:
        day, rest = day + 1, early
    if rest < opens * HOUR:
        rest = early
    while (weekday := (day + 3) % 7) > 4:  # 1970-01-01 was a Thursday
        day, rest = day + 7 - weekday, early
    return day * DAY + rest - _SHANGHAI


def awake(minute: int, opens: int = 8, closes: int = 20) -> int:
    """The same for what is done on every day of the week, only not at night."""
    day, rest = divmod(minute + _SHANGHAI, DAY)
    if opens * HOUR <= rest < closes * HOUR:
        return minute
    return (day + (rest >= closes * HOUR)) * DAY + opens * HOUR + minute * 13 % 110 - _SHANGHAI
