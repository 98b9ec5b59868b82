"""Make static/geo/zhejiang.json, the boundaries that the browser draws, from the full reference data.

usage: python tools/build_boundaries.py            (needs shapely, a development dependency)

Counties are simplified as one coverage, so that neighbours keep one common border, and rounded to four decimals
(11 m, where the borders themselves are only good to some 500 m). Prefectures are not stored a second time: the browser
finds their borders as those edges of counties that no county of the same prefecture shares.
Beside the file lies the same text gzipped, so that a server can send it without compressing at every answer.
"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "hospice" / "regions" / "data"
TARGET = ROOT / "static" / "geo" / "zhejiang.json"
TOLERANCE = 0.003  # degrees: square root of the smallest triangle kept, about 300 m
DIGITS = 4


def divisions() -> dict[str, dict[str, str]]:
    """Rows of the division table by code; codes of counties and above only are needed."""
    with (DATA / "zhejiang_divisions.csv").open(encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file) if row["level"] != "township"}


def rounded(geometry: Any) -> Any:
    """A GeoJSON geometry with coordinates of DIGITS decimals; points that fall together are written once."""
    def ring(points: Any) -> list[list[float]]:
        kept: list[list[float]] = []
        for lon, lat in points:
            point = [round(lon, DIGITS), round(lat, DIGITS)]
            if not kept or kept[-1] != point:
                kept.append(point)
        return kept

    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [[line for line in map(ring, polygon) if len(line) >= 4] for polygon in polygons]
    return {"type": "MultiPolygon", "coordinates": [polygon for polygon in rings if polygon]}


def label(row: dict[str, str]) -> list[float]:
    """Where the name of a division is written: its label point as (lon, lat)."""
    return [round(float(row["lon"]), DIGITS), round(float(row["lat"]), DIGITS)]


def boundaries() -> dict[str, Any]:
    """The whole file as a GeoJSON collection of counties with one more member, the prefectures and their labels."""
    source = json.loads((DATA / "zhejiang_counties.geojson").read_text(encoding="utf-8"))["features"]
    simplified = shapely.coverage_simplify([shape(feature["geometry"]) for feature in source], TOLERANCE)
    rows = divisions()
    features = []
    for feature, geometry in zip(source, simplified, strict=True):
        row = rows[feature["properties"]["code"]]
        about = {"code": row["code"], "name": row["name"], "city": row["parent_code"], "label": label(row)}
        features.append({"type": "Feature", "properties": about, "geometry": rounded(mapping(geometry))})
    cities = [{"code": row["code"], "name": row["name"], "short": row["short_name"], "label": label(row)}
              for row in rows.values() if row["level"] == "city"]
    return {"type": "FeatureCollection", "cities": cities, "features": features}


def main() -> None:
    """Write the file and its gzipped twin, and say how large they are."""
    text = json.dumps(boundaries(), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    packed = gzip.compress(text, 9, mtime=0)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(text)
    TARGET.with_name(TARGET.name + ".gz").write_bytes(packed)
    print(f"{TARGET.relative_to(ROOT)}: {len(text):,} bytes, {len(packed):,} gzipped")


if __name__ == "__main__":
    main()
