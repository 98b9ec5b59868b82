"""Every post carries the guard that our own page gave it; without it nothing happens. Read off the table of addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from hospice.access.permissions import AT_INSTITUTION, ROLES, Permission, Role
from hospice.app import create_app
from hospice.facilities.rules.codes import InstitutionKind
from hospice.policy.rules import SETTINGS as RULES
from tests.databases import SETTINGS
from tests.factories import (
    PASSWORD,
    a_bed,
    a_checklist,
    a_consortium,
    a_declaration,
    a_designation,
    a_finding,
    a_program_unit,
    a_user,
    a_ward,
    an_assessment,
    an_institution,
)
from tests.pages import Page, Visitor

WRITES = ("INSERT", "UPDATE", "DELETE")


def posts() -> list[str]:
    """Endpoints that take a post."""
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": "sqlite://"})
    return sorted({rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())})


def writes(page: Page) -> list[str]:
    return [statement for statement in page.statements if statement.lstrip().startswith(WRITES)]


def a_role_with(permission: Permission | None) -> Role:
    return next(
        role for role in ROLES if role not in AT_INSTITUTION and (permission is None or permission in ROLES[role])
    )


def values_of(app: Flask, endpoint: str, method: str = "POST") -> dict[str, Any]:
    """Values for the address: keys of things that exist where the visitor works, told by how the address begins."""
    rule = next(rule for rule in app.url_map.iter_rules(endpoint) if method in (rule.methods or ()))
    lead = an_institution("331181")
    keys: dict[str, Callable[[], Any]] = {
        "institutions": lambda: (
            a_declaration(an_institution("331181", kind=InstitutionKind.TOWNSHIP_HC)).institution.key
        ),
        "units": lambda: an_assessment(a_ward(an_institution("331181"))).unit.key,
        "beds": lambda: a_bed(a_ward(an_institution("331181"))).key,
        "confirmations": lambda: an_institution("331181", pending=True).key,
        "accounts": lambda: a_user(Role.LIAISON, "331181").key,
        "designations": lambda: a_designation(a_ward(an_institution("331181"))).key,
        "findings": lambda: a_finding(an_institution("331181")).key,
        "checklist": lambda: a_checklist().key,
        "assessments": lambda: an_assessment(a_ward(an_institution("331181"))).key,
        "programs": lambda: a_program_unit(an_institution("331181")).key,
        "consortia": lambda: a_consortium(lead).key,
        "policy": lambda: next(iter(RULES)),
    }
    key = keys.get(rule.rule.split("/")[1], lambda: None)()
    known = {"key": key, "institution": lead.key, "code": "331181", "goal": "G2", "deed": "up"}
    return {name: known.get(name, 1) for name in rule.arguments}


@pytest.mark.parametrize("endpoint", posts())
def test_a_post_without_its_guard_changes_nothing(app: Flask, visitor_as: Callable[..., Visitor], endpoint: str):
    permission = getattr(app.view_functions[endpoint], "permission", None)
    visitor = visitor_as(a_user(a_role_with(permission), "331181"))
    typed = {"login": visitor.user.login, "password": PASSWORD}
    page = visitor.post(endpoint, typed, guard=False, **values_of(app, endpoint))
    assert page.status in (200, 400, 422), f"{page.status}: does `values_of` know what stands at this address?"
    assert writes(page) == []


def test_signing_in_needs_the_guard(nobody: Visitor, session):
    user = a_user(Role.COUNTY_OFFICER, "331181")
    typed = {"login": user.login, "password": PASSWORD}
    assert nobody.post("accounts.sign_in", typed, guard=False).status in (400, 422)
    assert nobody.get("desk.home").status == 302
    assert nobody.post("accounts.sign_in", typed).status in (302, 303)
    assert nobody.get("desk.home").status == 200
