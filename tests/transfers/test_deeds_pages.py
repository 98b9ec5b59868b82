"""Every step through its page: taken by those whose it is, and refused in words with nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.core.clock import local, now
from hospice.core.db import unit_of_work
from hospice.episodes.queries.beds import free_beds
from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.codes import UnitKind
from hospice.patients.models import Consent
from hospice.patients.rules.codes import ConsentKind, DeathPlace
from hospice.patients.rules.wishes import Setting, Vehicle
from hospice.transfers.models import BedOffer, Request, Step, Transfer, WaitingEntry
from hospice.transfers.rules.codes import Outcome, RequestAction, RequestStatus, TransferStatus
from hospice.transfers.rules.request_life import DESTINATION, ORIGIN, REQUESTS
from hospice.transfers.services import answering, asking
from hospice.transfers.views.deeds.registry import REQUEST_DEEDS, TRANSFER_DEEDS
from tests.cases import House, a_draft, a_house, handed_over, received, submitted
from tests.factories import a_unit, a_user, an_institution
from tests.pages import Page, Visitor

from .stations import station

S, T, A = RequestStatus, TransferStatus, RequestAction
Visiting = Callable[..., Visitor]


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=3)


def typed(at: datetime) -> str:
    return local(at).strftime("%Y-%m-%dT%H:%M")


def steps(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count(Step.id))) or 0


def test_a_case_is_walked_from_the_first_page_to_the_last(visitor_as: Visiting, sender: House, ward: House):
    [request] = submitted(sender, ward)
    ours, theirs = visitor_as(sender.clinician), visitor_as(ward.manager)

    def done(visitor: Visitor, step: str, data: dict[str, Any] | None = None) -> str:
        page = visitor.post(f"requests.{step}", data, key=request.key)
        assert page.status == 303, page.text
        return visitor.follow().text

    assert "已打开审核" in done(theirs, "open_")
    assert "已受理，" in done(theirs, "accept", {"bed": str(ward.beds[1].id)})
    assert request.assignment is not None
    assert request.assignment.bed_id == ward.beds[1].id
    at = now() + timedelta(hours=3)
    assert "等对方确认" in done(theirs, "schedule", {"at": typed(at)})
    assert "时间已排定" in done(ours, "schedule", {"at": typed(at), "proposed": request.scheduled_for.isoformat()})
    assert "已确认出发" in done(ours, "depart", {"at": typed(now())})
    assert "已登记到达" in done(theirs, "arrive", {"at": typed(now())})
    refused = theirs.post("requests.admit", key=request.key)
    assert refused.status == 422
    assert "交接还差" in refused.text
    handed_over(request, sender, ward)
    assert "已收治" in done(theirs, "admit")
    assert "已结案" in done(theirs, "close")
    assert (request.status, request.transfer.outcome) == (S.CLOSED, Outcome.ADMITTED_WARD)
    assert "已重新打开" in done(theirs, "reopen", {"reason": "结案时间有误"})
    assert request.status is S.ADMITTED


HAPPY: list[tuple[S, str, str, dict[str, Any], S]] = [
    (S.SUBMITTED, "ward.liaison", "return_", {"missing": ["DIAGNOSIS", "PAIN"], "reason": "请补血常规"}, S.RETURNED),
    (S.RETURNED, "sender.clinician", "answer", {}, S.SUBMITTED),
    (S.RECEIVED, "ward.manager", "waitlist", {"bridging_plan": "每日上门"}, S.WAITLISTED),
    (S.RECEIVED, "ward.manager", "decline", {"decline_reason": "TOO_FAR", "text": "路上4小时"}, S.DECLINED),
    (S.RECEIVED, "ward.manager", "decline", {"decline_reason": "NO_BED"}, S.WAITLISTED),
    (S.WAITLISTED, "ward.liaison", "hold", {"bed": ""}, S.BED_HELD),
    (S.BED_HELD, "sender.liaison", "extend", {"reason": "车辆晚到"}, S.BED_HELD),
    (S.SCHEDULED, "ward.liaison", "no_show", {"reason": "电话无人接"}, S.NO_SHOW),
    (S.IN_TRANSIT, "sender.clinician", "abort", {"reason": "家属要求返回"}, S.ABORTED),
    (S.ARRIVED, "ward.manager", "refuse", {"reason": "需要隔离"}, S.REFUSED_ON_ARRIVAL),
    (S.RECEIVED, "sender.clinician", "withdraw", {"reason": "改找近处"}, S.CANCELLED),
]


@pytest.mark.parametrize(("status", "who", "step", "data", "then"), HAPPY)
def test_a_step_is_taken_and_said(
    visitor_as: Visiting, sender: House, ward: House, status: S, who: str, step: str, data: Any, then: S
):
    request = station(status, sender, ward)
    house, role = who.split(".")
    visitor = visitor_as(getattr({"ward": ward, "sender": sender}[house], role))
    assert visitor.get(f"requests.{step}", key=request.key).status == 200
    page = visitor.post(f"requests.{step}", data, key=request.key)
    assert page.status == 303, page.text
    assert request.status is then


def test_before_a_departure_what_is_missing_leads_to_where_it_is_entered(
    visitor_as: Visiting, session: Session, sender: House, ward: House
):
    request = station(S.SCHEDULED, sender, ward)
    patient = request.transfer.patient
    with unit_of_work():
        request.transfer.mobility = request.transfer.vehicle = None
        for consent in session.scalars(sa.select(Consent).where(Consent.kind == ConsentKind.CARE)):
            consent.withdrawn_at = now()
    visitor = visitor_as(sender.clinician)
    page = visitor.get("requests.depart", key=request.key)
    assert page.links()["安宁疗护知情同意书"] == f"/patients/{patient.key}/consents/new"
    assert {page.control("mobility").tag, page.control("vehicle").tag} == {"select"}
    with unit_of_work():
        for consent in session.scalars(sa.select(Consent).where(Consent.kind == ConsentKind.CARE)):
            consent.withdrawn_at = None
    said = {"at": typed(now())}
    assert visitor.post("requests.depart", said, key=request.key).status == 422
    said |= {"mobility": "STRETCHER", "vehicle": "AMBULANCE"}
    assert visitor.post("requests.depart", said, key=request.key).status == 303
    assert request.transfer.vehicle is Vehicle.AMBULANCE


def test_what_is_missing_is_read_by_the_sender(visitor_as: Visiting, sender: House, ward: House):
    request = station(S.RECEIVED, sender, ward)
    data = {"missing": ["DIAGNOSIS"], "reason": "请补血常规"}
    visitor_as(ward.liaison).post("requests.return_", data, key=request.key)
    text = visitor_as(sender.clinician).get("requests.answer", key=request.key).text
    assert "主要诊断；请补血常规" in text


def test_a_coordinator_moves_the_limit_of_the_answer(visitor_as: Visiting, sender: House, ward: House):
    request = station(S.RECEIVED, sender, ward)
    until = now() + timedelta(days=4)
    coordinator = visitor_as(a_user(Role.COUNTY_COORDINATOR, "331102"))
    page = coordinator.post("requests.override_timer", {"at": typed(until), "reason": "台风停航"}, key=request.key)
    assert page.status == 303
    assert request.answer_by is not None
    assert typed(request.answer_by) == typed(until)
    assert "调整答复时限" in coordinator.follow().text
    assert "台风停航" in visitor_as(ward.manager).get("transfers.detail", key=request.transfer.key).text


def test_a_coordinator_lets_a_bed_be_kept_longer(visitor_as: Visiting, sender: House, ward: House):
    request, until = station(S.BED_HELD, sender, ward), now() + timedelta(days=6)
    coordinator = visitor_as(a_user(Role.COUNTY_COORDINATOR, "331102"))
    assert "床位现在保留到" in coordinator.get("requests.override_timer", key=request.key).text
    page = coordinator.post("requests.override_timer", {"at": typed(until), "reason": "台风停航"}, key=request.key)
    assert page.status == 303
    assert request.assignment is not None
    assert request.assignment.expires_at is not None
    assert typed(request.assignment.expires_at) == typed(until)
    assert (request.status, request.assignment.extended) == (S.BED_HELD, False)


@pytest.mark.parametrize("step", ["withdraw", "conclude"])
def test_the_need_itself_is_ended_with_an_outcome(visitor_as: Visiting, sender: House, ward: House, step: str):
    request = station(S.RECEIVED, sender, ward)
    visitor, data = visitor_as(sender.clinician), {"outcome": "IMPROVED", "reason": "症状缓解"}
    assert visitor.post(f"transfers.{step}", data, key=request.transfer.key).status == 303
    assert request.transfer.outcome is Outcome.IMPROVED
    assert request.status is (S.CANCELLED if step == "withdraw" else S.RELEASED)
    assert visitor_as(ward.manager).get("transfers.detail", key=request.transfer.key).status == 404


def test_the_page_of_a_withdrawal_says_what_will_happen(visitor_as: Visiting, sender: House, ward: House):
    request = station(S.BED_HELD, sender, ward)
    page = visitor_as(sender.clinician).get("transfers.withdraw", key=request.transfer.key)
    assert "撤回这次转介？对方会收到通知，保留的床位立即放回。此操作不能取消。" in page.text
    assert page.links()["不撤回"] == f"/transfers/{request.transfer.key}"


def test_an_ended_need_is_opened_again(visitor_as: Visiting, sender: House, ward: House):
    transfer, visitor = station(S.RECEIVED, sender, ward).transfer, visitor_as(sender.clinician)
    visitor.post("transfers.conclude", {"outcome": "IMPROVED", "reason": "缓解"}, key=transfer.key)
    assert visitor.post("transfers.reopen", {"reason": "又加重"}, key=transfer.key).status == 303
    assert transfer.status is T.ACTIVE


def test_a_draft_is_thrown_away_and_leads_to_the_list(visitor_as: Visiting, sender: House, ward: House):
    transfer = a_draft(sender, [ward])
    page = visitor_as(sender.clinician).post("drafts.delete", key=transfer.key)
    assert (page.status, page.location) == (303, "/transfers/new")
    assert transfer.status is T.DELETED


@pytest.mark.parametrize("of", ["request", "transfer"])
def test_a_death_is_entered_once_with_its_place(
    session: Session, visitor_as: Visiting, sender: House, ward: House, of: str
):
    request = station(S.BED_HELD, sender, ward)
    subject: Request | Transfer = request if of == "request" else request.transfer
    visitor, data = visitor_as(sender.clinician), {"at": typed(now()), "place": DeathPlace.HOME.value}
    page = visitor.post(f"{of}s.die", data, key=subject.key)
    assert page.status == 303
    assert "离世" in visitor.follow().text
    assert request.transfer.patient.died_where is DeathPlace.HOME
    assert (request.status, request.transfer.outcome) == (S.DIED_WAITING, Outcome.DIED_BEFORE_TRANSFER)
    assert len(free_beds(session, ward.unit.id)) == 3


BAD: list[tuple[S, str, str, dict[str, Any], str]] = [
    (S.RECEIVED, "ward.liaison", "requests.return_", {}, "请写明原因"),
    (S.RECEIVED, "ward.manager", "requests.decline", {}, "请选择其中一项"),
    (S.RECEIVED, "ward.manager", "requests.decline", {"decline_reason": "MOOD"}, "请选择其中一项"),
    (S.RECEIVED, "ward.manager", "requests.decline", {"decline_reason": "OTHER", "text": "不行"}, "至少10个字"),
    (S.RECEIVED, "ward.manager", "requests.accept", {"bed": "", "until": "明天"}, "请按年-月-日"),
    (S.RECEIVED, "ward.manager", "requests.accept", {"bed": "", "until": "2020-01-01T10:00"}, "已经过去"),
    (S.RECEIVED, "ward.manager", "requests.accept", {"bed": "", "until": "2090-01-01T10:00"}, "最长保留"),
    (S.BED_HELD, "ward.liaison", "requests.extend", {"reason": "　"}, "请填写"),
    (S.BED_HELD, "ward.liaison", "requests.schedule", {"at": ""}, "请填写"),
    (S.BED_HELD, "ward.liaison", "requests.schedule", {"at": "2020-01-01T10:00"}, "已经过去"),
    (S.SCHEDULED, "sender.liaison", "requests.depart", {"at": "2090-01-01T10:00"}, "还没有到"),
    (S.IN_TRANSIT, "ward.liaison", "requests.arrive", {"at": "2020-01-01T10:00"}, "早于出发时间"),
    (S.IN_TRANSIT, "sender.clinician", "requests.abort", {}, "请填写"),
    (S.ARRIVED, "ward.manager", "requests.refuse", {"reason": "x" * 401}, "最多400个字"),
    (S.SCHEDULED, "ward.liaison", "requests.no_show", {}, "请填写"),
    (S.RECEIVED, "sender.clinician", "requests.withdraw", {}, "请填写"),
    (S.CLOSED, "ward.manager", "requests.reopen", {}, "请填写"),
    (S.BED_HELD, "ward.liaison", "requests.die", {"at": "2090-01-01T10:00", "place": "1"}, "还没有到"),
    (S.BED_HELD, "ward.liaison", "requests.die", {"at": "", "place": "7"}, "请选择其中一项"),
    (S.RECEIVED, "sender.clinician", "transfers.withdraw", {"reason": "有"}, "请选择其中一项"),
    (S.RECEIVED, "sender.clinician", "transfers.withdraw", {"outcome": "DIED_HERE", "reason": "有"}, "请选择其中一项"),
    (S.RECEIVED, "sender.clinician", "transfers.conclude", {"outcome": "IMPROVED"}, "请填写"),
]


@pytest.mark.parametrize(("status", "who", "endpoint", "data", "sentence"), BAD)
def test_bad_input_is_told_beside_the_field_and_nothing_changes(
    session: Session, visitor_as: Visiting, sender: House, ward: House, status: S, who: str, endpoint: str, data: Any,
    sentence: str,
):  # fmt: skip
    request = station(status, sender, ward)
    before, (house, role) = steps(session), who.split(".")
    key = request.key if endpoint.startswith("requests") else request.transfer.key
    page = visitor_as(getattr({"ward": ward, "sender": sender}[house], role)).post(endpoint, data, key=key)
    assert page.status == 422
    assert sentence in page.text
    assert (request.status, steps(session)) == (status, before)
    for name, value in data.items():
        if name in ("reason", "text") and value.strip():
            assert value in page.html  # nothing that was typed is lost


STATIONS = [S.SUBMITTED, S.RECEIVED, S.RETURNED, S.WAITLISTED, S.DECLINED, S.BED_HELD, S.SCHEDULED, S.IN_TRANSIT,
            S.ARRIVED, S.ADMITTED, S.CLOSED]  # fmt: skip


@pytest.mark.parametrize("status", STATIONS)
def test_every_step_that_is_not_in_the_table_answers_with_what_is_possible(
    session: Session, visitor_as: Visiting, sender: House, ward: House, status: S
):
    request = station(status, sender, ward)
    before, route = steps(session), request.transfer.route
    full = {"reason": "理由", "at": typed(now()), "bed": "", "decline_reason": "TOO_FAR", "place": "1"}
    for user, side, data in ((ward.manager, DESTINATION, full), (sender.clinician, ORIGIN, {})):
        party = side - {"RECEIVER_LIAISON", "SENDER_STAFF"}
        allowed, visitor = REQUESTS.actions(status, route, party), visitor_as(user)
        possible = "、".join(str(action.label) for action in allowed)
        for deed in REQUEST_DEEDS:
            if deed.action in allowed:
                continue
            page = visitor.post(deed.endpoint, data, key=request.key)
            assert page.status == 409, (deed.endpoint, page.status)
            assert (f"您现在可以：{possible}。" if allowed else "您现在没有可办的步骤。") in page.text
            if deed.asks:
                assert visitor.get(deed.endpoint, key=request.key).status == 409
    session.expire_all()
    assert (request.status, steps(session)) == (status, before)


def test_what_stands_elsewhere_is_not_found(session: Session, visitor_as: Visiting, sender: House, ward: House):
    request, other = station(S.RECEIVED, sender, ward), a_house("330102")
    before = steps(session)
    strangers = [visitor_as(other.manager), visitor_as(a_user(Role.COUNTY_COORDINATOR, "330102"))]
    for visitor in strangers:
        assert visitor.get("transfers.detail", key=request.transfer.key).status == 404
        for deed in REQUEST_DEEDS:
            assert visitor.post(deed.endpoint, {}, key=request.key).status == 404
        for deed in TRANSFER_DEEDS:
            assert visitor.post(deed.endpoint, {}, key=request.transfer.key).status == 404
    assert steps(session) == before


def test_a_released_receiver_loses_the_case(visitor_as: Visiting, sender: House, ward: House):
    other = a_house(beds=1)
    first, second = received(sender, ward, other)
    with unit_of_work() as session:
        answering.accept(session, first, by=ward.manager)
    visitor = visitor_as(other.manager)
    assert visitor.get("transfers.detail", key=second.transfer.key).status == 404
    assert visitor.post("requests.accept", {"bed": ""}, key=second.key).status == 404


def seen(page: Page) -> str:
    return next(element for element in page.all("input") if element.get("name") == "seen").get("value") or ""


def test_a_second_press_is_told_the_present_state_and_does_nothing(
    session: Session, visitor_as: Visiting, sender: House, ward: House
):
    request, visitor = station(S.RECEIVED, sender, ward), visitor_as(ward.manager)
    data = {"bed": "", "seen": seen(visitor.get("requests.accept", key=request.key))}
    assert visitor.post("requests.accept", data, key=request.key).status == 303
    after = steps(session)
    assert visitor.post("requests.accept", data, key=request.key).status == 303
    assert "这一步您刚才已经办好：现在是“已预约床位”。" in visitor.follow().text
    assert steps(session) == after


def test_whoever_was_overtaken_sees_the_case_as_it_is_and_loses_nothing(
    session: Session, visitor_as: Visiting, sender: House, ward: House
):
    request, visitor = station(S.RECEIVED, sender, ward), visitor_as(ward.manager)
    data = {"reason": "缺血常规的结果", "seen": seen(visitor.get("requests.return_", key=request.key))}
    with unit_of_work():
        asking.withdraw(session, request.transfer, Outcome.IMPROVED, "好转", by=sender.clinician)
    page = visitor.post("requests.return_", data, key=request.key)
    assert page.status == 404  # what was taken back is seen no more
    request = station(S.RECEIVED, sender, ward)
    data["seen"] = seen(visitor.get("requests.return_", key=request.key))
    with unit_of_work():
        answering.accept(session, request, by=ward.clinician)
    page = visitor.post("requests.return_", data, key=request.key)
    assert page.status == 409
    assert "有人刚刚办过这条转介，现在是“已预约床位”" in page.text
    assert "缺血常规的结果" in page.text
    assert request.status is S.BED_HELD


def test_overtaken_where_the_step_is_still_possible_the_form_stays_filled(
    session: Session, visitor_as: Visiting, sender: House, ward: House
):
    request, visitor = station(S.BED_HELD, sender, ward), visitor_as(sender.clinician)
    data = {"outcome": "IMPROVED", "reason": "症状已缓解很多",
            "seen": seen(visitor.get("transfers.withdraw", key=request.transfer.key))}  # fmt: skip
    with unit_of_work():
        answering.extend(session, request, "车辆晚到", by=ward.liaison)
    page = visitor.post("transfers.withdraw", data, key=request.transfer.key)
    assert page.status == 409
    assert "有人刚刚办过" in page.text
    assert "症状已缓解很多" in page.html
    again = visitor.post("transfers.withdraw", {**data, "seen": seen(page)}, key=request.transfer.key)
    assert again.status == 303


def test_a_bed_that_another_took_is_named_with_those_that_are_left(
    visitor_as: Visiting, session: Session, sender: House, ward: House
):
    first, second = station(S.RECEIVED, sender, ward), station(S.RECEIVED, sender, ward)
    with unit_of_work():
        answering.accept(session, first, by=ward.manager, bed_id=ward.beds[0].id)
    visitor, before = visitor_as(ward.manager), steps(session)
    page = visitor.post("requests.accept", {"bed": str(ward.beds[0].id)}, key=second.key)
    assert page.status == 409
    left = "、".join(bed.bed_no for bed in ward.beds[1:])
    assert f"没有保留成功：{ward.beds[0].bed_no}床刚被他人保留" in page.text
    assert f"还有{left}可选。" in page.text
    assert (second.status, steps(session)) == (S.RECEIVED, before)
    assert visitor.post("requests.accept", {"bed": str(ward.beds[1].id)}, key=second.key).status == 303


def test_where_no_bed_is_left_the_waiting_list_is_offered(visitor_as: Visiting, sender: House, session: Session):
    small = a_house(beds=1)
    first, second = station(S.RECEIVED, sender, small), station(S.RECEIVED, sender, small)
    with unit_of_work():
        answering.accept(session, first, by=small.manager)
    page = visitor_as(small.manager).post("requests.accept", {"bed": ""}, key=second.key)
    assert page.status == 409
    assert "可以登记候床" in page.text
    assert page.links()["登记候床"] == f"/requests/{second.key}/waitlist"


def test_nobody_is_passed_over_in_silence(visitor_as: Visiting, session: Session, sender: House, ward: House):
    waits = station(S.WAITLISTED, sender, ward)
    later = station(S.RECEIVED, sender, ward)
    visitor = visitor_as(ward.manager)
    assert "候床名单上有1位排在前面" in visitor.get("requests.accept", key=later.key).text
    refused = visitor.post("requests.accept", {"bed": ""}, key=later.key)
    assert refused.status == 422
    assert "越过了先后次序" in refused.text
    assert later.status is S.RECEIVED
    assert visitor.post("requests.accept", {"bed": "", "reason": "只有他能住隔离间"}, key=later.key).status == 303
    offer = session.scalars(sa.select(BedOffer)).one()
    assert (offer.entry.request_id, offer.override_reason) == (later.id, "只有他能住隔离间")
    assert [(row.entry_id, "只有他能住隔离间" in row.why) for row in offer.passed] == [(_entry(session, waits), True)]


def _entry(session: Session, request: Request) -> int:
    return session.scalars(sa.select(WaitingEntry.id).where(WaitingEntry.request_id == request.id)).one()


def test_whoever_stands_first_needs_no_reason(visitor_as: Visiting, session: Session, sender: House, ward: House):
    station(S.WAITLISTED, sender, ward)
    urgent = station(S.RECEIVED, sender, ward, priority=Priority.URGENT)
    assert visitor_as(ward.manager).post("requests.accept", {"bed": ""}, key=urgent.key).status == 303
    assert session.scalars(sa.select(BedOffer)).all() == []


def test_a_class_without_hours_is_held_until_an_agreed_time(visitor_as: Visiting, sender: House, ward: House):
    request, visitor = station(S.RECEIVED, sender, ward, priority=Priority.PLANNED), visitor_as(ward.manager)
    page = visitor.post("requests.accept", {"bed": ""}, key=request.key)
    assert page.status == 422
    assert "请写明床位保留到何时" in page.text
    until = {"bed": "", "until": typed(now() + timedelta(days=3))}
    assert visitor.post("requests.accept", until, key=request.key).status == 303


def test_the_other_sides_time_is_agreed_to_with_one_click(visitor_as: Visiting, session: Session, sender: House, ward: House):
    request = station(S.BED_HELD, sender, ward)
    with unit_of_work():
        answering.agree(session, request, now() + timedelta(hours=3), by=ward.liaison)  # with seconds that no page shows
    visitor = visitor_as(sender.clinician)
    page = visitor.get("transfers.detail", key=request.transfer.key)
    [form] = [form for form in page.all("form") if form.get("action") == f"/requests/{request.key}/schedule"]
    fields = {field.get("name"): field.get("value") for field in form.iter("input") if field.get("name") != "csrf_token"}
    assert visitor.post("requests.schedule", fields, key=request.key).status == 303
    assert request.status is S.SCHEDULED


def test_a_time_that_changed_meanwhile_is_not_agreed_to_unseen(
    visitor_as: Visiting, session: Session, sender: House, ward: House
):
    request, at = station(S.BED_HELD, sender, ward), now() + timedelta(hours=3)
    with unit_of_work():
        answering.agree(session, request, at, by=ward.liaison)
    old = request.scheduled_for.isoformat() if request.scheduled_for else ""
    with unit_of_work():
        answering.agree(session, request, at + timedelta(hours=5), by=ward.liaison)
    page = visitor_as(sender.clinician).post("requests.schedule", {"at": typed(at), "proposed": old}, key=request.key)
    assert page.status == 409
    assert "对方刚刚改了时间" in page.text
    assert request.sender_agreed_at is None


def test_a_visit_is_accepted_without_a_bed(visitor_as: Visiting, ward: House, session: Session):
    team = a_house(unit=a_unit(an_institution(), UnitKind.HOME_TEAM, beds=1))
    [request] = received(ward, team, setting=Setting.HOME)
    visitor = visitor_as(team.manager)
    assert visitor.get("requests.accept", key=request.key).status == 200
    assert visitor.post("requests.accept", {}, key=request.key).status == 303
    assert request.status is S.ACCEPTED
    at = {"at": typed(now() + timedelta(hours=5))}
    assert visitor.post("requests.schedule", at, key=request.key).status == 303
    assert request.scheduled_for is not None


def test_an_urgent_decline_needs_another_place(visitor_as: Visiting, sender: House, ward: House):
    request, visitor = station(S.RECEIVED, sender, ward, priority=Priority.URGENT), visitor_as(ward.manager)
    data = {"decline_reason": "TOO_FAR", "text": "路上要4小时"}
    page = visitor.post("requests.decline", data, key=request.key)
    assert (page.status, request.status) == (422, S.RECEIVED)
    assert "另一处可能的去处" in page.text
    assert visitor.post("requests.decline", {**data, "second_option": "邻县病区"}, key=request.key).status == 303


@pytest.mark.parametrize(("step", "status"), [("open_", S.SUBMITTED), ("accept", S.RECEIVED)])
def test_a_post_without_its_guard_does_nothing(
    session: Session, visitor_as: Visiting, sender: House, ward: House, step: str, status: S
):
    request = station(status, sender, ward)
    before = steps(session)
    page = visitor_as(ward.manager).post(f"requests.{step}", {"bed": ""}, guard=False, key=request.key)
    assert (page.status, steps(session)) == (422, before)


def test_the_history_keeps_who_did_what(session: Session, visitor_as: Visiting, sender: House, ward: House):
    request = station(S.SUBMITTED, sender, ward)
    visitor_as(ward.liaison).post("requests.open_", key=request.key)
    newest = session.scalars(sa.select(Step).order_by(Step.id.desc()).limit(1)).one()
    assert (newest.actor_id, newest.action) == (ward.liaison.id, A.OPEN.value)
