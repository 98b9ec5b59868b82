"""The pushes as the family doctor's house, the ward that sent the patient home and the county see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.accounts.models import User
from hospice.core.clock import frozen, local, now, today
from hospice.core.db import unit_of_work
from hospice.episodes.queries.stays import stays_now
from hospice.episodes.services import staying
from hospice.patients.rules.wishes import Setting
from hospice.regions.models import Region
from hospice.transfers.models import DischargePush, HandoverRecord, Transfer
from hospice.transfers.queries.handover import handover_home
from hospice.transfers.rules.pushing import ContactKind, PushEnd, PushMatter
from hospice.transfers.services import answering, handing, moving, pushing
from tests.cases import House, a_house, a_patient, handed_over, received
from tests.factories import a_user
from tests.pages import Page, Visitor

from .homecomings import goes, lies_in
from .test_handover_page import arrived

Visit = Callable[[User], Visitor]
M = PushMatter


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=6)


def home(ward: House, name: str, hours: float, township: Region | None) -> DischargePush:
    """Somebody who left the ward so many hours ago."""
    patient = a_patient(ward, name=name, township_id=township.id if township else None)
    stay = lies_in(ward, patient, hours + 100)
    with frozen(now() - timedelta(hours=hours)):
        goes(ward, stay)
    with unit_of_work() as session:
        return next(iter(pushing.of_patient(session, patient.id)))


def headings(page: Page) -> list[str]:
    return ["".join(one.itertext()) for one in page.all("h2")]


def typed(hours_ago: float) -> str:
    return f"{local(now() - timedelta(hours=hours_ago)):%Y-%m-%d %H:%M}"


def test_the_house_sees_what_is_late_first_and_nothing_of_others(
    session: Session,
    ward: House,
    centre: House,
    elsewhere: House,
    township: Region,
    visitor_as: Visit,
):
    fresh, late = home(ward, "林大海", 1, township), home(ward, "陈宝珠", 30, township)
    called = home(ward, "王一二", 50, township)
    home(ward, "何无名", 1, None)  # for the county: two houses might be the one
    with unit_of_work():
        pushing.acknowledge(session, called, by=centre.liaison)
    page = visitor_as(centre.liaison).get("pushes.index")
    assert headings(page) == ["待签收（2）", "待首次联系（1）"]
    assert page.text.index("陈**") < page.text.index("林**")
    assert "超时" in page.text
    assert "何**" not in page.text
    assert not [name for name in ("林大海", "陈宝珠", "王一二") if name in page.html]
    assert len(page.all("a", class_="btn-1")) == 1
    assert page.queries <= 4
    pressing = home(ward, "梅三四", 80, township)
    with unit_of_work():
        pushing.acknowledge(session, pressing, by=centre.liaison)
    page = visitor_as(centre.liaison).get("pushes.index")
    assert headings(page) == ["待首次联系（2）", "待签收（2）"]
    assert len(page.all("a", class_="btn-1")) == 2  # one for each that is overdue
    assert visitor_as(elsewhere.liaison).get("pushes.index").all("div", class_="empty")
    assert {fresh.institution_id, late.institution_id} == {centre.institution.id}


def test_a_push_is_acknowledged_and_the_first_contact_noted(
    session: Session,
    ward: House,
    centre: House,
    township: Region,
    visitor_as: Visit,
):
    push = home(ward, "周建国", 3, township)
    there = visitor_as(centre.clinician)
    page = there.get("pushes.detail", key=push.key)
    assert page.title.startswith("周**，女，")
    assert "周建国" not in page.html
    assert "意愿记录，不是医嘱" in page.text
    assert "转出单位还没有填写，请核实带药天数和下次开药人" in page.text
    assert page.queries <= 18
    assert there.post("pushes.acknowledge", key=push.key).status == 303
    assert "已签收" in there.follow().text
    assert there.post("pushes.acknowledge", key=push.key).status == 409
    said = {"kind": "VISIT", "at": typed(1), "words": "疼痛3分"}
    for wrong in ({"kind": ""}, {"at": ""}, {"at": "昨天"}, {"at": typed(9)}, {"at": typed(-9)}):
        page = there.post("pushes.contact", {**said, **wrong}, key=push.key)
        assert page.status == 422
        assert page.all("p", class_="err")
        assert "疼痛3分" in page.html
    assert there.post("pushes.contact", said, key=push.key).status == 303
    session.refresh(push)
    assert (push.matter, push.first_contact_kind, push.words) == (M.DONE, ContactKind.VISIT, "疼痛3分")
    page = visitor_as(ward.liaison).get("pushes.detail", key=push.key)  # the ward reads what became of the patient
    assert "已完成首次联系" in page.text
    assert "疼痛3分" in page.text
    assert not [form for form in page.all("form") if "/pushes/" in (form.get("action") or "")]


def test_nobody_else_opens_a_push_or_acts_on_it(
    session: Session,
    ward: House,
    centre: House,
    elsewhere: House,
    township: Region,
    visitor_as: Visit,
):
    push = home(ward, "周建国", 3, township)
    for stranger in (elsewhere.clinician, a_user(Role.COUNTY_COORDINATOR, "330110")):
        assert visitor_as(stranger).get("pushes.detail", key=push.key).status == 404
        assert visitor_as(stranger).post("pushes.acknowledge", key=push.key).status == 404
    assert visitor_as(ward.clinician).post("pushes.acknowledge", key=push.key).status == 409
    assert visitor_as(centre.clinician).post("pushes.acknowledge", guard=False, key=push.key).status == 400
    session.refresh(push)
    assert push.matter is M.ACKNOWLEDGE


def test_the_county_says_which_house_and_sees_nothing_of_the_illness(
    session: Session,
    ward: House,
    centre: House,
    elsewhere: House,
    visitor_as: Visit,
):
    push = home(ward, "何无名", 30, None)
    coordinator = visitor_as(a_user(Role.COUNTY_COORDINATOR))
    page = coordinator.get("pushes.index")
    assert headings(page) == ["待确定机构（1）"]
    assert "未能确定家庭医生机构" in page.text
    page = coordinator.get("pushes.detail", key=push.key)
    assert "主要诊断" not in page.text
    assert coordinator.post("pushes.route", {"institution": ""}, key=push.key).status == 422
    assert coordinator.post("pushes.route", {"institution": ward.institution.id}, key=push.key).status == 422
    assert coordinator.post("pushes.route", {"institution": elsewhere.institution.id}, key=push.key).status == 303
    session.refresh(push)
    assert push.institution_id == elsewhere.institution.id
    assert visitor_as(elsewhere.liaison).get("pushes.detail", key=push.key).status == 200
    assert visitor_as(centre.liaison).get("pushes.detail", key=push.key).status == 404


def test_after_a_death_the_page_says_so_quietly_and_asks_for_nothing(
    session: Session,
    ward: House,
    centre: House,
    township: Region,
    visitor_as: Visit,
):
    push = home(ward, "周建国", 30, township)
    with unit_of_work():
        staying.record_death(session, push.patient, by=ward.clinician)
    session.refresh(push)
    assert push.cancelled_for is PushEnd.DIED
    there = visitor_as(centre.clinician)
    page = there.get("pushes.detail", key=push.key)
    assert "患者已离世" in page.text
    assert "超时" not in page.text
    assert not page.all("span", class_="hot")
    assert not [form for form in page.all("form") if "/pushes/" in (form.get("action") or "")]
    assert not there.get("pushes.index").all("span", class_="hot")


def test_a_month_after_the_contact_the_push_still_stands_and_the_illness_is_not_shown(
    session: Session,
    ward: House,
    centre: House,
    township: Region,
    visitor_as: Visit,
):
    push = home(ward, "周建国", 24 * 40, township)
    with frozen(now() - timedelta(days=38)), unit_of_work():
        pushing.note_contact(session, push, ContactKind.PHONE, now(), by=centre.clinician)
    page = visitor_as(centre.clinician).get("pushes.detail", key=push.key)
    assert page.status == 200
    assert "主要诊断" not in page.text
    assert "主要诊断" in visitor_as(ward.clinician).get("pushes.detail", key=push.key).text


def test_the_ward_tells_what_those_who_care_on_must_know_and_the_opioid_that_ends_too_early(
    session: Session, ward: House, centre: House, township: Region, visitor_as: Visit
):
    push = home(ward, "周建国", 3, township)
    there = visitor_as(ward.clinician)
    page = there.get("pushes.detail", key=push.key)
    seen = page.control("seen").get("value")
    said = {
        "on_opioid": "yes", "opioid_days_left": "3", "next_prescriber": "龙渊街道 季文娟", "seen": seen,
        "next_contact_on": (today() + timedelta(days=6)).isoformat(), "last_doses": "羟考酮20mg 08:00",
        "open_needs": "复查血钾，周建平，周五前\n换药，居家团队，周一前",
    }  # fmt: skip
    page = there.post("pushes.brief", {**said, "opioid_days_left": "三天"}, key=push.key)
    assert page.status == 422
    assert "复查血钾" in page.html
    assert there.post("pushes.brief", said, key=push.key).status == 303
    page = visitor_as(centre.clinician).get("pushes.detail", key=push.key)
    for words in ("药会先用完", "羟考酮20mg 08:00", "换药，居家团队，周一前", "龙渊街道 季文娟"):
        assert words in page.text
    assert "未填写" not in page.text
    page = visitor_as(ward.liaison).post("pushes.brief", {**said, "open_needs": "没有"}, key=push.key)
    assert page.status == 422  # written meanwhile: nothing is written over unseen
    assert "您的内容没有覆盖对方" in page.text
    assert visitor_as(centre.clinician).post("pushes.brief", said, key=push.key).status == 409
    session.refresh(push)
    assert (push.opioid_days_left, push.briefed_by_id) == (3, ward.clinician.id)


def test_what_was_handed_over_on_the_way_into_the_ward_is_not_told_as_being_true_today(
    session: Session, ward: House, centre: House, elsewhere: House, township: Region, visitor_as: Visit
):
    """Only the handover on the way home says what the patient has now."""
    patient = a_patient(ward, name="周建国", township_id=township.id)
    into = arrived(centre, ward, patient=patient)
    handed_over(into, centre, ward)
    with unit_of_work():
        handing.write(
            session, into, {"on_opioid": True, "opioid_days_left": 9, "next_prescriber": "病区"}, by=ward.liaison
        )
        moving.admit(session, into, by=ward.liaison)
    [stay] = stays_now(session, patient.id)
    [visit] = received(ward, elsewhere, patient=patient, setting=Setting.HOME)
    with unit_of_work():
        answering.accept(session, visit, by=elsewhere.clinician)
        at = now() + timedelta(hours=2)
        answering.agree(session, visit, at, by=elsewhere.clinician)
        answering.agree(session, visit, at, by=ward.clinician)
    goes(ward, stay)
    [push] = [one for one in pushing.of_patient(session, patient.id) if one.institution_id == centre.institution.id]
    assert "9天" not in visitor_as(centre.clinician).get("pushes.detail", key=push.key).text
    with unit_of_work():
        handing.write(
            session, visit, {"on_opioid": True, "opioid_days_left": 4, "next_prescriber": "家庭医生"}, by=ward.clinician
        )
    page = visitor_as(centre.clinician).get("pushes.detail", key=push.key)
    assert "4天" in page.text
    assert "取自还没有双方签齐的交接" in page.text


@pytest.mark.parametrize(
    ("setting", "completed", "told"),
    [
        (Setting.COMMUNITY, timedelta(0), True),
        (Setting.COMMUNITY, None, True),
        (Setting.COMMUNITY, timedelta(days=-1), False),  # an earlier way home
        (Setting.WARD, None, False),  # no way home
    ],
)
def test_only_a_handover_on_this_way_home_is_told(
    session: Session,
    ward: House,
    centre: House,
    township: Region,
    setting: Setting,
    completed: timedelta | None,
    told: bool,
):
    request = arrived(ward, centre)
    patient = request.transfer.patient
    with unit_of_work():
        handing.write(session, request, {"on_opioid": False}, by=ward.clinician)
    push = home(ward, "林大海", 3, township)
    with unit_of_work():
        session.execute(sa.update(DischargePush).values(patient_id=patient.id))
        session.execute(sa.update(Transfer).where(Transfer.patient_id == patient.id).values(setting=setting))
        when = None if completed is None else push.left_at + completed
        session.execute(sa.update(HandoverRecord).values(completed_at=when))
    session.expire_all()
    assert (handover_home(session, push) is not None) is told
