"""Recording how the patient is: diagnosis, condition, scores, wishes. Rows are added; earlier ones stay as they were said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from ..events import PatientAssessed
from ..models import ClinicalState, Diagnosis, Patient, PatientScore, PlaceWish, WishStatement
from ..queries.codes import by_code
from ..queries.records import lock_patient, state_now
from ..rules.clinical import RatedBy
from ..rules.scores.catalogue import CURRENT
from ..rules.scores.result import compute
from ..rules.wishes import Setting, Wish, WishAnswer
from .identity import where

T = TypeVar("T")


def diagnose(
    session: Session, patient: Patient, code: str, values: Mapping[str, Any], *, by: Actor | None, main: bool = True
) -> Diagnosis:
    """Record a diagnosis by its code; a new main one ends the former. `Refused` for a code that is not on the list."""
    patient = lock_patient(session, patient.id)
    found = by_code(session, code)
    if found is None:
        raise Refused(_("编码表中没有“%(code)s”，请按编码、名称或拼音首字母查找。", code=code), field="code")
    if main:
        standing = sa.update(Diagnosis).where(
            Diagnosis.patient_id == patient.id, Diagnosis.is_main, Diagnosis.ended_at.is_(None)
        )
        session.execute(standing.values(ended_at=now()))
    diagnosis = Diagnosis(
        patient_id=patient.id, code=found.code, name=found.name, version=found.version, is_main=main,
        recorded_by_id=by.id if by else None, **values,
    )  # fmt: skip
    return _recorded(session, patient, diagnosis, "diagnosis", by)


def describe(session: Session, patient: Patient, values: Mapping[str, Any], *, by: Actor | None) -> ClinicalState:
    """Record how the patient is now; what is not said this time is taken as nobody having said it."""
    state = ClinicalState(patient_id=patient.id, by_id=by.id if by else None, **values)
    return _recorded(session, patient, state, "state", by)


CARRIED = (
    "prognosis", "phase", "consciousness", "devices", "device_days", "wounds", "infections", "isolation", "allergy",
    "allergies", "medicines", "severe_dyspnoea", "severe_bleeding",
)  # fmt: skip


def describe_part(
    session: Session, patient: Patient, values: Mapping[str, Any], *, by: Actor | None, only_medicines: bool = False
) -> ClinicalState:
    """Record a part of how the patient is now; what was not gone through is carried on from the last time."""
    patient = lock_patient(session, patient.id)
    before = state_now(session, patient.id)
    carried = {name: getattr(before, name) for name in CARRIED} if before else {}
    return describe(session, patient, {**carried, **values, "only_medicines": only_medicines}, by=by)


def assess(
    session: Session,
    patient: Patient,
    score: str,
    answers: Mapping[str, Any],
    *,
    by: Actor | None,
    at: datetime | None = None,
    rated_by: RatedBy = RatedBy.STAFF,
) -> PatientScore:
    """Compute a score from its items with the present formula and keep it. `Refused` names the item that cannot be."""
    at = at or now()
    if at > now():
        raise Refused(_("评估时间还没有到，请再核对。"), field="at")
    result = compute(CURRENT[score], answers)
    row = PatientScore(
        patient_id=patient.id, score=result.score, formula_version=result.version, at=at, rated_by=rated_by,
        inputs={code: _plain(answer) for code, answer in result.inputs}, band=result.band,
        result=None if result.value is None else str(Fraction(result.value)), by_id=by.id if by else None,
    )  # fmt: skip
    return _recorded(session, patient, row, score, by)


def wish(
    session: Session, patient: Patient, answers: Mapping[Wish, WishAnswer], *, by: Actor | None, note: str = ""
) -> None:
    """Record what the patient said about treatments."""
    by_id = by.id if by else None
    session.add_all(
        WishStatement(patient_id=patient.id, wish=one, answer=answer, note=note, recorded_by_id=by_id)
        for one, answer in answers.items()
    )
    session.flush()
    _fresher(session, patient)
    publish(PatientAssessed(**where(patient, by), details={"what": "wishes"}))


def wish_places(
    session: Session, patient: Patient, care: Setting | None, death: Setting | None, *, by: Actor | None
) -> PlaceWish:
    """Record where the patient wishes to be cared for and to die."""
    row = PlaceWish(patient_id=patient.id, care=care, death=death, recorded_by_id=by.id if by else None)
    return _recorded(session, patient, row, "places", by)


def _recorded(session: Session, patient: Patient, row: T, what: str, by: Actor | None) -> T:
    session.add(row)
    session.flush()
    _fresher(session, patient)
    publish(PatientAssessed(**where(patient, by), details={"what": what}))
    return row


def _fresher(session: Session, patient: Patient) -> None:
    """Let lists show who was seen to last. It is no change of the record itself, whose version stays."""
    session.execute(sa.update(Patient).where(Patient.id == patient.id).values(changed_at=now()))


def _plain(answer: object) -> object:
    """The answer as JSON keeps it exactly."""
    return answer if isinstance(answer, str | int | bool) else str(answer)
