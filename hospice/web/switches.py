"""Choices of appearance that a reader keeps: elder mode and language."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, redirect, request, session

from hospice.core.i18n import LANGUAGES

from .addresses import own_path
from .locale import chosen

YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Let templates know the present choice, and offer the two addresses that change it."""

    @app.context_processor
    def _appearance() -> dict[str, Any]:
        return {
            "elder": request.cookies.get("elder") == "1",
            "language": chosen(),
            "languages": LANGUAGES,
            "demo": app.config["MODE"] == "demo",
        }

    def elder(wanted: str) -> Response:
        response = _back()
        response.set_cookie("elder", "1" if wanted == "on" else "0", max_age=YEAR, samesite="Lax", httponly=True)
        return response

    def language(wanted: str) -> Response:
        if wanted in LANGUAGES:
            session["language"] = wanted
        return _back()

    for view, rule in ((elder, "/appearance/elder/<any(on, off):wanted>"), (language, "/appearance/language/<wanted>")):
        view.is_public = True  # type: ignore[attr-defined]
        app.add_url_rule(rule, view.__name__, view)


def _back() -> Response:
    """To the page where the reader came from."""
    return redirect(own_path(request.args.get("next")), 303)  # type: ignore[return-value]
