"""How pages write days, ages and shares (design §7)."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from hospice.core.clock import local, now, today
from hospice.core.i18n import gettext as _


def day(value: date | None, with_year: bool | None = None) -> str:
    """`11月20日`; with the year when it is not this year: `2026年11月20日`. None stays empty."""
    if value is None:
        return ""
    value = local(value).date() if isinstance(value, datetime) else value
    short = value.year == today().year if with_year is None else not with_year
    words = {"y": value.year, "m": value.month, "d": value.day}
    return _("%(m)s月%(d)s日", **words) if short else _("%(y)s年%(m)s月%(d)s日", **words)


def month(value: date | None) -> str:
    """`2027年3月`."""
    return _("%(y)s年%(m)s月", y=value.year, m=value.month) if value else ""


def moment(value: datetime | None) -> str:
    """`11月20日14:26` on the local clock."""
    return on_the_clock(day(value), value) if value else ""


def on_the_clock(words: str, at: datetime) -> str:
    """The hour after the words of its day, as the language sets them: `明天10:00`, `tomorrow 10:00`."""
    return _("%(day)s%(clock)s", day=words, clock=f"{local(at):%H:%M}")


def age(value: datetime | None) -> str:
    """`刚刚`, `18分钟前`, `31小时前`, `5天前`."""
    if value is None:
        return ""
    minutes = max(0, int((now() - value).total_seconds() // 60))
    if minutes < 1:
        return _("刚刚")
    if minutes < 60:
        return _("%(n)s分钟前", n=minutes)
    return _("%(n)s小时前", n=minutes // 60) if minutes < 72 * 60 else _("%(n)s天前", n=minutes // 1440)


def thousands(value: int | None) -> str:
    """`1,351`."""
    return "" if value is None else f"{value:,}"


def install(app: Flask) -> None:
    """Give the filters to the templates."""
    app.jinja_env.filters.update(day=day, month=month, moment=moment, age=age, thousands=thousands)
    app.jinja_env.globals.update(now=now, today=today)
