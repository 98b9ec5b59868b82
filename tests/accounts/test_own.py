from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from hospice.access.permissions import AT_INSTITUTION, PERMISSION_WORDS, ROLES, Permission, Role
from hospice.accounts.models import User
from hospice.accounts.sign_in import password_fits
from hospice.audit.models import AuditEvent
from tests.factories import PASSWORD, a_user, password_hash
from tests.pages import Visitor

NEW = "Quiet-river-73"


def test_a_one_time_password_opens_only_the_page_that_changes_it(visitor_as: Callable[[User], Visitor]) -> None:
    visitor = visitor_as(a_user(Role.SYSTEM_ADMIN, must_change_password=True))
    assert visitor.get("accounts.index").location == "/me/password"
    page = visitor.follow()
    assert "您用的是一次性密码" in page.text
    assert visitor.post("accounts.password", {"old": PASSWORD, "new": NEW, "again": NEW}).location == "/me"
    assert visitor.get("accounts.index").status == 200


def test_changing_the_password_ends_every_other_session(
    app: Flask, session: Session, visitor_as: Callable[[User], Visitor]
) -> None:
    user = a_user(Role.CLINICIAN)
    here, elsewhere = visitor_as(user), visitor_as(user)
    assert here.post("accounts.password", {"old": PASSWORD, "new": NEW, "again": NEW}).status == 303
    assert here.get("accounts.me").status == 200
    assert elsewhere.get("accounts.me").status == 302
    session.refresh(user)
    assert password_fits(user.password_hash, NEW)
    row = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "password_changed")).one()
    assert NEW not in str(row.details)


def test_each_fault_of_a_new_password_stands_beside_its_field(
    session: Session, visitor_as: Callable[[User], Visitor]
) -> None:
    user = a_user(Role.CLINICIAN, login="ye.min")
    visitor = visitor_as(user)
    cases = [
        ({"old": "", "new": NEW, "again": NEW}, "现在的密码：请填写"),
        ({"old": "wrong", "new": NEW, "again": NEW}, "现在的密码不对"),
        ({"old": PASSWORD, "new": NEW, "again": NEW + "x"}, "两遍输入的不一样"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "新密码与现在的一样"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "至少10个字符"),
        ({"old": PASSWORD, "new": "Ye.min-lotus-94", "again": "Ye.min-lotus-94"}, "不要包含账号"),
    ]
    for data, words in cases:
        page = visitor.post("accounts.password", data)
        assert page.status == 422
        assert words in page.text
        assert all(element.get("value") in (None, "") for element in page.all("input", type="password"))
    session.refresh(user)
    assert user.password_hash == password_hash()


def test_guessing_the_old_password_is_counted_like_a_sign_in(visitor_as: Callable[[User], Visitor]) -> None:
    visitor = visitor_as(a_user(Role.CLINICIAN))
    for _ in range(5):
        assert visitor.post("accounts.password", {"old": "wrong", "new": NEW, "again": NEW}).status == 422
    assert visitor.post("accounts.password", {"old": PASSWORD, "new": NEW, "again": NEW}).status == 429


def test_the_page_who_may_do_what_says_what_the_table_says(client_for: Callable[..., Visitor]) -> None:
    page = client_for(Role.CLINICIAN).get("accounts.roles")
    found: dict[tuple[str, str], str] = {}
    for table in page.all("table"):
        heads = ["".join(th.itertext()).strip() for th in next(table.iter("thead")).iter("th")][1:]
        for row in next(table.iter("tbody")).iter("tr"):
            first, *cells = ["".join(cell.itertext()).strip() for cell in row]
            found |= {(first, head): cell for head, cell in zip(heads, cells, strict=True)}
    for role in Role:
        own = "本机构" if role in AT_INSTITUTION else "本辖区"
        words = {"own": own, "network": "全网"}
        for permission in Permission:
            reach = ROLES[role].get(permission)
            told = found.get((str(PERMISSION_WORDS[permission]), role.words), "")
            assert told == (words[reach.value] if reach else ""), (role, permission)


def test_somebody_without_a_role_reads_whom_to_ask(session: Session, visitor_as: Callable[[User], Visitor]) -> None:
    user = User(login="new.one", name="新人", password_hash=password_hash())
    session.add(user)
    session.commit()
    visitor = visitor_as(user)
    page = visitor.get("accounts.index")
    assert page.status == 403
    assert "请联系安全管理员授予角色" in page.text
    assert "还没有角色" in visitor.get("accounts.me").text
