"""The ribbon of one patient: home, community, clinic and ward in time, drawn from stays, one planned place and a day.

What has happened is a thick line, what is planned a dashed one, visits to a clinic are dots. Where nobody knows where the
patient was, there is no line: a gap is not "at home".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from hospice.core.clock import ZONE, local
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.patients.rules.wishes import Setting

# The lanes from above (design, mock-up 06); a hospice centre is a house with beds, as a ward is.
LANES: tuple[tuple[frozenset[Setting], Any], ...] = (
    (frozenset({Setting.HOME}), lazy("居家")),
    (frozenset({Setting.COMMUNITY}), lazy("社区")),
    (frozenset({Setting.CLINIC}), lazy("门诊")),
    (frozenset({Setting.WARD, Setting.CENTER}), lazy("病房")),
)
TOP, PITCH, LEFT, RIGHT, FOOT = 16, 32, 64, 8, 144  # units of the drawing
WIDE, NARROW = 1240, 360
AHEAD = 0.15  # of the time behind: the room that is left for what is planned
MOST_AHEAD = 0.5  # the same for a plan that lies far ahead, so that the past stays readable
ROAD = timedelta(days=1)  # who arrives within a day was on the way: the line goes on
LABEL, TODAY_LABEL = 104, 116  # the room that words under the axis take


class Passage(NamedTuple):
    """A time in one setting; no end means still there."""

    setting: Setting
    start: datetime
    end: datetime | None = None


class Planned(NamedTuple):
    """The place that is wanted or promised next, and the day, where one is set."""

    setting: Setting
    on: date | None = None


class Label(NamedTuple):
    """A day under the axis; `ends` where the words end at the place instead of beginning there."""

    x: int
    day: date
    ends: bool = False
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """One width of the drawing, ready for SVG."""

    width: int
    past: str
    plan: str
    visits: tuple[int, ...]
    end: int  # where today is, or where the life ended
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The ribbon in two widths and in words."""

    wide: Sketch
    narrow: Sketch
    sentence: str
    is_empty: bool
    is_over: bool  # the patient has died: there is no today on it


def draw(stays: Iterable[Passage], today: date, planned: Planned | None = None, died_on: date | None = None) -> Drawing:
    """Draw what is known until `today`; after a death until the day of it, and nothing is planned any more."""
    last = died_on or today
    known = sorted(stays, key=lambda one: one.start)
    until = datetime.combine(last + timedelta(days=1), time(), ZONE)
    visits = [one.start for one in known if one.setting is Setting.CLINIC and one.start < until]
    line = resolved([one for one in known if one.setting is not Setting.CLINIC and one.start < until], until)
    plan = None if died_on else planned
    axis = _Axis(min([one.start for one in line] + visits, default=until - timedelta(days=1)), until, plan)
    wide, narrow = (_sketch(axis, width, line, visits, last, is_over=died_on is not None) for width in (WIDE, NARROW))
    sentence = _sentence(line, visits, until, today, plan)
    return Drawing(wide, narrow, sentence, not (line or visits or plan), died_on is not None)


def resolved(stays: Sequence[Passage], until: datetime) -> list[Passage]:
    """One place at a time: lying in a bed goes before being cared for at home, the later before the earlier."""
    cuts = sorted({min(edge, until) for one in stays for edge in (one.start, one.end or until)})
    found: list[Passage] = []
    for start, end in pairwise(cuts):
        there = [one for one in stays if one.start <= start and end <= (one.end or until)]
        if not there:
            continue
        setting = max(there, key=lambda one: (one.setting is not Setting.HOME, one.start)).setting
        goes_on = bool(found) and found[-1].end == start and found[-1].setting is setting
        found.append(Passage(setting, found.pop().start if goes_on else start, end))
    return found


