"""The map as text: two pieces, no address outside, equal bytes for equal input."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from hospice.geo import boundaries, maps

ROOT = Path(__file__).resolve().parents[2]
GEO = ROOT / "static" / "geo" / "zhejiang.json"
WHERE = {"boundaries": "/static/geo/zhejiang.json", "figures": "/coverage/map.json"}


def test_the_same_map_is_the_same_bytes_so_that_an_etag_holds():
    assert maps.network_map(**WHERE, focus=["331100"]) == maps.network_map(**WHERE, focus=["331100"])
    assert maps.network_map(**WHERE, focus=["331100"]) != maps.network_map(**WHERE, focus=["331000"])


def test_a_map_names_no_host_unless_tiles_are_configured():
    tiles = maps.Tiles("https://tiles.test/{z}/{x}/{y}", "底图 <审图号>")
    assert "//" not in "".join(maps.network_map(**WHERE))
    script = maps.network_map(**WHERE, tiles=[tiles]).script
    assert re.findall(r"https?://[^/]*", script) == ["https://tiles.test"]
    assert "<" not in script
    assert "\\u0026lt;\\u5ba1" in script  # Leaflet shows a credit as HTML: it has to arrive escaped


def test_nothing_a_caller_passes_can_end_the_script():
    script = maps.network_map(**WHERE, label="</script><b>龙泉").script
    assert "</script" not in script
    assert "<b>" not in script


def test_importing_maps_does_not_import_folium():
    code = "import sys, hospice.geo.maps; sys.exit('folium' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_boundaries_for_the_browser_are_light_and_their_gzipped_twin_is_the_same_text():
    packed = GEO.with_name("zhejiang.json.gz").read_bytes()
    assert len(packed) <= 60_000
    assert gzip.decompress(packed) == GEO.read_bytes()


def test_the_boundaries_for_the_browser_hold_every_county_and_neighbours_share_borders(divisions):
    drawn = json.loads(GEO.read_text(encoding="utf-8"))
    codes = {row["code"] for row in divisions.values() if row["level"] == "county"}
    assert {feature["properties"]["code"] for feature in drawn["features"]} == codes
    cities = {feature["properties"]["city"] for feature in drawn["features"]}
    assert cities == {city["code"] for city in drawn["cities"]}
    edges: dict[tuple[tuple[float, ...], ...], int] = {}
    for feature in drawn["features"]:
        for ring in (ring for polygon in feature["geometry"]["coordinates"] for ring in polygon):
            for one, two in pairwise(ring):
                key = tuple(sorted((tuple(one), tuple(two))))
                edges[key] = edges.get(key, 0) + 1
    assert set(edges.values()) == {1, 2}
    shared = sum(count == 2 for count in edges.values())
    assert shared > len(edges) / 3


def test_simplified_borders_stay_within_what_the_borders_are_good_for():
    drawn = json.loads(GEO.read_text(encoding="utf-8"))["features"]
    for feature in drawn:
        ring = max((polygon[0] for polygon in feature["geometry"]["coordinates"]), key=len)
        for lon, lat in ring[::5]:
            assert boundaries.shipped().border_km(lon, lat, feature["properties"]["code"]) < boundaries.BORDER_TRUST_KM
