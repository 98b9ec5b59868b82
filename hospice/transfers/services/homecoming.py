"""A patient goes home: who cares on is told. A death, or a bed in a ward, stops it at once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import now
from hospice.core.db import db
from hospice.episodes.events import PatientAdmitted, PatientDied, PatientLeft
from hospice.episodes.models import BedAssignment
from hospice.episodes.rules.codes import DischargeOutcome
from hospice.patients.models import Patient
from hospice.patients.rules.wishes import BY_VISIT, Setting

from ..events import PushMade, RequestStepped
from ..models import DischargePush, Request, Transfer
from ..queries import primary
from ..queries.cases import standards_now
from ..queries.pushes import of_patient
from ..rules.codes import RequestStatus
from ..rules.pushing import ContactKind, PushEnd, deadlines, family_doctor
from ..rules.request_life import HAS_THE_CASE
from . import pushing

_GOES_HOME = frozenset({DischargeOutcome.TO_HOME.value, DischargeOutcome.TO_COMMUNITY.value})
_BACK_IN = frozenset({Setting.WARD, Setting.CENTER})


@dataclass(frozen=True, kw_only=True)
class Origin:
    """From where a patient goes home: a stay that ended, or a transfer that arrived at a place without a bed."""

    institution_id: int
    unit_id: int | None
    left_at: datetime
    assignment_id: int | None = None
    transfer_id: int | None = None


def on_left(event: PatientLeft) -> None:
    """Somebody has left a bed for home or the community."""
    if event.details.get("outcome") not in _GOES_HOME:
        return
    session = db.session()
    stay = _stay(session, event)
    if not stay.in_bed or stay.patient.died_at is not None:
        return
    left_at = stay.ended_at or now()
    origin = Origin(
        institution_id=stay.unit.institution_id, unit_id=stay.unit_id, left_at=left_at, assignment_id=stay.id
    )
    teams = _home_teams(session, stay.patient_id)
    for house in {_family_doctor(session, stay.patient), *teams}:
        _push(session, stay.patient, origin, house, teams.get(house), event.actor_id)


def on_request(event: RequestStepped) -> None:
    """A home team or a clinic has seen the patient for the first time: its own push is done, the family doctor is told."""
    if event.target is not RequestStatus.ADMITTED or event.source is RequestStatus.CLOSED:
        return
    session = db.session()
    request = session.get_one(Request, event.request_id)
    transfer = request.transfer
    if transfer.setting not in BY_VISIT:
        return
    seen_at = request.admitted_at or now()
    _done_by_visit(session, request, seen_at, event.actor_id)
    house = _family_doctor(session, transfer.patient)
    told = {push.institution_id for push in of_patient(session, transfer.patient_id, only_open=True)}
    if house != request.institution_id and house not in told:
        origin = Origin(
            institution_id=request.institution_id, unit_id=request.unit_id, left_at=seen_at, transfer_id=transfer.id
        )
        _push(session, transfer.patient, origin, house, None, event.actor_id)


def on_admitted(event: PatientAdmitted) -> None:
    """Whoever lies in a ward again is not at home."""
    session = db.session()
    stay = _stay(session, event)
    if stay.setting in _BACK_IN:
        pushing.cancel_all(session, stay.patient_id, PushEnd.BACK, event.actor_id)


def on_death(event: PatientDied) -> None:
    """Nobody is reminded to call any more."""
    pushing.cancel_all(db.session(), event.patient_id, PushEnd.DIED, event.actor_id)


def _push(
    session: Session, patient: Patient, origin: Origin, house: int | None, unit_id: int | None, actor_id: int | None
) -> None:
    for former in of_patient(session, patient.id, only_open=True):
        if former.institution_id == house:
            pushing.cancel(session, former, PushEnd.ANEW, actor_id)
    made_at = now()
    found = deadlines(made_at, standards_now(session)[0])
    push = DischargePush(
        patient_id=patient.id, region_id=patient.region_id, from_institution_id=origin.institution_id,
        from_unit_id=origin.unit_id, assignment_id=origin.assignment_id, transfer_id=origin.transfer_id,
        institution_id=house, unit_id=unit_id, left_at=origin.left_at, made_at=made_at, ack_by=found.ack_by,
        contact_by=found.contact_by, synthetic=patient.synthetic,
    )  # fmt: skip
    session.add(push)
    pushing.changed(session, push, PushMade, actor_id)
    if house is None:
        pushing.tell_county(session, push, "push_unrouted", f"pushed:{push.id}")
    else:
        pushing.tell_receiver(session, push, "discharge_pushed", f"pushed:{push.id}")


def _done_by_visit(session: Session, request: Request, seen_at: datetime, actor_id: int | None) -> None:
    """The first visit is the first contact of what was pushed to the same house."""
    kind = ContactKind.VISIT if request.transfer.setting is Setting.HOME else ContactKind.CLINIC
    for push in of_patient(session, request.transfer.patient_id, only_open=True):
        if push.institution_id == request.institution_id and actor_id is not None and seen_at >= push.left_at:
            pushing.contacted(session, push, kind, seen_at, actor_id)


def _family_doctor(session: Session, patient: Patient) -> int | None:
    return family_doctor(primary.candidates(session, patient), patient.township_id)


def _home_teams(session: Session, patient_id: int) -> dict[int | None, int]:
    """House and unit of the home teams that have taken the patient."""
    rows = session.execute(
        sa.select(Request.institution_id, Request.unit_id)
        .join(Transfer, Transfer.id == Request.transfer_id)
        .where(Transfer.patient_id == patient_id, Transfer.setting == Setting.HOME)
        .where(Request.status.in_(sorted(HAS_THE_CASE | {RequestStatus.ADMITTED})))
    )
    return {row.institution_id: row.unit_id for row in rows}


def _stay(session: Session, event: PatientLeft | PatientAdmitted) -> BedAssignment:
    key = uuid.UUID(event.subject.removeprefix("assignment:"))
    return session.scalars(sa.select(BedAssignment).where(BedAssignment.key == key)).one()
