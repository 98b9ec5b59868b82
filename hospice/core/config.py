"""Settings: defaults in one place, the environment (`HOSPICE_…`) above them, and no start without a secret."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import Refused

ROOT = Path(__file__).resolve().parents[2]

DEFAULTS: dict[str, Any] = {
    "MODE": "demo",  # demo | production; production refuses synthetic data and default secrets
    "SQLALCHEMY_ECHO": False,
    "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
    "SESSION_COOKIE_NAME": "hospice",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "hospice" / "translations"),
    "ARGON2_TIME_COST": 3,
    "ARGON2_MEMORY_COST": 65536,
    "PROXIES": 0,  # how many reverse proxies of ours stand in front and may tell a reader's address
    "MAIL_SERVER": "",  # host of the mail server; none by default, and nothing leaves the product
    "MAIL_PORT": 25,
    "MAIL_TLS": False,
    "MAIL_USER": "",
    "MAIL_PASSWORD": "",
    "MAIL_SENDER": "",
    "MAIL_DOMAIN": "",  # people are reached at their login in this domain
    "MAP_TILES": "",  # address template of base-map tiles; none by default (domain §8.3)
    "MAP_TILES_ATTRIBUTION": "",
    "MAP_APPROVAL_NO": "",  # 审图号
}


def load(overrides: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The settings of one application: defaults, then `HOSPICE_…`, then `overrides`.

    Raises `Refused` where production lacks its secret or its database.
    """
    settings = dict(DEFAULTS)
    settings.update(_from_environment(environ))
    settings.update(overrides or {})
    if settings["MODE"] not in ("demo", "production"):
        raise Refused("HOSPICE_MODE must be demo or production")
    settings.setdefault("SQLALCHEMY_DATABASE_URI", settings.pop("DATABASE_URL", None) or _embedded_database(settings))
    settings.setdefault("SECRET_KEY", None)
    if not settings["SECRET_KEY"]:
        settings["SECRET_KEY"] = _demo_secret(settings, "SECRET_KEY", "secret")
    if not settings.get("SEAL_KEY"):
        settings["SEAL_KEY"] = _demo_secret(settings, "SEAL_KEY", "seal-key")
    settings["SESSION_COOKIE_SECURE"] = settings["MODE"] == "production"
    return settings


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """`HOSPICE_MAP_TILES=…` becomes `MAP_TILES`; a number stays a number where the default is one."""
    found: dict[str, Any] = {}
    for name, text in environ.items():
        if not name.startswith("HOSPICE_"):
            continue
        key = name.removeprefix("HOSPICE_")
        default = DEFAULTS.get(key)
        if isinstance(default, bool):
            found[key] = text.lower() in ("1", "true", "yes")
        elif isinstance(default, int):
            found[key] = int(text)
        else:
            found[key] = text
    return found


def _embedded_database(settings: Mapping[str, Any]) -> str:
    if settings["MODE"] == "production":
        raise Refused("production needs HOSPICE_DATABASE_URL (postgresql+psycopg://…)")
    instance = ROOT / "instance"
    instance.mkdir(exist_ok=True)
    return f"sqlite:///{instance / 'hospice.db'}"


def _demo_secret(settings: Mapping[str, Any], key: str, name: str) -> str:
    """A secret made once for this checkout, so that sign-ins and sealed values outlive a restart of the demo."""
    if settings["MODE"] == "production":
        raise Refused(f"production needs HOSPICE_{key}")
    file = ROOT / "instance" / name
    file.parent.mkdir(exist_ok=True)
    try:
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(secrets.token_hex(32), encoding="ascii")
    except FileExistsError:
        pass
    return file.read_text(encoding="ascii")
