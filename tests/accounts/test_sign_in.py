from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.accounts import sign_in as signing
from hospice.accounts.models import SignInFailure, User
from hospice.accounts.services import attempts
from hospice.audit.models import AuditEvent
from hospice.core.clock import frozen
from tests.factories import PASSWORD, a_user
from tests.pages import Page, Visitor

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def sign_in(visitor: Visitor, login: str, password: str = PASSWORD, **query: Any) -> Page:
    visitor.get("accounts.sign_in")
    return visitor.post("accounts.sign_in", {"login": login, "password": password}, **query)


def actions(session: Session) -> list[str]:
    return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))


def test_the_right_password_opens_a_session_and_leaves_a_trace(nobody: Visitor, session: Session) -> None:
    user = a_user(Role.COUNTY_COORDINATOR)
    page = sign_in(nobody, user.login)
    assert (page.status, page.location) == (303, "/")
    assert user.name in nobody.get("accounts.me").text
    row = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "signed_in")).one()
    assert (row.actor_id, row.actor_name, row.actor_roles) == (user.id, user.name, ["county_coordinator"])


def test_a_mobile_number_is_as_good_as_the_login_and_case_does_not_matter(app: Flask, nobody: Visitor) -> None:
    user = a_user(Role.CLINICIAN, phone="13912345678", login="ji.wenjuan")
    assert user.login
    assert sign_in(nobody, "13912345678").status == 303
    assert sign_in(Visitor(app), "  Ji.Wenjuan　").status == 303


def test_unknown_closed_and_wrong_read_the_same(app: Flask, session: Session) -> None:
    a_user(Role.CLINICIAN, login="open.one")
    a_user(Role.CLINICIAN, login="closed.one", closed_at=NOON)
    texts = set()
    for login, password in (("open.one", "wrong"), ("closed.one", PASSWORD), ("no.such.one", "wrong")):
        page = sign_in(Visitor(app), login, password)
        assert page.status == 422
        assert page.control("login").get("value") == login
        texts.add(page.text)
    assert len(texts) == 1
    assert "账号或密码不对。请再核对一次；连续错5次将暂停15分钟，您已错1次。" in texts.pop()


def test_an_unknown_account_costs_a_hash_too(nobody: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []
    monkeypatch.setattr(attempts, "password_fits", lambda stored, typed: checked.append(stored) or False)
    sign_in(nobody, "no.such.one", "wrong")
    user = a_user(Role.CLINICIAN)
    sign_in(nobody, user.login, "wrong")
    assert len(checked) == 2
    assert checked[0].startswith("$argon2id$")
    assert checked[0].split("$")[3] == checked[1].split("$")[3]  # the same cost


@pytest.mark.parametrize("known", [True, False])
def test_after_five_failures_even_the_right_password_waits_fifteen_minutes(
    app: Flask, session: Session, known: bool
) -> None:
    login = a_user(Role.CLINICIAN).login if known else "no.such.one"
    with frozen(NOON):
        said = [sign_in(Visitor(app), login, "wrong") for _ in range(5)]
        assert "您已错4次" in said[3].text
        assert "请过15分钟再试" in said[4].text
        assert sign_in(Visitor(app), login).status == 429
    with frozen(NOON + timedelta(minutes=14, seconds=59)):
        page = sign_in(Visitor(app), login)
        assert page.status == 429
        assert "请过1分钟再试" in page.text
    with frozen(NOON + timedelta(minutes=15, seconds=1)):
        assert sign_in(Visitor(app), login).status == (303 if known else 422)
    assert actions(session).count("sign_in_paused") == 1
    assert actions(session).count("sign_in_failed") == (5 if known else 6)


def test_success_forgets_the_failures_before_it(app: Flask, session: Session) -> None:
    user = a_user(Role.CLINICIAN)
    for _ in range(4):
        sign_in(Visitor(app), user.login, "wrong")
    assert sign_in(Visitor(app), user.login).status == 303
    assert "您已错1次" in sign_in(Visitor(app), user.login, "wrong").text


def test_an_address_that_tries_many_accounts_is_slowed_down(app: Flask, session: Session) -> None:
    user = a_user(Role.CLINICIAN)
    with frozen(NOON):
        session.add_all(
            [SignInFailure(account=f"{n:064d}", address="127.0.0.1", at=NOON - timedelta(seconds=1)) for n in range(25)]
        )
        session.commit()
        assert sign_in(Visitor(app), user.login).status == 429
    with frozen(NOON + timedelta(minutes=16)):
        assert sign_in(Visitor(app), user.login).status == 303


def test_what_was_typed_as_login_is_stored_nowhere(nobody: Visitor, session: Session) -> None:
    sign_in(nobody, "my-secret-by-mistake", "x")
    failure = session.scalars(sa.select(SignInFailure)).one()
    row = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "sign_in_failed")).one()
    assert "secret" not in f"{failure.account} {row.subject} {row.details} {row.actor_name}"


