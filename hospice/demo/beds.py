"""Beds one by one: two to a room, a few out of use."""

from __future__ import annotations

from datetime import date, datetime
from random import Random

from hospice.facilities.models import Bed
from hospice.facilities.rules.beds import BedFeature, Stand, Stretch, stretches
from hospice.facilities.rules.places import BedKind, BedSex, BedState

from .days import DAY
from .network import Network

_FAULTS = ("呼叫器待修", "床架待修", "病房检修", "氧气接口检修")
_SEX = (BedSex.ANY, BedSex.MALE, BedSex.FEMALE, BedSex.ANY)  # a room is of one kind
_DAY_STATES = ((BedState.READY, 88), (BedState.CLEANING, 5), (BedState.CONTAMINATED, 2), (BedState.BLOCKED, 5))


def furnish(net: Network, unit: int, places: int, grown: int, opened: date, dice: Random) -> list[Stretch]:
    """Put the beds of an open unit into its rooms, the last `grown` of them later; give what they add up to."""
    calendar = net.calendar
    begin, blocked_on = max(opened, calendar.start), calendar.ago(dice.randrange(1, 4))
    later = begin + 270 * DAY
    stands = []
    for number in range(1, places + 1):
        state = dice.choices([state for state, _ in _DAY_STATES], [weight for _, weight in _DAY_STATES])[0]
        from_ = later if number > places - grown and later < blocked_on else opened
        kind = BedKind.RESERVED if number == 1 and places >= 12 else BedKind.OPEN
        stands.append(Stand(kind, state, from_, None))
        _add(net, unit, number, stands[-1], calendar.at(blocked_on, dice), dice)
    return stretches(stands, begin, blocked_on)


def _add(net: Network, unit: int, number: int, stand: Stand, since: datetime, dice: Random) -> None:
    room, bed = divmod(number + 1, 2)
    known = net.calendar.at(max(stand.opened_on, net.calendar.start) + DAY, dice)
    ready = stand.state is BedState.READY
    net.book.add(
        Bed, unit_id=unit, bed_no=f"{room}-{bed + 1}", room_no=str(room), kind=stand.kind, sex=_SEX[room % 4],
        features=_features(room, dice), state=stand.state,
        state_reason=dice.choice(_FAULTS) if stand.state is BedState.BLOCKED else "",
        state_since=known if ready else since, opened_on=stand.opened_on, closed_on=None, recorded_at=known,
    )  # fmt: skip


def _features(room: int, dice: Random) -> list[str]:
    found = [BedFeature.OXYGEN, BedFeature.SINGLE_ROOM if room % 3 == 0 else BedFeature.DOUBLE_ROOM]
    found += [BedFeature.SUCTION] if room % 2 == 0 else []
    found += [BedFeature.ISOLATION] if room % 7 == 0 else []
    found += [one for one in (BedFeature.COMPANION, BedFeature.AIR_MATTRESS) if dice.random() < 0.3]
    return [one.value for one in found]
