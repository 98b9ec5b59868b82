"""Hospitals: the published names with an invented grade, level and licence; and a county hospital where none is listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from hospice.facilities.rules.codes import (
    Grade,
    GradeClass,
    InstitutionKind,
    OrgLevel,
    Ownership,
    Profit,
    Subject,
)

from .land import Place, Published, published
from .network import Charter, Network, Site, found
from .words import Case

_K, _L, _O = InstitutionKind, OrgLevel, Ownership

_MILITARY = re.compile("解放军|武装警察")
_PROVINCIAL = re.compile(
    "^浙江大学|^浙江省(中医院|人民医院|立同德|荣军)|^浙江中医药大学|^浙江医院|邵逸夫|^温州医科大学|省新华"
)
_MUNICIPAL = re.compile(
    "^(杭州|宁波|温州|嘉兴|湖州|绍兴|金华|衢州|舟山|台州|丽水)|华美医院|^浙江省台州医院|^浙江衢化医院|李惠利"
)
_OF_A_COUNTY = re.compile("上虞|柯桥|越城|诸暨|秀洲|王店|婺城|金东|滨海|杭州湾")
_PRIVATE = re.compile("民营|私立|国际|康华|文荣|广福|协和|天祥|博爱|慈林")
_BRANCH = re.compile("分院|院区|（.+院区）|\\(.*校区\\)")
_SECOND = re.compile(
    "第[二三四五六七八九]|分院|院区|溪口|塘下|龙山|昌化|於潜|双林|练市|菱湖|王店|王江泾|新塍|佛堂|龙赛|炼化|钱湖"
)
_SUBTYPES = (("儿童", "儿童"), ("妇", "妇幼"), ("肿瘤", "肿瘤"), ("骨伤", "骨伤"), ("第七人民医院", "精神"))
_ENTERPRISE = re.compile("杭钢|炼化|衢化|横店")

# Names that changed since the list was published (data/README.md); the older one stays findable.
RENAMED = {"绍兴文理学院附属医院": "绍兴大学附属医院"}

# Branches that belong to a hospital of another name.
HOSTS = {
    "定海区医疗集团": "定海区中心医院",
    "岱山医疗健康集团": "岱山医疗健康集团人民医院区",
    "邵逸夫医院": "浙江大学医学院附属邵逸夫医院",
}


def found_hospitals(net: Network) -> None:
    """Found the listed hospitals of these counties, hosts before their branches, then the missing county hospitals."""
    listed = [one for one in published() if one.county in net.land.counties]
    for one in sorted(listed, key=lambda one: _BRANCH.search(one.name) is not None):
        _found_listed(net, one)
    for county in net.counties():
        _name_main(net, county)


def _found_listed(net: Network, one: Published) -> None:
    county = net.land.counties[one.county]
    dice = net.dice("hospital", county.code, one.name)
    name = one.name + net.ending
    kind, level, ownership = kind_of(one), level_of(one.name), owner_of(one.name)
    host = _host(net, one.name)
    grade, grade_class = _grade(dice, one.name, level, ownership, is_branch=host is not None)
    changes: dict[str, Any] = {"special_type": _subtype(one.name, kind), "address": _address(county, one)}
    changes["licensed_subjects"] = _subjects(dice, grade)
    if ownership is Ownership.PRIVATE:
        changes["licensor_level"] = _L.MUNICIPAL if one.county[4:] in ("01", "02", "03") else _L.COUNTY
        level = _L.OTHER
    if _MILITARY.search(one.name):
        changes |= {"lon": None, "lat": None, "accuracy_m": None, "point_source": "", "address": county.name}
    if host is not None:
        changes |= _dependent(dice, host)
    grade_class, later = _history(net, one.name, level, grade_class, dice)
    reason = Case.BRANCH_WITHOUT_LICENCE if host is not None and not changes.get("own_licence", True) else ""
    found(
        net,
        Charter(
            name=name, kind=kind, county=county, level=level, grade=grade, grade_class=grade_class, ownership=ownership,
            profit=Profit.FOR_PROFIT if ownership is Ownership.PRIVATE and dice.random() < 0.6 else Profit.NONPROFIT,
            beds=_beds(dice, grade, level), reason=reason, changes=changes, later=later,
        ),
    )  # fmt: skip


def _history(
    net: Network, name: str, level: OrgLevel, grade_class: GradeClass, dice: Random
) -> tuple[GradeClass, list[tuple[date, dict[str, Any], str]]]:
    """The class at the beginning, and what changed since: a new name, or a class that was reached on the way."""
    if name in RENAMED:
        return grade_class, [(net.calendar.month(14), {"name": RENAMED[name] + net.ending}, Case.RENAMED)]
    if level is _L.COUNTY and grade_class is GradeClass.A and dice.random() < 0.15:
        day = net.calendar.month(dice.randrange(4, 30))
        return GradeClass.B, [(day, {"grade_class": GradeClass.A}, Case.UPGRADED)]
    return grade_class, []


def kind_of(one: Published) -> InstitutionKind:
    """The kind of a listed hospital, read off its name and the list's own guess."""
    if _subtype(one.name, _K.SPECIAL):
        return _K.SPECIAL
    return {"中医医院": _K.TCM, "中西医结合医院": _K.INTEGRATED, "专科医院": _K.SPECIAL}.get(one.kind, _K.GENERAL)


