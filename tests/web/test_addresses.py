"""Addresses as pages draw them: put together once, and never those of another place."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from werkzeug.routing import BuildError

CASES = [
    ("desk.home", {}),
    ("institutions.index", {"page": 2, "q": "龙泉 医院&"}),
    ("institutions.index", {"kind": ["a", "b"]}),
    ("institutions.detail", {"key": uuid.UUID(int=7)}),
    ("institutions.detail", {"key": uuid.UUID(int=8), "_anchor": "units"}),
    ("static", {"filename": "css/tokens.css"}),
]


@pytest.mark.parametrize(("endpoint", "values"), CASES)
@pytest.mark.parametrize("root", ["", "/hospice"])
def test_an_address_is_the_one_that_flask_gives_first_and_again(app: Flask, endpoint: str, values: dict, root: str):
    drawn = app.jinja_env.globals["url_for"]
    with app.test_request_context(base_url=f"http://localhost{root}/"):
        for _ in range(2):
            assert drawn(endpoint, **values) == app.url_for(endpoint, **values)


def test_values_that_are_equal_but_written_differently_are_kept_apart(app: Flask):
    drawn = app.jinja_env.globals["url_for"]
    with app.test_request_context():
        assert drawn("institutions.index", page=1).endswith("page=1")
        assert drawn("institutions.index", page=True).endswith("page=True")


def test_an_address_that_is_not_there_is_an_error_each_time(app: Flask):
    drawn = app.jinja_env.globals["url_for"]
    with app.test_request_context():
        for _ in range(2):
            with pytest.raises(BuildError):
                drawn("nothing.here")
