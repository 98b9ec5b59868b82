from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import ADMINISTRATORS, Role
from hospice.accounts.models import User
from hospice.accounts.sign_in import password_fits
from hospice.audit.models import AuditEvent
from tests.factories import a_grant, a_user, an_institution
from tests.pages import Page, Visitor

PERSON = {
    "login": "ye.min",
    "name": "叶敏",
    "workplace": "龙泉市卫生健康局",
    "position": "县级协调员",
    "phone": "13912345678",
}

ONE_TIME = re.compile(r"\b[A-Za-z0-9]{5}-[A-Za-z0-9]{5}-[A-Za-z0-9]{5}\b")


@pytest.fixture
def system(client_for: Callable[..., Visitor]) -> Visitor:
    return client_for(Role.SYSTEM_ADMIN)


@pytest.fixture
def security(client_for: Callable[..., Visitor]) -> Visitor:
    return client_for(Role.SECURITY_ADMIN)


def the(session: Session, login: str = "ye.min") -> User:
    session.expire_all()
    return session.scalars(sa.select(User).where(User.login == login)).unique().one()


def last(session: Session) -> AuditEvent:
    return session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def one_time(page: Page) -> str:
    found = ONE_TIME.findall(page.text)
    assert len(found) == 1
    return str(found[0])


def test_an_opened_account_has_a_one_time_password_and_no_role(system: Visitor, session: Session) -> None:
    page = system.post("accounts.new", PERSON)
    assert page.status == 200
    assert page.headers["Cache-Control"] == "no-store"
    user = the(session)
    assert password_fits(user.password_hash, one_time(page))
    assert (user.name, user.phone, user.must_change_password, user.roles) == ("叶敏", "13912345678", True, frozenset())
    assert last(session).action == "account_opened"
    assert one_time(page) not in str(last(session).details)
    assert ONE_TIME.findall(system.get("accounts.detail", key=user.key).text) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"login": ""}, "账号（工号）：请填写"),
        ({"login": "叶敏"}, "账号用小写字母、数字、点、横线"),
        ({"login": "13912345678"}, "这是手机号的样子"),
        ({"login": "x" * 5000}, "最多40个字"),
        ({"name": "　"}, "姓名：请填写"),
        ({"name": "叶" * 51}, "最多50个字，您填了51个"),
        ({"workplace": ""}, "单位：请填写"),
        ({"phone": "0578-7123456"}, "请填11位手机号"),
        ({"login": "taken.one"}, "账号“taken.one”已有人使用"),
        ({"phone": "13800000000"}, "这个手机号已登记在另一个账号上"),
    ],
)
def test_a_wrong_field_gets_its_sentence_and_nothing_is_opened(
    system: Visitor, session: Session, wrong: dict[str, str], words: str
) -> None:
    a_user(Role.CLINICIAN, login="taken.one", phone="13800000000")
    before = session.scalar(sa.select(sa.func.count(User.id)))
    page = system.post("accounts.new", {**PERSON, **wrong})
    assert page.status == 422
    assert words in page.text
    assert session.scalar(sa.select(sa.func.count(User.id))) == before


def test_capital_letters_of_a_login_are_made_small(system: Visitor, session: Session) -> None:
    system.post("accounts.new", {**PERSON, "login": " Ye.Min "})
    assert the(session).login == "ye.min"


def test_closing_asks_first_and_reopening_gives_everything_back(
    system: Visitor, session: Session, visitor_as: Callable[[User], Visitor]
) -> None:
    user = a_user(Role.CLINICIAN, login="ye.min", name="叶敏")
    visitor = visitor_as(user)
    asked = system.get("accounts.close", key=user.key)
    assert asked.title == "停用叶敏的账号？"
    assert visitor.get("accounts.me").status == 200
    assert system.post("accounts.close", key=user.key).status == 303
    assert "账号已停用。" in system.follow().text
    assert visitor.get("accounts.me").status == 302
    assert last(session).action == "account_closed"
    assert system.post("accounts.reopen", key=user.key).status == 303
    assert the(session).is_active
    assert the(session).roles == {Role.CLINICIAN}


