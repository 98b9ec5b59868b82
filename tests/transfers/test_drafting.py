"""A transfer from the first page to its submission, as a clinician does it; and how a liaison and a coordinator do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.audit.models import AuditEvent
from hospice.core.clock import now, today
from hospice.core.db import unit_of_work
from hospice.patients.models import Consent, Patient
from hospice.patients.rules.clinical import Consciousness, Isolation, Prognosis
from hospice.patients.rules.codes import Capacity, ConsentKind
from hospice.patients.services import clinical
from hospice.regions.models import Region
from hospice.transfers.models import Request, Transfer
from hospice.transfers.queries.drafts import township_id
from hospice.transfers.rules.codes import Outcome, RequestStatus, TransferStatus

from ..cases import House, a_house, a_patient, consent, received, submitted
from ..factories import a_grant, a_region, a_user
from ..pages import Page, Visitor

Visits = Callable[..., Visitor]
NEED: dict[str, Any] = {
    "setting": "WARD", "priority": "P3", "reasons": ["PAIN"], "abilities": ["OXYGEN"], "wanted_on": "2030-01-01",
    "mobility": "STRETCHER", "vehicle": "AMBULANCE", "escort": "NURSE",
}  # fmt: skip
ABLE = {"abilities": ["OXYGEN"]}


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331181")


@pytest.fixture
def patient(sender: House) -> Patient:
    return a_patient(sender, name="周测试")


@pytest.fixture
def clinician(visitor_as: Visits, sender: House) -> Visitor:
    return visitor_as(sender.clinician)


def signed(**values: Any) -> dict[str, Any]:
    """A consent of today."""
    who = {"signer_name": "测试家属", "signer_relation": "SON"}
    return {"document_version": "2026-1", "signed_on": today().isoformat(), "told": "y", **who, **values}


def newest(session: Session) -> Transfer:
    session.expire_all()
    found = session.scalar(sa.select(Transfer).order_by(Transfer.id.desc()).limit(1))
    assert found is not None
    return found


def drafted(session: Session, who: Visitor, patient: Patient, **values: Any) -> Transfer:
    """A draft as the form makes it."""
    who.post("drafts.add", NEED | values, key=patient.key)
    assert who.page is not None
    assert who.page.status == 303, who.page.text
    return newest(session)


def choose(who: Visitor, transfer: Transfer, *houses: House, **values: Any) -> Page:
    """The radios of the places page, in this order."""
    ranks = {f"rank-{house.unit.key}": str(number) for number, house in enumerate(houses, 1)}
    return who.post("drafts.choose", {**ranks, "seen": transfer.version, **values}, key=transfer.key)


def submit(session: Session, who: Visitor, transfer: Transfer, **values: Any) -> Page:
    """The last page, signed."""
    version = newest(session).version
    return who.post("drafts.submit", signed(seen=version, **values), key=transfer.key)


def test_from_the_need_to_the_submission(session: Session, clinician: Visitor, sender: House, patient: Patient) -> None:
    first, second = a_house("331102", beds=2, **ABLE), a_house("331121", **ABLE)
    start = clinician.get("drafts.start")
    assert "周**，女，86岁，住龙泉市" in start.text
    assert "周测试" not in start.html
    page = clinician.get("drafts.new", key=patient.key)
    assert page.title == "需要什么样的去处"
    assert page.queries <= 24
    transfer = drafted(session, clinician, patient, relative_county="331181", relative_township="八都镇")
    assert (transfer.status, transfer.relative_region_id) == (
        TransferStatus.DRAFT,
        township_id(session, "331181", "八都镇"),
    )
    page = clinician.follow()
    assert page.title == "选择去处"
    assert page.queries <= 12
    assert choose(clinician, transfer, second, first).status == 303
    assert newest(session).preferred == [second.unit.id, first.unit.id]
    page = clinician.follow()
    assert page.title == "同意与提交"
    assert page.text.index("医院") < page.text.index("处理目的")
    assert submit(session, clinician, transfer).location == f"/transfers/{transfer.key}"
    asked = session.scalars(sa.select(Request).where(Request.transfer_id == transfer.id).order_by(Request.slot)).all()
    assert [one.unit_id for one in asked] == [second.unit.id, first.unit.id]
    assert newest(session).status is TransferStatus.ACTIVE
    kinds = session.scalars(sa.select(AuditEvent.action)).all()
    assert {"transfer_drafted", "consent_signed", "request_made"} <= set(kinds)


def test_nobody_but_the_own_house_finds_a_draft(
    session: Session, clinician: Visitor, visitor_as: Visits, patient: Patient, client_for: Visits
) -> None:
    transfer = drafted(session, clinician, patient)
    other = visitor_as(a_house("331181").clinician)
    for page in (
        "drafts.edit",
        "drafts.places",
        "drafts.consent",
        "drafts.outside",
        "drafts.ask_delete",
        "drafts.more",
    ):
        assert other.get(page, key=transfer.key).status == 404
    assert other.get("drafts.new", key=patient.key).status == 404
    assert other.post("drafts.add", NEED, key=patient.key).status == 404
    assert choose(other, transfer, a_house("331102")).status == 404
    assert other.post("drafts.delete", key=transfer.key).status == 404
    assert patient.name[0] not in other.get("drafts.start").text.partition("本单位")[2]
    assert client_for(Role.COUNTY_OFFICER).get("drafts.start").status == 403


def test_another_choice_than_the_suggested_one_takes_a_reason(
    session: Session, clinician: Visitor, patient: Patient
) -> None:
    with unit_of_work() as work:
        clinical.assess(work, patient, "NRS", {"nrs": 8}, by=clinician.user)
    page = clinician.get("drafts.new", key=patient.key)
    assert "建议：紧急。理由：疼痛8分" in page.text
    assert page.control("priority").get("value") == ""
    page = clinician.post("drafts.add", NEED | {"setting": "CLINIC"}, key=patient.key)
    assert page.status == 422
    assert page.text.count("与建议不同，请写明原因。") == 4  # both, beside the field and above the form
    assert page.control("wanted_on").get("value") == "2030-01-01"
    reasons = {"setting_reason": "家属要求", "priority_reason": "症状已缓解"}
    transfer = drafted(session, clinician, patient, setting="CLINIC", **reasons)
    assert (transfer.setting_reason, transfer.priority_reason, transfer.inpatient) == ("家属要求", "症状已缓解", False)
    assert transfer.mobility is None  # nobody is carried to a visit


def test_what_the_clinician_judges_changes_the_advice_and_stays(
    session: Session, clinician: Visitor, patient: Patient
) -> None:
    answers = {"end_stage_confirmed": "yes", "carer_exhausted": "yes", "seeks_cure": "no", "then": "advise"}
    page = clinician.post("drafts.add", NEED | answers, key=patient.key)
    assert page.status == 200
    assert "建议：优先。理由：照护者已无法继续照护" in page.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Transfer)) == 0
    del answers["then"]
    transfer = drafted(session, clinician, patient, priority="P2", **answers)
    assert transfer.judged == {"end_stage_confirmed": True, "seeks_cure": False, "carer_exhausted": True}
    assert clinician.get("drafts.edit", key=transfer.key).control("end_stage_confirmed") is not None


def test_with_hours_to_days_left_the_page_asks_and_does_not_block(
    session: Session, clinician: Visitor, patient: Patient
) -> None:
    with unit_of_work() as work:
        said = {"prognosis": Prognosis.D1_3, "consciousness": Consciousness.DROWSY, "isolation": Isolation.STANDARD}
        clinical.describe(work, patient, said, by=clinician.user)
    page = clinician.get("drafts.new", key=patient.key)
    assert "还要搬动患者吗" in page.text
    assert "120" in page.text
    assert "setting=HOME" in page.links()["看能上门的居家团队"]
    assert drafted(session, clinician, patient, priority="P1").status is TransferStatus.DRAFT


def test_what_is_missing_is_named_and_leads_to_where_it_is_entered(
    session: Session, clinician: Visitor, sender: House
) -> None:
    patient = a_patient(sender, insurance=None)
    with unit_of_work() as work:
        clinical.describe(work, patient, {"prognosis": Prognosis.W3_4}, by=clinician.user)
    transfer = drafted(session, clinician, patient, reasons=None)
    links = clinician.get("drafts.edit", key=transfer.key).links()
    assert links["医保"] == f"/patients/{patient.key}/edit"
    assert links["过敏"] == f"/patients/{patient.key}"
    place = a_house("331102", **ABLE)
    choose(clinician, transfer, place)
    links = clinician.follow().links()
    assert links["转介原因"] == f"/transfers/{transfer.key}/edit"
    page = submit(session, clinician, transfer)
    assert page.status == 422
    assert "还差：" in page.text
    assert page.control("signer_name").get("value") == "测试家属"
    assert session.scalar(sa.select(sa.func.count()).select_from(Consent)) == 0  # neither consent nor request
    assert newest(session).status is TransferStatus.DRAFT


def test_each_rank_is_given_once_and_one_at_least(session: Session, clinician: Visitor, patient: Patient) -> None:
    transfer = drafted(session, clinician, patient)
    first, second = a_house("331102", **ABLE), a_house("331121", **ABLE)
    twice = {f"rank-{house.unit.key}": "1" for house in (first, second)}
    page = clinician.post("drafts.choose", {**twice, "seen": transfer.version}, key=transfer.key)
    assert page.status == 422
    assert "“首选”已经给了另一处" in page.text
    assert len([one for one in page.all("input", type="radio", value="1") if "checked" in one.attrib]) == 2
    page = choose(clinician, transfer)
    assert page.status == 422
    assert "请至少选择1处去处" in page.text
    assert choose(clinician, transfer, then="more", show="20").location.endswith("places?show=20")


def test_what_cannot_be_asked_cannot_be_chosen(session: Session, clinician: Visitor, patient: Patient) -> None:
    transfer = drafted(session, clinician, patient, abilities=["OXYGEN", "PUMP", "INFUSION"])
    unable = a_house("331102", abilities=["COMPANION"])
    page = choose(clinician, transfer, unable)
    assert page.status == 422
    assert "现在不合适：缺少：吸氧、静脉输液、微量泵持续给药" in page.text
    assert newest(session).preferred == []


def test_a_unit_that_closed_meanwhile_is_not_asked(session: Session, clinician: Visitor, patient: Patient) -> None:
    transfer, place = drafted(session, clinician, patient), a_house("331102", **ABLE)
    choose(clinician, transfer, place)
    session.execute(sa.text("UPDATE unit_state SET status = 'SUSPENDED' WHERE unit_id = :u"), {"u": place.unit.id})
    page = submit(session, clinician, transfer)
    assert page.status == 422
    assert "现在不合适：暂停" in page.text
    assert "先前选的1处现在不合适" in clinician.get("drafts.places", key=transfer.key).text
    session.execute(sa.text("UPDATE unit_state SET status = 'CLOSED' WHERE unit_id = :u"), {"u": place.unit.id})
    assert "您选的一家已停用" in submit(session, clinician, transfer).text
    assert newest(session).status is TransferStatus.DRAFT


def test_the_second_of_two_who_choose_at_once_is_told(session: Session, clinician: Visitor, patient: Patient) -> None:
    transfer = drafted(session, clinician, patient)
    first, second = a_house("331102", **ABLE), a_house("331121", **ABLE)
    seen = transfer.version
    choose(clinician, transfer, first, seen=seen)
    page = choose(clinician, transfer, second, seen=seen)
    assert page.status == 409
    assert "这条转介刚被别人办理过" in page.text
    assert newest(session).preferred == [first.unit.id]


def test_no_place_leads_to_a_list_and_a_plan(session: Session, clinician: Visitor, patient: Patient) -> None:
    transfer = drafted(session, clinician, patient, bridging_plan="家庭医生每天上门")
    for house in (a_house("331102", beds=0, **ABLE), a_house("331121", **ABLE)):
        session.execute(sa.text("UPDATE unit_capacity SET staffed = 0 WHERE unit_id = :u"), {"u": house.unit.id})
    session.execute(sa.text("UPDATE unit_capacity SET staffed = 0"))
    session.commit()
    page = clinician.get("drafts.places", key=transfer.key)
    assert "现在没有空床" in page.text
    assert "可先登记候床并安排过渡照护，有床时按先后通知您。" in page.text
    assert "过渡照护：家庭医生每天上门" in page.text
    assert "居家团队上门" in page.links()
    assert choose(clinician, transfer, house).status == 303


def test_places_are_narrowed_by_the_address(
    session: Session, clinician: Visitor, sender: House, patient: Patient
) -> None:
    transfer = drafted(session, clinician, patient)
    lishui, hangzhou = a_house("331102", lon=119.9, lat=28.45, **ABLE), a_house("330106", lon=120.1, lat=30.2, **ABLE)
    noise = f"place-{sender.unit.key}"

    def shown(**asked: Any) -> set[str]:
        page = clinician.get("drafts.places", key=transfer.key, **asked)
        return {one.get("id", "") for one in page.all("li", class_="cand")} - {noise}

    ours, theirs = f"place-{lishui.unit.key}", f"place-{hangzhou.unit.key}"
    assert shown() == {ours, theirs}
    assert shown(area="/330000/331100/") == {ours}
    assert shown(within=120) == {ours}
    assert shown(able=["OXYGEN"]) == {ours, theirs}
    assert shown(able=["PUMP"]) == set()
    assert shown(area="nonsense", within="x", able=["nonsense"]) == {ours, theirs}


def test_a_consent_that_names_the_units_is_not_signed_again(
    session: Session, clinician: Visitor, sender: House, patient: Patient
) -> None:
    place = a_house("331102", **ABLE)
    consent(sender, patient, [place.unit])
    transfer = drafted(session, clinician, patient)
    choose(clinician, transfer, place)
    page = clinician.follow()
    assert "已写明这些单位，不必再签" in page.text
    assert not page.all("input", name="signer_name")
    page = clinician.post("drafts.submit", {"seen": newest(session).version}, key=transfer.key)
    assert page.status == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(Consent)) == 1


def test_the_consent_says_what_the_law_asks_and_wants_every_field(
    session: Session, clinician: Visitor, sender: House
) -> None:
    patient = a_patient(sender, capacity=Capacity.NONE)
    transfer = drafted(session, clinician, patient)
    choose(clinician, transfer, a_house("331102", duty_phone="0578-2101234", **ABLE))
    page = clinician.follow()
    for words in (
        "接收单位",
        "0578-2101234",
        "处理目的",
        "处理方式",
        "资料种类",
        "敏感个人信息",
        "随时撤回",
        "还没有登记决策人",
    ):
        assert words in page.text
    page = submit(session, clinician, transfer, signer_name="", signer_relation="", told=None, signed_on="2099-01-01")
    assert page.status == 422
    assert "还有4处需要改" in page.text
    assert newest(session).status is TransferStatus.DRAFT


def test_a_liaison_prepares_and_does_not_submit(
    session: Session, visitor_as: Visits, sender: House, patient: Patient
) -> None:
    liaison = visitor_as(sender.liaison)
    transfer = drafted(session, liaison, patient)
    choose(liaison, transfer, a_house("331102", **ABLE))
    page = liaison.follow()
    assert "由本单位的医师或护士长提交。" in page.text
    assert not any("提交给" in "".join(button.itertext()) for button in page.all("button"))
    assert submit(session, liaison, transfer).status == 409
    assert newest(session).status is TransferStatus.DRAFT
    assert session.scalar(sa.select(sa.func.count()).select_from(Consent)) == 0


def test_a_draft_is_changed_resumed_and_thrown_away(session: Session, clinician: Visitor, patient: Patient) -> None:
    transfer = drafted(
        session, clinician, patient, words="怕冷", pick_up_on="2030-01-01", pick_up_from="9:30", pick_up_to="1100"
    )
    assert clinician.get("drafts.start").links()["接着写草稿：去病区"] == f"/transfers/{transfer.key}/edit"
    page = clinician.get("drafts.edit", key=transfer.key)
    assert page.control("pick_up_from").get("value") == "09:30"
    assert "怕冷" in page.text
    seen = {"seen": transfer.version}
    page = clinician.post(
        "drafts.change", NEED | seen | {"words": "怕光", "pick_up_on": "2030-01-01"}, key=transfer.key
    )
    assert page.status == 422
    assert "接走时间请把日期、从几点、到几点都填上" in page.text
    assert clinician.post("drafts.change", NEED | seen | {"words": "怕光"}, key=transfer.key).status == 303
    assert newest(session).words == "怕光"
    page = clinician.post("drafts.change", NEED | seen | {"words": "怕吵"}, key=transfer.key)
    assert page.status == 409
    assert "怕吵" in page.text
    assert "删除这份草稿" in clinician.get("drafts.ask_delete", key=transfer.key).title
    assert clinician.post("drafts.delete", guard=False, key=transfer.key).status == 400
    assert clinician.post("drafts.delete", key=transfer.key).status == 303
    assert newest(session).status is TransferStatus.DELETED
    assert clinician.get("drafts.places", key=transfer.key).status == 404


def test_a_post_without_its_guard_changes_nothing(
    session: Session, clinician: Visitor, sender: House, patient: Patient
) -> None:
    transfer, place = drafted(session, clinician, patient), a_house("331102", **ABLE)
    choose(clinician, transfer, place)
    request, version = submitted(sender, a_house("331121"))[0], session.get(Transfer, transfer.id).version  # type: ignore[union-attr]
    rank, outside = {f"rank-{place.unit.key}": "1"}, {"outside": "外地", "outcome": "OTHER", "reason": "回家"}
    posts: list[tuple[str, Any, dict[str, Any]]] = [
        ("drafts.add", patient.key, NEED),
        ("drafts.change", transfer.key, NEED | {"seen": version}),
        ("drafts.choose", transfer.key, rank | {"seen": version}),
        ("drafts.choose", transfer.key, {"seen": version, "then": "more"}),
        ("drafts.submit", transfer.key, signed(seen=version)),
        ("drafts.leave", transfer.key, outside),
        ("drafts.delete", transfer.key, {}),
        ("drafts.forward", request.transfer.key, signed(unit=place.unit.key)),
    ]
    before = session.scalar(sa.select(sa.func.count()).select_from(AuditEvent))
    for endpoint, key, data in posts:
        assert clinician.post(endpoint, data, guard=False, key=key).status in (400, 422), endpoint
    assert session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == before


def test_what_is_submitted_is_no_draft_any_more(session: Session, clinician: Visitor, sender: House) -> None:
    transfer = submitted(sender, a_house("331102"))[0].transfer
    for page in ("drafts.edit", "drafts.places", "drafts.consent", "drafts.ask_delete"):
        assert clinician.get(page, key=transfer.key).location == f"/transfers/{transfer.key}"
    assert choose(clinician, transfer, a_house("331121")).status == 409
    assert clinician.post("drafts.delete", key=transfer.key).status == 409


def test_one_more_unit_is_asked_and_the_consent_renewed(session: Session, clinician: Visitor, sender: House) -> None:
    first, more = a_house("331102"), a_house("331121")
    request = submitted(sender, first)[0]
    transfer = request.transfer
    page = clinician.get("drafts.more", key=transfer.key)
    assert f"/transfers/{transfer.key}/more-places?unit={more.unit.key}" in page.links().values()
    assert str(first.unit.key) not in str(list(page.links().values()))  # asked already
    page = clinician.get("drafts.more", key=transfer.key, unit=more.unit.key)
    assert "须重新签署" in page.text
    page = clinician.post("drafts.forward", {"unit": more.unit.key}, key=transfer.key)
    assert page.status == 422
    page = clinician.post("drafts.forward", signed(unit=more.unit.key), key=transfer.key)
    assert page.location == f"/transfers/{transfer.key}"
    renewed = session.scalars(sa.select(Consent).where(Consent.kind == ConsentKind.SHARING).order_by(Consent.id)).all()[
        -1
    ]
    assert [one.unit_id for one in renewed.receivers] == [first.unit.id, more.unit.id]
    late = signed(signed_on="2026-01-05", unit=a_house("331122").unit.key)
    assert "比这一份新" in clinician.post("drafts.forward", late, key=transfer.key).text
    page = clinician.post("drafts.forward", {"unit": more.unit.key}, key=transfer.key)
    assert page.status == 422
    assert "已在办理中" in page.text


def test_another_unit_is_asked_instead(session: Session, clinician: Visitor, sender: House) -> None:
    first, other = a_house("331102"), a_house("331121")
    request = received(sender, first)[0]
    assert clinician.get("drafts.reroute", key=request.key).title == "转派到另一家单位"
    page = clinician.post("drafts.take_over", signed(unit=other.unit.key, reason="家属希望近些"), key=request.key)
    assert page.status == 303, page.text
    session.expire_all()
    assert request.status is RequestStatus.REROUTED
    asked = session.scalars(sa.select(Request).where(Request.transfer_id == request.transfer_id)).all()
    assert {(one.unit_id, one.status.value) for one in asked} == {
        (first.unit.id, "REROUTED"), (other.unit.id, "SUBMITTED"),
    }  # fmt: skip
    assert clinician.get("drafts.reroute", key=request.key).status == 409


def test_a_coordinator_sees_no_name_and_needs_a_consent_that_names_the_unit(
    session: Session, client_for: Visits, sender: House
) -> None:
    first, named, unnamed = a_house("331102"), a_house("331121"), a_house("331122")
    patient = a_patient(sender, name="周测试")
    transfer = submitted(sender, first, patient=patient)[0].transfer
    consent(sender, patient, [first.unit, named.unit])
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    page = coordinator.get("drafts.more", key=transfer.key)
    assert "为女，86岁，住龙泉市" in page.text
    assert "周" not in page.text.partition("为女")[2]
    page = coordinator.get("drafts.more", key=transfer.key, unit=unnamed.unit.key)
    assert "请联系转出方" in page.text
    assert not any("请这家接收" in "".join(button.itertext()) for button in page.all("button"))
    page = coordinator.post("drafts.forward", signed(unit=unnamed.unit.key), key=transfer.key)
    assert page.status == 422
    assert "同意书没有写明这家接收单位" in page.text
    assert coordinator.post("drafts.forward", {"unit": named.unit.key}, key=transfer.key).status == 303
    elsewhere = client_for(Role.COUNTY_COORDINATOR, "330106")
    assert elsewhere.get("drafts.more", key=transfer.key).status == 404


def test_a_receiver_cannot_ask_another(session: Session, visitor_as: Visits, sender: House) -> None:
    first = a_house("331102")
    request = received(sender, first)[0]
    receiver = visitor_as(first.clinician)
    assert receiver.get("drafts.more", key=request.transfer.key).status == 409
    assert receiver.get("drafts.reroute", key=request.key).status == 409
    assert receiver.get("drafts.places", key=request.transfer.key).status == 404


@pytest.mark.parametrize("is_submitted", [False, True])
def test_a_place_outside_the_network_ends_the_need_and_is_no_unit(
    session: Session, clinician: Visitor, sender: House, is_submitted: bool
) -> None:
    if is_submitted:
        transfer = submitted(sender, a_house("331102"))[0].transfer
    else:
        transfer = drafted(session, clinician, a_patient(sender))
        assert "已在网络外找到去处" in clinician.get("drafts.places", key=transfer.key).links()
    page = clinician.get("drafts.outside", key=transfer.key)
    assert page.control("outcome") is not None
    page = clinician.post("drafts.leave", {"outcome": "MOVED_OUT_OF_AREA"}, key=transfer.key)
    assert page.status == 422
    said = {"outside": "江西省玉山县某医院", "outcome": "MOVED_OUT_OF_AREA", "reason": "回老家"}
    assert clinician.post("drafts.leave", said, key=transfer.key).status == 303
    ended = newest(session)
    assert (ended.status, ended.outcome, ended.outside) == (
        TransferStatus.ENDED, Outcome.MOVED_OUT_OF_AREA, "江西省玉山县某医院",
    )  # fmt: skip
    assert ended.submitted_at is not None
    assert all(one.status is RequestStatus.RELEASED for one in session.scalars(sa.select(Request)))
    assert clinician.get("drafts.outside", key=transfer.key).status == 409


def test_places_are_found_without_a_patient(session: Session, client_for: Visits, sender: House) -> None:
    a_patient(sender, name="周测试")
    ward, center = a_house("331102", beds=1, **ABLE), a_house("330106")
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    page = coordinator.get("places.index", near="331181", sex="2")
    assert page.queries <= 12
    assert {f"place-{house.unit.key}" for house in (ward, center)} <= {
        one.get("id") for one in page.all("li", class_="cand")
    }
    assert "周**" not in page.text
    assert "怎样排序" in page.text
    narrow = coordinator.get("places.index", area="/330000/331100/331102/", setting="WARD")
    assert [one.get("id") for one in narrow.all("li", class_="cand")] == [f"place-{ward.unit.key}"]
    assert coordinator.get("places.index", setting="x", near="x", sex="x", show="x", area="x").status == 200
    assert "没有符合条件的空位" in coordinator.get("places.index", setting="CLINIC").text
    assert client_for(Role.EVALUATOR).get("places.index").status == 403


def test_a_relative_s_township_must_lie_in_its_county(session: Session, clinician: Visitor, patient: Patient) -> None:
    wrong = {"relative_county": "331181", "relative_township": "没有的镇"}
    page = clinician.post("drafts.add", NEED | wrong, key=patient.key)
    assert page.status == 422
    assert "这个县没有“没有的镇”" in page.text
    assert (
        "请先选择所在县" in clinician.post("drafts.add", NEED | {"relative_township": "八都镇"}, key=patient.key).text
    )
    transfer = drafted(session, clinician, patient, relative_county="331181")
    assert session.get(Region, transfer.relative_region_id).code == "331181"  # type: ignore[union-attr]
    assert a_region().id == transfer.relative_region_id


def test_somebody_who_died_is_not_transferred(session: Session, clinician: Visitor, patient: Patient) -> None:
    patient.died_at = now()
    session.commit()
    page = clinician.post("drafts.add", NEED, key=patient.key)
    assert page.status == 422
    assert "患者已离世，不能再办理。" in page.text


def test_whoever_works_in_two_houses_says_for_which(session: Session, visitor_as: Visits, sender: House) -> None:
    other = a_house("331121")
    both = a_user(Role.CLINICIAN, institution=sender.institution)
    a_grant(both, Role.CLINICIAN, institution=other.institution)
    visitor = visitor_as(both)
    transfer = drafted(session, visitor, a_patient(sender), sender=str(other.institution.key))
    assert transfer.institution_id == other.institution.id
