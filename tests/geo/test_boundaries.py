"""In which county a point lies, against places everybody knows and against shapely."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from shapely.geometry import Point, shape

from hospice.geo import boundaries
from hospice.geo.boundaries import Boundaries, County, Placement
from hospice.geo.distance import kilometres

# Landmarks and their counties: hospice/regions/data/README.md.
KNOWN = {"杭州市民中心": (120.2060, 30.2475, "330102"), "天一广场": (121.5495, 29.8690, "330203"),
         "五马街": (120.6530, 28.0150, "330302"), "义乌国际商贸城": (120.0980, 29.3330, "330782"),
         "乌镇西栅": (120.4820, 30.7480, "330483")}


@pytest.fixture(scope="module")
def polygons():
    features = json.loads(boundaries.SHIPPED.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in features}


@pytest.mark.parametrize("name", KNOWN)
def test_a_landmark_lies_in_its_county(name):
    lon, lat, county = KNOWN[name]
    assert boundaries.county_at(lon, lat) == county


def test_every_label_point_lies_in_its_own_county(divisions):
    for row in divisions.values():
        if row["level"] == "county":
            assert boundaries.county_at(float(row["lon"]), float(row["lat"])) == row["code"]


def test_a_second_implementation_finds_the_same_counties(polygons):
    random = np.random.default_rng(20261122)
    tree, codes = shapely.STRtree(list(polygons.values())), list(polygons)
    for lon, lat in random.uniform((118, 27), (123, 31.3), (400, 2)):
        hits = tree.query(Point(lon, lat), predicate="within")
        assert boundaries.county_at(lon, lat) == (codes[hits[0]] if len(hits) else None)


def test_an_islet_without_a_polygon_falls_to_the_nearest_county_with_its_distance(polygons):
    lon, lat = 122.9, 30.4
    assert boundaries.county_at(lon, lat) is None
    code, km = boundaries.nearest_county(lon, lat)
    nearest = min(polygons, key=lambda other: polygons[other].distance(Point(lon, lat)))
    assert code == nearest
    line = shapely.shortest_line(polygons[code], Point(lon, lat)).coords
    assert km == pytest.approx(kilometres(line[0], line[1]), rel=0.01)


def test_a_point_in_its_county_is_not_questioned():
    verdict = boundaries.judge(119.142, 28.075, "331181")
    assert (verdict.placement, verdict.km_outside, verdict.county) == (Placement.INSIDE, 0, "331181")


def test_a_point_in_another_county_is_questioned_and_that_county_is_named(polygons):
    verdict = boundaries.judge(120.2060, 30.2475, "331181")
    assert (verdict.placement, verdict.county) == (Placement.OUTSIDE, "330102")
    line = shapely.shortest_line(polygons["331181"], Point(120.2060, 30.2475)).coords
    assert verdict.km_outside == pytest.approx(kilometres(line[0], line[1]), rel=0.01)


def square(code: str, west: float) -> County:
    corners = [(west, 29.0), (west + 0.1, 29.0), (west + 0.1, 29.1), (west, 29.1), (west, 29.0)]
    ring = np.array(corners)
    return County(code, np.hstack([ring[:-1], ring[1:]]))


@pytest.mark.parametrize(("metres", "placement"), [(450, Placement.NEAR_BORDER), (550, Placement.OUTSIDE)])
def test_within_half_a_kilometre_of_the_border_the_registered_county_is_trusted(metres, placement):
    two = Boundaries([square("west", 120.0), square("east", 120.1)])
    degree = kilometres((120, 29.05), (121, 29.05)) * 1000
    verdict = two.judge(120.1 + metres / degree, 29.05, "west")
    assert (verdict.placement, verdict.county) == (placement, "east")
    assert verdict.km_outside == pytest.approx(metres / 1000, rel=0.01)


def test_a_point_at_sea_is_held_against_the_registered_county_when_no_other_is_nearer():
    two = Boundaries([square("west", 120.0), square("east", 120.1)])
    assert two.judge(119.9, 29.05, "west").county == "west"


def test_an_enclave_does_not_belong_to_the_county_around_it():
    outer, hole = square("ring", 120.0).edges, square("hole", 120.0).edges * 0.5 + np.array([60.025, 14.525] * 2)
    ring = Boundaries([County("ring", np.vstack([outer, hole]))])
    assert ring.county_at(120.01, 29.01) == "ring"
    assert ring.county_at(120.05, 29.05) is None


def test_the_shipped_boundaries_are_read_once():
    assert boundaries.shipped() is boundaries.shipped()
    assert len(boundaries.shipped().codes()) == 90
