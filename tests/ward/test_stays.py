"""What is done at a bed, through the pages: each deed answers in words, is refused in words, and leaves nothing half done."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from hospice.audit.models import AuditEvent
from hospice.core.clock import frozen, now, today
from hospice.core.db import unit_of_work
from hospice.episodes.models import BedAssignment, PlannedDeparture
from hospice.episodes.rules.codes import AssignmentState, DischargeOutcome, Priority
from hospice.facilities.rules.codes import UnitKind
from hospice.facilities.rules.places import BedState
from hospice.transfers.rules.codes import RequestStatus
from hospice.transfers.services import answering
from tests.cases import House, a_house, a_patient, received
from tests.factories import a_bed, a_unit
from tests.pages import Visitor
from tests.ward.doing import again, kept, lies, typed

S = AssignmentState


def actions(session: Session) -> set[str]:
    return set(session.scalars(sa.select(AuditEvent.action)))


def test_leaving_takes_two_clicks_and_the_bed_is_to_be_cleaned(session: Session, manager: Visitor, ward: House):
    stay = lies(ward, ward.beds[0])
    board = manager.get("wards.board", key=ward.unit.key)
    page = manager.get(next(url for url in board.links().values() if url == f"/stays/{stay.key}"))
    assert {button.get("value") for button in page.all("button", name="outcome")} == {
        "TO_HOME", "TO_COMMUNITY", "TO_WARD", "TO_ACUTE", "SELF_DISCHARGE",
    }  # fmt: skip
    assert manager.post("stays.leave", {"outcome": "TO_HOME"}, key=stay.key).status == 303
    assert "已确认离院：回家" in manager.follow().text
    assert (again(stay).state, stay.outcome) == (S.COMPLETED, DischargeOutcome.TO_HOME)
    assert again(ward.beds[0]).state is BedState.CLEANING
    assert "patient_left" in actions(session)


def test_a_departure_can_be_entered_afterwards_and_not_before_the_arrival(manager: Visitor, ward: House):
    stay = lies(ward, ward.beds[0], days=2)
    early = manager.post("stays.leave", {"outcome": "TO_WARD", "at": typed(-3)}, key=stay.key)
    assert early.status == 422
    assert "离开时间应晚于入住时间" in early.text
    assert early.control("at").get("value")
    later = manager.post("stays.leave", {"outcome": "TO_WARD", "at": typed(+1)}, key=stay.key)
    assert later.status == 422
    assert "还没有到" in later.text
    wrong = manager.post("stays.leave", {"outcome": "TO_WARD", "at": "昨天"}, key=stay.key)
    assert wrong.status == 422
    assert "请按年-月-日" in wrong.text
    assert again(stay).state is S.ACTIVE
    assert manager.post("stays.leave", {"outcome": "TO_WARD", "at": typed(-1)}, key=stay.key).status == 303
    assert again(stay).ended_at < now() - timedelta(hours=23)


@pytest.mark.parametrize("outcome", [None, "DIED_HERE", "nonsense"])
def test_leaving_has_one_of_its_own_outcomes(manager: Visitor, ward: House, outcome: str | None):
    stay = lies(ward, ward.beds[0])
    assert manager.post("stays.leave", {"outcome": outcome}, key=stay.key).status == 400
    assert again(stay).state is S.ACTIVE


def test_leaving_twice_is_told_and_changes_nothing(manager: Visitor, ward: House):
    stay = lies(ward, ward.beds[0])
    manager.post("stays.leave", {"outcome": "TO_HOME"}, key=stay.key)
    page = manager.post("stays.leave", {"outcome": "TO_ACUTE"}, key=stay.key)
    assert page.status == 409
    assert "已不在这张床上" in page.text
    assert again(stay).outcome is DischargeOutcome.TO_HOME


def test_a_death_is_recorded_quietly_and_ends_what_was_planned(
    session: Session, manager: Visitor, ward: House, sender: House
):
    stay = lies(ward, ward.beds[0])
    page = manager.get("stays.detail", key=stay.key)
    assert "登记离世" in page.text
    assert not page.all("button", class_="btn-x")
    assert manager.post("stays.death", {"at": typed(-1)}, key=stay.key).status == 303
    assert "已登记离世" in manager.follow().text
    assert again(stay.patient).died_at is not None
    assert again(stay).outcome is DischargeOutcome.DIED_HERE
    assert manager.post("stays.death", key=stay.key).status == 409


def test_moving_shows_only_free_beds_and_leaves_the_former_one_to_be_cleaned(
    session: Session, manager: Visitor, ward: House
):
    third = a_bed(ward.unit, bed_no="9-1")
    stay, _other = lies(ward, ward.beds[0]), lies(ward, ward.beds[1])
    page = manager.get("stays.detail", key=stay.key)
    assert [button.get("value") for button in page.all("button", name="bed")] == [str(third.key)]
    assert manager.post("stays.move", {"bed": str(third.key)}, key=stay.key).status == 303
    assert "已换到9-1" in manager.follow().text
    now_in = session.scalars(sa.select(BedAssignment).where(BedAssignment.bed_id == third.id)).one()
    assert now_in.state is S.ACTIVE
    assert again(ward.beds[0]).state is BedState.CLEANING


def test_a_bed_that_was_just_taken_is_named_with_what_is_free_now(manager: Visitor, ward: House):
    a_bed(ward.unit, bed_no="9-1")
    stay, _taken = lies(ward, ward.beds[0]), lies(ward, ward.beds[1])
    page = manager.post("stays.move", {"bed": str(ward.beds[1].key)}, key=stay.key)
    assert page.status == 409
    assert "没有保留成功" in page.text
    assert "还有9-1可选" in page.text
    assert again(stay).state is S.ACTIVE


def test_a_planned_departure_is_kept_shown_and_dropped(session: Session, manager: Visitor, ward: House):
    stay, tomorrow = lies(ward, ward.beds[0]), today() + timedelta(days=1)
    said = {"leaves_on": tomorrow.isoformat(), "outcome": "TO_COMMUNITY", "seen": "0"}
    assert manager.post("stays.plan", said, key=stay.key).status == 303
    assert "明天转社区病床" in manager.follow().text
    assert again(stay).state is S.ACTIVE, "a plan frees no bed"
    assert "departure_planned" in actions(session)
    assert manager.post("stays.plan", {"leaves_on": "", "outcome": "TO_HOME", "seen": "1"}, key=stay.key).status == 303
    assert "明天" not in manager.follow().text


@pytest.mark.parametrize(
    ("day", "outcome", "words"),
    [
        ("2020-01-01", "TO_HOME", "已经过去"),
        ("2099-01-01", "TO_HOME", "最多提前一年"),
        ("x", "TO_HOME", "请按年-月-日"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_and_keeps_what_was_typed(
    manager: Visitor, ward: House, day: str, outcome: str, words: str
):
    stay = lies(ward, ward.beds[0])
    page = manager.post("stays.plan", {"leaves_on": day, "outcome": outcome, "seen": "0"}, key=stay.key)
    assert page.status == 422
    assert words in page.text
    assert page.control("leaves_on").get("value") == day


def test_two_who_plan_at_once_see_both_plans_side_by_side(session: Session, manager: Visitor, ward: House):
    stay = lies(ward, ward.beds[0])
    first, second = (today() + timedelta(days=n) for n in (1, 2))
    manager.post("stays.plan", {"leaves_on": first.isoformat(), "outcome": "TO_HOME", "seen": "0"}, key=stay.key)
    typed_ = {"leaves_on": second.isoformat(), "outcome": "TO_WARD", "seen": "0"}
    page = manager.post("stays.plan", typed_, key=stay.key)
    assert page.status == 409
    assert "您的修改没有覆盖对方" in page.text
    assert ["预计离院日期", "明天", "后天"] in page.rows()
    assert ["去处", "回家", "转其他病区"] in page.rows()
    assert session.get_one(PlannedDeparture, stay.id).leaves_on == first
    again_ = {**typed_, "seen": page.control("seen").get("value") or ""}
    assert manager.post("stays.plan", again_, key=stay.key).status == 303
    session.expire_all()
    assert session.get_one(PlannedDeparture, stay.id).leaves_on == second


def test_somebody_for_whom_a_bed_was_kept_without_a_request_is_taken_in(manager: Visitor, ward: House):
    stay = kept(ward, ward.beds[0])
    assert "办入住" in manager.get("stays.detail", key=stay.key).text
    assert manager.post("stays.admit", key=stay.key).status == 303
    assert again(stay).state is S.ACTIVE


def test_the_bed_of_a_transfer_leads_to_the_transfer_and_never_around_the_handover(
    session: Session, manager: Visitor, ward: House, sender: House
):
    [request] = received(sender, ward)
    with unit_of_work():
        stay = answering.accept(session, request, by=ward.manager)
    page = manager.get("stays.detail", key=stay.key)
    assert page.links()["去约定时间"] == f"/transfers/{request.transfer.key}"
    assert "stays/" + str(stay.key) + "/admit" not in page.html
    refused = manager.post("stays.admit", key=stay.key)
    assert refused.status == 422
    assert "请在转介里完成交接" in refused.text
    assert again(stay).state is S.RESERVED


def test_a_patient_with_a_transfer_under_way_is_not_taken_in_beside_it(manager: Visitor, ward: House, sender: House):
    patient = a_patient(ward)
    received(ward, sender, patient=patient)
    said = {"patient": str(patient.key), "bed": str(ward.beds[1].key)}
    page = manager.post("stays.add", said, key=ward.unit.key)
    assert page.status == 422
    assert "有一条在办的住院转介" in page.text


def test_a_bed_taken_meanwhile_is_said_to_who_wanted_to_take_somebody_in(manager: Visitor, ward: House):
    lies(ward, ward.beds[0])
    said = {"patient": str(a_patient(ward).key), "bed": str(ward.beds[0].key)}
    page = manager.post("stays.add", said, key=ward.unit.key)
    assert page.status == 409
    assert f"还有{ward.beds[1].bed_no}可选" in page.text


def test_a_reservation_is_extended_once_with_a_reason(session: Session, manager: Visitor, ward: House, sender: House):
    [request] = received(sender, ward, priority=Priority.URGENT)
    with unit_of_work():
        stay = answering.accept(session, request, by=ward.manager)
    until = stay.expires_at
    empty = manager.post("stays.extend", {"reason": " "}, key=stay.key)
    assert empty.status == 422
    assert "请填写" in empty.text
    assert manager.post("stays.extend", {"reason": "救护车晚到"}, key=stay.key).status == 303
    assert again(stay).expires_at > until
    second = manager.post("stays.extend", {"reason": "还要晚"}, key=stay.key)
    assert second.status == 422
    assert "只可延长1次" in second.text


def test_a_bed_kept_without_a_request_is_given_back_with_a_reason(manager: Visitor, ward: House):
    stay = kept(ward, ward.beds[0])
    assert manager.post("stays.release", {"reason": ""}, key=stay.key).status == 422
    assert manager.post("stays.release", {"reason": "家属改去外地"}, key=stay.key).status == 303
    assert (again(stay).state, stay.end_reason) == (S.RELEASED, "家属改去外地")


def test_a_bed_promised_to_a_transfer_is_not_given_away_before_its_time(
    session: Session, manager: Visitor, ward: House, sender: House
):
    [request] = received(sender, ward)
    with unit_of_work():
        stay = answering.accept(session, request, by=ward.manager)
    assert "床位自动放回" in manager.get("stays.detail", key=stay.key).text
    page = manager.post("stays.release", {"reason": "别人更急"}, key=stay.key)
    assert page.status == 409
    assert "您现在可以" in page.text
    assert (again(stay).state, again(request).status) == (S.RESERVED, RequestStatus.BED_HELD)


def test_a_bed_is_cleaned_by_one_click_on_the_board(session: Session, manager: Visitor, ward: House):
    stay = lies(ward, ward.beds[0])
    manager.post("stays.leave", {"outcome": "TO_HOME"}, key=stay.key)
    board = manager.get("wards.board", key=ward.unit.key)
    assert any(form.get("action") == f"/ward-beds/{ward.beds[0].key}/restore" for form in board.all("form"))
    assert manager.post("stays.restore", key=ward.beds[0].key).status == 303
    assert again(ward.beds[0]).state is BedState.READY
    twice = manager.post("stays.restore", key=ward.beds[0].key)
    assert twice.status == 409
    assert "已经可用" in twice.text


def test_a_bed_is_blocked_with_a_reason_and_an_end_and_restored(session: Session, manager: Visitor, ward: House):
    bed = ward.beds[0]
    assert manager.post("stays.block", {"state_reason": ""}, key=bed.key).status == 422
    until = today() + timedelta(days=3)
    said = {"state_reason": "呼叫器待修", "state_until": until.isoformat()}
    assert manager.post("stays.block", said, key=bed.key).status == 303
    assert (again(bed).state, bed.state_reason, bed.state_until) == (BedState.BLOCKED, "呼叫器待修", until)
    page = manager.get("stays.bed", key=bed.key)
    assert page.control("state_reason").get("value") == "呼叫器待修"
    assert "恢复使用" in page.text
    assert manager.post("stays.restore", key=bed.key).status == 303
    assert (again(bed).state, bed.state_until) == (BedState.READY, None)


def test_a_bed_in_which_somebody_lies_is_neither_blocked_nor_isolated(manager: Visitor, ward: House):
    stay = lies(ward, ward.beds[0])
    for deed, said in (("stays.block", {"state_reason": "维修"}), ("stays.isolate", {})):
        page = manager.post(deed, said, key=ward.beds[0].key)
        assert page.status == 422
        assert "有人在住" in page.text
    assert again(ward.beds[0]).state is BedState.READY
    assert again(stay).state is S.ACTIVE
    assert manager.get("stays.bed", key=ward.beds[0].key).location == f"/stays/{stay.key}"


def test_an_isolated_bed_is_not_offered_until_it_is_restored(manager: Visitor, ward: House):
    assert manager.post("stays.isolate", {"reason": "同室接触隔离"}, key=ward.beds[0].key).status == 303
    assert "隔离" in manager.follow().text
    page = manager.get("stays.arrange", key=ward.unit.key, bed=str(ward.beds[0].key))
    assert "没有保留成功" in page.text
    manager.post("stays.restore", key=ward.beds[0].key)
    assert again(ward.beds[0]).state is BedState.READY


def test_somebody_who_came_without_a_request_is_taken_in_with_the_true_time(
    session: Session, manager: Visitor, ward: House
):
    patient, _noise = a_patient(ward, name="林小明"), a_patient(ward, name="陈大明")
    page = manager.get("stays.new", key=ward.unit.key, bed=str(ward.beds[1].key), name="林小")
    assert "林**" in page.text
    assert "陈**" not in page.text
    assert "林小明" not in page.text.replace("“林小”", "")
    said = {"patient": str(patient.key), "bed": str(ward.beds[1].key), "at": typed(-1)}
    assert manager.post("stays.add", said, key=ward.unit.key).status == 303
    stay = session.scalars(sa.select(BedAssignment).where(BedAssignment.patient_id == patient.id)).one()
    assert stay.bed_id == ward.beds[1].id
    assert stay.started_at < now() - timedelta(hours=23)


def test_a_stay_entered_afterwards_does_not_overlap_another_one(session: Session, manager: Visitor, ward: House):
    stay, patient = lies(ward, ward.beds[0], days=5), a_patient(ward)
    manager.post("stays.leave", {"outcome": "TO_HOME", "at": typed(-1)}, key=stay.key)
    manager.post("stays.restore", key=ward.beds[0].key)
    said = {"patient": str(patient.key), "bed": str(ward.beds[0].key), "at": typed(-2)}
    page = manager.post("stays.add", said, key=ward.unit.key)
    assert page.status == 409
    assert "这张床上登记有别的患者" in page.text
    assert page.control("at").get("value") == said["at"]


def test_nobody_comes_whom_the_house_does_not_know_or_who_lies_elsewhere(manager: Visitor, ward: House, sender: House):
    stranger, here = a_patient(sender), lies(ward, ward.beds[0]).patient
    for patient in (stranger, here):
        said = {"patient": str(patient.key), "bed": str(ward.beds[1].key)}
        assert manager.post("stays.add", said, key=ward.unit.key).status == 422


def test_numbered_places_are_taken_and_left_by_the_same_pages(app: Flask, session: Session):
    unit = a_unit(a_house().institution, UnitKind.HOME_BED, beds=1)
    house = a_house(unit=unit)
    visitor, patient = Visitor(app, house.manager), a_patient(house)
    assert visitor.post("stays.add", {"patient": str(patient.key)}, key=unit.key).status == 303
    stay = session.scalars(sa.select(BedAssignment).where(BedAssignment.patient_id == patient.id)).one()
    assert stay.place_no == 1
    full = visitor.post("stays.add", {"patient": str(a_patient(house).key)}, key=unit.key)
    assert full.status == 409
    assert "现在没有空位" in full.text
    assert "第1位" in visitor.get("stays.detail", key=stay.key).text
    assert visitor.post("stays.leave", {"outcome": "TO_WARD"}, key=stay.key).status == 303


def test_fewer_open_places_than_people_are_refused_on_the_page(app: Flask, session: Session):
    unit = a_unit(a_house().institution, UnitKind.HOME_BED, beds=3)
    house = a_house(unit=unit)
    lies(house), lies(house)
    said = {"installed": "3", "open": "1", "staffed": "1", "valid_from": today().isoformat()}
    page = Visitor(app, house.manager).post("units.declare", said, key=unit.key)
    assert page.status == 422
    assert "开放床位不能少于2张" in page.text


@pytest.mark.parametrize(
    ("deed", "said"),
    [("admit", {}), ("plan", {}), ("move", {}), ("leave", {"outcome": "TO_HOME"}), ("death", {}), ("extend", {"reason": "x"}),
     ("release", {"reason": "x"})],
)  # fmt: skip
def test_another_house_finds_neither_the_stay_nor_its_deeds(
    app: Flask, ward: House, sender: House, deed: str, said: dict[str, str]
):
    stay = lies(ward, ward.beds[0])
    stranger = Visitor(app, sender.manager)
    assert stranger.get("stays.detail", key=stay.key).status == 404
    assert stranger.post(f"stays.{deed}", said, key=stay.key).status == 404


@pytest.mark.parametrize("deed", ["restore", "block", "isolate"])
def test_another_house_finds_no_bed(app: Flask, ward: House, sender: House, deed: str):
    stranger = Visitor(app, sender.manager)
    assert stranger.get("stays.bed", key=ward.beds[0].key).status == 404
    assert stranger.post(f"stays.{deed}", {"state_reason": "x"}, key=ward.beds[0].key).status == 404
    for page in ("stays.arrange", "stays.new"):
        assert stranger.get(page, key=ward.unit.key).status == 404


def test_every_deed_carries_the_guard(manager: Visitor, ward: House):
    stay = lies(ward, ward.beds[0])
    assert manager.post("stays.leave", {"outcome": "TO_HOME"}, guard=False, key=stay.key).status == 422
    assert manager.post("stays.restore", guard=False, key=ward.beds[1].key).status == 422
    other = {"bed": str(ward.beds[1].key)}
    assert manager.post("stays.move", other, guard=False, key=stay.key).status == 422
    assert manager.post("stays.give", other, guard=False, key=ward.unit.key).status == 422
    assert again(stay).state is S.ACTIVE


def test_the_page_of_a_stay_takes_few_statements(manager: Visitor, ward: House):
    stay = lies(ward, ward.beds[0])
    for _n in range(5):
        a_bed(ward.unit)
    assert manager.get("stays.detail", key=stay.key).queries <= 9


def test_what_is_over_is_shown_and_offers_nothing(manager: Visitor, ward: House):
    stay = lies(ward, ward.beds[0])
    manager.post("stays.leave", {"outcome": "TO_ACUTE", "reason": "急性出血"}, key=stay.key)
    with frozen(now() + timedelta(hours=1)):
        page = manager.get("stays.detail", key=stay.key)
    assert "已离开" in page.text
    assert "急性出血" in page.text
    assert [form.get("action") for form in page.all("form") if "/stays/" in (form.get("action") or "")] == []
