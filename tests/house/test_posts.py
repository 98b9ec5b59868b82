"""Every post carries the guard that our own page gave it; without it nothing happens. Read off the table of addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from hospice.access.permissions import AT_INSTITUTION, ROLES, Permission, Role
from hospice.app import create_app
from hospice.core.db import db
from hospice.facilities.models import Institution
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
from tests.house.care import Stands, stands_for
from tests.pages import Page, Visitor

WRITES = ("INSERT", "UPDATE", "DELETE")


def posts() -> list[str]:
    """Endpoints that take a post."""
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": "sqlite://"})
    return sorted({rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())})


def writes(page: Page) -> list[str]:
    return [statement for statement in page.statements if statement.lstrip().startswith(WRITES)]


def roles_with(permission: Permission | None) -> list[Role]:
    """Roles of regions first; those of a house work at the house where the thing stands."""
    found = [role for role in ROLES if permission is None or permission in ROLES[role]]
    return sorted(found, key=lambda role: role in AT_INSTITUTION)


def a_role_with(permission: Permission | None) -> Role:
    return roles_with(permission)[0]


def stands_at(app: Flask, endpoint: str, method: str = "POST") -> Stands:
    """Values for the address, and the house whose people work with what stands there."""
    of_care = stands_for(endpoint)
    if of_care is not None:
        rule = rule_of(app, endpoint, method)
        return replace(of_care, values={name: of_care.values[name] for name in rule.arguments})
    held = values_of(app, endpoint, method)
    newest = db.session.scalars(sa.select(Institution).order_by(Institution.id.desc())).first()
    return Stands(held, newest or an_institution())


def rule_of(app: Flask, endpoint: str, method: str) -> Rule:
    return next(rule for rule in app.url_map.iter_rules(endpoint) if method in (rule.methods or ()))


def values_of(app: Flask, endpoint: str, method: str = "POST") -> dict[str, Any]:
    """Values for the address: keys of things that exist where the visitor works, told by how the address begins."""
    rule = rule_of(app, endpoint, method)
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
    stands = stands_at(app, endpoint)
    visitor = visitor_as(a_user(a_role_with(permission), "331181", stands.house))
    typed = {"login": visitor.user.login, "password": PASSWORD, **stands.sent}
    page = visitor.post(endpoint, typed, guard=False, **stands.values)
    assert page.status in (200, 400, 422), f"{page.status}: does `values_of` know what stands at this address?"
    assert writes(page) == []


def test_signing_in_needs_the_guard(nobody: Visitor, session):
    user = a_user(Role.COUNTY_OFFICER, "331181")
    typed = {"login": user.login, "password": PASSWORD}
    assert nobody.post("accounts.sign_in", typed, guard=False).status in (400, 422)
    assert nobody.get("desk.home").status == 302
    assert nobody.post("accounts.sign_in", typed).status in (302, 303)
    assert nobody.get("desk.home").status == 200
