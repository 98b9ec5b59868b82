"""What transfers ask of somebody on the desk, what became of those sent away, and whether the clock runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.core import jobs
from hospice.core.clock import frozen, now
from hospice.core.db import unit_of_work
from hospice.core.worker import work_off
from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.places import BedState
from hospice.transfers.rules.codes import Outcome
from hospice.transfers.services import answering, asking, moving
from hospice.wiring import JOBS
from tests.cases import House, a_draft, a_house, a_patient, handed_over, received, submitted
from tests.factories import a_user


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=2)


def tones(page) -> list[str]:
    """The tone of every task: hot only where time is over, or all but over."""
    return [item[0].get("class") for item in page.all("li", class_="task")]


def test_a_request_is_on_the_desk_of_those_who_answer_it(visitor_as, sender: House, ward: House):
    submitted(sender, ward, priority=Priority.URGENT, patient=a_patient(sender, name="周福林"))
    page = visitor_as(ward.liaison).get("desk.home")
    assert page.title == "今天有1件事等您"
    assert "有新的转介，请打开审核" in page.text
    assert "周**" in page.text
    assert "周福林" not in page.html


def test_what_is_late_is_persimmon_and_filled_and_what_is_not_is_neither(visitor_as, sender: House, ward: House):
    with frozen(now() - timedelta(hours=3)):
        submitted(sender, ward, priority=Priority.URGENT)
    submitted(sender, ward, priority=Priority.PLANNED)
    page = visitor_as(ward.liaison).get("desk.home")
    assert tones(page) == ["st hot", "st"]
    buttons = [link.get("class") for item in page.all("li", class_="task") for link in item.iter("a")]
    assert buttons == ["btn btn-w btn-1", "btn btn-w"]


def test_what_is_for_later_is_not_counted_as_today_s(visitor_as, sender: House, ward: House):
    submitted(sender, ward, priority=Priority.PLANNED)
    page = visitor_as(ward.liaison).get("desk.home")
    assert page.title == "今天没有等您的事"
    assert "之后" in page.text


def test_a_bed_that_is_kept_is_no_free_one(visitor_as, session: Session, sender: House, ward: House):
    manager = visitor_as(ward.manager)
    before = int(manager.get("desk.home").rows()[0][3])
    [request] = received(sender, ward, priority=Priority.URGENT)
    with unit_of_work():
        answering.accept(session, request, by=ward.manager)
    assert int(manager.get("desk.home").rows()[0][3]) == before - 1


def test_a_bed_that_is_being_cleaned_is_no_free_one(visitor_as, session: Session, ward: House):
    manager = visitor_as(ward.manager)
    before = int(manager.get("desk.home").rows()[0][3])
    with unit_of_work():
        ward.beds[0].state = BedState.CLEANING
    assert int(manager.get("desk.home").rows()[0][3]) == before - 1


def test_a_ward_is_told_that_a_kept_bed_runs_out_and_who_is_to_come(visitor_as, session, sender: House, ward: House):
    at = now()
    with frozen(at - timedelta(hours=3)):
        [request] = received(sender, ward, priority=Priority.URGENT)
        with unit_of_work():
            answering.accept(session, request, by=ward.manager)
    assert "床位保留快到期，对方还没有确认出发时间" in visitor_as(ward.manager).get("desk.home").text
    for person in (sender.clinician, ward.manager):
        with unit_of_work():
            answering.agree(session, request, at + timedelta(minutes=50), by=person)
    assert "约定的患者将到，请准备接收" in visitor_as(ward.manager).get("desk.home").text
    assert "已约定时间，到时请登记出发" in visitor_as(sender.clinician).get("desk.home").text


def test_a_draft_is_on_the_desk_only_shortly_before_it_is_thrown_away(visitor_as, sender: House, ward: House):
    with frozen(now() - timedelta(days=28)):
        a_draft(sender, [ward])
    a_draft(sender, [ward])
    page = visitor_as(sender.clinician).get("desk.home")
    assert page.text.count("草稿还没有提交") == 2  # one task, and the full name of its button


def test_a_coordinator_is_asked_where_nobody_answers(visitor_as, sender: House, ward: House):
    with frozen(now() - timedelta(hours=3)):
        submitted(sender, ward, priority=Priority.URGENT)
    near, far = (a_user(Role.COUNTY_COORDINATOR, code) for code in ("331102", "331126"))
    assert "超过时限没有答复，请协调" in visitor_as(near).get("desk.home").text
    assert "请协调" not in visitor_as(far).get("desk.home").text


def test_the_sender_reads_what_became_of_the_patient(visitor_as, session: Session, sender: House, ward: House):
    at = now()
    with frozen(at - timedelta(hours=6)):
        [request] = received(sender, ward, priority=Priority.URGENT, patient=a_patient(sender, name="梁国栋"))
        [other] = submitted(sender, ward, patient=a_patient(sender, name="项阿根"))
        with unit_of_work():
            answering.accept(session, request, by=ward.manager)
        when = now() + timedelta(hours=1)
        for person in (sender.clinician, ward.manager):
            with unit_of_work():
                answering.agree(session, request, when, by=person)
    with frozen(at - timedelta(hours=4)), unit_of_work():
        moving.depart(session, request, by=sender.clinician)
    assert "转运中" in visitor_as(sender.clinician).get("desk.home").text
    with frozen(at - timedelta(hours=3)), unit_of_work():
        moving.arrive(session, request, by=ward.manager)
    handed_over(request, sender, ward)
    with unit_of_work():
        moving.admit(session, request, by=ward.manager)
        asking.withdraw(session, other.transfer, Outcome.IMPROVED, "好转", by=sender.clinician)
    page = visitor_as(sender.clinician).get("desk.home")
    aside = page.text.split("您转出的患者")[1]
    assert "已收治 梁**" in aside
    assert "项**" in aside
    assert "病情好转" in aside
    assert "您转出的患者" not in visitor_as(ward.manager).get("desk.home").text


def test_those_who_send_find_the_button_first(visitor_as, client_for, sender: House):
    assert visitor_as(sender.clinician).get("desk.home").links()["发起转介"] == "/transfers/new"
    assert "发起转介" not in client_for(Role.COUNTY_COORDINATOR).get("desk.home").text


def test_the_desk_takes_as_many_statements_for_many_cases_as_for_one(visitor_as, sender: House, ward: House):
    other = a_house("331122")
    submitted(sender, ward, other)
    manager = visitor_as(ward.manager)
    manager.get("desk.home")  # the figures of the day are reckoned once, for everybody
    few = manager.get("desk.home").queries
    for _number in range(15):
        submitted(sender, ward, other)
    page = manager.get("desk.home")
    assert page.queries == few <= 20, page.statements
    assert len(page.all("li", class_="task")) == 12


@pytest.mark.parametrize(
    ("role", "told"), [(Role.COUNTY_COORDINATOR, True), (Role.SYSTEM_ADMIN, True), (Role.COUNTY_OFFICER, False)]
)
def test_a_clock_that_stands_still_is_told_to_those_who_must_know(client_for, session: Session, role: Role, told: bool):
    visitor = client_for(role, "330000" if role is Role.SYSTEM_ADMIN else "331181")
    assert ("时钟还没有走过" in visitor.get("desk.home").text) is told
    work_off({})
    assert ("时钟正常" in visitor.get("desk.home").text) is told
    with frozen(now() + timedelta(minutes=11)):
        assert ("时钟已11分钟没有走" in visitor.get("desk.home").text) is told


def test_a_ward_manager_is_told_of_the_clock(visitor_as, ward: House):
    assert "时钟还没有走过" in visitor_as(ward.manager).get("desk.home").text
    assert "时钟" not in visitor_as(ward.clinician).get("desk.home").text


def test_the_administrator_sees_what_the_worker_has_given_up(client_for, session: Session):
    with unit_of_work():
        session.add(
            jobs.Job(kind="message", subject="message:1", run_at=now(), state=jobs.JobState.FAILED, ended_at=now())
        )
    admin = client_for(Role.SYSTEM_ADMIN, "330000").get("desk.home")
    assert "放弃的后台任务 1" in admin.text.replace("放弃的后台任务1", "放弃的后台任务 1")
    assert "放弃的后台任务" not in client_for(Role.AUDIT_ADMIN, "330000").get("desk.home").text
    assert set(JOBS) >= {"message"}
