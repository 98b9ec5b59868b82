"""How much time is left, in words, shape and colour: 超时25分, 剩48分, 今天18:00前 (design §4, `.task`). Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, NamedTuple

from hospice.core.clock import local
from hospice.core.i18n import lazy

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = timedelta(hours=2)  # design §4: from here on it is to be done first


class Part(IntEnum):
    """The three parts of a work list, in the order in which they stand."""

    FIRST = 0
    TODAY = 1
    LATER = 2


class Left(NamedTuple):
    """What a row says of its time, and in which part of the list it stands."""

    words: Any
    icon: str
    tone: str
    part: Part


def time_left(due: datetime | None, now: datetime) -> Left:
    """The time left until `due`; what has no time limit is to be done as soon as one can."""
    if due is None:
        return Left(lazy("请尽快"), "dia", "mind", Part.FIRST)
    left = due - now
    if left <= timedelta(0):
        return Left(lazy("超时%(time)s", time=_length(-left)), "tri", "hot", Part.FIRST)
    if left < SOON:
        return Left(lazy("剩%(time)s", time=_length(left)), "clock", "hot" if left < HOUR else "mind", Part.FIRST)
    if local(due).date() == local(now).date():
        return Left(lazy("今天%(time)s前", time=f"{local(due):%H:%M}"), "clock", "mind", Part.TODAY)
    return Left(until(due, now), "ring", "", Part.LATER)


def expected(at: datetime | None, now: datetime) -> Left:
    """When something is expected that others do: never urgent, late only where its time is over."""
    if at is None:
        return Left(lazy("等待中"), "dots", "", Part.LATER)
    left = time_left(at, now)
    return left if left.tone == "hot" and at <= now else Left(until(at, now), "dots", "", Part.LATER)


def until(at: datetime, now: datetime) -> Any:
    """`今天18:00前`, `明天10:00前`, `11月24日`."""
    days = (local(at).date() - local(now).date()).days
    clock = f"{local(at):%H:%M}"
    if days <= 0:
        return lazy("今天%(time)s前", time=clock)
    if days == 1:
        return lazy("明天%(time)s前", time=clock)
    return lazy("%(m)s月%(d)s日", m=local(at).month, d=local(at).day)


def _length(span: timedelta) -> Any:
    """`48分`, `1小时32分`, `5小时`, `3天`: two words where the hours are few, one where they are many."""
    minutes = max(1, int(span / timedelta(minutes=1)))
    if span >= 2 * DAY:
        return lazy("%(n)s天", n=span // DAY)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return lazy("%(n)s分", n=minutes)
    if hours < 3 and rest:
        return lazy("%(h)s小时%(m)s分", h=hours, m=rest)
    return lazy("%(n)s小时", n=hours)
