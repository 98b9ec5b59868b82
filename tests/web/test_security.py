"""Headers of every answer, and errors that give nothing away."""

from __future__ import annotations

import pytest
from flask import request

from hospice.app import create_app
from tests.databases import SETTINGS
from tests.pages import Visitor


@pytest.mark.parametrize("path", ["/about-data", "/sign-in", "/no-such-page", "/static/css/tokens.css"])
def test_every_answer_forbids_what_is_inline_or_from_outside(nobody: Visitor, path: str):
    headers = nobody.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_page_is_not_kept_by_a_shared_computer(client_for):
    assert client_for().get("desk.home").headers["Cache-Control"] == "no-store"


def test_only_configured_tiles_are_let_through():
    app = create_app(
        {**SETTINGS, "SQLALCHEMY_DATABASE_URI": "sqlite://", "MAP_TILES": "https://t{s}.tiles.example/{z}"}
    )
    policy = app.test_client().get("/no-such-page").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://*.tiles.example;" in policy  # a policy knows no star inside a label
    assert "script-src 'self';" in policy


def test_production_insists_on_tls():
    settings = {**SETTINGS, "MODE": "production", "DATABASE_URL": "sqlite://"}
    headers = create_app(settings).test_client().get("/no-such-page").headers
    assert "max-age=31536000" in headers["Strict-Transport-Security"]


def test_the_demo_does_not(nobody: Visitor):
    assert "Strict-Transport-Security" not in nobody.get("/sign-in").headers


def test_a_body_of_absurd_size_gets_a_sentence(nobody: Visitor):
    page = nobody.post("accounts.sign_in", {"login": "x" * 20_000_000})
    assert page.status == 413
    assert page.title


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "10.9.8.7")])
def test_only_our_own_proxies_are_believed_about_an_address(proxies: int, address: str):
    seen = []
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": "sqlite://", "PROXIES": proxies})
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/no-such-page", headers={"X-Forwarded-For": "6.6.6.6, 10.9.8.7"})
    assert seen == [address]
