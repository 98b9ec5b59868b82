"""Settings: the environment above the defaults, and no production without secret and database."""

from __future__ import annotations

import pytest

from hospice.core import config
from hospice.core.errors import Refused

PRODUCTION = {
    "HOSPICE_MODE": "production",
    "HOSPICE_SECRET_KEY": "s" * 64,
    "HOSPICE_SEAL_KEY": "a" * 64,
    "HOSPICE_DATABASE_URL": "postgresql+psycopg://h@db/h",
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "ROOT", tmp_path)


def test_the_environment_stands_above_the_defaults_and_keeps_their_types():
    settings = config.load(environ={"HOSPICE_ARGON2_TIME_COST": "5", "HOSPICE_SQLALCHEMY_ECHO": "true", "OTHER": "x"})
    assert (settings["ARGON2_TIME_COST"], settings["SQLALCHEMY_ECHO"]) == (5, True)
    assert "OTHER" not in settings


def test_overrides_stand_above_the_environment():
    assert config.load({"MODE": "demo"}, environ={"HOSPICE_MODE": "production"})["MODE"] == "demo"


@pytest.mark.parametrize("missing", ["HOSPICE_SECRET_KEY", "HOSPICE_SEAL_KEY", "HOSPICE_DATABASE_URL"])
def test_production_does_not_start_without(missing: str):
    environ = {name: text for name, text in PRODUCTION.items() if name != missing}
    with pytest.raises(Refused, match=missing):
        config.load(environ=environ)


def test_production_sends_its_cookie_over_tls_only():
    settings = config.load(environ=PRODUCTION)
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_HTTPONLY"]
    assert settings["SQLALCHEMY_DATABASE_URI"] == PRODUCTION["HOSPICE_DATABASE_URL"]


def test_an_unknown_mode_is_refused():
    with pytest.raises(Refused, match="demo or production"):
        config.load(environ={"HOSPICE_MODE": "prod"})


def test_the_demo_keeps_its_secret_over_restarts_and_for_itself(tmp_path):
    first = config.load(environ={})["SECRET_KEY"]
    assert first == config.load(environ={})["SECRET_KEY"]
    assert len(first) == 64
    assert (tmp_path / "instance" / "secret").stat().st_mode & 0o077 == 0


def test_the_demo_makes_its_own_database_file(tmp_path):
    assert config.load(environ={})["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path}/instance/hospice.db"
