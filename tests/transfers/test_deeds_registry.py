"""The table of deeds against the tables of steps: no step of people without a page, no page without a step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from hospice.access.permissions import Permission
from hospice.transfers.rules.codes import Party, RequestAction
from hospice.transfers.rules.request_life import REQUESTS
from hospice.transfers.rules.transfer_life import TRANSFERS
from hospice.transfers.views.deeds.registry import ELSEWHERE, REQUEST_DEEDS, TRANSFER_DEEDS, Deed

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PEOPLE = frozenset(Party) - {Party.SYSTEM, Party.FAMILY}  # the family's page is not built yet
EVERY = [*REQUEST_DEEDS, *TRANSFER_DEEDS]


def named(action: Any) -> str:
    """Two lists know the same codes: a step is told by its list and its code."""
    return f"{type(action).__name__}.{action.value}"


OF_PEOPLE = {named(step.action) for step in (*REQUESTS.steps, *TRANSFERS.steps) if step.by & PEOPLE}
WITH_PAGE = [named(deed.action) for deed in EVERY]
PAGES_ELSEWHERE = {named(action) for action in ELSEWHERE}


def test_every_step_that_people_may_take_has_a_page():
    assert OF_PEOPLE - set(WITH_PAGE) - PAGES_ELSEWHERE == set()


def test_every_page_is_of_a_step_that_people_may_take():
    assert (set(WITH_PAGE) | PAGES_ELSEWHERE) - OF_PEOPLE == set()


def test_no_step_has_two_pages():
    assert len(WITH_PAGE) == len(set(WITH_PAGE))
    assert not set(WITH_PAGE) & PAGES_ELSEWHERE


@pytest.mark.parametrize("deed", EVERY, ids=WITH_PAGE)
def test_each_stands_at_its_address(app: Flask, deed: Deed):
    [rule] = [rule for rule in app.url_map.iter_rules() if rule.endpoint == deed.endpoint]
    folder = "requests" if isinstance(deed.action, RequestAction) else "transfers"
    assert rule.rule == f"/{folder}/<uuid:key>/{deed.action.value.lower().replace('_', '-')}"
    assert ("GET" in rule.methods) is deed.asks  # type: ignore[operator]
    assert "POST" in rule.methods  # type: ignore[operator]
    assert app.view_functions[deed.endpoint].permission is Permission.TRANSFERS_STEP  # type: ignore[attr-defined]
    assert (TEMPLATES / deed.template).exists()
    assert str(deed.done).endswith("。")


def test_what_needs_a_reason_asks_for_it():
    reasoned = {named(step.action) for step in (*REQUESTS.steps, *TRANSFERS.steps) if step.reason}
    asked = {
        named(deed.action) for deed in EVERY if any(hasattr(deed.form, field) for field in ("reason", "decline_reason"))
    }
    assert reasoned - asked == set()