class _Axis:
    """Time from the first stay to some days after the last day drawn."""

    def __init__(self, start: datetime, until: datetime, planned: Planned | None) -> None:
        self.start, self.until, self.planned = start, until, planned
        ahead = AHEAD * (until - start)
        if planned and planned.on and (wanted := datetime.combine(planned.on, time(), ZONE)) > until:
            ahead = min(max(ahead, 2 * (wanted - until)), MOST_AHEAD * (until - start))
        self.length = until - start + ahead

    def x(self, at: datetime, width: int) -> int:
        """The place of an instant."""
        return round(LEFT + (at - self.start) / self.length * (width - LEFT - RIGHT))


def _y(setting: Setting) -> int:
    return TOP + PITCH * next(number for number, (lane, _words) in enumerate(LANES) if setting in lane)


def _sketch(
    axis: _Axis, width: int, line: Sequence[Passage], visits: Sequence[datetime], last: date, *, is_over: bool
) -> Sketch:
    end = axis.x(axis.until, width)
    days = [(axis.x(one.start, width), local(one.start).date()) for one in line] or [
        (axis.x(visit, width), local(visit).date()) for visit in visits[:1]
    ]
    return Sketch(
        width,
        past="".join(_past(axis, width, line)),
        plan=_plan(axis, width, line[-1] if line and line[-1].end == axis.until else None),
        visits=tuple(axis.x(visit, width) for visit in visits),
        end=end,
        labels=(*_labels(days, end), Label(end, last, ends=True, is_today=not is_over)),
    )


def _past(axis: _Axis, width: int, line: Sequence[Passage]) -> Iterator[str]:
    before: datetime | None = None
    for one in line:
        joined = before is not None and one.start - before <= ROAD
        x, y = axis.x(one.start, width), _y(one.setting)
        yield f"H{x}V{y}" if joined else f"M{x} {y}"
        before = one.end or axis.until
        yield f"H{axis.x(before, width)}"


def _plan(axis: _Axis, width: int, present: Passage | None) -> str:
    """From where the patient is now, on the day that is set, to the place that is planned."""
    if axis.planned is None:
        return ""
    x, y = axis.x(axis.until, width), _y(axis.planned.setting)
    end = round(width - RIGHT - (width - RIGHT - x) * AHEAD)
    if present is None:
        return f"M{x} {y}H{end}"
    on = axis.planned.on
    turn = min(max(x, axis.x(datetime.combine(on, time(), ZONE), width)), end) if on else x
    return f"M{x} {_y(present.setting)}H{turn}V{y}H{end}"


def _labels(days: Sequence[tuple[int, date]], end: int) -> Iterator[Label]:
    """As many days as there is room for, left of the words that stand at the end."""
    free = 0
    for x, day in days:
        if free <= x <= end - TODAY_LABEL - LABEL:
            yield Label(x, day)
            free = x + LABEL


def _sentence(
    line: Sequence[Passage], visits: Sequence[datetime], until: datetime, today: date, planned: Planned | None
) -> str:
    """The same in words, for those who do not see it."""
    said = [_said(one, until, today) for one in line]
    if visits:
        said.append(_("其间门诊%(n)s次", n=len(visits)) if line else _("门诊%(n)s次", n=len(visits)))
    if planned:
        day = _("今天") if planned.on == today else _day(planned.on, today) if planned.on else ""
        said.append(_("计划%(day)s转往%(place)s", day=day, place=planned.setting.label))
    return _("；").join(said) + _("。") if said else _("还没有入住或服务的记录。")


def _said(one: Passage, until: datetime, today: date) -> str:
    start, place = _day(local(one.start).date(), today), one.setting.label
    if one.end == until and local(one.start).date() <= today < local(until).date():
        return _("%(start)s起%(place)s", start=start, place=place)
    last = local((one.end or until) - timedelta(microseconds=1)).date()
    if last == local(one.start).date():
        return _("%(day)s%(place)s", day=start, place=place)
    return _("%(start)s至%(end)s%(place)s", start=start, end=_day(last, today), place=place)


def _day(day: date, today: date) -> str:
    words = {"y": day.year, "m": day.month, "d": day.day}
    return _("%(m)s月%(d)s日", **words) if day.year == today.year else _("%(y)s年%(m)s月%(d)s日", **words)
