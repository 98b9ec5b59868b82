"""Primary facilities: one for every township, what they declare, and what they do month by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from hospice.facilities.models import ServiceActivity, ServiceDeclaration
from hospice.facilities.rules.codes import Grade, InstitutionKind, ServiceMode

from . import plan
from .days import DAY
from .facts import Told, write
from .land import Place
from .network import Charter, Network, Site, found
from .units import UnitPlan, set_up
from .words import Case

_M = ServiceMode
MIXES = (
    (_M.HOME_BED,), (_M.HOME_ROUND,), (_M.HOME_BED, _M.HOME_ROUND), (_M.ROOM,), (_M.ROOM, _M.HOME_ROUND), (_M.BED,),
    (_M.CLINIC, _M.HOME_BED), (_M.BED, _M.HOME_BED),
)  # fmt: skip

# 龙泉市 is told in the mock-ups: by township its modes, trained physicians and nurses; "" are names that say 中心.
LONGQUAN: dict[str, tuple[tuple[ServiceMode, ...], int, int]] = {
    "八都镇": ((_M.ROOM, _M.HOME_ROUND), 2, 3),
    "安仁镇": ((_M.HOME_BED,), 1, 2),
    "龙渊街道": ((_M.CLINIC, _M.HOME_BED), 3, 4),
    "剑池街道": ((_M.HOME_ROUND,), 1, 2),
    "西街街道": ((_M.HOME_BED,), 1, 1),
    "上垟镇": ((_M.HOME_ROUND,), 1, 1),
    "查田镇": ((_M.HOME_ROUND,), 1, 0),
    "锦溪镇": ((_M.HOME_ROUND,), 1, 0),
    "小梅镇": ((), 1, 1),
}
LONGQUAN_CODE, DEPENDENT, DEPENDENT_HOST = "331181", "331181004", "331181001"
TOLD_DAYS = 150  # the cases of today begin so long ago in the houses of 龙泉市 at the most
CENTRAL = frozenset({"八都镇", "安仁镇"})


def found_primaries(net: Network) -> None:
    """A facility for every township of every county, with its declarations and its months."""
    counts = {code: len(net.land.townships.get(code, ())) for code in net.land.counties}
    counts = {code: count - (code == LONGQUAN_CODE) for code, count in counts.items()}
    providing = plan.providing(net.seed, counts)
    for county in net.counties():
        for township in net.land.townships.get(county.origin, ()):
            net.primaries[township.origin] = _facility(net, county, township)
        if county.origin == LONGQUAN_CODE:
            _longquan(net)
        elif county.origin != plan.SILENT:
            _county(net, county, providing.get(county.origin, 0))


def _facility(net: Network, county: Place, township: Place) -> Site:
    street = township.kind == "街道"
    dice = net.dice("primary", township.code)
    central = township.name in CENTRAL if county.origin == LONGQUAN_CODE else not street and dice.random() < 0.2
    changes: dict[str, Any] = {}
    if township.origin == DEPENDENT:
        changes = {"own_licence": False, "licence_no": None, "licence_from": None, "licence_to": None,
                   "licence_checked_on": None, "licence_issuer": "",
                   "host_institution_id": net.primaries[DEPENDENT_HOST].id}  # fmt: skip
    if net.land.zone is not None and township.name == "龙溪街道" and county.origin == "330502":
        changes = {"region_id": net.land.zone.id}
    reason = Case.BRANCH_WITHOUT_LICENCE if township.origin == DEPENDENT else Case.ZONE if changes else ""
    return found(
        net,
        Charter(
            name=township.name + ("社区卫生服务中心" if street else "中心卫生院" if central else "卫生院"),
            kind=InstitutionKind.CHC if street else InstitutionKind.TOWNSHIP_HC,
            county=county, township=township, grade=Grade.ONE, beds=dice.randrange(10, 60, 5), changes=changes,
            reason=reason,
        ),
    )  # fmt: skip


def _county(net: Network, county: Place, wanted: int) -> None:
    facilities = [net.primaries[place.origin] for place in net.land.townships.get(county.origin, ())]
    order = sorted(facilities, key=lambda site: net.dice("takes part", site.label).random())
    for place, site in enumerate(order):
        dice = net.dice("declares", site.label)
        if place < wanted:
            _provides(net, site, dice, dice.choice(MIXES))
        elif wanted and dice.random() < 0.2:
            modes = dice.choice(MIXES)
            _declares(net, site, modes, (1, 0) if dice.random() < 0.7 else (0, 1), _begin(net, dice), dice)
        elif wanted and dice.random() < 0.04:
            _stopped(net, site, dice)
        elif dice.random() < 0.03:
            _waits(net, site, dice)


def _longquan(net: Network) -> None:
    places = {place.name: place for place in net.land.townships[LONGQUAN_CODE]}
    for name, (modes, physicians, nurses) in LONGQUAN.items():
        site = net.primaries[places[name].origin]
        dice = net.dice("declares", site.label)
        if physicians and nurses and modes:
            _provides(net, site, dice, modes, (physicians, nurses), for_days=TOLD_DAYS)
        else:
            _declares(net, site, modes, (physicians, nurses), net.calendar.ago(dice.randrange(120, 300)), dice)
    waiting = net.primaries[places["住龙镇"].origin]
    _waits(net, waiting, net.dice("waits", waiting.label))


def _begin(net: Network, dice: Random) -> date:
    """Some were there when the registry began; the others came evenly, so that the line of the trend rises."""
    return net.calendar.ago(int(dice.uniform(20, 1.12 * 1095)))


def _provides(
    net: Network, site: Site, dice: Random, modes: Sequence[ServiceMode], staff: tuple[int, int] | None = None,
    for_days: int = 0,
) -> None:  # fmt: skip
    begin = min(_begin(net, dice), net.calendar.ago(for_days))
    _declares(net, site, modes, staff or (dice.randrange(1, 4), dice.randrange(1, 5)), begin, dice)
    for mode in modes:
        set_up(net, site, UnitPlan.of_mode(mode, dice, begin))
    if dice.random() < 0.74:
        _works(net, site, dice, begin)


def _declares(
    net: Network, site: Site, modes: Sequence[ServiceMode], staff: tuple[int, int], begin: date, dice: Random
) -> None:
    late = dice.random() < 0.12
    recorded, confirmed = net.calendar.noted(begin, dice, late=late)
    said = {"modes": [mode.value for mode in modes], "trained_physicians": staff[0], "trained_nurses": staff[1]}
    story = []
    if dice.random() < 0.2 and min(staff) > 0:
        early, earlier = net.calendar.noted(max(net.calendar.start, begin - 80 * DAY), dice)
        story.append(
            Told(start=max(net.calendar.start, begin - 80 * DAY), values={**said, "trained_nurses": 0}, recorded=early,
                 confirmed=earlier, by=site.hands)
        )  # fmt: skip
        confirmed = max(confirmed, earlier + timedelta(minutes=5))
    story.append(
        Told(start=begin, values=said, recorded=recorded, confirmed=confirmed, by=site.hands,
             reason=Case.LATE_KNOWLEDGE if late else "")
    )  # fmt: skip
    write(net.book, ServiceDeclaration, {"institution_id": site.id}, story)


def _stopped(net: Network, site: Site, dice: Random) -> None:
    begin, end = net.calendar.ago(900), net.calendar.ago(dice.randrange(60, 400))
    said = {"modes": [_M.HOME_BED.value], "trained_physicians": 1, "trained_nurses": 1}
    recorded, confirmed = net.calendar.noted(end, dice)
    told = Told(start=begin, end=end, values=said, recorded=recorded, confirmed=confirmed, by=site.hands,
                reason=Case.CEASED_SERVICE)  # fmt: skip
    write(net.book, ServiceDeclaration, {"institution_id": site.id}, [told])


def _waits(net: Network, site: Site, dice: Random) -> None:
    day = net.calendar.ago(dice.randrange(2, 12))
    said = {"modes": [_M.HOME_BED.value, _M.HOME_ROUND.value], "trained_physicians": 1, "trained_nurses": 1}
    told = Told(start=day, values=said, recorded=net.calendar.at(day, dice), confirmed=None, by=site.hands,
                reason=Case.UNCONFIRMED)  # fmt: skip
    write(net.book, ServiceDeclaration, {"institution_id": site.id}, [told])


def _works(net: Network, site: Site, dice: Random, begin: date) -> None:
    """Months of service from the beginning to the last full month; a month now and then is not told."""
    calendar, level = net.calendar, dice.randrange(2, 15)
    for ago in range(36, 0, -1):
        first = calendar.month(ago)
        if first < begin or dice.random() < 0.12:
            continue
        after = calendar.month(ago - 1)
        recorded, confirmed = calendar.noted(after, dice)
        told = Told(start=first, end=after, values={"services": max(0, level + dice.randrange(-3, 5))},
                    recorded=recorded, confirmed=confirmed, by=site.hands)  # fmt: skip
        write(net.book, ServiceActivity, {"institution_id": site.id}, [told])
