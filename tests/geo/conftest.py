"""What the tests of `geo` share: the shipped divisions as gazetteer entries."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hospice.geo.geocoding import Entry, Gazetteer, Level

DATA = Path(__file__).resolve().parents[2] / "hospice" / "regions" / "data"


def path_of(code: str) -> str:
    """`/33/3311/331181/` for a county, one step more for a township."""
    if code == "330000":
        return "/33/"
    if len(code) == 6 and code.endswith("00"):
        return f"/33/{code[:4]}/"
    return f"/33/{code[:4]}/{code[:6]}/" + (f"{code}/" if len(code) == 9 else "")


@pytest.fixture(scope="session")
def divisions() -> dict[str, dict[str, str]]:
    with (DATA / "zhejiang_divisions.csv").open(encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="session")
def gazetteer(divisions: dict[str, dict[str, str]]) -> Gazetteer:
    def entry(row: dict[str, str]) -> Entry:
        level = Level[row["level"].upper()]
        names = (row["name"],) if level is Level.TOWNSHIP else (row["name"], row["short_name"])
        lon, lat = (float(row[key]) if row[key] else None for key in ("lon", "lat"))
        return Entry(row["code"], names, level, lon, lat, path_of(row["code"]), row["coord_source"])

    return Gazetteer(map(entry, divisions.values()))
