"""One patient's record: who, what is known now, which consents hold."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.core.db import once
from hospice.core.sealing import fingerprint

from ..models import ClinicalState, Consent, ConsentReceiver, Contact, Diagnosis, Patient, PatientScore, WishStatement
from ..rules.codes import ConsentKind, IdType


def patient_within(session: Session, scope: Scope, key: uuid.UUID) -> Patient | None:
    """A patient of an area or of an institution's own record."""
    return session.scalar(sa.select(Patient).where(Patient.key == key, scope.criterion(Patient)))


def lock_patient(session: Session, patient_id: int) -> Patient:
    """Let deeds about one patient queue up, and read the patient anew. It is the first lock of every such deed.

    The row stays open for foreign keys, so that others may go on writing about other things.
    """
    return once(session, ("patient", patient_id), lambda: _locked(session, Patient.id == patient_id))


def lock_patient_of(session: Session, number: sa.ScalarSelect[int]) -> Patient:
    """The same for the patient whose number a statement finds."""
    patient = _locked(session, Patient.id == number)
    return once(session, ("patient", patient.id), lambda: patient)


def _locked(session: Session, mine: sa.ColumnElement[bool]) -> Patient:
    statement = sa.select(Patient).where(mine).with_for_update(key_share=True, of=Patient)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def same_person(session: Session, id_type: IdType, number: str) -> Patient | None:
    """The patient whose document this is, wherever in the network; the caller says no more than that there is one."""
    return session.scalar(sa.select(Patient).where(Patient.id_hash == document_fingerprint(id_type, number)))


def document_fingerprint(id_type: IdType, number: str) -> str:
    """The keyed hash of a document: equal numbers of two kinds of document are two documents."""
    return fingerprint(f"{id_type.value}:{number}")


def contacts(session: Session, patient_id: int) -> Sequence[Contact]:
    """The people around the patient now."""
    mine = sa.select(Contact).where(Contact.patient_id == patient_id, Contact.ended_at.is_(None))
    return session.scalars(mine.order_by(Contact.id)).all()


def main_diagnosis(session: Session, patient_id: int) -> Diagnosis | None:
    """The main diagnosis now."""
    return session.scalar(
        sa.select(Diagnosis).where(Diagnosis.patient_id == patient_id, Diagnosis.is_main, Diagnosis.ended_at.is_(None))
    )


def state_now(session: Session, patient_id: int) -> ClinicalState | None:
    """The newest condition that was recorded."""
    mine = sa.select(ClinicalState).where(ClinicalState.patient_id == patient_id)
    return session.scalar(mine.order_by(ClinicalState.at.desc(), ClinicalState.id.desc()).limit(1))


def scores(session: Session, patient_id: int, score: str | None = None) -> Sequence[PatientScore]:
    """Scores over time, oldest first."""
    mine = sa.select(PatientScore).where(PatientScore.patient_id == patient_id)
    if score is not None:
        mine = mine.where(PatientScore.score == score)
    return session.scalars(mine.order_by(PatientScore.at, PatientScore.id)).all()


def scores_known(session: Session, patient_id: int) -> set[str]:
    """Which scores were ever computed for the patient."""
    return set(session.scalars(sa.select(PatientScore.score).where(PatientScore.patient_id == patient_id).distinct()))


def wishes_now(session: Session, patient_id: int) -> dict[Any, WishStatement]:
    """The newest answer of each wish."""
    rows = session.scalars(
        sa.select(WishStatement)
        .where(WishStatement.patient_id == patient_id)
        .order_by(WishStatement.said_at, WishStatement.id)
    )
    return {row.wish: row for row in rows}


def consents(session: Session, patient_id: int, kind: ConsentKind) -> Sequence[Consent]:
    """Consents of a kind that hold now, newest first."""
    mine = sa.select(Consent).where(
        Consent.patient_id == patient_id, Consent.kind == kind, Consent.withdrawn_at.is_(None)
    )
    return session.scalars(mine.order_by(Consent.signed_at.desc(), Consent.id.desc())).all()


def named_receivers(session: Session, patient_id: int) -> list[int]:
    """The units with which the patient's data may be shared now: those named on the newest consent that holds."""
    newest = next(iter(consents(session, patient_id, ConsentKind.SHARING)), None)
    if newest is None:
        return []
    rows = sa.select(ConsentReceiver.unit_id).where(ConsentReceiver.consent_id == newest.id)
    return list(session.scalars(rows.order_by(ConsentReceiver.position)))
