"""The edge cases of domain §1.4, told at hospitals of counties that have a ward anyway."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hospice.facilities.models import InstitutionRecord
from hospice.facilities.rules.codes import (
    Grade,
    GradeClass,
    InstitutionKind,
    OrgLevel,
    Ownership,
    Profit,
    UnitKind,
    UnitStatus,
)

from .days import DAY, Calendar
from .network import Charter, Network, Site, found
from .units import UnitPlan, set_up
from .words import Case

_S, _W = UnitStatus, UnitKind.WARD

STALE = frozenset({"330182", "330723", "331081", "330481"})
"""Counties whose ward nobody has looked at for more than a hundred days."""

# Hospitals with a ward of one of these kinds beside their county's own; no other ward is put there.
EXTRA: dict[str, Case] = {
    "长兴县中医院": Case.RELOCATING_BEYOND_GRACE,
    "德清县中医院": Case.SUSPENDED,
    "缙云县第二人民医院": Case.SUSPENDED,
    "兰溪市中医院": Case.SUSPENDED_OVER_A_YEAR,
    "永康市中医院": Case.ENDED_WARD,
    "嵊州市中医院": Case.LICENCE_EXPIRED,
    "慈溪市第三人民医院": Case.LICENCE_CHECK_OVERDUE,
    "东阳市红十字会医院": Case.WITHOUT_LICENCE,
    "奉化区溪口医院": Case.SHARED_WITHOUT_SIGN,
    "乐清市第三人民医院": Case.WITHOUT_EVIDENCE,
    "瑞安市塘下人民医院": Case.OPEN_ABOVE_INSTALLED,
    "普陀医院六横分院": Case.GRADE_TOO_LOW,
    "桐乡市第二人民医院": Case.ROOM_ONLY,
    "台州市肿瘤医院": Case.UNCONFIRMED,
    "青田县中医医院": Case.UNCONFIRMED,
    "浙江医院": Case.PROVINCIAL_ONLY,
    "浙江省立同德医院": Case.PROVINCIAL_ONLY,
    "金华广福医院": Case.PRIVATE_BY_CITY,
}
CENTRES = ("330106", "330212", "330302", "331102")


def twist(calendar: Calendar, county: str, opened: date) -> Mapping[str, Any]:
    """What is unusual about the own ward of a county: fields of its plan."""
    match county:
        case "330424":
            step = (calendar.ago(40), _S.RELOCATING, Case.RELOCATING_IN_GRACE)
            return {"opened": min(opened, calendar.ago(300)), "then": (step,)}
        case "330225":
            return {"changes": {"shared_specialty": True}, "reason": Case.SHARED_WITH_SIGN}
        case "330226":
            return {"changes": {"partners": "宁海县中医医院"}, "reason": Case.SHARED_BY_TWO}
        case _ if county in STALE:
            return {"opened": min(opened, calendar.ago(260)), "late": False}
    return {}


def found_cases(net: Network, opened: Mapping[str, date]) -> None:
    """Make every case whose place lies in these counties."""
    for name, case in EXTRA.items():
        site = net.site(name)
        if site is not None:
            set_up(net, site, _extra(net.calendar, case))
            _amend(net, site, case, _licence_of(net.calendar.today, case))
    _unusual(net, opened)
    _centres(net)
    _amended_mains(net)


def _extra(calendar: Calendar, case: Case) -> UnitPlan:
    """The ward of a case: of eight beds, open for more than two years, but for what the case says."""
    common: dict[str, Any] = {"kind": _W, "places": 8, "opened": calendar.ago(800), "tracked": True}
    steps = {
        Case.RELOCATING_BEYOND_GRACE: ((calendar.ago(150), _S.RELOCATING, case),),
        Case.SUSPENDED: ((calendar.ago(60), _S.SUSPENDED, case),),
        Case.SUSPENDED_OVER_A_YEAR: ((calendar.ago(420), _S.SUSPENDED, case),),
        Case.ENDED_WARD: ((calendar.ago(500), _S.SUSPENDED, Case.SUSPENDED), (calendar.ago(330), _S.CLOSED, case)),
    }
    if case in steps:
        return UnitPlan(**common, then=steps[case])
    fields: dict[Case, dict[str, Any]] = {
        Case.SHARED_WITHOUT_SIGN: {"changes": {"shared_specialty": True, "own_sign_and_rules": False}},
        Case.WITHOUT_EVIDENCE: {"changes": {"approval_document": ""}},
        Case.OPEN_ABOVE_INSTALLED: {"tracked": False, "open_above": 2},
        Case.ROOM_ONLY: {"kind": UnitKind.ROOM, "places": 4},
        Case.UNCONFIRMED: {"opened": calendar.ago(12), "waits": True},
    }
    return UnitPlan(**{**common, **fields.get(case, {}), "reason": case})


def _licence_of(today: date, case: Case) -> Mapping[str, Any]:
    """What is unusual about the licence of a case."""
    found: dict[Case, dict[str, Any]] = {
        Case.LICENCE_EXPIRED: {"licence_to": today - 45 * DAY},
        Case.LICENCE_CHECK_OVERDUE: {"licence_checked_on": today - (3 * 366 + 200) * DAY, "licensed_beds": 260},
        Case.LICENCE_CHECK_DUE: {"licence_checked_on": today - (3 * 366 + 40) * DAY, "licensed_beds": 620},
        Case.WITHOUT_LICENCE: dict.fromkeys(("licence_no", "licence_from", "licence_to", "licence_checked_on")),
        Case.PRIVATE_BY_CITY: {"licensor_level": OrgLevel.MUNICIPAL},
        Case.PRIVATE_BY_COUNTY: {"licensor_level": OrgLevel.COUNTY},
    }
    return found.get(case, {})


def _amend(net: Network, site: Site, case: Case, changes: Mapping[str, Any]) -> None:
    """Write into an institution what was so from the beginning."""
    if changes:
        for row in net.book.rows[InstitutionRecord]:
            if row["institution_id"] == site.id:
                row.update(changes, reason=case)


def _unusual(net: Network, opened: Mapping[str, date]) -> None:
    """Counties whose only ward stands in a private hospital or in a nursing hospital."""
    private = net.site("义乌復元私立医院")
    if private is not None:
        _amend(net, private, Case.PRIVATE_BY_COUNTY, _licence_of(net.calendar.today, Case.PRIVATE_BY_COUNTY))
        set_up(
            net,
            private,
            UnitPlan(kind=_W, places=10, opened=opened["330782"], tracked=True, reason=Case.PRIVATE_BY_COUNTY),
        )
    county = net.land.counties.get("330482")
    if county is not None:
        charter = Charter(
            name=f"{county.name}护理院", kind=InstitutionKind.NURSING_HOSPITAL, county=county, level=OrgLevel.COUNTY, beds=180,
            changes={"built_to_grade2": True}, reason=Case.BUILT_TO_GRADE2,
        )  # fmt: skip
        nursing = found(net, charter)
        set_up(net, nursing, UnitPlan(kind=_W, places=12, opened=opened["330482"], tracked=True))


def _centres(net: Network) -> None:
    for place, code in enumerate(CENTRES):
        county = net.land.counties.get(code)
        if county is None:
            continue
        charter = Charter(
            name=f"{county.short}怡宁安宁疗护中心", kind=InstitutionKind.HOSPICE_CENTER, county=county, beds=60,
            level=OrgLevel.OTHER if place else OrgLevel.COUNTY, grade_class=GradeClass.N, grade=Grade.NONE,
            ownership=Ownership.PRIVATE if place else Ownership.PUBLIC, profit=Profit.NONPROFIT, reason=Case.CENTRE,
        )  # fmt: skip
        unit = UnitPlan(
            kind=UnitKind.CENTER, places=50 + 4 * place, opened=net.calendar.ago(900 - 150 * place), tracked=True
        )
        set_up(net, found(net, charter), unit)


def _amended_mains(net: Network) -> None:
    main = net.mains.get("330281")
    if main is not None:
        _amend(net, main, Case.LICENCE_CHECK_DUE, _licence_of(net.calendar.today, Case.LICENCE_CHECK_DUE))
    strayed, there = net.site("武义县第二人民医院"), net.land.counties.get("330784")
    if strayed is not None and there is not None:
        _amend(net, strayed, Case.POINT_OUTSIDE, {"lon": there.lon, "lat": there.lat})
    for code in ("330281100", "331102100", "330109100"):
        primary = net.primaries.get(code)
        if primary is not None:
            _second_signboard(net, primary)


def _second_signboard(net: Network, primary: Site) -> None:
    """The same house under another name: it shares the credit code and has no licence of its own number."""
    row = next(row for row in net.book.rows[InstitutionRecord] if row["institution_id"] == primary.id)
    street = (primary.township.name if primary.township else "") + "社区卫生服务中心"
    shared = {name: row[name] for name in ("credit_code", "address", "lon", "lat", "township_id", "accuracy_m")}
    found(
        net,
        Charter(
            name=street, kind=InstitutionKind.CHC, county=primary.county, township=primary.township, grade=Grade.ONE,
            changes={**shared, "licence_no": None, "licence_from": None, "licence_to": None, "licence_checked_on": None},
            reason=Case.TWO_SIGNBOARDS,
        ),
    )  # fmt: skip
