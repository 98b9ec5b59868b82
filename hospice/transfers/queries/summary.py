"""Everything that a transfer sheet says, read for one reader: masked, and without what only the treating staff knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.patients.models import ClinicalState, Consent, Contact, Diagnosis, Patient, PlaceWish
from hospice.patients.queries import records
from hospice.patients.rules.clinical import Device
from hospice.patients.rules.sight import Seen, infections_seen
from hospice.patients.rules.wishes import Wish, WishAnswer

from ..models import Request
from .handover import Shown, shown


class ScoreRow(NamedTuple):
    """The newest value of a score."""

    score: str
    value: str
    band: str
    at: Any


@dataclass(frozen=True)
class Clinical:
    """What is known of a patient now."""

    patient: Patient
    diagnoses: Sequence[Diagnosis]
    state: ClinicalState | None
    scores: list[ScoreRow]
    devices: list[Any] | None
    infections: Seen | None
    wishes: list[tuple[Any, Any]]
    place_wish: PlaceWish | None
    consents: Sequence[Consent]
    contacts: Sequence[Contact]


@dataclass(frozen=True)
class Sheet:
    """A transfer on paper."""

    request: Request
    clinical: Clinical
    handover: Shown


def sheet(session: Session, request: Request, *, treats: bool) -> Sheet:
    """What the sheet of a request says."""
    return Sheet(request, clinical(session, request.transfer.patient, treats=treats), shown(session, request))


def clinical(session: Session, patient: Patient, *, treats: bool) -> Clinical:
    """What is known of a patient, for somebody who treats the patient or does not."""
    state = records.state_now(session, patient.id)
    said = state.infections if state is not None else None
    return Clinical(
        patient,
        _diagnoses(session, patient.id),
        state,
        _scores(session, patient.id),
        [Device(code).label for code in state.devices] if state is not None and state.devices else None,
        infections_seen(said, treats=treats) if said else None,
        _wishes(session, patient.id),
        _place_wish(session, patient.id),
        _consents(session, patient.id),
        records.contacts(session, patient.id),
    )


def _diagnoses(session: Session, patient_id: int) -> Sequence[Diagnosis]:
    mine = sa.select(Diagnosis).where(Diagnosis.patient_id == patient_id, Diagnosis.ended_at.is_(None))
    return session.scalars(mine.order_by(Diagnosis.is_main.desc(), Diagnosis.id)).all()


def _scores(session: Session, patient_id: int) -> list[ScoreRow]:
    newest = {row.score: row for row in records.scores(session, patient_id)}
    return [
        ScoreRow(row.score, f"{float(Fraction(row.result)):g}" if row.result else "", row.band, row.at)
        for row in newest.values()
    ]


def _wishes(session: Session, patient_id: int) -> list[tuple[Any, Any]]:
    said = records.wishes_now(session, patient_id)
    return [(wish.label, said[wish].answer.label) for wish in Wish
            if wish in said and said[wish].answer is not WishAnswer.NOT_ASKED]  # fmt: skip


def _place_wish(session: Session, patient_id: int) -> PlaceWish | None:
    mine = sa.select(PlaceWish).where(PlaceWish.patient_id == patient_id)
    return session.scalar(mine.order_by(PlaceWish.said_at.desc(), PlaceWish.id.desc()).limit(1))


def _consents(session: Session, patient_id: int) -> Sequence[Consent]:
    """The newest consent of each kind that holds."""
    mine = sa.select(Consent).where(Consent.patient_id == patient_id, Consent.withdrawn_at.is_(None))
    rows = session.scalars(mine.order_by(Consent.signed_at, Consent.id))
    return list({row.kind: row for row in rows}.values())
