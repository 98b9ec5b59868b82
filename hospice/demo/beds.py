"""Beds one by one: two to a room, some single, a few out of use."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from hospice.facilities.models import Bed
from hospice.facilities.rules.places import Ability, BedKind, BedSex, BedState

from .days import DAY
from .network import Network

_FAULTS = ("呼叫器待修", "床架待修", "病房检修", "氧气接口检修")
_SEX = (BedSex.ANY, BedSex.MALE, BedSex.FEMALE, BedSex.ANY)  # a room is of one kind
_DAY_STATES = ((BedState.READY, 88), (BedState.CLEANING, 5), (BedState.CONTAMINATED, 2), (BedState.BLOCKED, 5))


def furnish(net: Network, unit: int, places: int, opened: date | None, dice: Random) -> None:
    """Put the beds of an open unit into its rooms."""
    if opened is None:
        return
    for number in range(1, places + 1):
        room, bed = divmod(number + 1, 2)
        state = dice.choices([state for state, _ in _DAY_STATES], [weight for _, weight in _DAY_STATES])[0]
        since = net.calendar.ago(0 if state is BedState.READY else dice.randrange(1, 4))
        net.book.add(
            Bed, unit_id=unit, bed_no=f"{room}-{bed + 1}", room_no=str(room),
            kind=BedKind.RESERVED if number == 1 and places >= 12 else BedKind.OPEN,
            sex=_SEX[room % 4], features=_features(room, dice), state=state,
            state_reason=dice.choice(_FAULTS) if state is BedState.BLOCKED else "",
            state_since=net.calendar.at(since, dice), opened_on=opened, closed_on=None,
            recorded_at=net.calendar.at(opened + DAY, dice),
        )  # fmt: skip


def counted(net: Network, unit: int) -> tuple[int, int]:
    """Installed and open beds of a unit: a blocked bed is not open."""
    mine: list[dict[str, Any]] = []
    for row in reversed(net.book.rows[Bed]):
        if row["unit_id"] != unit:
            break
        mine.append(row)
    return len(mine), sum(row["state"] is not BedState.BLOCKED for row in mine)


def _features(room: int, dice: Random) -> list[str]:
    found = [Ability.OXYGEN.value]
    if room % 3 == 0:
        found.append(Ability.SINGLE_ROOM.value)
    if room % 2 == 0:
        found.append(Ability.SUCTION.value)
    if dice.random() < 0.3:
        found.append(Ability.COMPANION.value)
    if room % 7 == 0:
        found.append(Ability.ISOLATION.value)
    return found
