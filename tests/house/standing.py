"""For every post of the table of addresses: who may send it, where its form is shown, and a form that is accepted.

The form is read off the page that shows it, as a browser would send it; what stays empty there is filled by the name of
the field. A new post whose form no page shows fails here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.exceptions import HTTPException

from hospice.access.permissions import AT_INSTITUTION, Role
from hospice.core.clock import local, now, today
from hospice.core.db import unit_of_work
from hospice.policy import services as policy
from hospice.policy.models import Standing
from tests.chart.typed import a_new_patient
from tests.factories import OPENED, PASSWORD, a_consortium, a_finding, a_grant, a_user, a_ward, an_institution
from tests.house.care import stands_for
from tests.house.test_posts import roles_with, rule_of, values_of
from tests.pages import Page, Visitor

Pairs = list[tuple[str, str]]
PLACE = "331181"
NEW = "另一个-Sichere-4711"

SOON = f"{local(now() + timedelta(days=1)):%Y-%m-%dT%H:%M}"

# What fills a field that the page leaves empty, by its name.
FILLS = {
    "login": "z900001", "name": "测试新名", "workplace": "测试单位", "old": PASSWORD, "new": NEW, "again": NEW,
    "password": PASSWORD,
    "bed_no": "3-2", "first_room": "301", "last_room": "302", "per_room": "2", "closed_on": str(today()),
    "state_reason": "检修", "reason": "依据测试文件",
    "words": "已现场核实，情况属实", "source": "测试文件", "text": "有独立的谈心室",
    "document_no": "测卫〔2026〕3号", "duty_phone": "0578-7123456", "month": "2026-10", "services": "3",
    "ended_on": str(today()), "end_reason": "不再承担", "open": "6", "installed": "6", "staffed": "6",
    "expected_on": str(today() + timedelta(days=90)), "opened_on": str(OPENED),
    "contact_name": "测试家属", "contact_phone": "13800000000", "diagnosis": "C16.9", "document_version": "2026-1",
    "purpose": "转运交接", "signer_name": "测试家属", "witness": "李护士", "not_done": "家属要求",
}  # fmt: skip
# The same for fields of one form alone, whose name says something else elsewhere, and choices that must fit each other.
OWN_FILLS = {
    "policy.propose": {"value": "2025-12-31"},
    "programs.create": {"kind": "COUNTY_PRACTICE_BASE"},
    "consortia.join": {"role": "MEMBER"},
    "requests.schedule": {"at": SOON},
    "drafts.leave": {"outside": "上海市某医院"},
}
# Forms in which a question may stay open, and is not answered with the first word offered.
LEFT_OPEN = {"drafts.add", "drafts.change", "drafts.choose"}
TICKED = ("fact", "modes", "told")  # boxes that must be ticked
# Selects and radios in which the first choice does not fit.
PICKS = {"role": "county_officer", "region": PLACE, "status": "OPERATING", "passes": "yes"}


@dataclass
class Post:
    """A post that would be accepted: who sends it, where to, and what."""

    visitor: Visitor
    endpoint: str
    path: str
    pairs: Pairs
    names: list[str]  # of every field that the form shows, ticked or not
    kept: dict[str, Any] = field(default_factory=dict)  # what the browser's session held

    def __post_init__(self) -> None:
        with self.visitor.client.session_transaction() as kept:
            self.kept = dict(kept)

    def sign_in_again(self) -> None:
        """Give the browser its session back."""
        with self.visitor.client.session_transaction() as kept:
            kept.clear()
            kept.update(self.kept)


def standing(app: Flask, endpoint: str) -> Post:
    """Make what a post needs, and fill in its form."""
    if endpoint in ("accounts.let_in", "accounts.sign_out"):
        return _at_the_door(app, endpoint)
    permission = getattr(app.view_functions[endpoint], "permission", None)
    of_care = stands_for(endpoint)
    values, house, shown = (of_care.values, of_care.house, of_care.shown) if of_care else (None, None, "")
    values = values if values is not None else (OWN_VALUES.get(endpoint) or values_of)(app, endpoint)
    values = {name: values[name] for name in rule_of(app, endpoint, "POST").arguments}
    path = app.url_map.bind("localhost").build(endpoint, values, method="POST")
    seen: list[str] = []
    for role in roles_with(permission):
        if role in AT_INSTITUTION and house is None:
            continue
        visitor = Visitor(app, a_user(role, PLACE, house))
        for page in [visitor.get(shown)] if shown else _pages_above(app, visitor, path):
            seen.append(f"{role}: {page.response.request.path} {page.status}")
            form = _form_to(page, path)
            if form is not None:
                return _filled(visitor, endpoint, path, form)
    raise AssertionError(f"no page shows the form of {endpoint} to anybody: {seen}")


def _at_the_door(app: Flask, endpoint: str) -> Post:
    user = a_user(Role.COUNTY_OFFICER, PLACE, login="t900000")
    if endpoint == "accounts.sign_out":
        visitor, shown, path = Visitor(app, user), "/", "/sign-out"
    else:
        visitor, shown, path = Visitor(app), "/sign-in", "/sign-in"
    form = _form_to(visitor.get(shown), path)
    assert form is not None
    post = _filled(visitor, endpoint, path, form)
    post.pairs = [(name, user.login if name == "login" else value) for name, value in post.pairs]
    return post


def _pages_above(app: Flask, visitor: Visitor, path: str) -> Iterator[Page]:
    """The page at the same address and those that it lies under."""
    addresses = app.url_map.bind("localhost")
    while path:
        try:
            addresses.match(path, method="GET")
        except HTTPException:
            pass
        else:
            page = visitor.get(path)
            yield visitor.follow() if page.status == 302 else page
        path = path.rpartition("/")[0]


def _form_to(page: Page, path: str) -> Element | None:
    """The form that posts to an address, by its own or by one of its buttons; of several the one that asks most."""
    if not page.is_html or page.status != 200:
        return None
    found = []
    for form in page.all("form"):
        own = re.split("[?#]", form.get("action") or page.response.request.path)[0]
        others = [button.get("formaction") for button in form.iter("button") if button.get("formaction")]
        is_sent = any(True for _button in form.iter("button"))
        if is_sent and (form.get("method") or "").lower() == "post" and path in (own, *others):
            found.append(form)
    def asked(form: Element) -> int:
        return sum(each.tag != "button" and "name" in each.attrib for each in form.iter())

    return max(found, key=asked, default=None)


def _filled(visitor: Visitor, endpoint: str, path: str, form: Element) -> Post:
    pairs: Pairs = []
    names: list[str] = []
    own_fills = OWN_FILLS.get(endpoint, {}) if endpoint != "patients.add" else a_new_patient()
    groups: dict[str, list[Element]] = {}
    for element in form.iter():
        name = element.get("name")
        if name and element.tag in ("input", "select", "textarea"):
            groups.setdefault(name, []).append(element)
    for name, elements in groups.items():
        names += [name] if name != "csrf_token" else []
        own = own_fills.get(name)
        said = [own] if isinstance(own, str) else own
        pairs += [(name, value) for value in (_said(name, elements, endpoint) if said is None else said)]
    buttons = [button for button in form.iter("button") if button.get("formaction") is None]
    if buttons and all(button.get("name") for button in buttons):  # a choice by one click
        pairs.append((buttons[0].get("name", ""), buttons[0].get("value", "")))
        names.append(buttons[0].get("name", ""))
    return Post(visitor, endpoint, path, pairs, names)


def _said(name: str, elements: list[Element], endpoint: str = "") -> list[str]:
    """What a browser sends for the controls of one name, when a person filled in what was empty."""
    first = elements[0]
    if first.tag == "select":
        options = list(first.iter("option"))
        chosen = [option.get("value", "") for option in options if option.get("selected") is not None]
        if name.startswith("medicine_"):  # a row of which nothing is filled in
            return [*chosen, ""][:1]
        return [_picked(name, chosen[:1], [option.get("value", "") for option in options])]
    kind = first.get("type") or "text"
    if kind in ("radio", "checkbox"):
        ticked = [each.get("value", "") for each in elements if each.get("checked") is not None]
        if kind == "radio" and "" in ticked and endpoint in LEFT_OPEN:
            return ticked
        if kind == "radio":
            return [_picked(name, ticked, [each.get("value", "") for each in elements])]
        return ticked or ([first.get("value", "")] if name in TICKED else [])
    value = first.get("value") or (first.text or "" if first.tag == "textarea" else "")
    return [value or FILLS.get(name, "")]


def _picked(name: str, chosen: list[str], offered: list[str]) -> str:
    """What was chosen before; else what fits; else the first that is something."""
    if chosen and chosen[0]:
        return chosen[0]
    return PICKS[name] if PICKS.get(name) in offered else next((value for value in offered if value), "")


def _grant_number(app: Flask, endpoint: str) -> dict[str, Any]:
    user = a_user(Role.COUNTY_OFFICER, PLACE)
    return {"key": user.key, "number": a_grant(user, Role.COUNTY_COORDINATOR, PLACE).id}


def _undesignated(app: Flask, endpoint: str) -> dict[str, Any]:
    a_ward(an_institution(PLACE))
    return {}


def _without_its_lead(app: Flask, endpoint: str) -> dict[str, Any]:
    an_institution(PLACE, name="A")  # comes first in the list of those who may join
    return {"key": a_consortium(an_institution(PLACE)).key}


def _closed_account(app: Flask, endpoint: str) -> dict[str, Any]:
    return {"key": a_user(Role.COUNTY_OFFICER, PLACE, closed_at=datetime(2026, 1, 1, tzinfo=UTC)).key}


def _explained(app: Flask, endpoint: str) -> dict[str, Any]:
    said = {"explained": "属实", "explained_at": datetime(2026, 1, 1, tzinfo=UTC)}
    return {"key": a_finding(an_institution(PLACE), **said).key}


def _proposal(app: Flask, endpoint: str) -> dict[str, Any]:
    other = a_user(Role.PROVINCE_OFFICER, PLACE)
    with unit_of_work() as session:
        made = policy.propose(
            session, "goal.baseline", "2025-12-31", today(), "测试", Standing.GUIDELINE, "测试", other.id
        )
        session.flush()
        return {"number": made.id}


# What stands at an address where the plain case does not do.
OWN_VALUES: dict[str, Callable[[Flask, str], dict[str, Any]]] = {
    "accounts.end": _grant_number,
    "checklist.start_draft": lambda _app, _endpoint: {},
    "accounts.reopen": _closed_account,
    "consortia.join": _without_its_lead,
    "designations.create": _undesignated,
    "findings.reopen": _explained,
    "policy.approve": _proposal,
    "policy.reject": _proposal,
}
