"""Every page of the map of addresses in a real browser, on a whole demo province, at a desk and on a phone.

Pages are found in the map of addresses: a new one is looked over without being named here, and fails as long as
`tests/province.py` does not know who opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from hospice.demo.words import PASSWORD
from tests.browser import Browser
from tests.databases import Sqlite
from tests.province import COORDINATOR, PROVINCE, Visit, settled, visits
from tests.servers import Server, serving

pytestmark = pytest.mark.browser

DESK, PHONE = 1366, 390
MAIN = ("/", "/county/331181", "/coverage?goal=G3", "/institutions", "/institutions/new")
TARGETS = ".nav a, .btn, .lnk, .me a, .brand, summary, .foot a, .chk, .pick span, .in:not([type=checkbox])"

# What sees whether focus is drawn, and which targets are smaller than a finger (elder mode: 60 px, else 44 px).
FOCUS = """() => {
    const drawn = getComputedStyle(document.activeElement);
    return drawn.outlineStyle !== 'none' && parseFloat(drawn.outlineWidth) >= 2;
}"""
SMALL = """([targets, least]) => {
    const height = element => Math.round(element.getBoundingClientRect().height);
    return [...document.querySelectorAll(targets)]
        .filter(element => element.checkVisibility({opacityProperty: true, visibilityProperty: true}))
        .filter(element => height(element) < least)
        .map(element => `${element.className || element.tagName} ${element.textContent.trim()} ${height(element)}`);
}"""


@pytest.fixture(scope="module")
def province(file_store: Sqlite) -> Iterator[Server]:
    """The demo province on a live server, for all tests of this file."""
    with settled(file_store) as app, serving(app) as server:
        yield server


@pytest.fixture(scope="module")
def everywhere(province: Server) -> list[Visit]:
    """A visit to every page."""
    return visits(province.app)


@pytest.fixture(scope="module")
def window_of(chromium: Any, province: Server) -> Iterator[Callable[[str], Browser]]:
    """The window of somebody; people sign in once."""
    opened: dict[str, Browser] = {}

    def window(login: str) -> Browser:
        if login not in opened:
            opened[login] = Browser(chromium, province)
            if login:
                opened[login].sign_in(login, PASSWORD)
        return opened[login]

    yield window
    for each in opened.values():
        each.close()


def looked_over(window: Browser, path: str, *, widths: Iterable[int] = (DESK, PHONE), least: int = 44) -> list[str]:
    """What is wrong with a page: axe, width, console, requests to elsewhere, focus, small targets."""
    page = window.open(path)
    if page.locator("figure .folium-map").count():
        page.wait_for_selector("body[data-map-ready]")
    faults: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found = window.axe() + [f"small: {words}" for words in page.evaluate(SMALL, [TARGETS, least])]
        found += ["wider than the window"] if window.overflows() else []
        faults += [f"{width}: {words}" for words in found]
    page.keyboard.press("Tab")
    faults += [] if page.evaluate(FOCUS) else ["no focus is seen"]
    faults += [f"console: {words}" for words in window.said] + [f"outside: {url}" for url in window.outside]
    window.said.clear()
    window.outside.clear()
    return faults


def test_every_page_is_clean_fits_and_stays_quiet(
    everywhere: list[Visit], window_of: Callable[[str], Browser]
) -> None:
    found = {visit.path: looked_over(window_of(visit.login), visit.path) for visit in everywhere}
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_the_main_pages_are_clean_in_elder_mode_and_large_enough_for_an_unsteady_finger(
    chromium: Any, province: Server
) -> None:
    window = Browser(chromium, province)
    window.sign_in(COORDINATOR, PASSWORD)
    window.open("/appearance/elder/on")
    found = {path: looked_over(window, path, least=60) for path in MAIN}
    window.close()
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_the_main_pages_are_clean_in_english(chromium: Any, province: Server) -> None:
    window = Browser(chromium, province)
    window.sign_in(COORDINATOR, PASSWORD)
    window.open("/appearance/language/en")
    found = {path: looked_over(window, path, widths=[PHONE]) for path in MAIN}
    assert window.page.locator("html").get_attribute("lang") == "en"
    window.close()
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_a_coordinator_signs_in_finds_the_list_and_opens_the_form_without_a_mouse(chromium: Any, province: Server) -> None:
    window = Browser(chromium, province)
    page = window.open("/sign-in")
    tab_to(page, "input[name=login]")
    page.keyboard.type(COORDINATOR)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    for link, path in ((".nav a[href='/institutions']", "/institutions"), (".head a.btn-1", "/institutions/new")):
        tab_to(page, link)
        page.keyboard.press("Enter")
        page.wait_for_url("**" + path)
    tab_to(page, "input[name=name]")
    page.keyboard.type("龙泉市第九医院")
    assert page.input_value("input[name=name]") == "龙泉市第九医院"
    window.close()


def test_the_map_is_walked_with_the_keyboard(window_of: Callable[[str], Browser]) -> None:
    page = window_of(PROVINCE).open("/coverage?goal=G2")
    page.wait_for_selector("body[data-map-ready]")
    tab_to(page, ".folium-map")
    before = page.locator(".map-area").first.bounding_box()
    page.keyboard.press("+")
    page.wait_for_function(
        "width => document.querySelector('.map-area').getBoundingClientRect().width > width * 1.2", arg=before["width"]
    )


def test_on_paper_every_page_says_that_the_data_are_synthetic(window_of: Callable[[str], Browser]) -> None:
    window = window_of(PROVINCE)
    page = window.open("/coverage?goal=G2")
    page.emulate_media(media="print")
    assert page.locator(".demo").is_visible()
    assert not page.locator(".nav").is_visible()
    page.emulate_media(media="screen")


def tab_to(page: Any, selector: str, most: int = 60) -> None:
    """Press Tab until the focus stands on an element."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached with {most} times Tab")
