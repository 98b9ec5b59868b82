"""The ground the demo stands on: divisions as loaded, and the published hospital names."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.regions.models import Level, Region
from hospice.regions.sources import DATA

ZHEJIANG = "33"


@dataclass(frozen=True, slots=True)
class Place:
    """A division. `origin` is its real code, which a cloned province shares."""

    id: int
    code: str
    origin: str
    name: str
    short: str
    kind: str
    pinyin: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Land:
    """One province: `suffix` stands behind names of a cloned one. Keys are real codes."""

    province: Place
    prefectures: Mapping[str, Place]
    counties: Mapping[str, Place]
    townships: Mapping[str, tuple[Place, ...]]  # by county
    zone: Place | None = None
    suffix: str = ""

    def prefecture_of(self, county: Place) -> Place:
        """The prefecture of a county."""
        return self.prefectures[county.origin[:4] + "00"]

    def only(self, prefecture: str) -> Land:
        """The same province with the counties of one prefecture."""
        counties = {code: place for code, place in self.counties.items() if code[:4] == prefecture[:4]}
        return Land(self.province, self.prefectures, counties, self.townships, self.zone, self.suffix)


def survey(session: Session, prefix: str = ZHEJIANG) -> Land | None:
    """The province whose codes begin with `prefix`, as loaded; none where its divisions are missing."""
    found = sa.select(Region).where(Region.code.startswith(prefix, autoescape=True)).order_by(Region.code)
    regions = session.scalars(found).all()
    by_level: dict[Level, list[Region]] = defaultdict(list)
    for region in regions:
        by_level[region.level].append(region)
    if not by_level[Level.PROVINCE]:
        return None
    counties = [region for region in by_level[Level.COUNTY] if region.statutory]
    codes = {region.id: _origin(region) for region in counties}
    townships: dict[str, list[Place]] = defaultdict(list)
    for region in by_level[Level.TOWNSHIP]:
        townships[codes[region.parent_id or 0]].append(_place(region))
    zones = [_place(region) for region in by_level[Level.COUNTY] if not region.statutory]
    return Land(
        _place(by_level[Level.PROVINCE][0]),
        {_origin(region): _place(region) for region in by_level[Level.PREFECTURE]},
        {_origin(region): _place(region) for region in counties},
        {code: tuple(places) for code, places in townships.items()},
        zones[0] if zones else None,
        "" if prefix == ZHEJIANG else prefix,
    )


def _origin(region: Region) -> str:
    return ZHEJIANG + region.code[2:]


def _place(region: Region) -> Place:
    return Place(
        region.id, region.code, _origin(region), region.name, region.short_name, region.kind, region.pinyin, region.lon,
        region.lat,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """One line of the published hospital list of January 2020."""

    name: str
    kind: str
    county: str  # real code
    address: str


# City hospitals that the list gives without a county stand in the district of the seat.
SEATS = {
    "330200": "330203", "330300": "330302", "330400": "330402", "330600": "330602", "330700": "330702",
    "330800": "330802", "331100": "331102",
}  # fmt: skip

# Slips of the text recognition that the list still has.
SLIPS = {
    "区定海区医疗集团双桥分院": "定海区医疗集团双桥分院",
    "海定海区医疗集团岑港分院": "定海区医疗集团岑港分院",
    "嚞兴市秀洲区新塍医院": "嘉兴市秀洲区新塍医院",
    "祠乡市第二人民医院": "桐乡市第二人民医院",
    "浙医键长兴医院": "浙医健长兴医院",
}
# In the list, but primary facilities of a township: they are made with the township.
PRIMARY = frozenset({"舟山市新城社区卫生服务中心", "普陀山社区卫生服务中心"})


def published() -> list[Published]:
    """The hospitals of the list, in its order, each in a county."""
    with (DATA / "zhejiang_institutions_public.csv").open(encoding="utf-8", newline="") as file:
        return [
            Published(
                SLIPS.get(row["name"], row["name"]),
                row["kind_guess"],
                row["county_code"] or SEATS[row["city_code"]],
                row["address"],
            )
            for row in csv.DictReader(file)
            if row["name"] not in PRIMARY
        ]
