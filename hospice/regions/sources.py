"""Reading the shipped reference files: every row is checked, and a damaged file is refused by the row. Pure.

Where the numbers come from stands in `data/README.md` beside the files.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

DATA = Path(__file__).parent / "data"
LEVELS = {"province": "province", "city": "prefecture", "county": "county", "township": "township"}
PARENT = {"prefecture": "province", "county": "prefecture", "township": "county"}

# Zhejiang since 2021: 11 prefectures, 90 counties [V:Division]; 1,359 townships in the civil-affairs library.
COUNTS = {"province": 1, "prefecture": 11, "county": 90, "township": 1359}
# Census of 2020-11-01, the published provincial figures.
RESIDENTS, AGED_65 = 64_567_588, 8_566_349
# A generous box around the province, degrees of WGS-84: a swapped or shifted pair falls out of it.
WEST, SOUTH, EAST, NORTH = 117.5, 26.5, 123.5, 31.5


@dataclass(frozen=True, slots=True)
class Division:
    """One division as the file has it."""

    code: str
    level: str
    name: str
    short_name: str
    parent_code: str
    kind: str
    lon: float | None
    lat: float | None
    pinyin: str
    name_en: str
    point_source: str


@dataclass(frozen=True, slots=True)
class Residents:
    """Census figures of one division: persons."""

    code: str
    total: int
    aged_60: int
    aged_65: int
    aged_80: int
    quality: str
    source: str
    age_source: str
    area_km2: float | None
    death_rate: float | None
    death_rate_source: str


class Row:
    """One line of a file, which knows where it stands when something is wrong with it."""

    def __init__(self, file: str, number: int, values: Mapping[str, str | None]) -> None:
        self.file, self.number, self.values = file, number, values

    def text(self, column: str) -> str:
        """A cell that must not be missing (it may be empty)."""
        value = self.values.get(column)
        if value is None:
            raise self.damaged(_("缺少“%(column)s”一栏", column=column))
        return value.strip()

    def whole(self, column: str) -> int:
        """A whole number of persons, not negative."""
        text = self.text(column)
        if not text.isdigit():
            raise self.damaged(_("“%(column)s”应为整数，现为“%(text)s”", column=column, text=text))
        return int(text)

    def decimal(self, column: str) -> float | None:
        """A decimal number, or none where the cell is empty."""
        text = self.text(column)
        try:
            return float(text) if text else None
        except ValueError:
            raise self.damaged(_("“%(column)s”应为数字，现为“%(text)s”", column=column, text=text)) from None

    def damaged(self, what: str) -> Refused:
        """The refusal that names this row."""
        return Refused(
            _("%(file)s第%(row)s行有误：%(what)s。没有写入任何数据。", file=self.file, row=self.number, what=what)
        )


def rows(file: Path) -> Iterator[Row]:
    """The lines of a CSV file, numbered as an editor numbers them."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(_("读不了%(file)s：%(why)s。没有写入任何数据。", file=file.name, why=error)) from None
    for number, values in enumerate(csv.DictReader(text.splitlines()), 2):
        yield Row(file.name, number, values)


def divisions(folder: Path = DATA) -> list[Division]:
    """All divisions, parents before children."""
    found: dict[str, Division] = {}
    for row in rows(folder / "zhejiang_divisions.csv"):
        division = _division(row)
        if division.code in found:
            raise row.damaged(_("代码%(code)s重复", code=division.code))
        _check_parent(row, division, found)
        found[division.code] = division
    _check_counts(found.values())
    return list(found.values())


def _division(row: Row) -> Division:
    level, code = LEVELS.get(row.text("level"), ""), row.text("code")
    if not level:
        raise row.damaged(_("层级“%(level)s”不认识", level=row.text("level")))
    if not (code.isascii() and code.isdigit() and len(code) == (9 if level == "township" else 6)):
        raise row.damaged(_("代码“%(code)s”的位数不对", code=code))
    if not row.text("name"):
        raise row.damaged(_("名称为空"))
    lon, lat = row.decimal("lon"), row.decimal("lat")
    if (lon is None) != (lat is None) or (lon is not None and lat is not None and not _inside(lon, lat)):
        raise row.damaged(_("坐标不在浙江范围内"))
    return Division(
        code, level, row.text("name"), row.text("short_name"), row.text("parent_code"), row.text("kind"), lon, lat,
        row.text("pinyin"), row.text("name_en"), row.text("coord_source"),
    )  # fmt: skip


def _inside(lon: float, lat: float) -> bool:
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def _check_parent(row: Row, division: Division, found: Mapping[str, Division]) -> None:
    wanted = PARENT.get(division.level)
    parent = found.get(division.parent_code)
    if wanted and (parent is None or parent.level != wanted):
        raise row.damaged(_("上级代码“%(code)s”不存在或层级不对", code=division.parent_code))


