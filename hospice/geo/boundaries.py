"""In which county a point lies, read off the shipped boundaries, and how far it is from a county's border.

The borders are of the 1:1,000,000 class: within some 500 m of one the registered county is right and the polygon may be
wrong; small islets, piers and new land lie in no polygon at all (see regions/data/README.md). So a point is never
refused here, only questioned.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Reference data are shipped with the divisions they belong to; only this path is known here, no code above.
SHIPPED = Path(__file__).resolve().parent.parent / "regions" / "data" / "zhejiang_counties.geojson"
BORDER_TRUST_KM = 0.5
"""Nearer to the border than this, the registered county is trusted (measured: 435 m at the 90th percentile)."""
_KM_PER_DEGREE = 111.195


class Placement(StrEnum):
    """How a point lies to the county it is registered in."""

    INSIDE = "inside"
    NEAR_BORDER = "near-border"  # outside the polygon, but within what the polygon can say
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A point judged against its registered county: outside by how many km, and which county lies there or nearest."""

    placement: Placement
    km_outside: float
    county: str


@dataclass(frozen=True)
class County:
    """One county's outline: every edge of every ring as (x1, y1, x2, y2) in degrees, and the box around it."""

    code: str
    edges: NDArray[np.float64]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        xs, ys = self.edges[:, 0], self.edges[:, 1]
        return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())

    def contains(self, lon: float, lat: float) -> bool:
        """Whether a ray to the east crosses the outline an odd number of times; holes and islands come out right."""
        x1, y1, x2, y2 = self.edges.T
        astride = (y1 > lat) != (y2 > lat)
        x1, y1, x2, y2 = x1[astride], y1[astride], x2[astride], y2[astride]
        return bool(np.count_nonzero(lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1)) % 2)

    def border_km(self, lon: float, lat: float) -> float:
        """Straight-line kilometres from the point to the nearest stretch of border, whichever side it lies on."""
        scale = np.array([np.cos(np.radians(lat)), 1.0]) * _KM_PER_DEGREE
        start = (self.edges[:, :2] - (lon, lat)) * scale
        along = (self.edges[:, 2:] - (lon, lat)) * scale - start
        length2 = np.maximum((along**2).sum(axis=1), 1e-18)
        t = np.clip(-(start * along).sum(axis=1) / length2, 0, 1)
        return float(np.hypot(*(start + t[:, None] * along).T).min())


class Boundaries:
    """The outlines of all counties, asked by position (WGS-84 degrees)."""

    def __init__(self, counties: Iterable[County]) -> None:
        self._counties: Mapping[str, County] = {county.code: county for county in counties}
        self._boxes = {code: county.box for code, county in self._counties.items()}

    @classmethod
    def load(cls, path: Path) -> Boundaries:
        """Read a GeoJSON collection of polygons with a `code` each; 90 counties take about 30 ms."""
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return cls(County(feature["properties"]["code"], _edges(feature["geometry"])) for feature in features)

    def codes(self) -> tuple[str, ...]:
        """Codes of the counties known here."""
        return tuple(self._counties)

    def county_at(self, lon: float, lat: float) -> str | None:
        """Code of the county whose polygon holds the point; None at sea, on an islet or outside the province."""
        for code, (west, south, east, north) in self._boxes.items():
            if west <= lon <= east and south <= lat <= north and self._counties[code].contains(lon, lat):
                return code
        return None

    def nearest_county(self, lon: float, lat: float) -> tuple[str, float]:
        """Code of the county at the point, else of the one nearest to it, and the km to its border (0 inside)."""
        code = self.county_at(lon, lat)
        if code is not None:
            return code, 0.0
        far, nearest = min((county.border_km(lon, lat), code) for code, county in self._counties.items())
        return nearest, far

    def border_km(self, lon: float, lat: float, code: str) -> float:
        """Kilometres from the point to the border of the county; KeyError when the county is unknown."""
        return self._counties[code].border_km(lon, lat)

    def judge(self, lon: float, lat: float, registered: str) -> Verdict:
        """Say whether the point fits the county it is registered in; KeyError when that county is unknown."""
        if self._counties[registered].contains(lon, lat):
            return Verdict(Placement.INSIDE, 0.0, registered)
        away = self.border_km(lon, lat, registered)
        placement = Placement.NEAR_BORDER if away <= BORDER_TRUST_KM else Placement.OUTSIDE
        there, _ = self.nearest_county(lon, lat)
        return Verdict(placement, away, there)


def _edges(geometry: Mapping[str, Any]) -> NDArray[np.float64]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [np.asarray(ring, dtype=np.float64) for polygon in polygons for ring in polygon]
    return np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])


@cache
def shipped() -> Boundaries:
    """The boundaries that come with the product, read at first use and kept."""
    return Boundaries.load(SHIPPED)


def county_at(lon: float, lat: float) -> str | None:
    """Code of the county whose shipped polygon holds the WGS-84 point, or None."""
    return shipped().county_at(lon, lat)


def nearest_county(lon: float, lat: float) -> tuple[str, float]:
    """Code of the county at the point or nearest to it, and the kilometres to its border (0 inside)."""
    return shipped().nearest_county(lon, lat)


def judge(lon: float, lat: float, registered: str) -> Verdict:
    """How a point lies to its registered county, by the shipped boundaries."""
    return shipped().judge(lon, lat, registered)
