"""The map: its figures are those of the table, its points open only what the reader may open, and it is drawn without help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hospice.access.permissions import Role
from hospice.facilities.rules.codes import UnitKind, UnitStatus
from tests.factories import a_unit
from tests.pages import Visitor

from .registry import a_counting_ward, a_facility, a_hospital, a_municipal_ward, changed

Clients = Callable[..., Visitor]
ADDRESSES = [
    ("coverage.figures", {"goal": "G2", "level": "county"}),
    ("coverage.figures", {"goal": "G1", "level": "prefecture"}),
    ("coverage.map_script", {"goal": "G2", "level": "county"}),
    ("coverage.trend_drawing", {"goal": "G2"}),
]


@pytest.mark.parametrize(("endpoint", "values"), ADDRESSES)
def test_a_browser_that_has_it_is_told_so_until_something_changes(
    client_for: Clients, endpoint: str, values: dict[str, Any]
) -> None:
    officer = client_for(Role.PROVINCE_OFFICER)
    first = officer.get(endpoint, **values)
    assert first.headers["Cache-Control"] == "private, no-cache"
    tag = {"If-None-Match": first.headers["ETag"]}
    again = officer.get(endpoint, headers=tag, **values)
    assert (again.status, again.data) == (304, b"")
    a_counting_ward(lon=119.1, lat=28.1)
    a_municipal_ward("331102", lon=119.9, lat=28.4)
    expected = 304 if endpoint == "coverage.map_script" else 200
    assert officer.get(endpoint, headers=tag, **values).status == expected


def test_every_county_has_its_class_its_word_and_its_page(client_for: Clients) -> None:
    a_counting_ward("331181")
    a_unit(a_hospital("331124"), status=UnitStatus.SUSPENDED)
    changed()
    told = client_for(Role.PROVINCE_OFFICER).get("coverage.figures", goal="G2", level="county", on="2026-11-22").json
    assert len(told["classes"]) == len(told["words"]) == len(told["links"]) == 90
    assert (told["classes"]["331181"], told["words"]["331181"]) == ("m5", "已达标")
    assert told["classes"]["331124"] == "m2"
    assert told["classes"]["330102"] == "nod"
    assert told["links"]["331181"] == "/county/331181?on=2026-11-22"


def test_the_legend_counts_what_the_map_paints(client_for: Clients) -> None:
    officer = client_for(Role.PROVINCE_OFFICER)
    a_counting_ward("331181")
    a_facility("331181")
    a_facility("331124", provides=False)
    a_counting_ward("331125")
    legends = {"G2": {"m5": "已达标"}, "G3": {"m5": "75%及以上", "na": "不适用"}}
    for goal, legend in legends.items():
        words = {**legend, "nod": "未报数据"}
        classes = list(officer.get("coverage.figures", goal=goal, level="county").json["classes"].values())
        page = officer.get("coverage.index", goal=goal)
        for name, word in words.items():
            assert f"{word} {classes.count(name)}" in page.text


def test_prefectures_say_how_many_of_their_counties_are_there(client_for: Clients) -> None:
    a_counting_ward("331181")
    told = client_for(Role.PROVINCE_OFFICER).get("coverage.figures", goal="G2", level="prefecture").json
    assert len(told["classes"]) == 11
    assert told["words"]["331100"].endswith("1/9")
    assert told["links"]["331100"] == "/coverage/331100?goal=G2"


def test_points_are_for_all_and_their_pages_for_those_who_may(client_for: Clients) -> None:
    mine = a_counting_ward("331181", name="龙泉病区", lon=119.1, lat=28.1)
    a_counting_ward("330102", name="上城病区", lon=120.2, lat=30.2)
    a_unit(a_hospital("331181"), name="关了的病区", status=UnitStatus.CLOSED, lon=119.1, lat=28.1)
    a_unit(a_hospital("331181"), UnitKind.CLINIC, name="门诊", lon=119.1, lat=28.1)
    a_unit(a_hospital("331181"), name="没有位置的病区")
    changed()
    told = client_for(Role.COUNTY_COORDINATOR, "331181").get("coverage.figures", goal="G2", level="county").json
    points = {point["name"]: point for point in told["points"]}
    assert set(points) == {"龙泉病区", "上城病区"}
    assert points["龙泉病区"]["url"].endswith(f"/units/{mine.key}")
    assert "url" not in points["上城病区"]
    assert (points["龙泉病区"]["kind"], points["龙泉病区"]["state"], points["龙泉病区"]["word"]) == ("ward", "open", "已启用")


def test_two_readers_never_share_the_points_of_one(client_for: Clients) -> None:
    ward = a_counting_ward("331181", lon=119.1, lat=28.1)
    officer, stranger = client_for(Role.PROVINCE_OFFICER), client_for(Role.COUNTY_COORDINATOR, "330102")
    assert str(ward.key) in officer.get("coverage.figures", goal="G2", level="county").html
    assert str(ward.key) not in stranger.get("coverage.figures", goal="G2", level="county").html


def test_a_prefecture_shows_its_points_from_afar(client_for: Clients) -> None:
    a_counting_ward("331181", lon=119.1, lat=28.1)
    officer = client_for(Role.PROVINCE_OFFICER)
    assert officer.get("coverage.figures", goal="G2", level="county").json["points"][0]["near"]
    assert "near" not in officer.get("coverage.figures", goal="G2", level="county", region="331100").json["points"][0]


def test_the_page_brings_the_map_from_our_own_host_alone(client_for: Clients) -> None:
    page = client_for(Role.PROVINCE_OFFICER).get("coverage.index")
    scripts = [element.get("src", "").partition("?")[0] for element in page.all("script")]
    assert scripts == ["/static/vendor/leaflet/leaflet.js", "/static/js/map.js", "/coverage/map.js"]
    script = client_for(Role.PROVINCE_OFFICER).get("coverage.map_script", goal="G2", level="county")
    assert "http" not in script.html
    assert "/geo/boundaries.json" in script.html
