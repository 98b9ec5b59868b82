"""The coverage pages as people meet them: in Chromium, with the network cut, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hospice.access.permissions import Role
from hospice.facilities.rules.codes import UnitStatus
from tests.browser import Browser
from tests.factories import PASSWORD, a_unit, a_user
from tests.servers import Server

from .registry import a_counting_ward, a_facility, a_hospital, changed

pytestmark = pytest.mark.browser

PATHS = [
    "/coverage", "/coverage?goal=G1", "/coverage?goal=G3&view=prefectures", "/coverage/331100", "/county/331181",
    "/coverage/331181/why?goal=G2", "/coverage/trend", "/coverage?on=x&known_at=y",
]


@pytest.fixture
def login(live: Server) -> str:
    """A coordinator of 龙泉市 on a live server with a few facts."""
    with live.app.app_context():
        a_counting_ward("331124", lon=119.48, lat=28.45)
        a_unit(a_hospital("331181", name="龙泉市人民医院", lon=119.14, lat=28.07), status=UnitStatus.UNDER_CONSTRUCTION, beds=0)
        a_facility("331181")
        a_facility("331181", provides=False)
        changed()
        return a_user(Role.COUNTY_COORDINATOR, "331181").login


@pytest.mark.parametrize("width", [1366, 390])
def test_every_coverage_page_is_clean_and_fits(browse: Callable[..., Browser], login: str, width: int) -> None:
    window = browse(width=width)
    window.sign_in(login, PASSWORD)
    for path in PATHS:
        page = window.open(path)
        if page.locator(".folium-map").count():
            page.wait_for_selector("body[data-map-ready]")
        assert window.axe() == [], path
        assert not window.overflows(), path
        if "on=x" in path:  # a page that could not read an answer says so with a status that the console repeats
            window.said[:] = [line for line in window.said if "400" not in line]


def test_a_county_opens_from_the_map(browse: Callable[..., Browser], login: str) -> None:
    window = browse()
    window.sign_in(login, PASSWORD)
    page = window.open("/coverage/331100")
    page.wait_for_selector("body[data-map-ready]")
    page.locator(".map-area[data-code='331181']").click(position={"x": 40, "y": 40})
    page.wait_for_url("**/county/331181")
    assert page.locator("h1").inner_text() == "龙泉市"


def test_the_trend_is_drawn(browse: Callable[..., Browser], login: str) -> None:
    window = browse()
    window.sign_in(login, PASSWORD)
    page = window.open("/coverage?goal=G2")
    page.wait_for_selector("body[data-map-ready]")
    drawn = page.locator("img[src*=trend]").element_handle()
    drawn.evaluate("image => image.decode()")
    assert drawn.evaluate("image => image.naturalWidth") == 440
