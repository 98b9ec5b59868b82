"""On the way: departure, arrival, admission after a complete handover, and what else may become of a journey."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.clock import now
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.episodes.queries.stays import stays_now
from hospice.episodes.rules.codes import DischargeOutcome
from hospice.episodes.services import staying
from hospice.patients.rules.codes import DeathPlace
from hospice.patients.rules.wishes import Setting

from ..models import Request, Transfer
from ..rules.codes import RequestAction, RequestStatus, TransferAction
from . import stepping
from .handing import refuse_incomplete

_LEAVES_FOR = {
    Setting.HOME: DischargeOutcome.TO_HOME,
    Setting.CLINIC: DischargeOutcome.TO_HOME,
    Setting.COMMUNITY: DischargeOutcome.TO_COMMUNITY,
    Setting.WARD: DischargeOutcome.TO_WARD,
    Setting.CENTER: DischargeOutcome.TO_WARD,
}


def depart(
    session: Session,
    request: Request,
    *,
    by: User,
    at: datetime | None = None,
    transport: Mapping[str, Any] | None = None,
) -> None:
    """The patient has left the sender: only now is the sender's bed no longer theirs.

    `transport` fills in how the patient travels where the need left it open: a submitted need has no other page for it.
    """
    for name, value in (transport or {}).items():
        if getattr(request.transfer, name) is None:
            setattr(request.transfer, name, value)
    row, hand = stepping.begin(session, request, RequestAction.DEPART, by)
    request.departed_at = _past(at)
    stepping.finish(session, request, row, hand)
    transfer = request.transfer
    for stay in stays_now(session, transfer.patient_id):
        if stay.in_bed and stay.unit.institution_id == transfer.institution_id:
            staying.leave(session, stay, _LEAVES_FOR[transfer.setting], by=by, at=at)


def arrive(session: Session, request: Request, *, by: User, at: datetime | None = None) -> None:
    """The patient is there; the handover begins."""
    row, hand = stepping.begin(session, request, RequestAction.ARRIVE, by)
    request.arrived_at = _past(at)
    if request.departed_at is not None and request.arrived_at < request.departed_at:
        raise Refused(_("到达时间早于出发时间，请再核对。"), field="at")
    stepping.finish(session, request, row, hand)


def admit(session: Session, request: Request, *, by: User) -> None:
    """The patient is taken in: the handover is complete, and the bed is occupied since the arrival."""
    row, hand = stepping.begin(session, request, RequestAction.ADMIT, by)
    refuse_incomplete(session, request)
    if request.assignment is None:
        raise Refused(_("还没有预约床位或号源。"))
    began = request.arrived_at or now()
    staying.admit(session, request.assignment, by=by, at=began)
    request.admitted_at = began
    stepping.finish(session, request, row, hand)


def end(session: Session, request: Request, action: RequestAction, reason: str, *, by: User) -> None:
    """A journey that came to nothing: not arrived, turned back, refused on arrival, or this one receiver withdrawn from.

    `action` is NO_SHOW, ABORT, REFUSE or WITHDRAW; the bed is back, and the need looks for a place again.
    """
    if action not in (RequestAction.NO_SHOW, RequestAction.ABORT, RequestAction.REFUSE, RequestAction.WITHDRAW):
        raise ValueError(f"{action} does not end a journey")
    row, hand = stepping.begin(session, request, action, by, reason)
    stepping.finish(session, request, row, hand)


def close(session: Session, request: Request, *, by: User | None) -> None:
    """Everything is done: the sender reads what became of the patient."""
    row, hand = stepping.begin(session, request, RequestAction.CLOSE, by)
    stepping.finish(session, request, row, hand)


def reopen(session: Session, request: Request, reason: str, *, by: User) -> None:
    """Open a closed case again, in the days after."""
    row, hand = stepping.begin(session, request, RequestAction.REOPEN, by, reason)
    stepping.finish(session, request, row, hand)


def reopen_transfer(session: Session, transfer: Transfer, reason: str, *, by: User) -> None:
    """Look for a place again after all."""
    row, hand = stepping.begin_transfer(session, transfer, TransferAction.REOPEN, by, reason)
    stepping.finish_transfer(session, transfer, row, hand)


def die(
    session: Session, request: Request, *, by: User, at: datetime | None = None, place: DeathPlace | None = None
) -> None:
    """The patient has died: whoever may say so here says it once, and everything that was planned ends with it."""
    stepping.begin(session, request, RequestAction.DIE, by)
    if place is None and request.status is RequestStatus.IN_TRANSIT:
        place = DeathPlace.ON_THE_WAY
    staying.record_death(session, request.transfer.patient, by=by, at=at, place=place)


def die_searching(
    session: Session, transfer: Transfer, *, by: User, at: datetime | None = None, place: DeathPlace | None = None
) -> None:
    """The same while a place is looked for, where no receiver's request is there to say it of."""
    stepping.begin_transfer(session, transfer, TransferAction.DIE, by)
    staying.record_death(session, transfer.patient, by=by, at=at, place=place)


def _past(at: datetime | None) -> datetime:
    if at is not None and at > now():
        raise Refused(_("这个时间还没有到，请再核对。"), field="at")
    return at or now()