def _check_counts(found: Any) -> None:
    counted = Counter(division.level for division in found)
    for level, wanted in COUNTS.items():
        if counted[level] != wanted:
            raise Refused(
                _("zhejiang_divisions.csv应有%(wanted)s个%(level)s，现有%(has)s个。没有写入任何数据。",
                  wanted=wanted, level=level, has=counted[level])
            )  # fmt: skip


def residents(folder: Path = DATA) -> list[Residents]:
    """Census figures of counties, prefectures and the province; each level adds up to the one above."""
    counties = [_county_residents(row) for row in rows(folder / "zhejiang_population.csv")]
    above = [_area_residents(row) for row in rows(folder / "zhejiang_population_city.csv")]
    _check_sums(counties, above)
    return [*above, *counties]


def _county_residents(row: Row) -> Residents:
    return _nested(row, Residents(
        row.text("code"), row.whole("pop_total_2020"), row.whole("pop_60plus_2020"), row.whole("pop_65plus_2020"),
        row.whole("pop_80plus_2020"), row.text("age_quality"), row.text("pop_source"), row.text("age_share_source"),
        row.decimal("area_km2"), row.decimal("city_death_rate_2023_permille"), row.text("death_rate_source"),
    ))  # fmt: skip


def _area_residents(row: Row) -> Residents:
    return _nested(row, Residents(
        row.text("code"), row.whole("pop_total_2020"), row.whole("pop_60plus_2020"), row.whole("pop_65plus_2020"),
        row.whole("pop_80plus_2020"), "census", row.text("pop_source"), row.text("pop_source"),
        row.decimal("area_km2"), row.decimal("death_rate_2023_permille"), row.text("death_rate_source"),
    ))  # fmt: skip


def _nested(row: Row, figures: Residents) -> Residents:
    if figures.quality not in ("census", "estimated"):
        raise row.damaged(_("年龄数据来源标记“%(quality)s”不认识", quality=figures.quality))
    if not figures.aged_80 <= figures.aged_65 <= figures.aged_60 <= figures.total:
        raise row.damaged(_("各年龄段人数互相矛盾"))
    return figures


def _check_sums(counties: Sequence[Residents], above: Sequence[Residents]) -> None:
    """The published totals: a figure changed by one person is found."""
    totals = {area.code: area for area in above}
    for code, area in totals.items():
        inside = [county for county in counties if code.endswith("0000") or county.code[:4] == code[:4]]
        for name in ("total", "aged_60", "aged_65", "aged_80"):
            added, published = sum(getattr(county, name) for county in inside), getattr(area, name)
            if added != published:
                raise Refused(
                    _("zhejiang_population.csv中%(code)s各县合计%(added)s人，公布数为%(published)s人（%(name)s）。没有写入任何数据。",
                      code=code, added=added, published=published, name=name)
                )  # fmt: skip
    province = totals.get("330000")
    if province is None or (province.total, province.aged_65) != (RESIDENTS, AGED_65):
        raise Refused(_("全省常住人口或65岁及以上人口与2020年普查公布数不符。没有写入任何数据。"))


def outlines(folder: Path = DATA) -> dict[str, dict[str, Any]]:
    """GeoJSON geometries (WGS-84) of prefectures and counties, by code."""
    found: dict[str, dict[str, Any]] = {}
    for name, wanted in (("zhejiang_cities.geojson", 11), ("zhejiang_counties.geojson", 90)):
        features = _features(folder / name)
        if len(features) != wanted:
            raise Refused(_("%(file)s应有%(wanted)s个图形，现有%(has)s个。没有写入任何数据。",
                            file=name, wanted=wanted, has=len(features)))  # fmt: skip
        for number, feature in enumerate(features, 1):
            found[_outline_code(name, number, feature)] = feature["geometry"]
    return found


def _features(file: Path) -> list[dict[str, Any]]:
    try:
        return list(json.loads(file.read_text(encoding="utf-8"))["features"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(_("读不了%(file)s：%(why)s。没有写入任何数据。", file=file.name, why=error)) from None


def _outline_code(file: str, number: int, feature: Any) -> str:
    try:
        code, kind = str(feature["properties"]["code"]), feature["geometry"]["type"]
    except (KeyError, TypeError):
        raise Refused(_("%(file)s第%(row)s个图形缺少代码或形状。没有写入任何数据。", file=file, row=number)) from None
    if kind not in ("Polygon", "MultiPolygon"):
        raise Refused(
            _("%(file)s第%(row)s个图形（%(code)s）不是面。没有写入任何数据。", file=file, row=number, code=code)
        )
    return code
