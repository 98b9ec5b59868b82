from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import python_calamine
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.access.scope import Scope
from hospice.audit import queries, words
from hospice.audit.models import AuditEvent
from hospice.core.events import Event
from tests.factories import a_region, a_user, an_institution
from tests.pages import Visitor

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def auditor(client_for: Callable[..., Visitor]) -> Visitor:
    return client_for(Role.AUDIT_ADMIN)


def a_row(session: Session, action: str = "account_opened", at: datetime = NOON, **values: Any) -> AuditEvent:
    row = AuditEvent(**{"action": action, "at": at, "subject": "", **values})
    session.add(row)
    session.commit()
    return row


def sheet(visitor: Visitor, **query: Any) -> list[list[Any]]:
    page = visitor.get("audit.export", **query)
    assert page.status == 200
    return python_calamine.load_workbook(io.BytesIO(page.data)).get_sheet_by_index(0).to_python()


def test_each_row_is_a_sentence_with_the_names_of_today(auditor: Visitor, session: Session) -> None:
    user = a_user(Role.CLINICIAN, name="叶敏")
    house = an_institution(name="龙泉市人民医院")
    a_row(
        session,
        "grant_given",
        subject=f"user:{user.key}",
        actor_name="周敏",
        actor_roles=["security_admin"],
        details={"role": "clinician", "place": None},
    )
    a_row(session, "institution_registered", subject=f"institution:{house.key}", address="10.0.0.1")
    a_row(session, "goals_loaded", subject="goals")
    rows = auditor.get("audit.index").rows()
    assert rows[0][1:3] == [f"{auditor.user.name}审计管理员", "查看了审计记录"]
    assert rows[1][1:3] == ["系统命令", "载入了目标"]
    assert rows[2][1:] == ["未登录的人", "登记了机构 龙泉市人民医院", "10.0.0.1"]
    assert rows[3][2] == "授予了角色 叶敏角色：医护人员"
    assert rows[3][1] == "周敏安全管理员"
    assert rows[3][0] == "11月20日12:00"


def test_rows_are_filtered_by_action_person_subject_and_day(auditor: Visitor, session: Session) -> None:
    user = a_user(Role.CLINICIAN, name="叶敏", login="ye.min")
    a_row(session, "signed_in", actor_id=user.id, actor_name="叶敏", at=NOON)
    a_row(session, "account_opened", subject=f"user:{user.key}", at=NOON + timedelta(days=1))
    a_row(
        session, "signed_out", actor_name="周敏", at=datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    )  # 21 November in Shanghai

    def found(**wish: str) -> list[str]:
        return [row[2] for row in auditor.get("audit.index", **wish).rows() if "审计" not in row[2]]

    assert found(action="signed_in") == ["登录"]
    assert found(person="叶敏") == ["登录"]
    assert found(person="YE.MIN") == ["登录"]
    assert found(person="敏") == ["退出登录", "登录"]
    assert found(subject="叶敏") == ["开设了账号 叶敏"]
    assert found(subject="没有此人") == []
    assert found(since="2026-11-21", until="2026-11-21") == ["退出登录", "开设了账号 叶敏"]
    assert found(until="2026-11-20") == ["登录"]
    assert found(person="%") == []


def test_pages_go_on_where_the_last_one_ended_even_when_rows_come_in(auditor: Visitor, session: Session) -> None:
    for number in range(120):
        a_row(session, "account_opened", details={"login": f"n{number:03d}"})
    seen: list[str] = []
    page = auditor.get("audit.index", action="account_opened")
    for _page in range(4):
        seen += [row[2].removeprefix("开设了账号账号：") for row in page.rows()]
        older = page.links().get("更早的")
        if not older:
            break
        a_row(session, "account_opened", details={"login": "later"})
        page = auditor.get(older)
    assert seen == [f"n{number:03d}" for number in reversed(range(120))]
    assert "回到最新" in page.links()


def test_looking_and_exporting_leave_their_own_trace(auditor: Visitor, session: Session) -> None:
    auditor.get("audit.index", person="叶敏")
    sheet(auditor, since="2026-11-01")
    rows = session.scalars(sa.select(AuditEvent).where(AuditEvent.actor_id.is_not(None)).order_by(AuditEvent.id)).all()
    assert [(row.action, row.actor_id, row.details) for row in rows] == [
        ("audit_read", auditor.user.id, {"person": "叶敏"}),
        ("audit_exported", auditor.user.id, {"since": "2026-11-01"}),
    ]
    assert rows[0].actor_roles == ["audit_admin"]


