"""The people around, what was agreed to, what is changed, and the one look at who it is."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from hospice.audit.models import AuditEvent
from hospice.core.clock import today
from hospice.core.db import unit_of_work
from hospice.patients.models import Consent, Contact, Patient
from hospice.patients.rules.codes import ConsentKind, Sex
from hospice.patients.services import identity
from hospice.patients.services.identity import Document
from hospice.transfers.models import Request
from hospice.transfers.rules.codes import RequestStatus
from tests.cases import House, a_patient, an_id_of_its_own, consent, submitted

CONTACT = {"contact_name": "周小红", "contact_relation": "DAUGHTER", "contact_phone": "0578-7123456"}
CONSENT = {"document_version": "2026版", "signer_name": "周小明", "signer_relation": "SON", "at_time": "00:00"}


@pytest.fixture
def patient(house: House) -> Patient:
    return a_patient(house, name="周建国")


def edited(page, **typed: str) -> dict[str, str]:
    """The edit form as a browser posts it."""
    values = {
        "family_disagrees": None,
        "capacity": "FULL",
        "knows_diagnosis": "YES",
        "sex": "2",
        "has_lift": "",
        "off_site_filed": "",
    }
    for tag in ("input", "select", "textarea"):
        for element in page.tree.iter(tag):
            name = element.get("name")
            if name in (None, "csrf_token", "family_disagrees") or element.get("type") == "radio":
                continue
            chosen = [option.get("value") for option in element.iter("option") if option.get("selected") is not None]
            values[name] = chosen[0] if chosen else element.get("value") or (element.text or "").strip()
    return {**values, **typed}


def test_a_new_decision_maker_takes_the_place_of_the_former(session, clinician, patient: Patient):
    first = {**CONTACT, "contact_decides": "y", "contact_basis": "CLOSE_RELATIVE"}
    assert clinician.post("patients.add_contact", first, key=patient.key).status == 303
    second = {**first, "contact_name": "周小兰", "contact_relation": "SPOUSE"}
    assert clinician.post("patients.add_contact", second, key=patient.key).status == 303
    deciding = session.scalars(sa.select(Contact.name).where(Contact.is_decision_maker)).all()
    assert deciding == ["周小兰"]


def test_a_contact_without_a_number_or_a_basis_is_refused(session, clinician, patient: Patient):
    page = clinician.post(
        "patients.add_contact", {**CONTACT, "contact_phone": "1.38E+10", "contact_decides": "y"}, key=patient.key
    )
    assert page.status == 422
    assert "表格软件" in page.text
    assert "请选择决策人的依据" in page.text
    assert page.control("contact_name").get("value") == "周小红"
    assert session.scalar(sa.select(sa.func.count(Contact.id))) == 1


def test_a_contact_ends_and_stays_in_the_history(session, clinician, patient: Patient):
    contact = patient.contacts[0]
    where = {"key": patient.key, "contact": contact.key}
    assert "移除联系人" in clinician.get("patients.ask_to_end_contact", **where).title
    assert clinician.post("patients.end_contact", {}, guard=False, **where).status == 422
    assert clinician.post("patients.end_contact", {}, **where).status == 303
    assert "还没有登记联系人" in clinician.follow().text
    session.refresh(contact)
    assert contact.ended_at is not None
    assert clinician.post("patients.end_contact", {}, **where).status == 404


def test_a_contact_of_another_patient_is_not_found(clinician, patient: Patient, house: House):
    other = a_patient(house).contacts[0]
    assert clinician.post("patients.end_contact", {}, key=patient.key, contact=other.key).status == 404


def test_a_consent_to_care_is_signed_on_a_day_that_has_been(session, clinician, patient: Patient):
    assert clinician.post("patients.sign", {**CONSENT, "at": "2040-01-01"}, key=patient.key).status == 422
    assert clinician.post("patients.sign", {**CONSENT, "at": today().isoformat()}, key=patient.key).status == 303
    assert session.scalars(sa.select(Consent)).one().kind is ConsentKind.CARE
    assert "有效 安宁疗护知情同意" in clinician.follow().text


def test_a_withdrawal_says_first_what_ends_with_it(
    session, clinician, patient: Patient, house: House, elsewhere: House
):
    request = submitted(house, elsewhere, patient=patient)[0]
    signed = session.scalars(sa.select(Consent).where(Consent.kind == ConsentKind.SHARING)).one()
    where = {"key": patient.key, "consent": signed.key}
    page = clinician.get("patients.ask_to_withdraw", **where)
    assert "以下单位不再看到患者资料" in page.text
    assert len(page.all("main")[0].findall(".//ul/li")) == 1
    assert session.get(Request, request.id).status is RequestStatus.SUBMITTED
    assert clinician.post("patients.withdraw", {"reason": "改变主意"}, **where).status == 303
    session.expire_all()
    assert session.get(Request, request.id).status is RequestStatus.CANCELLED
    assert "撤回" in clinician.follow().text
    assert clinician.post("patients.withdraw", {}, **where).status == 404, "once"


def test_a_consent_that_another_one_replaces_ends_nothing(clinician, patient: Patient, house: House, elsewhere: House):
    older = consent(house, patient, [elsewhere.unit])
    submitted(house, elsewhere, patient=patient)
    page = clinician.get("patients.ask_to_withdraw", key=patient.key, consent=older.key)
    assert "现在没有因此结束的转介" in page.text


def test_the_full_identity_is_shown_once_for_a_reason_and_recorded(session, clinician, patient: Patient, house: House):
    number = an_id_of_its_own()
    with unit_of_work():
        identity.amend_patient(session, patient, {}, document=Document(number=number), by=house.clinician)
    asked = clinician.get("patients.ask_to_reveal", key=patient.key)
    assert "周建国" not in asked.html
    for wrong in ({"why": ""}, {"why": "OTHER"}, {"why": "好奇"}):
        page = clinician.post("patients.reveal", wrong, key=patient.key)
        assert (page.status, number in page.html) == (422, False)
    events = sa.select(AuditEvent).where(AuditEvent.action == "identity_revealed")
    assert session.scalars(events).all() == []
    page = clinician.post("patients.reveal", {"why": "CALL", "words": "商量转运时间"}, key=patient.key)
    for shown in ("周建国", number, "13800000000", "测试家属", "测试路1号"):
        assert shown in page.text, shown
    assert page.headers["Cache-Control"] == "no-store"
    row = session.scalars(events).one()
    assert (row.actor_id, row.details) == (house.clinician.id, {"reason": "联系家属或患者　商量转运时间"})


def test_only_those_who_may_see_the_full_identity_are_offered_it(liaison, stranger, patient: Patient):
    assert "出示完整信息" not in liaison.get("patients.detail", key=patient.key).links()
    assert liaison.post("patients.reveal", {"why": "CALL"}, key=patient.key).status == 403
    assert stranger.post("patients.reveal", {"why": "CALL"}, key=patient.key).status == 404


def test_the_form_for_changes_shows_nothing_that_is_masked_elsewhere(session, clinician, patient: Patient):
    page = clinician.get("patients.edit", key=patient.key)
    assert "周建国" not in page.html
    assert "测试路1号" not in page.html
    assert page.control("id_number").get("value") == ""
    sealed = patient.id_sealed
    typed = edited(page, religion="佛教", birth_date="1941-02-03")
    assert clinician.post("patients.change", typed, key=patient.key).status == 303
    session.expire_all()
    assert (patient.name, patient.address, patient.id_sealed) == ("周建国", "测试路1号", sealed), (
        "left empty, they stay"
    )
    assert (patient.religion, str(patient.birth_date), patient.sex) == ("佛教", "1941-02-03", Sex.FEMALE)
    assert clinician.post("patients.change", edited(clinician.get("patients.edit", key=patient.key), name="吴建国"),
                          key=patient.key).status == 303  # fmt: skip
    session.expire_all()
    assert (patient.name, patient.initials) == ("吴建国", "wjg"), "and is found by the new initials"


def test_two_who_change_the_same_patient_see_both(session, clinician, liaison, patient: Patient):
    mine, others = (edited(visitor.get("patients.edit", key=patient.key)) for visitor in (clinician, liaison))
    assert liaison.post("patients.change", {**others, "religion": "基督教"}, key=patient.key).status == 303
    page = clinician.post("patients.change", {**mine, "religion": "佛教"}, key=patient.key)
    assert page.status == 409
    assert ["宗教信仰", "基督教", "佛教"] in page.rows()
    session.expire_all()
    assert patient.religion == "基督教"
    again = edited(page, religion="佛教")
    assert clinician.post("patients.change", again, key=patient.key).status == 303


def test_a_number_that_is_somebody_elses_is_refused(session, clinician, stranger, patient: Patient, elsewhere: House):
    number = an_id_of_its_own()
    other = a_patient(elsewhere, name="欧阳明华")
    with unit_of_work():
        identity.amend_patient(session, other, {}, document=Document(number=number), by=elsewhere.clinician)
    page = clinician.post(
        "patients.change", edited(clinician.get("patients.edit", key=patient.key), id_number=number), key=patient.key
    )
    assert page.status == 409
    assert "属于网络中的另一位患者" in page.text
    assert "欧阳" not in page.html


def test_an_unknown_consent_is_not_found(clinician, patient: Patient):
    assert clinician.get("patients.ask_to_withdraw", key=patient.key, consent=uuid.uuid4()).status == 404
