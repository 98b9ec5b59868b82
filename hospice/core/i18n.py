"""Words: source strings are Chinese, other languages are catalogues in `hospice/translations/`.

A page says some hundred sentences. Chinese is the source, so for Chinese there is nothing to look up: only readers of
another language cost a look into the catalogue of Flask-Babel.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from flask_babel import get_translations
from flask_babel.speaklater import LazyString
from markupsafe import Markup

CHINESE = "zh_Hans_CN"
LANGUAGES = {CHINESE: "中文", "en": "English"}

_language: ContextVar[str] = ContextVar("language", default=CHINESE)


def speak(language: str) -> None:
    """Say everything in this language from now on: until the end of the request, which sets Chinese again."""
    _language.set(language)


def _translated(message: str) -> str:
    return message if _language.get() == CHINESE else str(get_translations().ugettext(message))


def gettext(message: str, **values: Any) -> str:
    """The sentence in the reader's language, with its named values put in."""
    text = _translated(message)
    return text % values if values else text


def lazy(message: str, **values: Any) -> Any:
    """A sentence that is put into the reader's language only when it is shown: for forms, rules and code lists."""
    return LazyString(gettext, message, **values)


def markup(message: str, **values: Any) -> Markup:
    """The sentence for a template: values are escaped, and a percent sign is written twice."""
    text = _translated(message)
    return Markup(text) % values if values else _safe(text)  # noqa: S704 - values are escaped


@lru_cache(maxsize=8192)
def _safe(text: str) -> Markup:
    return Markup(text % ())  # noqa: S704 - sentences are our own, never a reader's


__all__ = ["CHINESE", "LANGUAGES", "gettext", "lazy", "markup", "speak"]
