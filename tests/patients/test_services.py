"""Patients' records: sealed numbers, the same person found twice, consents that name at most three."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.audit.models import AuditEvent
from hospice.core.db import unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.sealing import Unsealable, seal, unseal
from hospice.patients.models import Patient, PatientScore
from hospice.patients.queries.codes import search
from hospice.patients.services import clinical, codes, identity
from hospice.patients.services.identity import Document
from tests.cases import a_house, a_patient, an_id_of_its_own, consent


def test_a_number_is_stored_sealed_and_read_only_as_a_recorded_deed(session: Session):
    house = a_house()
    patient, number = a_patient(house), an_id_of_its_own()
    with unit_of_work():
        identity.amend_patient(session, patient, {}, document=Document(number=number), by=house.clinician)
    stored = session.execute(sa.select(Patient.id_sealed, Patient.id_hash).where(Patient.id == patient.id)).one()
    assert number.encode() not in stored[0]
    assert number not in stored[1]
    with pytest.raises(Refused, match="原因"), unit_of_work():
        identity.reveal_number(session, patient, " ", by=house.clinician)
    with unit_of_work():
        assert identity.reveal_number(session, patient, "核对转运", by=house.clinician) == number
    row = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "identity_revealed")).one()
    assert number not in str(row.details)


def test_a_sealed_value_cannot_be_moved_or_changed(session: Session):
    sealed = seal("秘密", "patient:1:id_number")
    assert unseal(sealed, "patient:1:id_number") == "秘密"
    assert seal("秘密", "patient:1:id_number") != sealed
    for value, about in ((sealed, "patient:2:id_number"), (sealed[:-1] + b"x", "patient:1:id_number"), (b"", "x")):
        with pytest.raises(Unsealable):
            unseal(value, about)


def test_the_same_person_is_not_registered_twice(session: Session):
    house, number = a_house(), an_id_of_its_own()
    first, second = a_patient(house), a_patient(house)
    with unit_of_work():
        identity.amend_patient(session, first, {}, document=Document(number=number), by=house.clinician)
    with pytest.raises(Conflict, match="已登记"), unit_of_work():
        identity.amend_patient(session, second, {}, document=Document(number=number.lower()), by=house.clinician)
    session.rollback()
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(Patient).where(Patient.id == second.id).values(id_hash=first.id_hash))
    session.rollback()


def test_a_number_that_a_spreadsheet_has_eaten_is_refused(session: Session):
    house = a_house()
    with pytest.raises(Refused, match="表格软件"), unit_of_work():
        identity.amend_patient(
            session, a_patient(house), {}, document=Document(number="3.30106E+17"), by=house.clinician
        )


def test_a_consent_names_at_most_three_receivers(session: Session):
    house = a_house()
    patient, units = a_patient(house), [a_house().unit for _unit in range(4)]
    with pytest.raises(Refused, match="3家"):
        consent(house, patient, units)
    assert len(consent(house, patient, units[:3]).receivers) == 3
    with pytest.raises(Refused, match="写明接收单位"):
        consent(house, patient, [])


def test_a_score_out_of_range_is_refused_and_one_in_range_keeps_its_formula(session: Session):
    house = a_house()
    patient = a_patient(house)
    with pytest.raises(Refused), unit_of_work():
        clinical.assess(session, patient, "NRS", {"nrs": 11}, by=house.clinician)
    answers = {"pps": 20, "oral_intake": "REDUCED", "oedema": False, "dyspnoea_at_rest": True, "delirium": False}
    with unit_of_work():
        row = clinical.assess(session, patient, "PPI", answers, by=house.clinician)
    assert (row.result, row.formula_version, row.inputs) == ("17/2", "1", answers)
    assert session.scalar(sa.select(sa.func.count(PatientScore.id)).where(PatientScore.score == "NRS")) == 1


def test_diagnoses_are_found_by_code_name_and_initials_and_loaded_once(session: Session):
    with unit_of_work():
        assert codes.load_codes(session) == 218
        assert codes.load_codes(session) == 0
    assert search(session, "c34")[0].code == "C34"
    assert "C25" in [row.code for row in search(session, "胰腺")]
    assert search(session, "wexzl")[0].code == "C16"
    assert search(session, " ") == []
