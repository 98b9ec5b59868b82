"""The main navigation: at most five words, drawn from a list that the application hands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the navigation: where it leads, its icon, and for whom it is drawn."""

    endpoint: str
    words: Any
    icon: str
    shown: Callable[[], bool]

    @property
    def is_current(self) -> bool:
        """Whether the present page belongs to this word: pages of one blueprint do."""
        return request.blueprint == self.endpoint.partition(".")[0]


def install(app: Flask, entries: list[Entry], last_line: list[Entry]) -> None:
    """Let templates draw the entries, and the last line of the page, that the present person may use."""
    drawn, below = (
        [entry for entry in words if entry.endpoint in app.view_functions] for words in (entries, last_line)
    )

    @app.context_processor
    def _navigation() -> dict[str, Any]:
        return {
            "navigation": lambda: [entry for entry in drawn if entry.shown()],
            "footer": lambda: [entry for entry in below if entry.shown()],
        }
