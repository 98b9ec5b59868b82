"""The cookie of a session: Flask's own, signed and never trusted unsigned, read and written without detours.

What we keep in it is plain JSON, so nothing needs tags that tell types apart, and the signer is put together once.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class Plain:
    """JSON as short as it goes."""

    @staticmethod
    def dumps(value: Any) -> str:
        """Write."""
        return json.dumps(value, separators=(",", ":"))

    @staticmethod
    def loads(text: str | bytes) -> Any:
        """Read."""
        return json.loads(text)


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie."""

    serializer = Plain  # type: ignore[assignment]

    def __init__(self) -> None:
        self._made: tuple[Any, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Flask's own, kept for as long as the secrets stay the same."""
        secrets = (app.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ()))
        if self._made[0] != secrets:
            self._made = (secrets, super().get_signing_serializer(app))
        return self._made[1]


def install(app: Flask) -> None:
    """Keep sessions in this way."""
    app.session_interface = Sessions()
