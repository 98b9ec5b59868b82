"""Designations (认定) in every condition that the rules know, and the programme's centres and bases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from hospice.facilities.models import Designation, ProgramUnit
from hospice.facilities.rules.codes import BaseKind, UnitKind

from . import plan
from .days import DAY
from .facts import Told, write
from .land import Place
from .network import Network, Site
from .units import UnitPlan, set_up
from .words import Case


def designate(net: Network, opened: Mapping[str, date]) -> None:
    """Designate wards, where both the ward and the district are in these counties."""
    _at(net, "浙江大学医学院附属第二医院", "330108", "330108", Case.DESIGNATED, 700)
    _at(net, "杭州市大江东医院", "330114", "330114", Case.DESIGNATED, 420)
    _at(net, "温州市人民医院", "330303", "330303", Case.DESIGNATED, 250)
    _at(net, "绍兴市人民医院", "330602", "330602", Case.DESIGNATED_G1_WARD, 200)
    for district in ("330102", "330105"):
        _at(net, "杭州市第一人民医院", "330102", district, Case.DESIGNATED_TWICE, 300)
    if "330110" in opened and opened["330110"] > net.calendar.start + 100 * DAY:
        _at(net, "杭州市西溪医院", "330106", "330110", Case.DESIGNATION_ENDED, 10**4, opened["330110"])
    _at(net, "温州市中心医院", "330302", "330305", Case.DESIGNATION_PENDING, 9)


def _at(
    net: Network, hospital: str, campus: str, district: str, case: Case, days: int, until: date | None = None
) -> None:
    site, region = net.site(hospital), net.land.counties.get(district)
    stands = net.land.counties.get(campus)
    if site is None or region is None or stands is None:
        return
    unit = net.wards.get(site.id)
    if unit is None:
        changes = {"region_id": stands.id} if stands is not site.county else {}
        reason = Case.MULTI_CAMPUS if changes else ""
        ward = UnitPlan(
            kind=UnitKind.WARD,
            places=12,
            opened=net.calendar.ago(days + 60),
            changes=changes,
            tracked=True,
            reason=reason,
        )
        unit = set_up(net, site, ward)
    _tell(net, site, unit, region, case, days, until)


def _tell(net: Network, site: Site, unit: int, region: Place, case: Case, days: int, until: date | None) -> None:
    dice = net.dice("designation", site.label, region.code)
    day = net.calendar.ago(days)
    recorded, confirmed = net.calendar.noted(day, dice)
    pending = case is Case.DESIGNATION_PENDING
    told = Told(
        start=day, end=until, recorded=recorded, confirmed=None if pending else confirmed, by=net.approvers(region),
        reason=case, document_no=f"{net.land.prefecture_of(region).short}卫健演〔{day.year}〕{dice.randrange(10, 99)}号",
        values={"goal": "G2", "approver": "" if pending else f"{net.land.province.name}卫生健康委员会"},
    )  # fmt: skip
    write(net.book, Designation, {"unit_id": unit, "region_id": region.id}, [told])


def found_programs(net: Network) -> None:
    """The provincial centre at 浙江医院 [V:Xinhua2023]; centres, bases and practice bases elsewhere are invented."""
    seat = net.site("浙江医院")
    if seat is not None:
        _program(net, seat, BaseKind.PROV_CENTER, net.land.province, "浙江省安宁疗护指导中心", 1000)
    for prefecture in sorted(net.land.prefectures):
        site = net.site(plan.MUNICIPAL.get(prefecture, plan.MUNICIPAL_COMING.get(prefecture, ("", 0))[0]))
        if site is not None:
            place = net.land.prefectures[prefecture]
            _program(net, site, BaseKind.CITY_CENTER, place, f"{place.short}安宁疗护指导中心", 800)
            _program(net, site, BaseKind.CITY_TRAINING_BASE, place, f"{place.short}安宁疗护培训基地", 600)
    for code, main in sorted(net.mains.items()):
        if main.id in net.wards and net.dice("practice base", code).random() < 0.6:
            name = f"{main.county.short}安宁疗护实践基地"
            _program(net, main, BaseKind.COUNTY_PRACTICE_BASE, main.county, name, 450)


def _program(net: Network, site: Site, kind: BaseKind, region: Place, name: str, days: int) -> None:
    dice = net.dice("program", kind, region.code)
    day = net.calendar.ago(days - dice.randrange(200))
    recorded, confirmed = net.calendar.noted(day, dice)
    told = Told(start=day, values={"name": name}, recorded=recorded, confirmed=confirmed + timedelta(0), by=site.hands)
    write(net.book, ProgramUnit, {"institution_id": site.id, "kind": kind, "region_id": region.id}, [told])
