"""Addresses: each states who may see it, is typed and readable, and stays where it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from hospice.access.permissions import Permission
from tests.pages import Visitor

SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?")
ARGUMENT = re.compile(r"<(?:(?P<type>[a-z_]+)(?:\([^)]*\))?:)?(?P<name>[a-z_]+)>")
# Arguments that are a word of a list (a division's code, a rule's key); the view answers 404 to any other.
WORDS = {"coverage.code", "county.code", "policy.key", "language.wanted"}
ADDRESSES = Path(__file__).with_name("addresses.txt")


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def test_every_route_states_its_permission_or_that_it_is_public(app: Flask):
    open_ = [
        rule.endpoint
        for rule in rules(app)
        for view in [app.view_functions[rule.endpoint]]
        if not isinstance(getattr(view, "permission", None), Permission)
        and not getattr(view, "is_public", False)
        and not getattr(view, "is_for_the_signed_in", False)  # what is one's own
    ]
    assert open_ == []


def test_no_route_is_public_and_guarded_at_once(app: Flask):
    both = [
        name for name, view in app.view_functions.items() if hasattr(view, "permission") and hasattr(view, "is_public")
    ]
    assert both == []


def test_addresses_are_written_in_kebab_case(app: Flask):
    bare = {rule.rule: ARGUMENT.sub("x", rule.rule) for rule in rules(app)}
    wrong = [
        rule for rule, path in bare.items() if path != "/" and not all(map(SEGMENT.fullmatch, path[1:].split("/")))
    ]
    assert wrong == []


def test_arguments_of_addresses_are_typed(app: Flask):
    wrong = [
        rule.rule
        for rule in rules(app)
        for found in ARGUMENT.finditer(rule.rule)
        if found["type"] is None and f"{rule.endpoint.partition('.')[0]}.{found['name']}" not in WORDS
    ]
    assert wrong == []


def test_no_public_address_vanishes(app: Flask):
    """Whoever removes an address adds a redirect; a new address is written down with `python -m tools.addresses`."""
    standing = {rule.rule for rule in rules(app)}
    assert [address for address in ADDRESSES.read_text(encoding="utf-8").splitlines() if address not in standing] == []


def test_nobody_gets_past_the_sign_in(app: Flask, nobody: Visitor):
    guarded = {rule.endpoint for rule in rules(app) if "GET" in (rule.methods or ()) and not rule.arguments} - {
        name for name, view in app.view_functions.items() if getattr(view, "is_public", False)
    }
    assert guarded
    for endpoint in sorted(guarded):
        page = nobody.get(endpoint)
        assert (page.status, page.location.partition("?")[0]) == (302, "/sign-in"), endpoint


@pytest.mark.parametrize("path", ["/institutions/nonsense", "/coverage/999999", "/county/nonsense", "/no-such-page"])
def test_an_unknown_address_is_not_found_and_says_so(client_for, path: str):
    page = client_for().get(path)
    assert page.status == 404
    assert page.title
