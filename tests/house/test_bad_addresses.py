"""Every address with what nobody should ask: unknown things are not found, other people's things too, nothing fails."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from hospice.access.permissions import AT_INSTITUTION, ROLES, Permission, Role
from hospice.app import create_app
from tests.databases import SETTINGS
from tests.factories import a_user
from tests.house.nasty import SHORT, TEXTS
from tests.house.standing import PLACE
from tests.house.test_posts import roles_with, stands_at
from tests.pages import Visitor

READ = re.compile(r'request\.args\.get\("(\w+)"|"(\w+)" in request\.args|for name in \(((?:"\w+"(?:, )?)+)\)')
# What the addresses understand; `test_every_parameter_is_tried` holds it against the source.
PARAMETERS = (
    "before", "code", "county", "fresh", "goal", "institution", "kind", "known_at", "level", "next", "on", "owner", "page",
    "per_page", "person", "action", "since", "until", "subject", "q", "region", "role", "sort", "state", "unit", "view",
    "months", "receiver", "setting", "priority", "status", "outcome", "decline", "overdue", "area", "within", "able", "sex",
    "near", "tab", "show", "name", "bed", "where", "_anchor", "endpoint",
)  # fmt: skip
ELSEWHERE = "330110"
FAR = Role.COUNTY_OFFICER


def _rules(method: str) -> list[Rule]:
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": "sqlite://"})
    rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()) and rule.endpoint != "static"]
    return sorted(rules, key=lambda rule: (rule.endpoint, rule.rule))


KEYED = sorted(
    {(method, rule.endpoint) for method in ("GET", "POST") for rule in _rules(method) if "key" in rule.arguments}
)
PLAIN = sorted({rule.endpoint for rule in _rules("GET") if not rule.arguments})
# Kept for the whole network, so that no area of their own can be another's.
EVERYWHERE = {"checklist", "policy"}


def roles_of(app: Flask, endpoint: str) -> list[Role]:
    return roles_with(getattr(app.view_functions[endpoint], "permission", None))


def test_every_parameter_is_tried(root: Path):
    source = [file.read_text(encoding="utf-8") for file in sorted((root / "hospice").rglob("*.py"))]
    read = {
        name for text in source if "request.args" in text for found in READ.finditer(text) for name in _named(found)
    }
    assert read - set(PARAMETERS) == set()


def _named(found: re.Match[str]) -> list[str]:
    return re.findall(r"\w+", found[1] or found[2] or found[3])


@pytest.mark.parametrize("endpoint", PLAIN)
def test_an_address_bears_whatever_is_asked(app: Flask, session: Session, endpoint: str):
    visitor = Visitor(app, a_user(roles_of(app, endpoint)[0], PLACE))
    names = list(PARAMETERS)
    for at, what in enumerate(TEXTS):
        value = TEXTS[what][:3_000]
        one = names[at % len(names)]
        for turn, asked in enumerate(({one: value}, dict.fromkeys(names[at % 3 :: 3], value))):
            path = f"{visitor.url(endpoint)}?{urlencode(asked)}"
            # To look a whole page over takes ten times as long as to draw it: another third of them for each address.
            looked_over = (at + turn + len(endpoint)) % 3 == 0
            status = visitor.get(path).status if looked_over else visitor.client.get(path).status_code
            assert status in (200, 302, 303, 304, 400, 404, 422), f"{endpoint} {str(asked)[:80]}: {status}"


# Pages that read an address only where another word stands beside it, or of something that is there.
BESIDE = [
    ("worklists.index", {"tab": "over"}, ("before", "priority")),
    ("drafts.places", {}, ("show", "within", "area", "able", "_anchor", "endpoint")),
    ("drafts.more", {}, ("show", "within", "area", "unit", "endpoint")),
    ("drafts.reroute", {}, ("show", "unit")),
    ("places.index", {"setting": "WARD"}, ("show", "near", "sex", "endpoint")),
    ("stays.arrange", {}, ("bed",)),
    ("stays.new", {}, ("bed", "name")),
    ("waiting.index", {}, ("page", "per_page", "endpoint")),
]


@pytest.mark.parametrize(("endpoint", "beside", "names"), BESIDE, ids=[each[0] for each in BESIDE])
def test_a_page_of_something_bears_whatever_is_asked(
    app: Flask, session: Session, endpoint: str, beside: dict[str, str], names: tuple[str, ...]
):
    stands = stands_at(app, endpoint, "GET")
    held, house = stands.values, stands.house
    visitor = Visitor(app, a_user(Role.CLINICIAN, PLACE, house))
    assert visitor.get(endpoint, **held, **beside).status == 200
    for name in names:
        for what, value in SHORT.items():
            url = f"{visitor.url(endpoint, **held)}?{urlencode({**beside, name: value[:3_000]})}"
            assert visitor.get(url).status in (200, 404), f"{endpoint} {name}: {what}"


@pytest.mark.parametrize("code", [*SHORT.values(), "330000x", "33118", "999999"])
def test_an_unknown_division_is_not_found(client_for: Callable[..., Visitor], code: str):
    visitor = client_for()
    if not code.strip("\x00") or len(code) > 2_000:
        return
    for endpoint in ("coverage.region", "coverage.why", "county.detail"):
        assert visitor.get(endpoint, code=code).status == 404


@pytest.mark.parametrize(("method", "endpoint"), [each for each in KEYED if not each[1].startswith("policy.")])
def test_a_key_of_nothing_is_not_found(app: Flask, session: Session, method: str, endpoint: str):
    stands = stands_at(app, endpoint, method)
    held, house = stands.values, stands.house
    for role in roles_of(app, endpoint):
        visitor = Visitor(app, a_user(role, PLACE, house))
        assert ask(visitor, method, endpoint, {**held, "key": uuid4()}) == 404, role


@pytest.mark.parametrize(
    ("method", "endpoint"), [each for each in KEYED if each[1].partition(".")[0] not in EVERYWHERE]
)
def test_what_lies_in_another_county_is_not_found(app: Flask, session: Session, method: str, endpoint: str):
    """For every role of a county or a house that may do it at home; whoever reaches all counties reaches it there too."""
    held = stands_at(app, endpoint, method).values
    for role in roles_of(app, endpoint):
        if role not in COUNTY_ROLES | AT_INSTITUTION:
            continue
        away = Visitor(app, a_user(role, ELSEWHERE))
        assert ask(away, method, endpoint, held) == 404, f"{role} of another county: {endpoint}"


@pytest.mark.parametrize(("method", "endpoint"), sorted({(m, r.endpoint) for m in ("GET", "POST") for r in _rules(m)}))
def test_every_address_opens_to_its_roles_alone(app: Flask, session: Session, method: str, endpoint: str):
    """The table of roles decides, nothing else: whoever lacks the permission is forbidden before anything is looked up."""
    view = app.view_functions[endpoint]
    permission = getattr(view, "permission", None)
    stated = [isinstance(permission, Permission), hasattr(view, "is_public"), hasattr(view, "is_for_the_signed_in")]
    assert sum(stated) == 1, f"{endpoint} decides {sum(stated)} times who may see it"
    stands = stands_at(app, endpoint, method)
    held, house = stands.values, stands.house
    for role in ROLES:
        visitor = Visitor(app, a_user(role, PLACE, house))
        status = ask(visitor, method, endpoint, held)
        if permission is not None and permission not in ROLES[role]:
            assert status == 403, f"{role}: {endpoint} {status}"
        else:
            assert status in (200, 302, 303, 304, 400, 404, 409, 422), f"{role}: {endpoint} {status}"


COUNTY_ROLES = {Role.COUNTY_OFFICER, Role.COUNTY_COORDINATOR, Role.TRAINING_MANAGER, Role.EVALUATOR}


def ask(visitor: Visitor, method: str, endpoint: str, held: dict[str, Any]) -> int:
    """The status of an address; a post is sent without a field, with its guard."""
    held = {**held, **({"wanted": "on"} if endpoint == "elder" else {"wanted": "en"} if endpoint == "language" else {})}
    page = visitor.get(endpoint, **held) if method == "GET" else visitor.post(endpoint, {}, **held)
    return page.status
