"""One transfer as a page: whose turn it is, in words, and never more than the reader may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.core.clock import frozen, now
from hospice.core.db import db, unit_of_work
from hospice.episodes.rules.codes import DischargeOutcome, Priority
from hospice.episodes.services import staying
from hospice.facilities.queries.current import units_called
from hospice.facilities.rules.codes import UnitKind
from hospice.patients.rules.wishes import Setting
from hospice.transfers.rules.codes import DeclineReason, Outcome, RequestStatus, Side
from hospice.transfers.rules.handover import HandoverItem
from hospice.transfers.services import answering, asking, handing, moving
from tests.cases import House, a_draft, a_house, a_patient, received, submitted
from tests.factories import a_unit, a_user, a_ward, an_institution
from tests.pages import Page, Visitor

from .homecomings import lies_in
from .stations import station

S = RequestStatus
Visiting = Callable[..., Visitor]


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    institution = an_institution("331181")
    return a_house(unit=a_ward(institution, duty_phone="0578-21206120", liaison_name="林晓"))


def filled(page: Page) -> list[str]:
    buttons = [*page.all("a", class_="btn-1"), *page.all("button", class_="btn-1")]
    return ["".join(button.itertext()).strip() for button in buttons]


def heads(page: Page) -> list[str]:
    return ["".join(head.itertext()).strip() for head in page.all("h2")]


def test_a_page_takes_few_statements(visitor_as: Visiting, sender: House, ward: House, session: Session):
    for _noise in range(3):
        received(sender, ward, a_house(), a_house())
    few = station(S.RECEIVED, sender, ward)
    many, *_rest = received(sender, ward, a_house(), a_house())
    visitor = visitor_as(sender.clinician)
    counts = [visitor.get("transfers.detail", key=each.transfer.key).queries for each in (few, many)]
    assert counts == [14, 14]
    assert visitor_as(ward.manager).get("transfers.detail", key=many.transfer.key).queries == 14


def test_with_handover_and_stay_the_page_takes_little_more(visitor_as: Visiting, sender: House, ward: House):
    request = station(S.ARRIVED, sender, ward)
    with unit_of_work() as session:
        for item in HandoverItem:
            handing.sign(session, request, item, Side.ORIGIN, by=sender.clinician, witness="另一人")
    assert visitor_as(sender.clinician).get("transfers.detail", key=request.transfer.key).queries <= 20


TURNS: list[tuple[S, list[str], list[str]]] = [
    (S.SUBMITTED, [], ["打开审核"]),
    (S.RECEIVED, [], ["受理"]),
    (S.RETURNED, ["补充后再提交"], []),
    (S.WAITLISTED, [], ["预约床位"]),
    (S.BED_HELD, ["确认排期"], ["确认排期"]),
    (S.SCHEDULED, ["确认出发"], []),
    (S.IN_TRANSIT, [], ["登记到达"]),
    (S.ARRIVED, ["填写交接清单"], ["填写交接清单"]),  # both sides sign
    (S.ADMITTED, [], ["结案"]),
    (S.CLOSED, [], []),
]


@pytest.mark.parametrize(("status", "ours", "theirs"), TURNS)
def test_the_one_filled_button_is_the_next_act_of_this_side(
    visitor_as: Visiting, sender: House, ward: House, status: S, ours: list[str], theirs: list[str]
):
    request = station(status, sender, ward)
    page = visitor_as(sender.clinician).get("transfers.detail", key=request.transfer.key)
    assert filled(page) == ours
    assert ("该您办：转出方" in heads(page)) is bool(ours)
    page = visitor_as(ward.manager).get("transfers.detail", key=request.transfer.key)
    assert filled(page) == theirs
    assert ("该您办：接收方" in heads(page)) is bool(theirs)


def test_who_may_not_answer_reads_who_of_the_own_house_does(visitor_as: Visiting, sender: House, ward: House):
    key = station(S.RECEIVED, sender, ward).transfer.key
    mine = visitor_as(ward.liaison).get("transfers.detail", key=key).text
    assert "“受理”由接收方医师、护士长办理。" in mine
    assert "现在不用您办" not in mine
    assert "由接收方医师、护士长办理" not in visitor_as(ward.manager).get("transfers.detail", key=key).text


def test_a_sender_who_has_signed_waits(visitor_as: Visiting, sender: House, ward: House):
    request = station(S.ARRIVED, sender, ward)
    with unit_of_work() as session:
        for item in HandoverItem:
            handing.sign(session, request, item, Side.ORIGIN, by=sender.clinician, witness="另一人")
    page = visitor_as(sender.clinician).get("transfers.detail", key=request.transfer.key)
    assert "填写交接清单" not in page.text


def test_who_is_visited_next_leaves_the_bed_from_the_case(visitor_as: Visiting, session: Session, ward: House):
    team = a_house(unit=a_unit(an_institution(), UnitKind.HOME_TEAM))
    patient = a_patient(ward)
    stay = lies_in(ward, patient)
    [request], at = received(ward, team, patient=patient, setting=Setting.HOME), now() + timedelta(hours=3)
    with unit_of_work() as work:
        answering.accept(work, request, by=team.manager)
        for by in (ward.clinician, team.manager):
            answering.agree(work, request, at, by=by)
    page = visitor_as(ward.manager).get("transfers.detail", key=request.transfer.key)
    assert page.links()["确认离院"] == f"/stays/{stay.key}"
    assert filled(page) == ["填写交接清单"]
    assert "个床位已为" not in page.text
    assert "确认离院" not in visitor_as(team.manager).get("transfers.detail", key=request.transfer.key).text


def test_who_said_a_time_waits_for_the_other_side(visitor_as: Visiting, sender: House, ward: House):
    request = station(S.BED_HELD, sender, ward)
    with unit_of_work() as session:
        answering.agree(session, request, now() + timedelta(hours=3), by=ward.liaison)
    assert filled(visitor_as(ward.manager).get("transfers.detail", key=request.transfer.key)) == []
    [button] = filled(visitor_as(sender.clinician).get("transfers.detail", key=request.transfer.key))
    assert button.startswith("同意")


def test_the_time_left_is_said_in_words(visitor_as: Visiting, sender: House, ward: House, session: Session):
    request = station(S.RECEIVED, sender, ward, priority=Priority.URGENT)
    at = now()
    with frozen(at), unit_of_work():
        answering.accept(session, request, by=ward.manager, until=at + timedelta(hours=2))
    visitor = visitor_as(sender.clinician)
    with frozen(at + timedelta(minutes=72)):
        page = visitor.get("transfers.detail", key=request.transfer.key)
        assert "床位保留还剩48分" in page.text
        assert "床位自动放回，本转介回到候床。" in page.text
        assert page.all("div", class_="note-k")
    with frozen(at + timedelta(minutes=5)):
        page = visitor.get("transfers.detail", key=request.transfer.key)
        assert "床位保留还剩1小时55分" in page.text
        assert not page.all("div", class_="note-k")


def test_an_answer_that_is_late_is_said_beside_the_state(visitor_as: Visiting, sender: House, ward: House):
    request = station(S.RECEIVED, sender, ward, priority=Priority.URGENT)
    with frozen(now() + timedelta(hours=3)):
        text = visitor_as(ward.manager).get("transfers.detail", key=request.transfer.key).text
        assert "已接收审核超时" in text
        assert "答复已超时" in text


def test_the_place_on_the_waiting_list_is_told(visitor_as: Visiting, sender: House, ward: House):
    station(S.WAITLISTED, sender, ward)
    request = station(S.WAITLISTED, sender, ward)
    station(S.WAITLISTED, sender, a_house())
    assert "候床第2位，共2位" in visitor_as(sender.clinician).get("transfers.detail", key=request.transfer.key).text


def test_the_telephone_of_duty_is_masked(visitor_as: Visiting, sender: House, ward: House):
    request = station(S.RECEIVED, sender, ward)
    page = visitor_as(sender.clinician).get("transfers.detail", key=request.transfer.key)
    assert "0578-***-6120" in page.text
    assert "林晓 对接专人" in page.text
    assert "21206120" not in page.html


def test_nobody_reads_the_name_of_the_patient(visitor_as: Visiting, sender: House, ward: House):
    request = received(sender, ward, patient=a_patient(sender, name="欧阳测试"))[0]
    for user in (sender.clinician, ward.manager, a_user(Role.COUNTY_COORDINATOR, "331102")):
        page = visitor_as(user).get("transfers.detail", key=request.transfer.key)
        assert page.title.startswith("欧阳**，女，")
        assert "欧阳测试" not in page.html


def test_a_coordinator_reads_no_diagnosis(visitor_as: Visiting, sender: House, ward: House, session: Session):
    request = station(S.RECEIVED, sender, ward)
    request.transfer.words = "肝转移，疼痛加重"
    session.commit()
    for user, sees in ((sender.clinician, True), (ward.liaison, True), (a_user(Role.COUNTY_COORDINATOR, "331102"), False)):
        page = visitor_as(user).get("transfers.detail", key=request.transfer.key)
        assert ("C34.9" in page.html, "肝转移" in page.html, "生存期预估" in page.html) == (sees, sees, sees)


def test_a_coordinator_reads_no_free_words_of_clinicians_but_those_of_coordinators(
    visitor_as: Visiting, sender: House, ward: House
):
    request, coordinator = station(S.DECLINED, sender, ward), a_user(Role.COUNTY_COORDINATOR, "331102")
    other = station(S.RECEIVED, sender, ward)
    with unit_of_work() as session:
        answering.override_timer(session, other, now() + timedelta(days=3), "台风停航", by=coordinator)
    page = visitor_as(coordinator).get("transfers.detail", key=request.transfer.key)
    assert "路程过远" in page.text
    assert "路上要4小时" not in page.html
    assert "路上要4小时" in visitor_as(sender.clinician).get("transfers.detail", key=request.transfer.key).text
    assert "台风停航" in visitor_as(coordinator).get("transfers.detail", key=other.transfer.key).text


def test_a_receiver_reads_of_the_others_only_how_many(visitor_as: Visiting, sender: House, ward: House):
    other, third = a_house(), a_house()
    first, second, _third = received(sender, ward, other, third)
    with unit_of_work() as session:
        answering.decline(session, second, DeclineReason.NO_CAPABILITY, "没有相应设备", by=other.manager)
    page = visitor_as(ward.manager).get("transfers.detail", key=first.transfer.key)
    assert "其他接收单位1家" in page.text
    ours = visitor_as(sender.clinician).get("transfers.detail", key=first.transfer.key)
    for name in (name_of(other), name_of(third), "没有相应设备"):
        assert name not in page.html
        assert name in ours.html
    assert other.manager.name not in page.html


def name_of(house: House) -> str:
    return units_called(db.session(), [house.unit.id])[house.unit.id]


def test_every_receiver_stands_with_its_answer(visitor_as: Visiting, sender: House, ward: House):
    other = a_house()
    first, second = received(sender, ward, other, priority=Priority.URGENT)
    with unit_of_work() as session:
        answering.decline(
            session, second, DeclineReason.NO_CAPABILITY, "没有气切护理", by=other.manager, second_option="邻县病区"
        )
    page = visitor_as(sender.clinician).get("transfers.detail", key=first.transfer.key)
    rows = {row[0]: row for row in page.rows() if len(row) >= 5}
    assert rows[name_of(other)][1] == "不予受理"
    assert rows[name_of(other)][4] == "设备或专科能力不足；没有气切护理；另荐：邻县病区"
    assert rows[name_of(ward)][1] == "已接收审核"


def test_the_history_tells_deeds_and_not_rows(visitor_as: Visiting, sender: House, ward: House):
    other = a_house(beds=1)
    first, _second = received(sender, ward, other)
    with unit_of_work() as session:
        answering.accept(session, first, by=ward.manager)
    page = visitor_as(sender.clinician).get("transfers.detail", key=first.transfer.key)
    line = page.all("ol", class_="line")[0]
    assert ["".join(bold.itertext()) for bold in line.iter("b")] == [
        "已预约床位", "已受理", "已接收审核", "已接收审核", "已提交", "起草",
    ]  # fmt: skip
    told = ["".join(item.itertext()) for item in line]
    assert "其余1处自动解除" in told[1]
    assert name_of(ward) in told[4]
    assert name_of(other) in told[4]


def test_a_case_that_is_over_says_what_became_of_the_patient(visitor_as: Visiting, sender: House, ward: House):
    request = station(S.CLOSED, sender, ward)
    page = visitor_as(sender.clinician).get("transfers.detail", key=request.transfer.key)
    assert "后来怎样" in heads(page)
    assert "仍在照护中" in page.text
    assert str(Outcome.ADMITTED_WARD.label) in page.text
    assert request.assignment is not None
    with frozen(now() + timedelta(days=3)):
        with unit_of_work() as session:
            staying.leave(session, request.assignment, DischargeOutcome.TO_HOME, by=ward.manager)
        text = visitor_as(sender.clinician).get("transfers.detail", key=request.transfer.key).text
        assert "去向回家" in text


def test_a_death_is_quiet(visitor_as: Visiting, sender: House, ward: House):
    request = station(S.BED_HELD, sender, ward)
    with unit_of_work() as session:
        moving.die(session, request, by=sender.clinician)
    page = visitor_as(sender.clinician).get("transfers.detail", key=request.transfer.key)
    assert "转运前离世" in page.text
    assert not page.all("span", class_="hot")
    assert not page.all("div", class_="note-k")
    assert "失败" not in page.text


def test_a_draft_leads_on_and_has_no_paper(visitor_as: Visiting, sender: House, ward: House):
    transfer = a_draft(sender, [ward])
    page = visitor_as(sender.clinician).get("transfers.detail", key=transfer.key)
    assert filled(page) == ["修改草稿"]
    assert "打印转介单" not in page.text


def test_a_withdrawn_case_is_the_senders_alone(visitor_as: Visiting, sender: House, ward: House):
    [request] = submitted(sender, ward)
    with unit_of_work() as session:
        asking.withdraw(session, request.transfer, Outcome.IMPROVED, "好转", by=sender.clinician)
    assert visitor_as(ward.manager).get("transfers.detail", key=request.transfer.key).status == 404
    assert "病情好转" in visitor_as(sender.clinician).get("transfers.detail", key=request.transfer.key).text
