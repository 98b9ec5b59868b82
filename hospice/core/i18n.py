"""Words: source strings are Chinese, other languages are catalogues in `hospice/translations/`."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _gettext
from flask_babel import lazy_gettext

LANGUAGES = {"zh_Hans_CN": "中文", "en": "English"}


def gettext(message: str, **values: Any) -> str:
    """The sentence in the reader's language, with its named values put in."""
    return str(_gettext(message, **values))


def lazy(message: str, **values: Any) -> Any:
    """A sentence that is put into the reader's language only when it is shown: for forms, rules and code lists."""
    return lazy_gettext(message, **values)


__all__ = ["LANGUAGES", "gettext", "lazy"]
