"""Which language a page speaks: the user's choice, then the browser's, then Chinese."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, has_request_context, request, session
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from hospice.core.i18n import CHINESE, LANGUAGES, markup, speak

OFFERED = {"zh-Hans-CN": CHINESE, "zh-CN": CHINESE, "zh": CHINESE, "en": "en"}


def chosen() -> str:
    """The locale of the present request; Chinese for commands, which nobody's browser asks for."""
    if not has_request_context():
        return CHINESE
    if session.get("language") in LANGUAGES:
        return str(session["language"])
    return _spoken(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=256)
def _spoken(asked: str) -> str:
    """What of ours a browser likes best: there are few browsers and many requests."""
    best = parse_accept_header(asked, LanguageAccept).best_match(list(OFFERED)) if asked else None
    return OFFERED.get(best or "zh", CHINESE)


def install(app: Flask) -> None:
    """Give the application its languages."""
    Babel(app, locale_selector=chosen)
    app.jinja_env.globals.update(_=markup, gettext=markup)
    app.before_request(lambda: speak(chosen()))
    app.teardown_request(lambda _error: speak(CHINESE))
