"""What is done at a bed: straight to the bed, or through the transfer where one stands behind it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.episodes.models import BedAssignment
from hospice.episodes.rules.codes import AssignmentState, Priority
from hospice.episodes.services import reserving, staying
from hospice.episodes.services.reserving import Wanted
from hospice.facilities.models import Bed
from hospice.facilities.rules.places import BedState
from hospice.facilities.services.beds import set_state
from hospice.patients.models import Patient
from hospice.patients.queries.records import lock_patient
from hospice.transfers.models import Request, Transfer
from hospice.transfers.queries.cases import standards_now
from hospice.transfers.rules.codes import RequestAction, RequestStatus
from hospice.transfers.rules.request_life import HAS_THE_CASE
from hospice.transfers.rules.transfer_life import OPEN_TRANSFERS
from hospice.transfers.services import answering, moving


def admit_directly(
    session: Session, patient: Patient, wanted: Wanted, *, by: User, at: datetime | None = None
) -> BedAssignment:
    """Somebody came without a request. `Refused` where one is under way: that goes through its handover, never around."""
    patient = lock_patient(session, patient.id)
    under_way = sa.select(Transfer.id).where(
        Transfer.patient_id == patient.id, Transfer.inpatient, Transfer.status.in_(sorted(OPEN_TRANSFERS))
    )
    if session.scalar(under_way.limit(1)) is not None:
        raise Refused(
            _("这位患者有一条在办的住院转介。请在那条转介里办理交接和收治，或请转出方先撤回。"), field="patient"
        )
    return staying.admit_directly(session, patient, wanted, by=by, at=at)


def admit_held(session: Session, stay: BedAssignment, *, by: User, at: datetime | None = None) -> BedAssignment:
    """Somebody came to a bed that was kept without a request behind it."""
    if _request(session, stay) is not None:
        raise Refused(_("这张床为一条转介保留。请在转介里完成交接，再办理收治。"))
    return staying.admit(session, stay, by=by, at=at)


def extend(session: Session, stay: BedAssignment, reason: str, *, by: User) -> None:
    """Keep a bed once longer, with a reason."""
    request = _request(session, stay)
    if request is not None:
        answering.extend(session, request, reason, by=by)
        return
    reserving.extend(session, stay, Priority.ROUTINE, reason, by=by, standards=standards_now(session)[1])


def release(session: Session, stay: BedAssignment, reason: str, *, by: User) -> None:
    """Give back a bed that was kept, with a reason.

    One that a transfer holds goes back by the step of the transfer:
    whoever was expected and did not come has not arrived; before that only time and the sender can give it back.
    """
    if not reason.strip():
        raise Refused(_("请写明放回床位的原因。"), field="reason")
    request = _request(session, stay)
    if request is not None:
        moving.end(session, request, RequestAction.NO_SHOW, reason, by=by)
        return
    reserving.release(session, stay, reason.strip()[:200], by=by)


def restore(session: Session, bed: Bed, *, by: User) -> None:
    """A bed is ready again: cleaned, mended, or no longer isolated; whoever waits may have it."""
    if bed.state is BedState.READY:
        raise Conflict(_("床位%(no)s已经可用。", no=bed.bed_no))
    staying.cleaned(session, bed, by=by)


def isolate(session: Session, bed: Bed, reason: str, *, by: User) -> None:
    """Keep a free bed from being given, because of an infection in the room."""
    _nobody_has(session, bed)
    set_state(session, bed, BedState.ISOLATION, reason.strip()[:100], by=by)


def _nobody_has(session: Session, bed: Bed) -> None:
    held = sa.select(BedAssignment.id).where(
        BedAssignment.bed_id == bed.id, BedAssignment.state.in_([AssignmentState.RESERVED, AssignmentState.ACTIVE])
    )
    if session.scalar(held.limit(1)) is not None:
        raise Refused(_("床位%(no)s有人在住或已保留，不能改为隔离。", no=bed.bed_no))


def _request(session: Session, stay: BedAssignment) -> Request | None:
    """The request that keeps the bed, or took the patient in and is not over."""
    live = sorted(HAS_THE_CASE | {RequestStatus.ADMITTED})
    return session.scalar(sa.select(Request).where(Request.assignment_id == stay.id, Request.status.in_(live)))