def test_a_reset_password_replaces_the_old_one_and_ends_sessions(
    system: Visitor, session: Session, visitor_as: Callable[[User], Visitor]
) -> None:
    user = a_user(Role.CLINICIAN, login="ye.min")
    visitor = visitor_as(user)
    page = system.post("accounts.reset_password", key=user.key)
    assert password_fits(the(session).password_hash, one_time(page))
    assert the(session).must_change_password
    assert visitor.get("accounts.me").status == 302
    assert last(session).action == "password_reset"


@pytest.mark.parametrize("deed", ["accounts.close", "accounts.reset_password"])
def test_administrators_do_not_act_on_each_other_nor_on_themselves(
    system: Visitor, session: Session, deed: str
) -> None:
    others = [a_user(role) for role in ADMINISTRATORS]
    for user in (*others, system.user):
        hashed = user.password_hash
        assert system.post(deed, key=user.key).status == 303
        page = system.follow()
        assert "不能办理自己的账号" in page.text or "管理员的账号互不经办" in page.text
        session.refresh(user)
        assert user.is_active
        assert user.password_hash == hashed


def test_a_role_is_given_at_a_region_at_once_and_taken_back(security: Visitor, session: Session) -> None:
    user = a_user(Role.TRAINING_MANAGER, region="331181", login="ye.min")
    given = security.post(
        "accounts.give", {"role": "county_coordinator", "region": "331181", "until": "2099-01-01"}, key=user.key
    )
    assert given.status == 303
    grant = next(grant for grant in the(session).grants if grant.role is Role.COUNTY_COORDINATOR)
    assert (grant.region.code, grant.valid_to, grant.granted_by_id) == ("331181", date(2099, 1, 1), security.user.id)
    assert (last(session).action, last(session).region_id) == ("grant_given", grant.region_id)
    asked = security.get("accounts.ask_end", key=user.key, number=grant.id)
    assert "县级协调员" in asked.title
    assert security.post("accounts.end", key=user.key, number=grant.id).status == 303
    assert the(session).roles == {Role.TRAINING_MANAGER}
    assert last(session).action == "grant_ended"
    security.post("accounts.end", key=user.key, number=grant.id)
    assert "已经收回了" in security.follow().text


def test_a_role_of_institutions_is_given_by_the_name_of_one(security: Visitor, session: Session) -> None:
    user = a_user(Role.VOLUNTEER_COORDINATOR, login="ye.min")
    house = an_institution(name="龙泉市八都镇中心卫生院")
    an_institution(name="龙泉市安仁镇中心卫生院")
    page = security.post("accounts.give", {"role": "clinician", "institution": "镇中心卫生院"}, key=user.key)
    assert "有几家都符合：" in page.text
    assert "龙泉市八都镇中心卫生院" in page.text
    assert security.post("accounts.give", {"role": "clinician", "institution": "八都镇"}, key=user.key).status == 303
    assert {grant.institution_id for grant in the(session).live_grants} == {None, house.id}


GRANT_FAULTS: list[tuple[dict[str, Any], str]] = [
    ({}, "请选择角色"),
    ({"role": "king"}, "角色："),
    ({"role": "county_officer"}, "县级工作人员管一个辖区，请选辖区"),
    ({"role": "county_officer", "region": "331100"}, "县级工作人员只能设在县（市、区）一级"),
    ({"role": "prefecture_officer", "region": "331181"}, "只能设在设区市一级"),
    ({"role": "county_officer", "region": "999999"}, "辖区："),
    ({"role": "clinician"}, "请填机构名称"),
    ({"role": "clinician", "institution": "没有这家"}, "没有找到“没有这家”"),
    ({"role": "county_officer", "region": "331181", "until": "2026-13-45"}, "请按年-月-日填写"),
    ({"role": "county_officer", "region": "331181", "until": "2020-01-01"}, "截止日应在今天之后"),
    ({"role": "county_coordinator", "region": "331181"}, "已经有这个角色了"),
    ({"role": "audit_admin", "region": "330000"}, "三类管理员不得兼任其他角色"),
]


@pytest.mark.parametrize(("data", "words"), GRANT_FAULTS)
def test_a_grant_that_cannot_be_gets_its_sentence(
    security: Visitor, session: Session, data: dict[str, Any], words: str
) -> None:
    user = a_user(Role.COUNTY_COORDINATOR, login="ye.min")
    page = security.post("accounts.give", data, key=user.key)
    assert page.status == 422
    assert words in page.text
    assert len(the(session).grants) == 1


