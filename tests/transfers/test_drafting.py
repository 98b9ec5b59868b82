"""A transfer from the first page to its submission, as a clinician does it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from hospice.patients.rules.codes import ConsentKind
from hospice.transfers.models import Transfer
from hospice.transfers.rules.codes import TransferStatus

from ..cases import House, a_house, a_patient, consent
from ..pages import Visitor

Visits = Callable[..., Visitor]
NEED = {
    "setting": "WARD", "setting_reason": "家中无人", "priority": "P3", "reasons": "PAIN", "abilities": ["OXYGEN"],
    "wanted_on": "2030-01-01", "mobility": "STRETCHER", "vehicle": "AMBULANCE", "escort": "NURSE",
}  # fmt: skip
SIGNED = {
    "document_version": "2026-1", "signer_name": "测试家属", "signer_relation": "SON", "signed_on": "2026-01-05", "told": "y",
}  # fmt: skip


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331181")


@pytest.fixture
def clinician(visitor_as: Visits, sender: House) -> Visitor:
    return visitor_as(sender.clinician)


def newest(session: Session) -> Transfer:
    session.expire_all()
    return session.query(Transfer).order_by(Transfer.id.desc()).first()


def test_from_the_need_to_the_submission(session: Session, clinician: Visitor, sender: House) -> None:
    first, second = a_house("331102", beds=2), a_house("331121")
    patient = a_patient(sender)
    consent(sender, patient, kind=ConsentKind.CARE)
    assert "周" not in clinician.get("drafts.start").text
    page = clinician.get("drafts.new", key=patient.key)
    assert page.status == 200
    clinician.post("drafts.add", NEED, key=patient.key)
    page = clinician.follow()
    assert page.title == "选择去处"
    chosen = {f"rank-{first.unit.key}": "1", f"rank-{second.unit.key}": "2", "seen": newest(session).version}
    clinician.post("drafts.choose", chosen, key=newest(session).key)
    page = clinician.follow()
    assert page.title == "同意与提交"
    clinician.post("drafts.submit", {**SIGNED, "seen": newest(session).version}, key=newest(session).key)
    assert clinician.page.status == 303, clinician.page.text
    assert newest(session).status is TransferStatus.ACTIVE
