"""Addresses: those that a reader hands in, of which only paths of this house are followed, and those that pages draw."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, has_request_context, request

KEPT = 4096  # addresses that one process remembers: some hundred bytes each


def own_path(asked: str | None) -> str:
    """The path (and query) that was asked for, or the first page: never another host.

    Browsers read a backslash as a slash and drop control characters, so both are refused.
    """
    text = asked or "/"
    if not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable():
        text = "/"
    parts = urlsplit(text)
    if parts.path == "/":
        return f"{request.script_root}/"
    return parts.path + (f"?{parts.query}" if parts.query else "")


def asked_words() -> dict[str, list[str]]:
    """The words of the present address that another one may carry on: none that would steer `url_for` itself."""
    asked = request.args.to_dict(flat=False)
    return {name: values for name, values in asked.items() if name != "endpoint" and not name.startswith("_")}


def install(app: Flask) -> None:
    """Let templates put an address together once: a page draws some dozens, and most are the same on every page."""

    @lru_cache(maxsize=KEPT, typed=True)
    def built(_root: str, endpoint: str, **values: Any) -> str:
        return app.url_for(endpoint, **values)

    def url_for(endpoint: str, **values: Any) -> str:
        """As Flask's own; what depends on more than the place of the application is not kept."""
        if not has_request_context() or endpoint.startswith(".") or any(name.startswith("_") for name in values):
            return app.url_for(endpoint, **values)
        try:
            return built(request.script_root, endpoint, **values)
        except TypeError:  # a value that cannot be a key, such as a list
            return app.url_for(endpoint, **values)

    app.jinja_env.globals.update(url_for=url_for, asked_words=asked_words)
