"""What is typed arrives as text that can be shown: without characters that no page, no spreadsheet and no reader can bear."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.wrappers import Request
from werkzeug.datastructures import MultiDict
from werkzeug.utils import cached_property

# Control characters (NUL ends a text on PostgreSQL), marks that turn the rest of a line around, and numbers that are no
# characters at all; tabs and ends of lines are text.
_UNBEARABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def bearable(text: str) -> str:
    """The text without those characters."""
    return _UNBEARABLE.sub("", text)


class TypedRequest(Request):
    """A request whose forms and queries hold bearable text, wherever they are read or shown again."""

    @cached_property
    def args(self) -> Any:
        """The query."""
        return _cleaned(super().args)

    @cached_property
    def form(self) -> Any:
        """The posted form."""
        return _cleaned(super().form)


def _cleaned(typed: MultiDict[str, str]) -> MultiDict[str, str]:
    if not any(_UNBEARABLE.search(value) for value in [*typed.keys(), *typed.values()]):
        return typed
    return type(typed)([(bearable(name), bearable(value)) for name, value in typed.items(multi=True)])


def install(app: Flask) -> None:
    """Read every request in this way."""
    app.request_class = TypedRequest
