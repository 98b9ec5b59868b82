"""Bringing the reference data into the database, again and again with the same result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from . import sources
from .events import ReferenceChanged
from .models import Change, Level, Outline, Population, Quality, Region, Succession

CENSUS_YEAR = 2020


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows stand after a load, and how many of them were new or changed."""

    regions: int
    changed: int
    residents: int
    aged_65: int


def load(session: Session, folder: Path = sources.DATA) -> Loaded:
    """Divisions, residents and outlines from the shipped files; a damaged file is refused before anything is written."""
    divisions, residents, outlines = sources.divisions(folder), sources.residents(folder), sources.outlines(folder)
    known = {region.code: region for region in session.scalars(sa.select(Region))}
    changed = sum(_place(session, division, known) for division in divisions)
    session.flush()
    with session.no_autoflush:  # or what has changed would no longer be told from what has not
        _count(session, residents, known)
        _draw(session, outlines, known)
        is_news = changed or any(session.is_modified(row) for row in (*session.new, *session.dirty))
    session.flush()
    if is_news:
        publish(ReferenceChanged(subject="divisions", details={"divisions": changed}))
    province = next(figures for figures in residents if figures.code == "330000")
    return Loaded(len(divisions), changed, province.total, province.aged_65)


def _place(session: Session, division: sources.Division, known: dict[str, Region]) -> bool:
    """Add or bring up to date one division; says whether anything changed."""
    parent = known.get(division.parent_code)
    values: dict[str, Any] = {
        "name": division.name, "short_name": division.short_name, "name_en": division.name_en,
        "pinyin": division.pinyin.lower(), "initials": _initials(division.pinyin), "level": Level(division.level),
        "kind": division.kind, "path": f"{parent.path if parent else '/'}{division.code}/", "lon": division.lon,
        "lat": division.lat, "point_source": division.point_source,
    }  # fmt: skip
    region = known.get(division.code)
    if region is None:
        known[division.code] = Region(code=division.code, parent=parent, statutory=True, **values)
        session.add(known[division.code])
        return True
    stale = {name: value for name, value in values.items() if getattr(region, name) != value}
    for name, value in stale.items():
        setattr(region, name, value)
    return bool(stale)


def _initials(pinyin: str) -> str:
    """The capitals of `Longquan Shi` or of its syllables: what people type."""
    return "".join(part[0] for part in pinyin.lower().replace("'", " ").split() if part)


def _count(session: Session, residents: Iterable[sources.Residents], known: Mapping[str, Region]) -> None:
    present = {
        row.region_id: row for row in session.scalars(sa.select(Population).where(Population.year == CENSUS_YEAR))
    }
    for figures in residents:
        region = known[figures.code]
        row = present.get(region.id) or Population(region_id=region.id, year=CENSUS_YEAR)
        row.total, row.aged_60, row.aged_65, row.aged_80 = (
            figures.total, figures.aged_60, figures.aged_65, figures.aged_80,
        )  # fmt: skip
        row.age_quality, row.source, row.age_source = Quality(figures.quality), figures.source, figures.age_source
        row.area_km2, row.death_rate_permille = figures.area_km2, figures.death_rate
        row.death_rate_source = figures.death_rate_source
        session.add(row)


def _draw(session: Session, outlines: Mapping[str, dict[str, Any]], known: Mapping[str, Region]) -> None:
    present = {row.region_id: row for row in session.scalars(sa.select(Outline))}
    for code, geometry in outlines.items():
        if code not in known:
            raise Refused(_("边界文件里的代码%(code)s不在区划表中。没有写入任何数据。", code=code))
        row = present.get(known[code].id)
        if row is None:
            session.add(Outline(region_id=known[code].id, geometry=geometry))
        elif row.geometry != geometry:
            row.geometry = geometry


def succeed(
    session: Session, former: Region, later: Iterable[Region], change: Change, on: date, document_no: str
) -> None:
    """End a division on a day and name what follows it: one successor when merged or renamed, several when split.

    The former division ends on `on`; its successors must exist from that day or earlier. Raises `Refused` where the
    former one has already ended or a successor starts later.
    """
    later = list(later)
    if former.valid_to is not None:
        raise Refused(_("%(name)s已于%(day)s撤销。", name=former.name, day=former.valid_to))
    for region in later:
        if region.valid_from is not None and region.valid_from > on:
            raise Refused(_("%(name)s自%(day)s起才设立。", name=region.name, day=region.valid_from))
        session.add(Succession(from_id=former.id, to_id=region.id, change=change, on=on, document_no=document_no))
    former.valid_to = on


def found_zone(session: Session, code: str, name: str, host: Region) -> Region:
    """Register a functional zone under its host county: a unit of management without statutory weight (domain §1.4)."""
    if host.level is not Level.COUNTY or not host.statutory:
        raise Refused(_("功能区要挂在法定的县（市、区）下面。"))
    if not (code and len(code) <= 12 and code.isascii() and code.isalnum() and 0 < len(name) <= 60):
        raise Refused(_("代码最多12位字母和数字，名称最多60个字。"))
    if session.scalar(sa.select(Region.id).where(Region.code == code)) is not None:
        raise Refused(_("代码%(code)s已经用过。", code=code))
    zone = Region(
        code=code, name=name, short_name=name, level=Level.COUNTY, kind="功能区", parent=host, statutory=False,
        path=f"{host.path}{code}/", lon=host.lon, lat=host.lat, point_source="host",
    )  # fmt: skip
    session.add(zone)
    session.flush()
    return zone
