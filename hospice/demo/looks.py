"""That somebody looked and found it still true: every month for wards, less often elsewhere, and sometimes too long ago."""

from __future__ import annotations

from datetime import date
from random import Random

from hospice.facilities.models import CareUnit, Confirmation, InstitutionRecord, UnitRecord, UnitState
from hospice.facilities.rules.codes import UnitKind

from .cases import STALE
from .days import DAY
from .network import Network, Site

# Days since somebody looked, as the mock-ups tell it.
TOLD = {"安仁镇中心卫生院": 118, "小梅镇卫生院": 96, "西街街道社区卫生服务中心": 91}
SHARE_STALE = 0.03


def look(net: Network) -> None:
    """Write the confirmations of all institutions and wards that are confirmed at all."""
    confirmed = {row["institution_id"] for row in net.book.rows[InstitutionRecord] if row["confirmed_at"]}
    for sites in net.by_county.values():
        for site in sites:
            if site.id in confirmed:
                _institution(net, site)
    _wards(net, {site.id: site for sites in net.by_county.values() for site in sites})


def _last(net: Network, site: Site, dice: Random) -> date:
    stale = site.county.origin in STALE and site is net.mains.get(site.county.origin)
    days = dice.randrange(104, 170) if stale or dice.random() < SHARE_STALE else dice.randrange(2, 96)
    if site.county.origin == "331181":
        days = TOLD.get(site.name, 2 + days % 58)
    return net.calendar.ago(days)


def _institution(net: Network, site: Site) -> None:
    dice = net.dice("look", site.label)
    day = _last(net, site, dice)
    for _ in range(3):
        _write(net, site, None, day, dice)
        day -= dice.randrange(60, 120) * DAY


def _wards(net: Network, sites: dict[int, Site]) -> None:
    begun = {row["unit_id"]: row["valid_from"] for row in reversed(net.book.rows[UnitState]) if row["confirmed_at"]}
    kinds = {row["unit_id"]: row["kind"] for row in net.book.rows[UnitRecord]}
    for unit in net.book.rows[CareUnit]:
        begin = begun.get(unit["id"])
        if begin is None or kinds[unit["id"]] not in (UnitKind.WARD, UnitKind.CENTER):
            continue
        site = sites[unit["institution_id"]]
        dice = net.dice("look at ward", site.label, unit["id"] - net.book.rows[CareUnit][0]["id"])
        stale = site.county.origin in STALE and site is net.mains.get(site.county.origin)
        day = net.calendar.ago(dice.randrange(104, 150) if stale else dice.randrange(1, 30))
        while day > begin:
            _write(net, site, unit["id"], day, dice)
            day -= dice.randrange(26, 36) * DAY


def _write(net: Network, site: Site, unit: int | None, day: date, dice: Random) -> None:
    net.book.add(
        Confirmation, institution_id=site.id, unit_id=unit, at=net.calendar.at(day, dice), by_id=site.hands[1], note=""
    )