def test_nobody_changes_the_own_grants(security: Visitor, session: Session) -> None:
    me = security.user
    page = security.post("accounts.give", {"role": "security_admin", "region": "330000"}, key=me.key)
    assert "不能办理自己的账号" in page.text
    security.post("accounts.end", key=me.key, number=me.grants[0].id)
    assert "不能办理自己的账号" in security.follow().text
    session.refresh(me)
    assert me.roles == {Role.SECURITY_ADMIN}


def test_opening_accounts_and_giving_roles_are_two_peoples_work(
    system: Visitor, security: Visitor, session: Session
) -> None:
    user = a_user(Role.CLINICIAN)
    assert system.post("accounts.give", {"role": "liaison"}, key=user.key).status == 403
    assert "授予角色" not in system.get("accounts.detail", key=user.key).text
    for endpoint in ("accounts.close", "accounts.reopen", "accounts.reset_password"):
        assert security.post(endpoint, key=user.key).status == 403
    assert security.get("accounts.new").status == 403
    assert security.post("accounts.new", PERSON).status == 403


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}))
def test_nobody_else_sees_accounts(client_for: Callable[..., Visitor], role: Role) -> None:
    visitor = client_for(role)
    assert visitor.get("accounts.index").status == 403
    assert visitor.get("accounts.detail", key=visitor.user.key).status == 403


def test_an_account_that_does_not_exist_is_not_found(system: Visitor, security: Visitor) -> None:
    for endpoint in ("accounts.detail", "accounts.close", "accounts.reset_password"):
        assert system.get(endpoint, key=uuid.uuid4()).status == 404
    other = a_user(Role.CLINICIAN)
    assert security.post("accounts.end", key=other.key, number=security.user.grants[0].id).status == 404
    assert security.post("accounts.end", key=other.key, number=10**18).status == 404


def test_the_list_is_searched_and_filtered(system: Visitor) -> None:
    a_user(Role.COUNTY_COORDINATOR, region="331181", login="ye.min", name="叶敏", workplace="龙泉市卫生健康局")
    a_user(Role.CLINICIAN, region="331181", login="ji.wenjuan", name="季文娟", must_change_password=True)
    a_user(
        Role.COUNTY_COORDINATOR,
        region="330110",
        login="zhou.min",
        name="周敏",
        closed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )

    def found(**wish: str) -> set[str]:
        return {re.sub(r"^测试\d+(?=t)|^[^a-z]+", "", row[0]) for row in system.get("accounts.index", **wish).rows()}

    mine = system.user.login
    assert found() == {"ye.min", "ji.wenjuan", "zhou.min", mine}
    assert found(q="敏") == {"ye.min", "zhou.min"}
    assert found(q="YE.M") == {"ye.min"}
    assert found(q="龙泉市卫生") == {"ye.min"}
    assert found(role="county_coordinator") == {"ye.min", "zhou.min"}
    assert found(region="331181") == {"ye.min", "ji.wenjuan"}
    assert found(region="331100") == {"ye.min", "ji.wenjuan"}
    assert found(region="331181", role="clinician") == {"ji.wenjuan"}
    assert found(state="closed") == {"zhou.min"}
    assert found(state="waiting") == {"ji.wenjuan"}
    assert found(q="%") == set()
    assert "没有找到符合的账号" in system.get("accounts.index", q="%").text


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999999999999999",
        "role=king",
        "region=' OR 1",
        "state=x",
        "q=%00",
        "per_page=0",
    ],
)
def test_odd_queries_get_a_page(system: Visitor, query: str) -> None:
    assert system.get(f"/accounts?{query}").status == 200


def test_the_list_costs_the_same_for_three_accounts_and_for_thirty(system: Visitor) -> None:
    for _ in range(3):
        a_user(Role.CLINICIAN)
    system.get("accounts.index")
    few = system.queries
    for _ in range(22):
        a_grant(a_user(Role.CLINICIAN), Role.VOLUNTEER_COORDINATOR)
    system.get("accounts.index")
    assert system.queries == few <= 6


def test_an_ended_role_gives_nothing_any_more(
    security: Visitor, session: Session, visitor_as: Callable[[User], Visitor]
) -> None:
    user = a_user(Role.SYSTEM_ADMIN)
    visitor = visitor_as(user)
    assert visitor.get("accounts.index").status == 200
    security.post("accounts.end", key=user.key, number=user.grants[0].id)
    assert visitor.get("accounts.index").status == 403