def test_the_spreadsheet_holds_what_the_page_shows_and_formulas_stay_text(auditor: Visitor, session: Session) -> None:
    user = a_user(Role.CLINICIAN, name="=1+1")
    a_row(
        session,
        "account_opened",
        subject=f"user:{user.key}",
        actor_name="@SUM(A1)",
        details={"login": "+x"},
        address="10.0.0.1",
    )
    a_row(session, "signed_out", actor_name="别人")
    cells = sheet(auditor, action="account_opened")
    assert "演示数据" in cells[0][0]
    head = next(number for number, row in enumerate(cells) if row[0] == "时间")
    assert cells[head + 1] == [
        "2026-11-20 12:00:00",
        "@SUM(A1)",
        "",
        "开设了账号",
        "=1+1",
        "10.0.0.1",
        '{"login": "+x"}',
    ]
    assert len(cells) == head + 2


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=2026-13-45", "请按年-月-日填写"),
        ("action=drop", "事项："),
        ("since=2026-11-21&until=2026-11-20", "止日早于起日"),
        ("person=" + "长" * 60, "最多50个字"),
    ],
)
def test_a_wrong_filter_gets_a_sentence_and_no_rows(auditor: Visitor, session: Session, query: str, words: str) -> None:
    a_row(session)
    for path in ("/audit", "/audit.xlsx"):
        page = auditor.get(f"{path}?{query}")
        assert page.status == 422
        assert words in page.text
        assert page.rows() == []


@pytest.mark.parametrize("before", ["x", "0", "-1", "99999999999999999999999"])
def test_an_odd_place_to_begin_is_the_newest_row(auditor: Visitor, session: Session, before: str) -> None:
    a_row(session, "signed_out")
    assert [row[2] for row in auditor.get(f"/audit?before={before}").rows()][:2] == ["查看了审计记录", "退出登录"]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDIT_ADMIN}))
def test_nobody_else_reads_the_trail(client_for: Callable[..., Visitor], role: Role) -> None:
    visitor = client_for(role)
    assert visitor.get("audit.index").status == 403
    assert visitor.get("audit.export").status == 403


def test_a_full_page_costs_a_handful_of_statements(auditor: Visitor, session: Session) -> None:
    user, house = a_user(Role.CLINICIAN), an_institution()
    for subject in (f"user:{user.key}", f"institution:{house.key}") * 25:
        a_row(session, subject=subject, region_id=a_region().id)
    auditor.get("audit.index")
    assert auditor.queries <= 7


def all_events(kind: type[Event] = Event) -> set[type[Event]]:
    return {kind, *(found for each in kind.__subclasses__() for found in all_events(each))}


def test_every_deed_has_words(session: Session) -> None:
    bases = {kind for kind in all_events() if kind.__subclasses__()}
    ours = {kind.action() for kind in all_events() - bases if kind.__module__.startswith("hospice.")}
    assert ours - set(words.ACTIONS) == set()


def test_the_trail_cannot_be_changed(session: Session) -> None:
    row = a_row(session)
    for statement in (sa.update(AuditEvent).values(action="x"), sa.delete(AuditEvent).where(AuditEvent.id == row.id)):
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            session.execute(statement)


def test_deeds_in_another_area_are_not_seen(session: Session) -> None:
    house, other = an_institution("331181"), an_institution("330110")
    a_row(session, "bed_closed", region_id=a_region("331181").id)
    a_row(session, "bed_changed", institution_id=house.id)
    a_row(session, "beds_added", institution_id=other.id)
    a_row(session, "unit_amended", region_id=a_region("330110").id)
    here = Scope(frozenset({a_region("331100").path}))
    seen = {row.action for row in queries.rows(session, here, queries.Wish())}
    assert {"bed_closed", "bed_changed"} <= seen  # and those that lie nowhere: signing in, rules
    assert not {"beds_added", "unit_amended"} & seen


def test_links_do_not_carry_on_what_could_not_be_read(client_for):
    page = client_for(Role.AUDIT_ADMIN, "330000").get("audit.index", subject="x" * 3000, person="叶敏")
    assert page.status == 422
    assert all("x" * 81 not in link for link in page.links().values())
    assert any("person=" in link for link in page.links().values())
