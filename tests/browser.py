"""A real Chromium with the network cut to anything but our own server; it remembers what was said and sought."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from .servers import Server

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def launched() -> Iterator[Any]:
    """A browser without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        try:
            yield browser
        finally:
            browser.close()


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


class Browser:
    """One window: a browser's context of its own, with its cookies."""

    def __init__(self, chromium: Any, server: Server, width: int = 1366, height: int = 900, **options: Any) -> None:
        self.base = server.base
        self.outside: list[str] = []
        self.said: list[str] = []
        viewport = {"width": width, "height": height}
        self.context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=viewport, **options)
        self.context.set_default_timeout(15_000)
        self.context.route(lambda url: not url.startswith((self.base, "data:", "blob:")), self._cut)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _cut(self, route: Any) -> None:
        self.outside.append(route.request.url)
        route.abort()

    def open(self, path: str) -> Any:
        """Open a path of the server; answers Playwright's page."""
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, login: str, password: str) -> None:
        """Sign in through the form, as a person does."""
        self.open("/sign-in")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def axe(self) -> list[str]:
        """Violations on the present page, as `rule: selector`."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_axe())
        asked = {"runOnly": RULES, "resultTypes": ["violations"]}
        found = self.page.evaluate("asked => axe.run(document, asked)", asked)
        return [
            f"{violation['id']}: {node['target'][0]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    def overflows(self) -> bool:
        """Whether the page is wider than the window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))

    def close(self) -> None:
        """Close the window."""
        self.context.close()

    def must_be_quiet(self) -> None:
        """Nothing was said on the console, nothing was sought outside."""
        assert not self.outside, self.outside
        assert not self.said, self.said