def test_signing_in_starts_a_new_session(nobody: Visitor, session: Session) -> None:
    with nobody.client.session_transaction() as kept:
        kept["planted"] = "before"
        kept["language"] = "zh_Hans_CN"
    sign_in(nobody, a_user(Role.CLINICIAN).login)
    with nobody.client.session_transaction() as kept:
        assert "planted" not in kept
        assert kept["language"] == "zh_Hans_CN"
        assert kept["csrf" if "csrf" in kept else "_user_id"] != "guard-of-the-tests"


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/me?x=1", "/me?x=1"),
        ("https://evil.example/me", "/"),
        ("//evil.example/me", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("///evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_only_paths_of_this_house_are_followed(nobody: Visitor, asked: str, leads_to: str) -> None:
    page = sign_in(nobody, a_user(Role.CLINICIAN).login, next=asked)
    assert page.location == leads_to
    assert nobody.get("elder", wanted="on", next=asked).location == leads_to


def test_whoever_asks_for_a_page_first_comes_back_to_it(nobody: Visitor, session: Session) -> None:
    user = a_user(Role.SYSTEM_ADMIN)
    page = nobody.get("/accounts?q=x")
    assert page.location.startswith("/sign-in?next=")
    nobody.follow()
    done = nobody.post(page.location, {"login": user.login, "password": PASSWORD})
    assert done.location == "/accounts?q=x"


def test_a_post_without_the_guard_signs_nobody_in_or_out(nobody: Visitor, client_for: Callable[..., Visitor]) -> None:
    user = a_user(Role.CLINICIAN)
    page = nobody.post("accounts.sign_in", {"login": user.login, "password": PASSWORD}, guard=False)
    assert page.status == 422
    visitor = client_for(Role.COUNTY_COORDINATOR)
    assert visitor.post("accounts.sign_out", guard=False).status == 400
    assert visitor.get("accounts.me").status == 200


def test_signing_out_ends_the_session_and_leaves_a_trace(client_for: Callable[..., Visitor], session: Session) -> None:
    visitor = client_for(Role.COUNTY_COORDINATOR)
    assert visitor.post("accounts.sign_out").location == "/sign-in"
    assert visitor.get("accounts.me").location.startswith("/sign-in")
    assert "signed_out" in actions(session)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"login": "x" * 5000, "password": "y"},
        {"login": "x", "password": "y" * 100000},
        {"login": "\x00", "password": "\x00"},
    ],
)
def test_absurd_input_gets_a_sentence(nobody: Visitor, data: dict[str, str]) -> None:
    page = nobody.post("accounts.sign_in", data)
    assert page.status == 422
    assert page.all("div", role="alert")


def test_a_closed_account_and_an_ended_session_are_let_go_at_once(
    client_for: Callable[..., Visitor], session: Session
) -> None:
    for change in ({"closed_at": NOON}, {"session_no": 1}):
        visitor = client_for(Role.COUNTY_COORDINATOR)
        assert visitor.get("accounts.me").status == 200
        session.execute(sa.update(User).where(User.id == visitor.user.id).values(**change))
        assert visitor.get("accounts.me").status == 302


def test_the_present_person_costs_one_statement(client_for: Callable[..., Visitor]) -> None:
    visitor = client_for(Role.COUNTY_COORDINATOR)
    visitor.get("accounts.roles")
    assert visitor.queries == 1
    visitor.get("/no-such-page")
    assert visitor.queries == 1


def test_the_sign_in_page_leads_whoever_is_in_onwards(client_for: Callable[..., Visitor]) -> None:
    assert client_for(Role.CLINICIAN).get("accounts.sign_in", next="/me").location == "/me"


def test_a_damaged_session_is_nobody(nobody: Visitor) -> None:
    for value in ("1", "x:y", ":", "1:2:3", "-1:0"):
        with nobody.client.session_transaction() as kept:
            kept["_user_id"] = value
        assert nobody.get("accounts.me").status == 302


def test_the_page_of_a_failing_database_asks_nobody_who_is_signed_in(
    client_for: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = client_for(Role.COUNTY_COORDINATOR)

    def broken(_remembered: str) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(signing.SIGN_IN, "_user_callback", broken)
    page = visitor.get("accounts.me")
    assert page.status == 503
    assert page.title == "系统没有及时答复"
    assert "您填的内容还在" in page.text
