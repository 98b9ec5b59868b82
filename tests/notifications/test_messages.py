"""Messages: to whom they go, what they say, that each is shown once, and that none says anything about a patient."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import ROLES, Permission, Role
from hospice.audit.models import AuditEvent
from hospice.core.clock import frozen, now
from hospice.core.db import db, unit_of_work
from hospice.core.worker import work_off
from hospice.episodes.rules.codes import Priority
from hospice.notifications import queries, services, words
from hospice.notifications.models import Message, Seen
from hospice.transfers.services import answering
from hospice.wiring import JOBS
from tests.cases import House, a_house, a_patient, received, submitted
from tests.factories import a_region, a_user

ROOT = Path(__file__).resolve().parents[2]
TELLING = ["hospice/transfers/clock.py", "hospice/transfers/notices.py"]


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=1)


def told(kind: str = "request_received", once: str = "x", **to: object) -> Message:
    with unit_of_work() as session:
        services.tell(session, kind, "nothing:1", once, **to)  # type: ignore[arg-type]
        message = session.scalars(sa.select(Message).where(Message.once == once)).one()
    assert message is not None
    return message


def kinds_told(file: str) -> Iterator[str]:
    """Every kind of message that a module tells: what stands in the calls, and in the tables that feed them."""
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id.lstrip("_").startswith("tell")
        ):
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and "_" in str(arg.value))
        if isinstance(node, ast.Dict):
            names = [value.value for value in node.values if isinstance(value, ast.Constant)]
            yield from (name for name in names if isinstance(name, str) and len(names) == len(node.values))


@pytest.mark.parametrize("file", TELLING)
def test_every_kind_that_is_told_has_words(file: str):
    kinds = set(kinds_told(file))
    assert len(kinds) >= 4
    assert kinds <= set(words.WORDS)


@pytest.mark.parametrize("kind", words.WORDS)
def test_every_kind_is_a_sentence_that_names_nobody(app, kind: str):
    with app.test_request_context():
        said = words.outside(Message(kind=kind, details={"number": "2026-1120-037", "by": now().isoformat()}))
    assert said.endswith("请登录查看。")
    assert "2026-1120-037" not in said  # what leaves the product names nothing by which a case could be found
    assert not any(word in said for word in ("安宁", "临终", "离世", "失败", "成功", "抱歉", "请注意", "！"))


def test_a_receiver_is_told_by_when_to_answer(visitor_as, sender: House, ward: House):
    [request] = submitted(sender, ward, priority=Priority.URGENT, patient=a_patient(sender, name="周福林"))
    page = visitor_as(ward.liaison).get("messages.index")
    assert page.title == "1条新消息"
    assert "您有一条新的转介待处理，请在" in page.text
    assert request.transfer.number in page.text
    assert "周" not in page.text.replace("周末", "")


def test_a_message_is_for_its_house_and_nobody_else(visitor_as, sender: House, ward: House):
    submitted(sender, ward)
    assert visitor_as(ward.manager).get("messages.index").title == "1条新消息"
    for other in (sender.manager, a_house().manager, a_user(Role.COUNTY_COORDINATOR, "331181")):
        assert visitor_as(other).get("messages.index").title == "消息"


def test_what_goes_to_a_county_reaches_its_coordinator_and_officer_and_no_house_in_it(session: Session):
    message = told(region_id=a_region("331181").id)
    there = [a_user(role, "331181") for role in (Role.COUNTY_COORDINATOR, Role.COUNTY_OFFICER)]
    others = [a_user(Role.COUNTY_OFFICER, "331126"), a_user(Role.PREFECTURE_OFFICER, "331100")]
    others += [a_user(role, "331181") for role in (Role.CLINICIAN, Role.LIAISON, Role.WARD_MANAGER, Role.EVALUATOR)]
    others.append(a_user(Role.PROVINCE_OFFICER, "330000"))
    for person, number in [(one, 1) for one in there] + [(one, 0) for one in others]:
        assert queries.unread(session, person) == number, person.roles
    assert set(queries.recipients(session, message)) == set(there)


def test_silence_is_told_to_the_county_of_the_sender(visitor_as, session: Session, sender: House, ward: House):
    officer = a_user(Role.COUNTY_OFFICER, "331102")
    with frozen(now() - timedelta(hours=3)):
        submitted(sender, ward, priority=Priority.URGENT)
    work_off(JOBS)
    visitor = visitor_as(officer)
    assert "一条转介超过时限还没有答复" in visitor.get("messages.index").text
    [message] = queries.unseen(session, officer.scope(Permission.MESSAGES_READ), officer.id)
    assert visitor.post("messages.open_", key=message.key).location == "/transfers/register?overdue=yes"


@pytest.mark.parametrize("role", Role)
def test_recipients_and_readers_are_the_same_people(session: Session, ward: House, role: Role):
    person = a_user(role, "331181", institution=ward.institution)
    for message in (
        told(once="a", institution_id=ward.institution.id),
        told(once="b", region_id=a_region("331181").id),
    ):
        reads = Permission.MESSAGES_READ in ROLES[role] and message in queries.unseen(
            session, person.scope(Permission.MESSAGES_READ), person.id
        )
        assert (person in queries.recipients(session, message)) == reads


def test_opening_a_message_marks_it_for_this_person_alone_and_leads_to_the_case(
    visitor_as, session: Session, sender: House, ward: House
):
    [request] = submitted(sender, ward)
    message = session.scalars(sa.select(Message)).one()
    liaison = visitor_as(ward.liaison)
    assert liaison.post("messages.open_", key=message.key).location == f"/requests/{request.key}"
    assert liaison.get("messages.index").title == "消息"
    assert "看过的" in liaison.get("messages.index").text
    assert visitor_as(ward.manager).get("messages.index").title == "1条新消息"
    assert liaison.post("messages.open_", key=message.key).status == 303  # a second time changes nothing
    assert session.scalar(sa.select(sa.func.count()).select_from(Seen)) == 1
    actions = session.scalars(sa.select(AuditEvent.action)).all()
    assert actions.count("messages_seen") == 1


def test_nobody_opens_a_message_of_others(visitor_as, session: Session, sender: House, ward: House):
    submitted(sender, ward)
    key = session.scalars(sa.select(Message.key)).one()
    assert visitor_as(sender.liaison).post("messages.open_", key=key).status == 404
    assert session.scalar(sa.select(sa.func.count()).select_from(Seen)) == 0


def test_all_that_is_new_is_marked_at_once(visitor_as, sender: House, ward: House):
    for _number in range(3):
        submitted(sender, ward)
    liaison = visitor_as(ward.liaison)
    assert liaison.post("messages.all_seen").status == 303
    page = liaison.get("messages.index")
    assert page.title == "消息"
    assert "3条消息已标为看过" in page.text


def test_a_released_receiver_is_led_nowhere(visitor_as, session: Session, sender: House, ward: House):
    other = a_house("331122")
    mine, _theirs = received(sender, ward, other)
    with unit_of_work():
        answering.accept(session, mine, by=ward.manager)
    page = visitor_as(other.liaison).get("messages.index")
    assert "一条转介已由其他单位受理，不需再处理" in page.text
    released = session.scalars(sa.select(Message).where(Message.kind == "request_released")).one()
    assert visitor_as(other.liaison).post("messages.open_", key=released.key).location == "/messages"


def test_what_was_seen_is_paged(visitor_as, session: Session, ward: House):
    for number in range(30):
        told(once=str(number), institution_id=ward.institution.id)
    liaison = visitor_as(ward.liaison)
    liaison.post("messages.all_seen")
    page = liaison.get("messages.index")
    assert len(page.all("li", class_="task")) == 25
    older = liaison.get(page.links()["更早的"])
    assert len(older.all("li", class_="task")) == 5
    assert page.queries <= 4, page.statements


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", "?before=99999999999999999999999"])
def test_nonsense_in_the_address_is_passed_over(visitor_as, ward: House, query: str):
    told(institution_id=ward.institution.id)
    assert visitor_as(ward.liaison).get("/messages" + query).title == "1条新消息"


def test_the_header_says_how_many_are_new_without_asking_again(
    visitor_as, session: Session, sender: House, ward: House
):
    liaison = visitor_as(ward.liaison)
    before = liaison.get("accounts.me").queries
    submitted(sender, ward)
    liaison.get("desk.home")
    page = liaison.get("accounts.me")
    assert "消息（1）" in page.text
    assert page.queries == before
    liaison.post("messages.all_seen")
    assert "消息（1）" not in liaison.get("accounts.me").text


def test_an_empty_box_says_what_will_stand_in_it(visitor_as, ward: House):
    assert "还没有消息" in visitor_as(ward.liaison).get("messages.index").text
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 0
