"""Where something stands: from a typed address, from coordinates of any datum, from a point on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import today
from hospice.core.i18n import gettext as _
from hospice.geo import boundaries
from hospice.geo.boundaries import Placement
from hospice.geo.datum import Datum, to_wgs84
from hospice.geo.geocoding import Entry, Gazetteer
from hospice.geo.geocoding import Level as Depth
from hospice.regions.models import Level, Region
from hospice.regions.queries import standing

from ..models import Finding
from ..rules.contradictions import Contradiction

_DEPTH = {
    Level.PROVINCE: Depth.PROVINCE,
    Level.PREFECTURE: Depth.CITY,
    Level.COUNTY: Depth.COUNTY,
    Level.TOWNSHIP: Depth.TOWNSHIP,
}
POINT_OUTSIDE = Contradiction.POINT_OUTSIDE.value
TYPED_ACCURACY_M = 100  # a point that a person gave: the building, or the gate of the yard [P]


@dataclass(frozen=True)
class Point:
    """A place in WGS-84 degrees, how far it may be off in metres, and where it comes from."""

    lon: float
    lat: float
    accuracy_m: int
    source: str
    named: str = ""  # the division that an address was found to name
    contradicts: Sequence[str] = ()  # names in the address that lie elsewhere


def given(lon: float, lat: float, datum: Datum) -> Point:
    """The point that somebody typed or picked, turned into WGS-84 and cut to about a metre."""
    east, north = to_wgs84(lon, lat, datum)
    words = {
        Datum.WGS84: _("人工填写或地图点选"),
        Datum.GCJ02: _("人工填写，由GCJ-02换算"),
        Datum.BD09: _("人工填写，由BD-09换算"),
    }
    return Point(round(east, 5), round(north, 5), TYPED_ACCURACY_M, words[datum])


def found(session: Session, address: str, within: str) -> Point | None:
    """The division that an address names, at its own point: offline, never a guessed street.

    `within` is the code of the county or township where it is known to lie.
    """
    location = gazetteer(session).geocode(address, within=within)
    if location is None:
        return None
    raw = location.raw
    source = _("按地址在本机查找：%(place)s", place=location.address)[:60]
    lon, lat = round(location.longitude, 5), round(location.latitude, 5)
    return Point(lon, lat, raw["accuracy_m"], source, location.address, raw["contradicts"])


def gazetteer(session: Session) -> Gazetteer:
    """The divisions of today as a geocoder that needs no network."""
    columns = sa.select(
        Region.code,
        Region.name,
        Region.short_name,
        Region.level,
        Region.lon,
        Region.lat,
        Region.path,
        Region.point_source,
    )
    return Gazetteer(
        Entry(row.code, (row.name, row.short_name), _DEPTH[row.level], row.lon, row.lat, row.path, row.point_source)
        for row in session.execute(columns.where(standing(today())))
    )


@dataclass(frozen=True)
class Doubt:
    """A point outside its county: the sentence, and the evidence that a finding keeps."""

    sentence: str
    evidence: dict[str, Any]


def doubt(session: Session, point: Point, path: str) -> Doubt | None:
    """What is odd about a point that is said to lie in the county with this path; none when nothing is.

    Within half a kilometre of the border the registered county is trusted, since borders are that coarse.
    """
    known = set(boundaries.shipped().codes())
    code = next((code for code in reversed(path.strip("/").split("/")) if code in known), None)  # a zone: its host
    if code is None:
        return None
    verdict = boundaries.judge(point.lon, point.lat, code)
    if verdict.placement is not Placement.OUTSIDE:
        return None
    named = session.execute(sa.select(Region.code, Region.name).where(Region.code.in_({code, verdict.county})))
    names = {row.code: row.name for row in named}
    elsewhere = verdict.county != code and boundaries.county_at(point.lon, point.lat) is not None
    here, there, km = (
        names.get(code, code),
        names.get(verdict.county, "") if elsewhere else "",
        round(verdict.km_outside, 1),
    )
    sentence = (
        _("这个点在%(there)s境内，离%(here)s界约%(km)s公里。", there=there, here=here, km=km)
        if there
        else _("这个点不在%(here)s境内，离县界约%(km)s公里。", here=here, km=km)
    )
    return Doubt(sentence, {"county": here, "lies_in": there, "km": km})


def leave_finding(session: Session, institution_id: int, region_id: int, odd: Doubt) -> None:
    """Note a point that was kept outside its county, for whoever follows it up; once, while it is open."""
    mine = (Finding.institution_id == institution_id, Finding.unit_id.is_(None), Finding.resolved_at.is_(None))
    if session.scalar(sa.select(Finding.id).where(*mine, Finding.code == POINT_OUTSIDE)) is None:
        session.add(
            Finding(code=POINT_OUTSIDE, institution_id=institution_id, region_id=region_id, evidence=odd.evidence)
        )
        session.flush()
