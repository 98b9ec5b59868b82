"""What beds add up to, day by day, and what a run of bed numbers means.

Domain §2.3: `open = available + held + occupied + cleaning + isolation blocked + closed temporarily`. So a blocked bed
is installed and stays open, but it is not staffed: nobody can be put into it. A bed of kind 编制 is installed only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy

from .codes import Coded
from .places import BedKind, BedState

NUMBER = re.compile(r"[0-9A-Za-z\u4e00-\u9fff-]{1,12}")
MOST_AT_ONCE = 200


class BedFeature(Coded):
    """`bed.features` (domain §2.3)."""

    SINGLE_ROOM = "SINGLE_ROOM", lazy("单人间")
    DOUBLE_ROOM = "DOUBLE_ROOM", lazy("双人间")
    OXYGEN = "OXYGEN", lazy("供氧")
    SUCTION = "SUCTION", lazy("吸引")
    ISOLATION = "ISOLATION", lazy("可隔离")
    AIR_MATTRESS = "AIR_MATTRESS", lazy("防压疮气垫")
    COMPANION = "COMPANION", lazy("陪护床")
    BATH = "BATH", lazy("可助浴")
    LIFT = "LIFT", lazy("一楼或有电梯")
    OPEN_VISITS = "OPEN_VISITS", lazy("探视不限时")


class Stand(NamedTuple):
    """A bed as counting needs it; `closed_on` is the first day without it."""

    kind: BedKind
    state: BedState
    opened_on: date
    closed_on: date | None

    def stands(self, on: date) -> bool:
        """Whether the bed is there on the day."""
        return self.opened_on <= on and (self.closed_on is None or on < self.closed_on)


class Counts(NamedTuple):
    """Beds of a unit: installed 核定, open 开放, staffed 可收治."""

    installed: int
    open: int
    staffed: int


class Stretch(NamedTuple):
    """Counts that hold over `[start, end)`; no end means until further notice."""

    start: date
    end: date | None
    counts: Counts


def count(beds: Iterable[Stand], on: date, *, blocked_now: bool) -> Counts:
    """Count the beds of a day; a block is known for the present only, so for past days nothing is taken off."""
    there = [bed for bed in beds if bed.stands(on)]
    opened = [bed for bed in there if bed.kind is not BedKind.LICENSED]
    blocked = sum(bed.state is BedState.BLOCKED for bed in opened) if blocked_now else 0
    return Counts(len(there), len(opened), len(opened) - blocked)


def stretches(beds: Iterable[Stand], since: date, today: date) -> list[Stretch]:
    """What the beds add up to from `since` on, one stretch per run of days with the same counts."""
    beds = list(beds)
    turns = {day for bed in beds for day in (bed.opened_on, bed.closed_on) if day is not None and day > since}
    if since < today and any(bed.state is BedState.BLOCKED for bed in beds):
        turns.add(today)
    found: list[Stretch] = []
    for start in sorted({since} | turns):
        counts = count(beds, start, blocked_now=start >= today)
        if found and found[-1].counts == counts:
            continue
        if found:
            found[-1] = found[-1]._replace(end=start)
        found.append(Stretch(start, None, counts))
    return found


def run_of_numbers(first_room: int, last_room: int, per_room: int) -> list[tuple[str, str]]:
    """(room, bed) numbers of a run: rooms 1 to 8 with two beds each give 1-1, 1-2 … 8-2."""
    if last_room < first_room:
        raise Refused(
            _("末房号（%(last)s）小于首房号（%(first)s）。", last=last_room, first=first_room), field="last_room"
        )
    total = (last_room - first_room + 1) * per_room
    if total > MOST_AT_ONCE:
        raise Refused(_("一次最多增加%(most)s张床，这里是%(n)s张。", most=MOST_AT_ONCE, n=total), field="last_room")
    rooms = range(first_room, last_room + 1)
    return [(str(room), f"{room}-{bed}") for room in rooms for bed in range(1, per_room + 1)]
