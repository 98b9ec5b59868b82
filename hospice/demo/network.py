"""The network while it is being made: everybody writes institutions through `found`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from hospice.facilities.models import Institution, InstitutionRecord
from hospice.facilities.rules.codes import (
    Grade,
    GradeClass,
    InstitutionKind,
    OrgLevel,
    Ownership,
    Profit,
)
from hospice.facilities.rules.places import InstitutionState

from . import chance, codes, names, points
from .book import Book
from .days import DAY, Calendar
from .facts import Hands, Told, write
from .land import Land, Place
from .plan import SILENT

AREA_CODES = {
    "3301": "0571", "3302": "0574", "3303": "0577", "3304": "0573", "3305": "0572", "3306": "0575", "3307": "0579",
    "3308": "0570", "3309": "0580", "3310": "0576", "3311": "0578",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """An institution that has been founded."""

    id: int
    name: str
    kind: InstitutionKind
    county: Place
    level: OrgLevel
    grade: Grade
    ownership: Ownership
    hands: Hands
    township: Place | None = None

    @property
    def label(self) -> str:
        """What tells it from all others, whatever number it got."""
        return f"{self.county.code} {self.name}"


@dataclass(slots=True)
class Network:
    """One province in the making."""

    book: Book
    land: Land
    calendar: Calendar
    seed: str
    hands: Mapping[str, Hands] = field(default_factory=dict)  # coordinator and officer, by county
    officers: Mapping[str, int] = field(default_factory=dict)  # of prefectures
    approver: int | None = None  # at the province
    sites: dict[str, Site] = field(default_factory=dict)  # by name
    by_county: dict[str, list[Site]] = field(default_factory=lambda: defaultdict(list))
    mains: dict[str, Site] = field(default_factory=dict)  # the leading hospital of each county
    primaries: dict[str, Site] = field(default_factory=dict)  # by township
    wards: dict[int, int] = field(default_factory=dict)  # first ward of each institution

    def dice(self, *about: object) -> Random:
        """Dice for one question."""
        return chance.dice(self.seed, *about)

    @property
    def ending(self) -> str:
        """What stands behind the published names in a cloned province."""
        return f"（演示{self.land.suffix}）" if self.land.suffix else ""

    def site(self, name: str) -> Site | None:
        """A hospital by its published name, where these counties have it."""
        return self.sites.get(name + self.ending)

    def counties(self) -> Sequence[Place]:
        """The counties of this province, by code."""
        return [self.land.counties[code] for code in sorted(self.land.counties)]

    def hands_of(self, county: Place) -> Hands:
        """Who types and who confirms there."""
        return self.hands.get(county.origin, (None, None))

    def approvers(self, county: Place) -> Hands:
        """Who proposes a designation in the prefecture, and who approves it at the province."""
        return self.officers.get(county.origin[:4] + "00"), self.approver

    def phone(self, county: Place, dice: Random) -> str:
        """A number that no exchange gives out: none begins with 0."""
        return f"{AREA_CODES[county.origin[:4]]}-0{dice.randrange(10**6):06d}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Charter:
    """What an institution is to be; `later` are changes from a day on, each with its reason."""

    name: str
    kind: InstitutionKind
    county: Place
    township: Place | None = None
    level: OrgLevel = OrgLevel.TOWNSHIP
    grade: Grade = Grade.NONE
    grade_class: GradeClass = GradeClass.N
    ownership: Ownership = Ownership.PUBLIC
    profit: Profit = Profit.NONPROFIT
    beds: int | None = None
    reason: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    later: Sequence[tuple[date, Mapping[str, Any], str]] = ()
    waits: bool = False


def found(net: Network, charter: Charter) -> Site:
    """Enter an institution with the history of its records; in a county that never reported it waits."""
    dice, county = net.dice("institution", charter.county.code, charter.name), charter.county
    number = net.book.add(
        Institution, synthetic=True, created_at=net.calendar.at(net.calendar.start, dice), search_text=charter.name
    )
    first = {**_record(net, charter, number, dice), **charter.changes}
    hands = net.hands_of(county)
    told = [_first(net, charter, first, hands, dice)]
    values = first
    for day, changes, reason in charter.later if told[0].confirmed else ():
        values = {**values, **changes}
        recorded, confirmed = net.calendar.noted(day, dice)
        earliest = told[-1].confirmed or recorded
        told.append(
            Told(start=day, values=values, recorded=recorded, confirmed=max(confirmed, earliest + timedelta(minutes=5)),
                 by=hands, reason=reason)
        )  # fmt: skip
    write(net.book, InstitutionRecord, {"institution_id": number}, told)
    site = Site(
        number, values["name"], charter.kind, county, charter.level, charter.grade, charter.ownership, hands,
        charter.township,
    )  # fmt: skip
    net.sites[site.name] = site
    net.by_county[county.origin].append(site)
    return site


def _first(net: Network, charter: Charter, values: Mapping[str, Any], hands: Hands, dice: Random) -> Told:
    calendar = net.calendar
    if charter.waits or charter.county.origin == SILENT:
        day = calendar.ago(dice.randrange(3, 9))
        return Told(
            start=day, values=values, recorded=calendar.at(day, dice), confirmed=None, by=hands, reason=charter.reason
        )
    recorded, confirmed = calendar.noted(calendar.start + dice.randrange(0, 25) * DAY, dice)
    return Told(
        start=calendar.start, values=values, recorded=recorded, confirmed=confirmed, by=hands, reason=charter.reason
    )


def _record(net: Network, charter: Charter, number: int, dice: Random) -> dict[str, Any]:
    county, public = charter.county, charter.ownership is Ownership.PUBLIC
    small = charter.beds is None or charter.beds < 100
    valid_until = net.calendar.today + dice.randrange(200, 1600) * DAY
    point = points.near(dice, county, charter.township)
    return {
        "name": charter.name, "kind": charter.kind, "special_type": "", "grade": charter.grade,
        "grade_class": charter.grade_class, "built_to_grade2": False, "level": charter.level,
        "ownership": charter.ownership, "profit": charter.profit, "state": InstitutionState.ACTIVE,
        "licensor_level": charter.level if public and charter.level is not OrgLevel.TOWNSHIP else OrgLevel.COUNTY,
        "credit_code": codes.credit_code(county.origin, number, charter.ownership, charter.profit),
        "licence_no": codes.licence_number(county.code, number, charter.kind),
        "licence_issuer": _issuer(net, charter), "licence_from": valid_until.replace(day=1) - (5 if small else 15) * 365 * DAY,
        "licence_to": valid_until, "licence_checked_on": net.calendar.today - dice.randrange(20, 340) * DAY,
        "licensed_beds": charter.beds, "licensed_subjects": [], "own_licence": True, "host_institution_id": None,
        "region_id": county.id, "township_id": charter.township.id if charter.township else None,
        "address": _address(charter), "lon": point[0] if point else None, "lat": point[1] if point else None,
        "accuracy_m": point[2] if point else None, "point_source": points.SOURCE if point else "",
        "phone": net.phone(county, dice), "duty_phone": net.phone(county, dice) if (charter.beds or 0) >= 100 else "",
        "liaison_name": names.person(dice), "liaison_phone": net.phone(county, dice),
    }  # fmt: skip


def _issuer(net: Network, charter: Charter) -> str:
    if charter.level is OrgLevel.PROVINCIAL:
        return f"{net.land.province.name}卫生健康委员会"
    if charter.level is OrgLevel.MUNICIPAL:
        return f"{net.land.prefecture_of(charter.county).name}卫生健康委员会"
    return f"{charter.county.name}卫生健康局"


def _address(charter: Charter) -> str:
    return charter.county.name + (charter.township.name if charter.township else "")
