"""Consents: signed with the receivers named, and withdrawn as easily."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from ..events import ConsentSigned, ConsentWithdrawn
from ..models import Consent, ConsentReceiver, Patient
from ..models.consent import MOST_RECEIVERS
from ..queries.records import lock_patient
from ..rules.codes import ConsentKind, Relation
from .identity import where


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A consent as it was signed."""

    kind: ConsentKind
    document_version: str
    signer_name: str
    signer_relation: Relation
    signed_at: datetime


def sign(
    session: Session, patient: Patient, signed: Signed, receivers: Sequence[int] = (), *, by: Actor | None
) -> Consent:
    """Record a consent; `receivers` are units in the wished order. A consent to share names one to three of them."""
    patient = lock_patient(session, patient.id)
    named = list(dict.fromkeys(receivers))
    if signed.kind is ConsentKind.SHARING and not named:
        raise Refused(_("请在同意书中写明接收单位。"), field="receivers")
    if len(named) > MOST_RECEIVERS:
        raise Refused(_("同意书最多写明%(n)s家接收单位。", n=MOST_RECEIVERS), field="receivers")
    if signed.signed_at > now():
        raise Refused(_("签署时间还没有到，请再核对。"), field="signed_at")
    consent = Consent(patient_id=patient.id, recorded_by_id=by.id if by else None, **vars(signed))
    consent.receivers = [ConsentReceiver(position=place, unit_id=unit) for place, unit in enumerate(named, 1)]
    session.add(consent)
    session.flush()
    publish(ConsentSigned(**where(patient, by), details={"kind": signed.kind.value, "receivers": len(named)}))
    return consent


def withdraw(session: Session, patient: Patient, consent: Consent, reason: str, *, by: Actor | None) -> None:
    """End a consent. What was shared before was lawful; what rests on it from now on is ended by those who hear of it."""
    patient = lock_patient(session, patient.id)
    session.refresh(consent)
    if consent.withdrawn_at is not None:
        raise Conflict(_("这份同意书已经撤回。"))
    consent.withdrawn_at, consent.withdrawn_by_id = now(), by.id if by else None
    consent.withdrawn_reason = reason.strip()
    session.flush()
    publish(ConsentWithdrawn(**where(patient, by), details={"kind": consent.kind.value}))
