"""Hospice wards: where they stand, where they are built, and where there is none. The states are invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from hospice.facilities.models import InstitutionRecord
from hospice.facilities.rules.codes import Grade, InstitutionKind, OrgLevel, Subject, UnitKind, UnitStatus

from . import cases, plan
from .network import Network, Site
from .units import UnitPlan, set_up
from .words import Case

# Counties whose first ward is of an unusual kind: made by `edges`, not here.
UNUSUAL = frozenset({"330782", "330482"})
CORRECTED = frozenset({"330181", "330212", "330281", "330521", "331082", "331102"})


def found_wards(net: Network, opened: Mapping[str, date]) -> None:
    """The wards of counties and prefectures, then a second one and a clinic here and there."""
    for code, day in opened.items():
        if code not in UNUSUAL:
            _open_ward(net, net.mains[code], day)
            _second_ward(net, net.mains[code], day)
    for code, months in (plan.BUILDING | plan.OVERDUE).items():
        if code in net.mains:
            _coming(net, net.mains[code], plan.promised(net.calendar, months), overdue=months < 0)
    _municipal(net)


def _open_ward(net: Network, site: Site, opened: date) -> None:
    dice = net.dice("ward", site.label)
    corrected = site.county.origin in CORRECTED and opened < net.calendar.month(5)
    late = dice.random() < 0.15
    ward = UnitPlan(
        kind=UnitKind.WARD, places=dice.randrange(8, 21, 2), opened=opened, tracked=True,
        grows=4 if dice.random() < 0.25 else 0, late=late, reason=Case.LATE_KNOWLEDGE if late else "",
        corrected=corrected and opened > net.calendar.start and not late,
    )  # fmt: skip
    set_up(net, site, replace(ward, **cases.twist(net.calendar, site.county.origin, opened)))
    if dice.random() < 0.4:
        clinic = max(opened, net.calendar.ago(dice.randrange(30, 900)))
        set_up(net, site, UnitPlan(kind=UnitKind.CLINIC, places=dice.randrange(10, 31, 5), opened=clinic))


def _second_ward(net: Network, main: Site, opened: date) -> None:
    """The county's TCM hospital follows after a year in a third of the counties."""
    dice = net.dice("second ward", main.label)
    others = [
        site for site in net.by_county[main.county.origin] if site.kind is InstitutionKind.TCM and site is not main
    ]
    others = [site for site in others if site.name.removesuffix(net.ending) not in cases.EXTRA]
    others = [site for site in others if site.level is OrgLevel.COUNTY and site.grade is Grade.TWO]
    day = opened + (net.calendar.today - net.calendar.month(12))
    if others and dice.random() < 0.4 and net.calendar.start < day < net.calendar.month(0):
        set_up(net, others[0], UnitPlan(kind=UnitKind.WARD, places=dice.randrange(6, 13, 2), opened=day, tracked=True))


def _coming(net: Network, site: Site, expected: date, *, overdue: bool) -> None:
    dice = net.dice("coming", site.label)
    places = 12 if site.county.origin == "331181" else dice.randrange(8, 17, 2)
    reached = UnitStatus.UNDER_CONSTRUCTION if _soon(net, expected) else UnitStatus.APPROVED
    reason = Case.PLANNED_OVERDUE if overdue else ""
    set_up(net, site, UnitPlan(kind=UnitKind.WARD, places=places, expected=expected, reached=reached, reason=reason))


def _soon(net: Network, expected: date) -> bool:
    return expected < net.calendar.month(-9)


def _municipal(net: Network) -> None:
    for prefecture, name in sorted(plan.MUNICIPAL.items()):
        site = net.site(name)
        if site is not None:
            dice = net.dice("municipal", site.label)
            opened = net.calendar.ago(400 + dice.randrange(900))
            places = 16 if prefecture == "331100" else dice.randrange(16, 31, 2)
            set_up(net, site, UnitPlan(kind=UnitKind.WARD, places=places, opened=opened, tracked=True))
    for name, months in plan.MUNICIPAL_COMING.values():
        site = net.site(name)
        if site is not None:
            _coming(net, site, plan.promised(net.calendar, months), overdue=False)


def license_hosts(net: Network) -> None:
    """Nearly every hospital with a ward has the subject 临终关怀科 on its licence; the rest is a contradiction to find."""
    hosts = {site.id: site for sites in net.by_county.values() for site in sites if site.id in net.wards}
    for row in net.book.rows[InstitutionRecord]:
        host = hosts.get(row["institution_id"])
        licensed = host is not None and net.dice("licensed", host.label).random() < 0.9
        if licensed and Subject.HOSPICE.value not in row["licensed_subjects"]:
            row["licensed_subjects"] = [Subject.HOSPICE.value, *row["licensed_subjects"]]
