"""Addresses that a reader hands in: only paths of this house are followed."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


def own_path(asked: str | None) -> str:
    """The path (and query) that was asked for, or the first page: never another host.

    Browsers read a backslash as a slash and drop control characters, so both are refused.
    """
    text = asked or ""
    parts = urlsplit(text) if text.startswith("/") and text.isprintable() and "\\" not in text else urlsplit("/")
    if parts.netloc or parts.path.startswith("//"):
        return f"{request.script_root}/"
    if parts.path == "/":
        return f"{request.script_root}/"
    return parts.path + (f"?{parts.query}" if parts.query else "")
