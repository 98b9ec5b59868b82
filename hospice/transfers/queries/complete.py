"""How much of the minimum data set is there (domain §3.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from hospice.patients.models import ClinicalState, Contact, Patient
from hospice.patients.queries import records
from hospice.patients.rules.codes import Capacity, ConsentKind, KnowsDiagnosis, Sex
from hospice.patients.rules.wishes import WishAnswer

from ..models import Transfer
from ..rules.minimum import OF_THE_NEED, Datum, missing_to_depart, missing_to_submit


def missing_for_submission(session: Session, transfer: Transfer) -> list[Datum]:
    """What is still required before anybody can be asked."""
    reason = transfer.patient.id_missing_reason
    return missing_to_submit(given(session, transfer), id_missing_reason=reason)


def missing_for_patient(session: Session, patient: Patient) -> list[Datum]:
    """What the record itself still lacks before anybody can be asked; what is said of the need stands apart."""
    found = of_patient(patient) | _of_record(session, patient) | of_state(records.state_now(session, patient.id))
    return missing_of_record(found, patient.id_missing_reason)


def missing_of_record(found: dict[Datum, bool], reason: str) -> list[Datum]:
    """The same from readings that somebody has made already; `found` comes from those below."""
    given_ = {datum for datum, present in found.items() if present} | OF_THE_NEED
    return missing_to_submit(given_, id_missing_reason=reason)


def missing_for_departure(session: Session, transfer: Transfer) -> list[Datum]:
    """What is still required before the patient leaves."""
    return missing_to_depart(given(session, transfer), transfer.route)


def given(session: Session, transfer: Transfer) -> set[Datum]:
    """What has been said, about the patient and about the need."""
    patient, found = transfer.patient, of_patient(transfer.patient)
    found |= _of_record(session, patient) | of_state(records.state_now(session, patient.id)) | _of_need(transfer)
    return {datum for datum, present in found.items() if present}


def of_patient(patient: Patient) -> dict[Datum, bool]:
    """What is said of the person."""
    return {
        Datum.NAME: bool(patient.name),
        Datum.SEX: patient.sex is not Sex.UNKNOWN,
        Datum.BIRTH_DATE: patient.birth_date is not None,
        Datum.ID_TYPE: True,
        Datum.ID_NUMBER: patient.id_sealed is not None,
        Datum.ADDRESS: bool(patient.address),
        Datum.CAPACITY: patient.capacity is not Capacity.UNKNOWN,
        Datum.KNOWS_DIAGNOSIS: patient.knows_diagnosis is not KnowsDiagnosis.UNKNOWN,
        Datum.INSURANCE: patient.insurance is not None,
    }


def _of_record(session: Session, patient: Patient) -> dict[Datum, bool]:
    wishes = records.wishes_now(session, patient.id)
    return {
        **of_people(patient, records.contacts(session, patient.id)),
        **of_findings(
            records.main_diagnosis(session, patient.id) is not None, records.scores_known(session, patient.id)
        ),
        Datum.SHARING_CONSENT: bool(records.consents(session, patient.id, ConsentKind.SHARING)),
        Datum.CARE_CONSENT: bool(records.consents(session, patient.id, ConsentKind.CARE)),
        Datum.WISHES_ASKED: any(row.answer is not WishAnswer.NOT_ASKED for row in wishes.values()),
    }


def of_people(patient: Patient, people: Sequence[Contact]) -> dict[Datum, bool]:
    """Who can be called, and who decides."""
    decides = patient.capacity is Capacity.FULL or any(one.is_decision_maker for one in people)
    return {Datum.CONTACT: bool(people), Datum.LEGAL_BASIS: decides}


def of_findings(is_diagnosed: bool, known: Collection[str]) -> dict[Datum, bool]:
    """What was found: a main diagnosis, and which scores were ever taken."""
    return {
        Datum.DIAGNOSIS: is_diagnosed,
        Datum.FUNCTION: bool(set(known) & {"PPS", "KPS", "ECOG"}),
        Datum.PAIN: "NRS" in known,
    }


def of_state(state: ClinicalState | None) -> dict[Datum, bool]:
    """What is said of the state."""
    if state is None:
        return {}
    return {
        Datum.PROGNOSIS: state.prognosis is not None,
        Datum.CONSCIOUSNESS: state.consciousness is not None,
        Datum.DEVICES: bool(state.devices),
        Datum.INFECTION: bool(state.infections) and state.isolation is not None,
        Datum.ALLERGY: state.allergy is not None,
        Datum.MEDICINES: state.medicines is not None,
    }


def _of_need(transfer: Transfer) -> dict[Datum, bool]:
    return {
        Datum.SETTING: True,
        Datum.PRIORITY: True,
        Datum.REASONS: bool(transfer.reasons),
        Datum.WANTED_DATE: transfer.wanted_on is not None,
        Datum.TRANSPORT: transfer.mobility is not None and transfer.vehicle is not None,
    }
