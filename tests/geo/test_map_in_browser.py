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
WORDS = {"m5": "已达标", "m4": "经认定达标", "m3": "在建，预计按期", "m2": "在建，已过预计日期", "m1": "尚未启动", "na": "不适用"}
# The picture of the design's mock-up, county by county.
CLASSES = {"m4": ["330108", "330114", "330303"], "m1": ["330305", "330329", "330727", "330824", "330921", "331127"],
           "m2": ["331126", "330328", "330822", "331024"], "nod": ["330922"], "na": ["330383"],
           "m3": ["330624", "331083", "331123", "330327", "330726", "331022", "331181", "330127", "330703", "330902", "331124",
                  "330324", "330803", "331125"]}
PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>覆盖与缺口 · 安宁网</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/vendor/leaflet/leaflet.css"><link rel="stylesheet" href="/static/css/tokens.css">
<link rel="stylesheet" href="/static/css/components.css"><link rel="stylesheet" href="/static/css/map.css">
<script defer src="/static/vendor/leaflet/leaflet.js"></script><script defer src="/static/js/map.js"></script>
<script defer src="/network.js"></script></head>
<body><main class="page"><h1>覆盖与缺口</h1><div class="mapc"><figure>{div}</figure><div><h2>每个县至少有1个县级医院安宁疗护病区</h2>
<p>旁边的表</p></div></div><p>下文</p></main></body></html>"""


def figures(points: list[dict[str, Any]], level: str) -> dict[str, Any]:
    known = json.loads((ROOT / "static" / "geo" / "zhejiang.json").read_text(encoding="utf-8"))
    codes = [feature["properties"]["code"] for feature in known["features"]]
    if level == "city":
        codes = [city["code"] for city in known["cities"]]
    classes = dict.fromkeys(codes, "m5") | {code: kind for kind, found in CLASSES.items() for code in found}
    words = {code: WORDS[kind] for code, kind in classes.items() if kind in WORDS}
    return {"classes": classes, "words": words, "links": {code: f"/counties/{code}" for code in codes}, "points": points}


class Handler(SimpleHTTPRequestHandler):
    """Serves the static folder and the few answers of the case at hand, under the policy the product has."""

    def __init__(self, *args: Any, answers: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        self.answers = answers
        super().__init__(*args, directory=str(ROOT), **kwargs)

    def do_GET(self) -> None:
        kind, text = self.answers.get(self.path, ("", ""))
        if not kind and self.path.startswith("/counties/"):
            kind, text = "text/html", PAGE.split("<body>")[0].split("<script")[0] + "</head><body><h1>县</h1></body></html>"
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
    made = maps.network_map(boundaries="/static/geo/zhejiang.json", figures="/figures.json", label="覆盖地图", **options)
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
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is missing")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only where a browser is)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    open_things: list[Any] = []

    def opened(points: list[dict[str, Any]] | None = None, phone: bool = False, **options: Any) -> Visit:
        server = serving(points or [], **options)
        base = server.__enter__()
        size = {"width": 390, "height": 844} if phone else {"width": 1366, "height": 900}
        context = browser.new_context(locale="zh-CN", viewport=size, has_touch=phone, is_mobile=phone)
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
