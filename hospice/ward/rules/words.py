"""How a ward says times and people: 候2天3小时, 今天18:00, 明天, 男 81岁."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hospice.core.clock import local
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.headline import age_on

_NEAR = {0: lazy("今天"), 1: lazy("明天"), 2: lazy("后天"), -1: lazy("昨天")}


def lasted(since: datetime, now: datetime) -> str:
    """How long something has gone on: 40分钟, 5小时, 2天3小时."""
    hours, minutes = divmod(max(0, int((now - since).total_seconds() // 60)), 60)
    days, hours = divmod(hours, 24)
    if days:
        return _("%(days)s天%(hours)s小时", days=days, hours=hours) if hours else _("%(days)s天", days=days)
    return _("%(hours)s小时", hours=hours) if hours else _("%(minutes)s分钟", minutes=minutes)


def near_day(day: date, today: date) -> str:
    """今天, 明天, 后天, 昨天, otherwise 11月23日 (with the year where it is another)."""
    near = _NEAR.get((day - today).days)
    if near is not None:
        return str(near)
    if day.year != today.year:
        return _("%(y)s年%(m)s月%(d)s日", y=day.year, m=day.month, d=day.day)
    return _("%(m)s月%(d)s日", m=day.month, d=day.day)


def near_time(at: datetime, now: datetime) -> str:
    """15:14 where it is today, otherwise with the day: 明天10:00, 11月23日10:00."""
    if local(at).date() == local(now).date():
        return f"{local(at):%H:%M}"
    return day_and_time(at, now)


def day_and_time(at: datetime, now: datetime) -> str:
    """今天18:00, 明天10:00, 11月23日10:00: where the day is said in any case."""
    words = near_day(local(at).date(), local(now).date())
    return _("%(day)s%(clock)s", day=words, clock=f"{local(at):%H:%M}")


def sex_and_age(sex: Sex, born: date | None, today: date, between: str = " ") -> str:
    """男 81岁, or what of it is known."""
    age = age_on(born, today) if born is not None else None
    said: list[Any] = [sex.label] if sex in (Sex.MALE, Sex.FEMALE) else []
    return between.join(map(str, [*said, *([_("%(n)s岁", n=age)] if age is not None else [])]))


def since_when(at: datetime, now: datetime) -> str:
    """14:10开始, or with the day."""
    return _("%(at)s开始", at=near_time(at, now))
