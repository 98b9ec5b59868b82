"""The map as people meet it: in Chromium, with everything outside this machine cut off."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from hospice.geo import maps

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
AXE = ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js"
SCRIPT_NAME = "</script><img src=x onerror=alert(1)>龙泉市人民医院"
WORDS = {"m5": "已达标", "m4": "经认定达标", "m3": "在建，预计按期", "m2": "在建，已过预计日期", "m1": "尚未启动",
         "na": "不适用"}
# The picture of the design's mock-up, county by county.
CLASSES = {"m4": ["330108", "330114", "330303"], "m1": ["330305", "330329", "330727", "330824", "330921", "331127"],
           "m2": ["331126", "330328", "330822", "331024"], "na": ["330383"],
           "m3": ["330624", "331083", "331123", "330327", "330726", "331022", "331181", "330127", "330703", "330902",
                  "331124", "330324", "330803", "331125"]}
PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>覆盖与缺口 · 安宁网</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/vendor/leaflet/leaflet.css"><link rel="stylesheet" href="/static/css/tokens.css">
<link rel="stylesheet" href="/static/css/components.css"><link rel="stylesheet" href="/static/css/map.css">
<script defer src="/static/vendor/leaflet/leaflet.js"></script><script defer src="/static/js/map.js"></script>
<script defer src="/network.js"></script></head>
<body><main class="page"><h1>覆盖与缺口</h1><div class="mapc"><figure>{div}</figure><div><h2>旁边的表</h2>
<label>经度<input id="lon"></label><label>纬度<input id="lat"></label>
<label>坐标系<select id="datum"><option>gcj02</option><option>wgs84</option></select></label></div></div>
<p>下文</p></main></body></html>"""
COUNTY_PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>县</title>
<link rel="icon" href="data:,"></head><body><h1>县</h1></body></html>"""


def figures(points: list[dict[str, Any]], level: str) -> dict[str, Any]:
    known = json.loads((ROOT / "static" / "geo" / "zhejiang.json").read_text(encoding="utf-8"))
    codes = [feature["properties"]["code"] for feature in known["features"]]
    if level == "city":
        codes = [city["code"] for city in known["cities"]]
    classes = dict.fromkeys(codes, "m5") | {code: kind for kind, found in CLASSES.items() for code in found}
    del classes["330922" if level == "county" else "330900"]  # a place that nobody reported on
    words = {code: WORDS[kind] for code, kind in classes.items() if kind in WORDS}
    links = {code: f"/counties/{code}" for code in codes}
    return {"classes": classes, "words": words, "links": links, "points": points}


class Handler(SimpleHTTPRequestHandler):
    """Serves the static folder and the few answers of the case at hand, under the policy the product has."""

    def __init__(self, *args: Any, answers: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        self.answers = answers
        super().__init__(*args, directory=str(ROOT), **kwargs)

    def do_GET(self) -> None:
        kind, text = self.answers.get(self.path, ("", ""))
        if not kind and self.path.startswith("/counties/"):
            kind, text = "text/html", COUNTY_PAGE
        if not kind:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; object-src 'none'")
        super().end_headers()

    def log_message(self, *_args: Any) -> None:
        """Tests are quiet."""


@contextmanager
def serving(points: list[dict[str, Any]], **options: Any) -> Iterator[str]:
    where = {"boundaries": "/static/geo/zhejiang.json", "figures": "/figures.json", "label": "覆盖地图"}
    made = maps.network_map(**where, **options)
    answers = {"/": ("text/html", PAGE.replace("{div}", made.div)), "/network.js": ("text/javascript", made.script),
               "/figures.json": ("application/json", json.dumps(figures(points, options.get("level", "county"))))}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, answers=answers))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Visit:
    """One opened page, and what it asked for and said."""

    page: Any
    base: str
    outside: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def county(self, code: str) -> Any:
        return self.page.locator(f".map-area[data-code='{code}']")

    def readout(self) -> str:
        text: str = self.page.locator(".map-readout").inner_text()
        return text

    def violations(self) -> list[str]:
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}})")
        return [f"{item['id']}: {node['html'][:120]}" for item in found["violations"] for node in item["nodes"]]


@pytest.fixture(scope="module")
def browser(chromium: Any) -> Any:
    """The Chromium of the run: Playwright starts one per process."""
    return chromium


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    open_things: list[Any] = []

    def opened(points: list[dict[str, Any]] | None = None, phone: bool = False, still: bool = False,
               **options: Any) -> Visit:
        server = serving(points or [], **options)
        base = server.__enter__()
        size = {"width": 390, "height": 844} if phone else {"width": 1366, "height": 900}
        context = browser.new_context(locale="zh-CN", viewport=size, has_touch=phone, is_mobile=phone,
                                      reduced_motion="reduce" if still else "no-preference")
        open_things[:0] = [context.close, lambda: server.__exit__(None, None, None)]
        seen = Visit(context.new_page(), base)
        context.route(lambda url: not url.startswith(base), lambda r: (seen.outside.append(r.request.url), r.abort()))
        seen.page.on("console", lambda message: seen.said.append(message.text))
        seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
        seen.page.goto(base + "/")
        seen.page.wait_for_selector("body[data-map-ready='1']", timeout=15_000)
        return seen

    yield opened
    for close in open_things:
        close()


pytestmark = pytest.mark.browser


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("level", ["county", "city"])
def test_the_map_draws_quietly_from_this_host_alone_and_axe_finds_nothing(visit, level, phone):
    seen = visit(level=level, phone=phone, selected="331181")
    assert seen.page.locator(".map-area").count() == {"county": 90, "city": 11}[level]
    assert seen.violations() == []
    assert seen.outside == []
    assert seen.said == []


def test_nothing_is_wider_than_a_phone(visit):
    seen = visit(phone=True)
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 390


def test_pointing_at_a_county_says_its_name_and_state_in_words(visit):
    seen = visit()
    seen.county("331127").hover()
    assert seen.page.locator(".map-tip").inner_text() == "景宁畲族自治县：尚未启动"
    assert seen.county("331127").get_attribute("aria-label") == "景宁畲族自治县：尚未启动"


def test_a_county_without_a_class_is_hatched_as_unreported_and_never_drawn_as_zero(visit):
    seen = visit()
    assert seen.county("330922").get_attribute("fill") == "url(#map-nod)"
    assert seen.county("330383").get_attribute("fill") == "url(#map-na)"
    assert seen.county("330922").get_attribute("aria-label") == "嵊泗县：未报数据"


def test_clicking_a_county_opens_its_page(visit):
    seen = visit()
    seen.county("330127").click()
    seen.page.wait_for_url("**/counties/330127")


def test_dragging_with_the_mouse_moves_the_map_opens_nothing_and_a_button_brings_it_back(visit):
    seen = visit()
    whole = seen.page.get_by_role("button", name="全图")
    assert not whole.is_visible()
    before = seen.county("330127").bounding_box()
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    seen.page.mouse.move(x, y)
    seen.page.mouse.down()
    seen.page.mouse.move(x + 60, y + 10, steps=5)
    seen.page.wait_for_timeout(300)  # without a rest the map would glide on
    seen.page.mouse.up()
    assert seen.page.url == seen.base + "/"
    assert seen.county("330127").bounding_box()["x"] == pytest.approx(before["x"] + 60, abs=3)
    whole.click()
    assert seen.county("330127").bounding_box()["x"] == pytest.approx(before["x"], abs=1)
    assert not whole.is_visible()


def test_the_keyboard_alone_enters_the_map_steps_to_a_neighbour_and_opens_it(visit):
    seen = visit(selected="331181")
    keys = seen.page.keyboard
    keys.press("Tab")
    assert seen.page.get_by_role("application", name="覆盖地图").evaluate("node => node === document.activeElement")
    assert "方向键" in seen.readout()
    keys.press("Tab")
    assert seen.page.evaluate("document.activeElement.dataset.code") == "331181"
    keys.press("ArrowDown")
    assert seen.page.evaluate("document.activeElement.dataset.code") == "331126"
    assert seen.page.locator(".map-tip").inner_text() == "庆元县：在建，已过预计日期"
    keys.press("Escape")
    assert seen.page.evaluate("document.activeElement.id") == "map_network"
    keys.press("Tab")
    assert seen.page.evaluate("document.activeElement.dataset.code") == "331126"
    keys.press("Enter")
    seen.page.wait_for_url("**/counties/331126")


def test_arrow_keys_pan_and_plus_zooms_while_the_map_itself_has_the_focus(visit):
    seen = visit(still=True)
    state = "[map_network.getCenter().lng, map_network.getZoom()]"
    lon, zoom = seen.page.evaluate(state)
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("ArrowRight")
    seen.page.keyboard.press("+")
    # Where less motion is wished for, the map is there at once: nothing is waited for here.
    assert seen.page.evaluate(state) == [pytest.approx(lon + 0.6, abs=0.5), pytest.approx(zoom + 1)]
    assert seen.page.evaluate(state)[0] > lon


def test_every_county_can_be_reached_with_arrow_keys_and_only_one_is_a_tab_stop(visit):
    seen = visit()
    assert seen.page.locator(".map-area[tabindex='0']").count() == 1
    reached = seen.page.evaluate("""() => {
        const [first] = document.querySelectorAll(".map-area[tabindex='0']"), seen = new Set([first]), open = [first];
        while (open.length) {
            const here = open.pop();
            for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
                here.focus();
                here.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
                const there = document.activeElement;
                if (!seen.has(there)) { seen.add(there); open.push(there); }
            }
        }
        return seen.size;
    }""")
    assert reached == 90


def test_prefectures_are_labelled_from_afar_and_counties_from_near(visit):
    def names(seen: Visit) -> set[str]:
        labels = seen.page.locator(".map-label:not([visibility])").filter(visible=True)
        assert labels.first.evaluate("node => node.ownerSVGElement.clientWidth") > 0  # else nothing is painted
        return set(labels.all_text_contents())

    afar = {"杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华", "衢州", "舟山", "台州", "丽水"}
    assert names(visit()) == afar
    assert {"龙泉市", "庆元县", "景宁畲族自治县"} <= names(visit(focus=["331100"]))


def a_point(name: str, kind: str, state: str, lon: float, lat: float) -> dict[str, Any]:
    return {"name": name, "kind": kind, "state": state, "word": "开放中", "lon": lon, "lat": lat, "url": "/counties/1"}


def test_a_ward_is_a_circle_a_centre_a_square_and_a_name_from_the_database_stays_text(visit):
    points = [a_point(SCRIPT_NAME, "ward", "open", 119.13, 28.08), a_point("站", "center", "planned", 119.3, 28.2)]
    seen = visit(points, focus=["331181"])
    pins = seen.page.locator(".map-pin")
    assert pins.locator(".map-open circle").count() == 1
    assert pins.locator(".map-planned rect").count() == 1
    pins.nth(0).hover()
    assert seen.page.locator(".map-tip").inner_text() == f"{SCRIPT_NAME}：开放中"
    assert seen.said == []
    assert seen.violations() == []


def test_centres_wait_until_the_map_is_near_enough_and_wards_do_not(visit):
    seen = visit([a_point("病区", "ward", "open", 119.13, 28.08), a_point("站", "center", "open", 119.3, 28.2)])
    assert seen.page.locator(".map-pin circle").count() == 1
    assert seen.page.locator(".map-pin rect").count() == 0
    seen.page.evaluate("map_network.setZoom(map_network.getZoom() + 2, {animate: false})")
    assert seen.page.locator(".map-pin rect").count() == 1


def test_on_a_phone_one_finger_scrolls_the_page_until_the_button_is_pressed(visit):
    seen = visit(phone=True)
    touch = "getComputedStyle(document.getElementById('map_network')).touchAction"
    assert seen.page.evaluate(touch) == "pan-x pan-y"
    assert "单指翻页" in seen.readout()
    button = seen.page.get_by_role("button", name="单指移动地图")
    button.tap()
    assert seen.page.evaluate(touch) == "none"
    assert button.get_attribute("aria-pressed") == "true"
    button.tap()
    assert seen.page.evaluate(touch) == "pan-x pan-y"


def test_a_finger_reads_a_county_first_and_opens_it_by_the_link(visit):
    seen = visit(phone=True)
    seen.county("330127").tap()
    assert seen.readout().startswith("淳安县：在建，预计按期")
    assert seen.page.url == seen.base + "/"
    seen.page.get_by_role("link", name="打开淳安县").tap()
    seen.page.wait_for_url("**/counties/330127")


def test_the_border_of_a_prefecture_is_put_together_from_its_counties(visit):
    seen = visit(level="city")
    lishui = seen.county("331100").get_attribute("d")
    assert lishui.count("M") == lishui.count("z") == 1


def test_without_figures_the_map_says_where_the_numbers_are(visit, browser):
    with serving([]) as base:
        page = browser.new_page()
        page.route("**/figures.json", lambda route: route.fulfill(status=500))
        page.goto(base)
        page.get_by_text("同样的数字请看旁边的表").wait_for()
        assert page.evaluate("document.body.dataset.mapReady") is None
        page.close()


def test_on_paper_the_whole_province_fits_its_column_and_buttons_are_gone(visit):
    seen = visit()
    seen.page.emulate_media(media="print")
    seen.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    frame = seen.page.locator(".folium-map").bounding_box()
    assert frame["width"] == 440
    boxes = [area.bounding_box() for area in seen.page.locator(".map-area").all()]
    assert min(box["x"] for box in boxes) >= frame["x"]
    assert max(box["x"] + box["width"] for box in boxes) <= frame["x"] + frame["width"]
    assert not seen.page.get_by_role("button").first.is_visible()
    seen.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    seen.page.emulate_media(media="screen")
    assert seen.page.locator(".folium-map").bounding_box()["width"] == 512


def test_from_near_the_arrow_keys_reach_the_points_too(visit):
    seen = visit([a_point("病区", "ward", "open", 119.13, 28.2)], focus=["331181"])
    seen.county("331181").focus()
    seen.page.keyboard.press("ArrowUp")
    assert seen.page.evaluate("document.activeElement.getAttribute('aria-label')") == "病区：开放中"
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/counties/1")


def test_a_click_fills_the_fields_of_a_form_and_what_is_typed_moves_the_mark(visit):
    seen = visit(focus=["331181"], pick=maps.Pick("lon", "lat", "datum"))
    mark, fields = seen.page.locator(".map-picked"), [seen.page.locator(f"#{name}") for name in ("lon", "lat", "datum")]
    box = seen.page.locator(".folium-map").bounding_box()
    seen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    lon, lat, datum = (item.input_value() for item in fields)
    assert (float(lon), float(lat)) == pytest.approx((119.1, 28.0), abs=0.2)
    assert datum == "wgs84"
    before = mark.bounding_box()["x"]
    fields[0].fill(str(float(lon) + 0.1))
    assert mark.bounding_box()["x"] > before
    fields[0].fill("北")
    assert mark.count() == 0
