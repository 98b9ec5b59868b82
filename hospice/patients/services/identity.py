"""Entering a patient and the people around; the identity number is sealed at once and read only as a recorded deed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now, today
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.core.sealing import seal, unseal

from ..events import IdentityRevealed, PatientAmended, PatientRegistered
from ..models import Contact, Patient
from ..queries.records import contacts, document_fingerprint, lock_patient, same_person
from ..rules import resident_id
from ..rules.codes import IdType, LegalBasis, Relation
from ..rules.contact import document_number, phone

LEAST_AGREED = 2  # decimals of a degree that are kept of a home: about a kilometre (domain §8.3)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document as it was typed; without a number there is a reason."""

    id_type: IdType = IdType.RESIDENT
    number: str = ""
    missing_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody around the patient, as typed."""

    name: str
    relation: Relation
    phone: str
    is_main_carer: bool = False
    is_decision_maker: bool = False
    legal_basis: LegalBasis | None = None
    lives_with: bool | None = None
    carer_hours: int | None = None


def register_patient(
    session: Session,
    institution_id: int,
    document: Document,
    values: Mapping[str, Any],
    *,
    by: Actor | None,
    synthetic: bool = False,
) -> Patient:
    """Enter a patient; `values` are columns. `Refused` for a document that is wrong or is somebody's already."""
    patient = Patient(institution_id=institution_id, synthetic=synthetic, **_rounded(values))
    session.add(patient)
    session.flush()
    _identify(session, patient, document)
    session.flush()
    publish(PatientRegistered(**where(patient, by)))
    return patient


def amend_patient(
    session: Session,
    patient: Patient,
    values: Mapping[str, Any],
    *,
    by: Actor | None,
    seen: int | None = None,
    document: Document | None = None,
) -> list[str]:
    """Change what is told of a patient; gives the names of what changed. `Conflict` where somebody else was first."""
    patient = lock_patient(session, patient.id)
    if seen is not None and seen != patient.version:
        raise Conflict(_("这位患者的资料刚被别人改过，请重新打开再改。"))
    changed = [name for name, value in _rounded(values).items() if getattr(patient, name) != value]
    for name, value in _rounded(values).items():
        setattr(patient, name, value)
    if document is not None:
        _identify(session, patient, document)
        changed.append("id_number")
    patient.changed_at = now()
    session.flush()
    publish(PatientAmended(**where(patient, by), details={"fields": sorted(changed)}))
    return changed


def reveal_number(session: Session, patient: Patient, reason: str, *, by: Actor) -> str:
    """The full number; that somebody read it, and why, is recorded."""
    if not reason.strip():
        raise Refused(_("请写明查看完整证件号码的原因。"), field="reason")
    if patient.id_sealed is None:
        raise Refused(_("还没有登记证件号码。"))
    publish(IdentityRevealed(**where(patient, by), details={"reason": reason.strip()}))
    return unseal(patient.id_sealed, patient.about)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who the patient is, in full: for one look, and nowhere else."""

    name: str
    number: str | None
    address: str
    people: tuple[tuple[str, Relation, str], ...]  # name, relation, telephone


def reveal_identity(session: Session, patient: Patient, reason: str, *, by: Actor) -> Identity:
    """Everything that is masked elsewhere; that somebody read it, and why, is recorded."""
    if not reason.strip():
        raise Refused(_("请写明查看完整信息的原因。"), field="reason")
    publish(IdentityRevealed(**where(patient, by), details={"reason": reason.strip()}))
    number = unseal(patient.id_sealed, patient.about) if patient.id_sealed is not None else None
    people = tuple((one.name, one.relation, one.phone) for one in contacts(session, patient.id))
    return Identity(name=patient.name, number=number, address=patient.address, people=people)


def end_contact(session: Session, patient: Patient, contact: Contact, *, by: Actor | None) -> None:
    """Somebody is no longer to be called; the entry stays in the history."""
    lock_patient(session, patient.id)
    session.refresh(contact)
    if contact.ended_at is not None:
        raise Conflict(_("这位联系人已经移除。"))
    contact.ended_at = now()
    session.flush()
    publish(PatientAmended(**where(patient, by), details={"fields": ["contacts"]}))


def add_contact(session: Session, patient: Patient, person: Person, *, by: Actor | None) -> Contact:
    """Add somebody; a new decision-maker or main carer takes the place of the former one."""
    patient = lock_patient(session, patient.id)
    if person.is_decision_maker and person.legal_basis is None:
        raise Refused(_("请选择决策人的依据。"), field="legal_basis")
    for other in contacts(session, patient.id):
        other.is_decision_maker = other.is_decision_maker and not person.is_decision_maker
        other.is_main_carer = other.is_main_carer and not person.is_main_carer
    session.flush()
    contact = Contact(patient_id=patient.id, **{**vars(person), "phone": phone(person.phone)})
    session.add(contact)
    session.flush()
    publish(PatientAmended(**where(patient, by), details={"fields": ["contacts"]}))
    return contact


def where(patient: Patient, by: Actor | None) -> dict[str, Any]:
    """Who, what and where, for the audit trail."""
    return {
        "actor_id": by.id if by else None,
        "subject": f"patient:{patient.key}",
        "region_id": patient.region_id,
        "institution_id": patient.institution_id,
    }


def _identify(session: Session, patient: Patient, document: Document) -> None:
    if not document.number.strip():
        if not document.missing_reason.strip():
            raise Refused(_("没有证件号码的，请写明原因。"), field="id_number")
        patient.id_type, patient.id_sealed, patient.id_hash = document.id_type, None, None
        patient.id_missing_reason = document.missing_reason.strip()
        return
    number = _checked(document)
    other = same_person(session, document.id_type, number)
    if other is not None and other.id is not patient.id:
        raise Conflict(_("这位患者已登记在网络中，请从已有的患者办理，不要重复登记。"), field="id_number")
    patient.id_type, patient.id_missing_reason = document.id_type, ""
    patient.id_sealed = seal(number, patient.about)
    patient.id_hash = document_fingerprint(document.id_type, number)


def _checked(document: Document) -> str:
    if document.id_type is not IdType.RESIDENT:
        return document_number(document.number)
    read = resident_id.read(document.number, today())
    resident_id.refuse_wrong_world(read, demonstration=current_app.config["MODE"] == "demo")
    return read.number


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    """A home is kept to about a kilometre."""
    points = {name: round(value, LEAST_AGREED) for name, value in values.items()
              if name in ("lon", "lat") and value is not None}  # fmt: skip
    return {**values, **points}