def level_of(name: str) -> OrgLevel:
    """Whose hospital it seems to be, read off its name."""
    if _MILITARY.search(name) or (_ENTERPRISE.search(name) and "衢化" not in name):
        return _L.OTHER
    if _PROVINCIAL.search(name):
        return _L.PROVINCIAL
    if _MUNICIPAL.search(name) and not _OF_A_COUNTY.search(name):
        return _L.MUNICIPAL
    if re.search("分院", name):
        return _L.TOWNSHIP
    return _L.COUNTY


def owner_of(name: str) -> Ownership:
    """Who seems to run it, read off its name."""
    if _PRIVATE.search(name):
        return _O.PRIVATE
    return _O.STATE_ENT if _ENTERPRISE.search(name) else _O.PUBLIC


def _subtype(name: str, kind: InstitutionKind) -> str:
    return next((kind_ for part, kind_ in _SUBTYPES if part in name), "") if kind is _K.SPECIAL else ""


def _host(net: Network, name: str) -> Site | None:
    branch = _BRANCH.search(name)
    if branch is None or name in HOSTS.values():
        return None
    stem = re.split("（|\\(|东部|兴宁|丁桥|三墩|之江|下沙|滨江|巍山|中医院区|六院院区", name)[0]
    stem = next((host for prefix, host in HOSTS.items() if name.startswith(prefix)), stem)
    if name.startswith("普陀医院"):
        stem = "普陀医院"
    host = net.site(stem)
    return host if host and stem != name else None


def _dependent(dice: Random, host: Site) -> dict[str, Any]:
    if dice.random() < 0.3:
        return {"host_institution_id": host.id}
    return {"host_institution_id": host.id, "own_licence": False, "licence_no": None, "licence_from": None,
            "licence_to": None, "licence_checked_on": None, "licence_issuer": ""}  # fmt: skip


def _grade(
    dice: Random, name: str, level: OrgLevel, ownership: Ownership, *, is_branch: bool
) -> tuple[Grade, GradeClass]:
    if level is _L.TOWNSHIP:
        return Grade.ONE, GradeClass.N
    if ownership is _O.PRIVATE:
        return Grade.TWO, GradeClass.N
    if level is _L.PROVINCIAL:
        return Grade.THREE, GradeClass.A
    if level is _L.MUNICIPAL:
        return Grade.THREE, GradeClass.A if dice.random() < 0.6 else GradeClass.B
    if is_branch or _SECOND.search(name):
        return Grade.TWO, GradeClass.B
    return (Grade.THREE, GradeClass.B) if dice.random() < 0.12 else (Grade.TWO, GradeClass.A)


def _beds(dice: Random, grade: Grade, level: OrgLevel) -> int:
    if level is _L.TOWNSHIP:
        return dice.randrange(20, 60, 5)
    low, high = {_L.PROVINCIAL: (1200, 2600), _L.MUNICIPAL: (600, 1800)}.get(level, (200, 900))
    return dice.randrange(low, high, 10) if grade is Grade.THREE or level is _L.COUNTY else dice.randrange(120, 400, 10)


def _subjects(dice: Random, grade: Grade) -> list[str]:
    found_ = [Subject.ANAESTHESIA.value]
    if grade is Grade.THREE or dice.random() < 0.4:
        found_.append(Subject.PAIN.value)
    if dice.random() < 0.35:
        found_.insert(0, Subject.HOSPICE.value)
    return found_


def _address(county: Place, one: Published) -> str:
    """The published address without telephone numbers, which do not belong there."""
    text = re.sub(r"\s*0\d{3}-?\d{6,8}.*$", "", one.address).strip()
    return text if text.startswith((county.name, county.short)) else county.name + text


def rank_as_main(site: Site) -> int | None:
    """How likely a hospital is the leading one of its county, 0 first; none where it cannot be."""
    eligible = site.kind in (_K.GENERAL, _K.TCM, _K.INTEGRATED) and site.grade in (Grade.TWO, Grade.THREE)
    if site.level is not _L.COUNTY or site.ownership is not _O.PUBLIC or not eligible:
        return None
    if _SECOND.search(site.name):
        return 5
    order: Mapping[str, int] = {"第一": 0, "人民医院": 0, "中心医院": 1}
    return min((rank for part, rank in order.items() if part in site.name), default=2 + (site.kind is not _K.GENERAL))


def _name_main(net: Network, county: Place) -> None:
    ranked = [
        (rank, site.id, site) for site in net.by_county[county.origin] if (rank := rank_as_main(site)) is not None
    ]
    if ranked and min(ranked)[0] < 5:
        net.mains[county.origin] = min(ranked)[2]
        return
    dice = net.dice("main", county.code)
    net.mains[county.origin] = found(
        net,
        Charter(
            name=f"{county.name}人民医院", kind=_K.GENERAL, county=county, level=_L.COUNTY, grade=Grade.TWO,
            grade_class=GradeClass.A, beds=dice.randrange(200, 600, 10),
            changes={"licensed_subjects": _subjects(dice, Grade.TWO)},
        ),
    )  # fmt: skip
