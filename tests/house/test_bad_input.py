"""Every field of every form with what nobody should type: a sentence beside the field, never a failure, nothing half-written.

The forms are read off the pages that show them, so a new form and a new field are tried without being listed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import quote_plus

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from hospice.core.db import Base, db
from tests.counting import counted
from tests.house.nasty import TEXTS, of_others, spoilt
from tests.house.standing import Post, standing
from tests.house.test_posts import posts
from tests.pages import Page

REFUSALS = (200, 400, 404, 409, 413, 422)
SENTENCE = re.compile(r'class="(?:err|note note-k)"[^>]*>.*?[\u4e00-\u9fff]|<h1[^>]*>[^<]*[\u4e00-\u9fff]', re.DOTALL)
BESIDE = re.compile(r'class="(?:err|note note-k)"')
# A one-time password, or a full name, is the answer itself.
SHOWN_ONCE = {"accounts.open_account", "accounts.reset_password", "patients.reveal"}
# What is written about a post whatever becomes of it: the trail, and failures to sign in.
ABOUT = {"audit_event", "sign_in_failure"}
CHANGES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')
# On each database a field meets every tenth of the values, on the other one those half-way between, and the next field the
# next ones: of each kind of field there are many.
SHARE = 10
_revisions = count(10**9, 1_000)


def body_of(pairs: list[tuple[str, Any]]) -> bytes:
    """A form as a browser sends it; a value may be bytes that no browser would send."""
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()


def with_field(post: Post, name: str, values: list[Any]) -> list[tuple[str, Any]]:
    """The fitting form with one field replaced."""
    kept: list[tuple[str, Any]] = [pair for pair in post.pairs if pair[0] != name]
    return kept + [(name, value) for value in values]


@contextmanager
def undone() -> Iterator[None]:
    """Take back at the end whatever happened inside, commits and all."""
    db.session.remove()
    connection: Any = db.engines[None]
    inner = connection.begin_nested()
    connection.execute(sa.text("UPDATE registry_revision SET number = :n"), {"n": next(_revisions)})
    try:
        yield
    finally:
        db.session.remove()
        inner.rollback()


def send(post: Post, pairs: list[tuple[str, Any]], *, looked_over: bool = True) -> Page:
    """Post a form; looking the whole page over takes ten times as long as drawing it, so not every one is."""
    body, kind = body_of(pairs), "application/x-www-form-urlencoded"
    if looked_over:
        return post.visitor._visit("POST", post.path, data=body, content_type=kind)
    with post.visitor.app.app_context(), counted() as statements:
        response = post.visitor.client.post(post.path, data=body, content_type=kind)
    assert response.status_code < 500, f"{post.path}: {response.status}"
    return Page(response, len(statements), list(statements))


def judge(post: Post, pairs: list[tuple[str, Any]], told: str, *, looked_over: bool) -> Page:
    """Send a form; what is refused says so and has written nothing, what is accepted can be shown."""
    with undone():
        before = counts()
        page = send(post, pairs, looked_over=looked_over)
        if page.status == 303 and looked_over:
            post.visitor.get(page.location)
        if page.status == 303 or (page.status == 200 and post.endpoint in SHOWN_ONCE):
            post.sign_in_again()  # the deed may have ended the session
            return page
        assert page.status in REFUSALS, f"{told}: {page.status}"
        assert SENTENCE.search(page.html), f"{told}: {page.status} without a sentence"
        assert page.status != 422 or BESIDE.search(page.html), (
            f"{told}: {page.status} without a sentence beside a field"
        )
        assert counts() == before, f"{told}: half-written"
        written = {found[1] for found in map(CHANGES.match, page.statements) if found} - ABOUT
        assert not written or page.status in (409, 422), f"{told}: refused, yet {written} were touched"
        return page


def counts() -> Any:
    """How many rows every table has, but for what is written about a post, and the number of the registry's revision."""
    connection: Any = db.engines[None]
    tables = [table for table in Base.metadata.sorted_tables if table.name not in ABOUT]
    wanted = [sa.select(sa.func.count()).select_from(table).scalar_subquery() for table in tables]
    revision = sa.select(sa.func.sum(Base.metadata.tables["registry_revision"].c.number)).scalar_subquery()
    return connection.execute(sa.select(revision, *wanted)).one()


@pytest.mark.parametrize("endpoint", posts())
def test_a_form_filled_in_with_care_is_accepted(app: Flask, session: Session, endpoint: str):
    """Else the tests below would be stopped by another field than the one that they spoil."""
    post = standing(app, endpoint)
    page = send(post, post.pairs)
    told = re.findall(r'class="(?:err|note note-k)".*?</p>', page.html, re.DOTALL)
    assert page.status == (200 if endpoint in SHOWN_ONCE else 303), f"{page.status} {post.pairs} {told}"


@pytest.mark.parametrize("endpoint", posts())
def test_what_nobody_should_type_gets_a_sentence(app: Flask, session: Session, endpoint: str):
    post, others = standing(app, endpoint), of_others()
    first = 0 if db.engine.dialect.name == "sqlite" else SHARE // 2
    for at, name in enumerate(post.names, first):
        fitting = next((value for field, value in post.pairs if field == name), "")
        tried = [(what, [value]) for what, value in {**TEXTS, **others}.items()]
        for n, (what, values) in enumerate([*tried[at % SHARE :: SHARE], *spoilt(fitting)]):
            told = f"{endpoint} {name} {what}"
            judge(post, with_field(post, name, values), told, looked_over=n == 0)


TRIED = [
    "institutions.change",
    "units.declare",
    "declarations.create",
    "accounts.give",
    "consortia.join",
    "beds.add_run",
]


@pytest.mark.parametrize("endpoint", TRIED)
def test_several_bad_fields_at_once_get_a_sentence_too(app: Flask, session: Session, endpoint: str):
    post = standing(app, endpoint)
    values = st.one_of(st.sampled_from(sorted(TEXTS.values())), st.text(max_size=60), st.integers().map(str))

    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(post.names), values.map(_sendable), min_size=1, max_size=6))
    def check(typed: dict[str, str]) -> None:
        kept = [pair for pair in post.pairs if pair[0] not in typed]
        judge(post, [*kept, *typed.items()], f"{endpoint} {typed}", looked_over=False)

    check()


def _sendable(text: str) -> str:
    """What can be written as UTF-8."""
    return text.encode(errors="replace").decode()
