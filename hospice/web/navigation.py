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


def install(app: Flask, entries: list[Entry]) -> None:
    """Let templates draw the entries that the present person may use."""

    @app.context_processor
    def _navigation() -> dict[str, Any]:
        return {"navigation": lambda: [entry for entry in entries if entry.shown()]}
