"""Addresses that a reader hands in: only paths of this house are followed."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


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
