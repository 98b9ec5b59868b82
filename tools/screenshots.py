"""Pictures of the running product: every screen, at 1366 and at 390 pixels, into `build/screens/`.

usage: python -m tools.screenshots [PART OF A NAME …]          (needs Chromium)

It makes a demo province of its own and serves it. Screens that the design has a mock-up of bear its name
(`02-coverage-desktop.png`), others that of their endpoint. The main ones are also made in elder mode and as they are
printed. `index.html` shows them all. `docs/screen.png`, the picture of the README, is the top of the coverage page.
"""

from __future__ import annotations

import html
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask

from hospice.demo.words import PASSWORD
from tests.browser import CHROMIUM, Browser, launched
from tests.databases import Sqlite
from tests.province import COORDINATOR, DOCTOR, PREFECTURE, PROVINCE, WARDEN, Visit, settled, visits
from tests.servers import Server, serving

ROOT = Path(__file__).resolve().parent.parent
OUT, README_PICTURE = ROOT / "build" / "screens", ROOT / "docs" / "screen.png"
WIDTHS = {"desktop": (1366, 900), "mobile": (390, 844)}

# Screens by the names of the mock-ups, and the desk of every role.
MAIN = [
    Visit("01-sign-in", "", "/sign-in"),
    Visit("02-coverage", PROVINCE, "/coverage?goal=G2"),
    Visit("02a-coverage-g1", PROVINCE, "/coverage?goal=G1"),
    Visit("02b-coverage-g3", PROVINCE, "/coverage?goal=G3"),
    Visit("02c-coverage-prefecture", PREFECTURE, "/coverage/331100"),
    Visit("03-county", COORDINATOR, "/county/331181"),
    Visit("03b-county-met", WARDEN, "/county/331102"),
    Visit("04-home", DOCTOR, "/"),
    Visit("08-registry", COORDINATOR, "/institutions"),
    Visit("08b-institution-form", COORDINATOR, "/institutions/new"),
]
# Screens of one case bear the mock-up's name too; which case they show is found in the data.
OF_A_CASE = {"drafts.places": "05-new-transfer", "transfers.detail": "06-transfer", "wards.board": "07-ward"}
DESKS = [
    *("zhejiang", "lishui", "longquan.queren", "longquan.xietiao", "lishuizx.lianluo", "liandu.hushizhang", "peixun"),
    *("longquan.zhiyuan", "pinggu", "xitong", "anquan", "shenji"),
]
PRINTED = {
    *(visit.endpoint for visit in MAIN[1:9]), *OF_A_CASE.values(), "institutions-detail", "confirmations-index",
    "checklist-assessment", "handovers-detail", "handovers-summary", "waiting-index", "register-index", "guide-index",
}  # fmt: skip


def main(wanted: list[str]) -> None:
    """Make the pictures whose name holds one of the wanted parts; all where nothing is wanted."""
    if not CHROMIUM.exists():
        sys.exit("没有找到 Chromium。\nChromium is not installed.")
    OUT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, settled(Sqlite(Path(folder))) as app, serving(app) as server:
        named = list(_named(app))
        with launched() as chromium:
            for login in sorted({visit.login for visit in named}):
                mine = [visit for visit in named if visit.login == login and _is_wanted(visit.endpoint, wanted)]
                _pictures(chromium, server, login, mine)
            if _is_wanted("docs", wanted):
                _picture_of_the_readme(Browser(chromium, server, *WIDTHS["desktop"]))
    _index()


def _is_wanted(name: str, wanted: list[str]) -> bool:
    return not wanted or any(part in name for part in wanted)


def _named(app: Flask) -> Iterator[Visit]:
    """The screens, each with the name of its picture."""
    yield from MAIN
    yield Visit("01b-sign-in-error", "", "/sign-in")
    yield Visit("08b-institution-form-error", COORDINATOR, "/institutions/new")
    yield from (Visit(f"04-home-{login}", login, "/") for login in DESKS)
    shown = {visit.path.partition("?")[0] for visit in MAIN}
    yield from (
        Visit(OF_A_CASE.get(visit.endpoint, visit.endpoint.replace(".", "-")), visit.login, visit.path)
        for visit in visits(app)
        if visit.path not in shown
    )


def _pictures(chromium: Any, server: Server, login: str, screens: Iterable[Visit]) -> None:
    """Every screen of one person, at both widths."""
    screens = list(screens)
    for width, size in WIDTHS.items() if screens else ():
        window = Browser(chromium, server, *size)
        if login:
            window.sign_in(login, PASSWORD)
        for screen in screens:
            _take(window, screen, width)
        window.context.add_cookies([{"name": "elder", "value": "1", "url": window.base}])
        for screen in [screen for screen in screens if screen in MAIN or screen.endpoint in OF_A_CASE.values()]:
            _take(window, Visit(f"{screen.endpoint}-elder", login, screen.path), width)
        window.close()
        if window.outside or window.said:
            print(f"{login or 'nobody'} {width}: outside {window.outside}, said {window.said}")


def _take(window: Browser, screen: Visit, width: str) -> None:
    _open(window, screen.path)
    if screen.endpoint.endswith("-error"):
        window.page.evaluate("document.querySelector('main form[method=post]').noValidate = true")
        window.page.locator("main form[method=post] .btn-1").click()
        window.page.wait_for_load_state("networkidle")
        window.said.clear()  # the console tells that the answer was 422
    window.page.screenshot(path=str(OUT / f"{screen.endpoint}-{width}.png"), full_page=True)
    if width == "desktop" and screen.endpoint in PRINTED:
        window.page.pdf(path=str(OUT / f"{screen.endpoint}.pdf"), prefer_css_page_size=True)
    if window.overflows():
        print(f"{screen.endpoint} {width}: wider than the window")


def _open(window: Browser, path: str) -> None:
    window.open(path)
    window.page.wait_for_load_state("networkidle")


def _picture_of_the_readme(window: Browser) -> None:
    window.sign_in(PROVINCE, PASSWORD)
    _open(window, "/coverage?goal=G2")
    README_PICTURE.parent.mkdir(exist_ok=True)
    top = {"x": 0, "y": 0, "width": WIDTHS["desktop"][0], "height": 1000}
    window.page.screenshot(path=str(README_PICTURE), full_page=True, clip=top)
    window.close()


def _index() -> None:
    """A page with all pictures, those of one screen beside each other."""
    names = sorted(file.name.removesuffix("-desktop.png") for file in OUT.glob("*-desktop.png"))
    rows = [
        f"<h2>{html.escape(name)}</h2><p><img src='{name}-desktop.png' width='720' alt=''> "
        f"<img src='{name}-mobile.png' width='240' alt=''></p>"
        for name in names
    ]
    page = "<!doctype html><meta charset='utf-8'><title>安宁网</title><h1>安宁网</h1>" + "\n".join(rows)
    (OUT / "index.html").write_text(page, encoding="utf-8")
    print(f"{len(names)} screens: {OUT / 'index.html'}")


if __name__ == "__main__":
    main(sys.argv[1:])
