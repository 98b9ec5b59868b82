"""The main navigation: at most five words, drawn from a list that the application hands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the navigation: where it leads, its icon, for whom it is drawn, and which pages lie behind it."""

    endpoint: str
    words: Any
    icon: str
    shown: Callable[[], bool]
    blueprints: frozenset[str] = frozenset()  # none: the blueprint of the endpoint

    def holds(self, blueprint: str | None) -> bool:
        """Whether the pages of a blueprint lie behind this word."""
        return blueprint in (self.blueprints or {self.endpoint.partition(".")[0]})


@dataclass(frozen=True, slots=True)
class Drawn:
    """One word as a page draws it."""

    endpoint: str
    words: Any
    icon: str
    is_current: bool


def install(app: Flask, entries: list[Entry], last_line: list[Entry], one_s_own: frozenset[str]) -> None:
    """Let templates draw the entries, and the last line of the page, that the present person may use.

    The endpoints `one_s_own` are about the reader: they lie behind no word.
    """
    drawn, below = (
        [entry for entry in words if entry.endpoint in app.view_functions] for words in (entries, last_line)
    )

    def navigation() -> list[Drawn]:
        shown = [entry for entry in drawn if entry.shown()]
        here = None if request.endpoint in one_s_own else request.blueprint
        current = next((entry for entry in shown if entry.holds(here)), None)
        return [Drawn(entry.endpoint, entry.words, entry.icon, entry is current) for entry in shown]

    @app.context_processor
    def _navigation() -> dict[str, Any]:
        return {"navigation": navigation, "footer": lambda: [entry for entry in below if entry.shown()]}
