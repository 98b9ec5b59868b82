"""The transfer on paper: one sheet, masked, with what only the treating staff knows for the treating staff alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.audit.models import AuditEvent
from hospice.core.clock import frozen, now
from hospice.core.db import unit_of_work
from hospice.episodes.services import staying
from hospice.patients.rules.clinical import Allergy, Consciousness, Isolation, Prognosis
from hospice.patients.rules.wishes import Setting
from hospice.patients.services import clinical
from hospice.transfers.models import Request
from hospice.transfers.rules.codes import Party, RequestStatus
from hospice.transfers.rules.summary import medicine_words, treats
from hospice.transfers.services import amending, handing, moving
from hospice.transfers.services.amending import TypedNeed
from hospice.web.qr import drawn
from tests.browser import Browser
from tests.cases import House, a_house, handed_over, received
from tests.factories import PASSWORD
from tests.pages import Visitor
from tests.servers import Server
from tests.transfers.test_handover_page import arrived

Visit = Callable[[User], Visitor]
NAME = "周建国"


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=1)


@pytest.fixture
def request_(sender: House, ward: House) -> Request:
    request = arrived(sender, ward)
    described(request, sender)
    return request


def described(request: Request, sender: House) -> None:
    """As much as is usual of somebody who comes to a ward."""
    said: dict[str, Any] = {
        "prognosis": Prognosis.W3_4, "consciousness": Consciousness.ALERT, "devices": ["OXYGEN", "URINARY_CATHETER"],
        "infections": ["MRSA", "HIV"], "isolation": Isolation.CONTACT, "allergy": Allergy.LISTED,
        "allergies": "青霉素：皮疹", "medicines": [
            {"name": "盐酸羟考酮缓释片10mg", "dose": "每12小时2片", "supply": "3"},
            {"name": "乳果糖口服液", "dose": "每日2次，每次15ml"},
            {"name": "地塞米松片", "dose": "每日1次，每次4mg"},
        ],
    }  # fmt: skip
    with unit_of_work() as session:
        clinical.describe(session, request.transfer.patient, said, by=sender.clinician)
        clinical.wish_places(session, request.transfer.patient, Setting.HOME, Setting.WARD, by=sender.clinician)


def audited(session: Session) -> list[AuditEvent]:
    return list(session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "identity_revealed")))


def test_the_sheet_says_what_both_sides_need_and_not_who_in_full(
    request_: Request, sender: House, ward: House, visitor_as: Visit
):
    handed_over(request_, sender, ward)
    page = visitor_as(ward.clinician).get("handovers.summary", key=request_.key)
    for words in (
        "周**", "C34.9", "3至4周", "青霉素：皮疹", "吸氧、导尿管", "接触隔离",
        "意愿记录，不是医嘱", "不希望", "盐酸羟考酮缓释片10mg　每12小时2片　余3天", "14项中14项双方已签", "PPS 40",
        "138****0000", sender.clinician.name, ward.clinician.name,
    ):  # fmt: skip
        assert re.sub(r"\s+", " ", words) in re.sub(r"\s+", " ", page.text), words
    assert NAME not in page.html
    assert "13800000000" not in page.html
    assert "1940年1月1日" not in page.text
    assert page.queries <= 20


def test_what_only_the_treating_staff_knows_is_shown_to_them_alone(
    request_: Request, sender: House, ward: House, visitor_as: Visit
):
    for person, sees in (
        (sender.clinician, True), (ward.manager, True), (sender.liaison, False), (ward.liaison, False)
    ):  # fmt: skip
        page = visitor_as(person).get("handovers.summary", key=request_.key)
        assert ("艾滋病病毒感染" in page.text) is sees
        assert ("只告知经治医护" in page.text) is not sees
        assert "耐甲氧西林金黄色葡萄球菌" in page.text


def test_a_receiver_that_is_merely_asked_does_not_treat_the_patient() -> None:
    assert not treats({Party.RECEIVER_DECIDER}, RequestStatus.RECEIVED)
    assert treats({Party.RECEIVER_DECIDER}, RequestStatus.ACCEPTED)
    assert treats({Party.SENDER_PHYSICIAN}, RequestStatus.SUBMITTED)
    for party in (Party.RECEIVER_LIAISON, Party.SENDER_STAFF, Party.COORDINATOR):
        assert not any(treats({party}, status) for status in RequestStatus)


def test_the_full_sheet_is_a_recorded_deed_with_a_purpose_and_closes_by_itself(
    session: Session, request_: Request, sender: House, ward: House, visitor_as: Visit
):
    there = visitor_as(ward.clinician)
    page = there.post("handovers.reveal", {"purpose": " "}, key=request_.key)
    assert page.status == 422
    assert audited(session) == []
    assert there.post("handovers.reveal", {"purpose": "转运交接"}, key=request_.key).status == 303
    page = there.follow()
    for words in (NAME, "1940年1月1日", "13800000000", "用途：转运交接"):
        assert words in page.text
    [event] = audited(session)
    assert (event.actor_id, event.details["reason"]) == (ward.clinician.id, "转运交接")
    assert NAME not in str(event.details)
    there.get("handovers.summary", key=request_.key)
    assert len(audited(session)) == 1
    assert NAME not in visitor_as(sender.clinician).get("handovers.summary", key=request_.key).html
    with there.client.session_transaction() as kept:
        kept["_user_id"] = ward.manager.get_id()  # somebody else signs in at the same computer
    assert NAME not in there.get("handovers.summary", key=request_.key).html
    with there.client.session_transaction() as kept:
        kept["_user_id"] = ward.clinician.get_id()
    with frozen(now() + timedelta(minutes=11)):
        assert NAME not in there.get("handovers.summary", key=request_.key).html


def test_who_may_not_reveal_and_when_it_is_not_needed(
    session: Session, request_: Request, sender: House, ward: House, visitor_as: Visit
):
    assert visitor_as(ward.liaison).post("handovers.reveal", {"purpose": "交接"}, key=request_.key).status == 403
    stranger = a_house("331102")
    assert visitor_as(stranger.clinician).post("handovers.reveal", {"purpose": "交接"}, key=request_.key).status == 404
    assert visitor_as(stranger.clinician).get("handovers.summary", key=request_.key).status == 404
    [asked] = received(sender, stranger)
    page = visitor_as(stranger.clinician).post("handovers.reveal", {"purpose": "交接"}, key=asked.key)
    assert page.status == 409
    assert "打印实名转介单" not in visitor_as(stranger.clinician).get("handovers.summary", key=asked.key).text
    assert audited(session) == []


def test_the_sender_reads_what_became_of_the_patient(
    session: Session, request_: Request, sender: House, ward: House, visitor_as: Visit
):
    page = visitor_as(sender.liaison).get("handovers.summary", key=request_.key)
    assert "给转出方的反馈" not in page.text
    handed_over(request_, sender, ward)
    with unit_of_work():
        moving.admit(session, request_, by=ward.liaison)
    with unit_of_work():
        staying.record_death(session, request_.transfer.patient, by=ward.clinician)
    page = visitor_as(sender.liaison).get("handovers.summary", key=request_.key)
    assert "给转出方的反馈" in page.text
    assert "到达后离世" in page.text


def test_the_drawing_for_telephones_holds_the_address_and_nothing_else(
    request_: Request, sender: House, visitor_as: Visit
):
    page = visitor_as(sender.clinician).get("handovers.summary", key=request_.key)
    address = f"http://localhost/requests/{request_.key}/summary"
    assert f'<path d="{drawn(address).path}"' in page.html
    assert drawn(address) != drawn(address + "?")
    side, path = drawn(address)
    squares = [tuple(map(int, found)) for found in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)]
    assert len(squares) == len(set(squares)) > 200
    assert min(min(square) for square in squares) == 4
    assert max(max(square) for square in squares) == side - 5


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"name": "吗啡片", "dose": "10mg", "supply": "3"}, "吗啡片　10mg　余3天"),
        ({"name": "吗啡片"}, "吗啡片"),
        ({}, ""),
    ],
)
def test_a_medicine_is_one_line(row: dict[str, str], words: str) -> None:
    assert medicine_words(row) == words


def test_the_sheet_is_one_page_of_a4(live: Server, browse: Callable[..., Browser], tmp_path: Path):
    with live.app.app_context():
        sender, ward = a_house("331102"), a_house(beds=1)
        request = arrived(sender, ward)
        described(request, sender)
        handed_over(request, sender, ward)
        said = {
            "body": "右胸痛，NRS 5分，夜间咳嗽加重；进食少量流质。骶尾部皮肤完整，双下肢轻度水肿，可扶行至卫生间。",
            "mind": "知道病情，最担心家人辛苦；夜里睡不稳，愿意有人陪着说话。",
            "social": "儿子主要照护，白天上班，夜里陪护；女儿在外地。",
            "meaning": "想回老屋看看；信佛，希望最后有家人念经。", "on_opioid": True, "opioid_days_left": 3,
            "next_prescriber": "丽水市中心医院安宁疗护科 周建平",
            "last_doses": "盐酸羟考酮缓释片20mg 08:00，下次20:00；吗啡片10mg 13:30",
        }  # fmt: skip
        with unit_of_work() as session:
            handing.write(session, request, said, by=sender.clinician)
            needs = [
                TypedNeed(None, words, "周建平", now().date())
                for words in ("复查血钾", "联系外地的女儿", "家庭病床建床")
            ]
            amending.keep_needs(session, request, needs, by=ward.clinician)
        key, login = request.key, ward.clinician.login
    window = browse()
    window.sign_in(login, PASSWORD)
    page = window.open(f"/requests/{key}/summary")
    printed = tmp_path / "sheet.pdf"
    page.pdf(path=str(printed), prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed.read_bytes())) == 1
