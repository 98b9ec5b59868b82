"""Which language a page speaks: the user's choice, then the browser's, then Chinese."""

from __future__ import annotations

from flask import Flask, has_request_context, request, session
from flask_babel import Babel

from hospice.core.i18n import LANGUAGES

OFFERED = {"zh-Hans-CN": "zh_Hans_CN", "zh-CN": "zh_Hans_CN", "zh": "zh_Hans_CN", "en": "en"}


def chosen() -> str:
    """The locale of the present request; Chinese for commands, which nobody's browser asks for."""
    if not has_request_context():
        return "zh_Hans_CN"
    if session.get("language") in LANGUAGES:
        return str(session["language"])
    best = request.accept_languages.best_match(list(OFFERED)) if request.accept_languages else None
    return OFFERED.get(best or "zh", "zh_Hans_CN")


def install(app: Flask) -> None:
    """Give the application its languages."""
    Babel(app, locale_selector=chosen)
