"""The sender's side: a draft, its submission to named receivers, another receiver, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core import jobs
from hospice.core.clock import now
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.episodes.rules.codes import Priority
from hospice.facilities.models import CareUnit
from hospice.facilities.queries.current import institutions_now
from hospice.patients.models import Patient
from hospice.patients.queries.records import lock_patient
from hospice.patients.rules.wishes import BY_VISIT, Setting

from ..events import RequestMade, TransferDrafted
from ..models import Request, Transfer
from ..queries.cases import calendar, standards_now
from ..rules.codes import Outcome, Party, RequestAction, TransferAction
from ..rules.deadlines import Pause, deadlines, draft_purged_at
from ..rules.outcomes import outcomes_for
from ..rules.steps import StepNotAllowed
from ..rules.transfer_life import MAY_CREATE
from . import needs, stepping
from .acting import parties_of

DRAFT = "draft"  # the kinds of jobs of the clock
REQUEST = "request"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What kind of place is needed, and how urgently."""

    setting: Setting
    priority: Priority
    institution_id: int
    unit_id: int | None = None


def draft(
    session: Session, patient: Patient, wish: Wish, values: Mapping[str, Any], *, by: User, synthetic: bool = False
) -> Transfer:
    """Begin a transfer; `values` are further columns. Only those who work at the sending institution may."""
    patient = lock_patient(session, patient.id)
    if patient.died_at is not None:
        raise Refused(_("患者已离世，不能再办理。"))
    transfer = Transfer(
        patient_id=patient.id, created_by_id=by.id, inpatient=wish.setting not in BY_VISIT, synthetic=synthetic,
        region_id=institutions_now(session, [wish.institution_id])[wish.institution_id].region_id,
        **{**vars(wish), **values},
    )  # fmt: skip
    session.add(transfer)
    session.flush()
    hand = _sender(by, transfer)
    stepping.first_step(session, transfer, None, hand)
    _drafted(session, transfer, by)
    return transfer


def edit(session: Session, transfer: Transfer, values: Mapping[str, Any], *, by: User, seen: int | None = None) -> None:
    """Change a draft."""
    stepping.lock(session, transfer, seen)
    stepping.begin_transfer(session, transfer, TransferAction.EDIT, by)
    for name, value in values.items():
        setattr(transfer, name, value)
    transfer.inpatient, transfer.edited_at = transfer.setting not in BY_VISIT, now()
    session.flush()
    _drafted(session, transfer, by)


def delete(session: Session, transfer: Transfer, *, by: User | None) -> None:
    """Throw a draft away; its row stays, for those who ask."""
    row, hand = stepping.begin_transfer(session, transfer, TransferAction.DELETE, by)
    stepping.finish_transfer(session, transfer, row, hand)
    jobs.drop(session, DRAFT, f"transfer:{transfer.id}")


def submit(
    session: Session, transfer: Transfer, receivers: Sequence[CareUnit], *, by: User, seen: int | None = None
) -> list[Request]:
    """Ask one to three units, each of which is named on the consent."""
    stepping.lock(session, transfer, seen)
    row, hand = stepping.begin_transfer(session, transfer, TransferAction.SUBMIT, by)
    if not receivers:
        raise Refused(_("请至少选择1家接收单位。"), field="receivers")
    transfer.submitted_at, transfer.submitted_by_id = now(), by.id
    stepping.finish_transfer(session, transfer, row, hand)
    jobs.drop(session, DRAFT, f"transfer:{transfer.id}")
    return [ask(session, transfer, unit, hand) for unit in receivers]


def forward(session: Session, transfer: Transfer, unit: CareUnit, *, by: User | None, reason: str = "") -> Request:
    """Ask one more unit."""
    row, hand = stepping.begin_transfer(session, transfer, TransferAction.FORWARD, by, reason)
    stepping.finish_transfer(session, transfer, row, hand)
    return ask(session, transfer, unit, hand)


def reroute(session: Session, request: Request, unit: CareUnit, *, by: User | None, reason: str = "") -> Request:
    """Ask another unit instead of this one, which loses sight of the case; the patient's wait is counted from the first."""
    row, hand = stepping.begin(session, request, RequestAction.REROUTE, by, reason)
    needs.refuse_unnamed(session, request.transfer, unit.id)
    stepping.finish(session, request, row, hand)
    return ask(session, request.transfer, unit, hand)


def ask(session: Session, transfer: Transfer, unit: CareUnit, hand: stepping.Hand) -> Request:
    """Make the request; the case is locked."""
    needs.refuse_unnamed(session, transfer, unit.id)
    slot = needs.free_slot(session, transfer)
    request = Request(transfer=transfer, unit_id=unit.id, institution_id=unit.institution_id, slot=slot, asked_at=now())
    session.add(request)
    session.flush()
    set_clock(session, request)
    stepping.first_step(session, transfer, request, hand)
    publish(RequestMade(**stepping.where(transfer, request, hand.by), request_id=request.id))
    return request


def withdraw(session: Session, transfer: Transfer, outcome: Outcome, reason: str, *, by: User | None) -> None:
    """Take the whole transfer back, before departure; every receiver is told, and a bed that was kept is back."""
    row, hand = stepping.begin_transfer(session, transfer, TransferAction.WITHDRAW, by, reason)
    _can_be(outcome, TransferAction.WITHDRAW, transfer)
    stepping.finish_transfer(session, transfer, row, hand, outcome)


def conclude(session: Session, transfer: Transfer, outcome: Outcome, reason: str, *, by: User) -> None:
    """End a need that no place was found for, with what became of it."""
    row, hand = stepping.begin_transfer(session, transfer, TransferAction.CONCLUDE, by, reason)
    _can_be(outcome, TransferAction.CONCLUDE, transfer)
    stepping.finish_transfer(session, transfer, row, hand, outcome)


def leave_network(session: Session, transfer: Transfer, place: str, outcome: Outcome, reason: str, *, by: User) -> None:
    """End a need with a place that is not in the network; it is written down in words and never becomes a unit.

    A draft that asked nobody ends so too: the need was there, and is counted from now.
    """
    row, hand = stepping.begin_transfer(session, transfer, TransferAction.CONCLUDE, by, reason)
    _can_be(outcome, TransferAction.CONCLUDE, transfer)
    transfer.outside = place.strip()
    if transfer.submitted_at is None:
        transfer.submitted_at, transfer.submitted_by_id = now(), by.id
    stepping.finish_transfer(session, transfer, row, hand, outcome)
    jobs.drop(session, DRAFT, f"transfer:{transfer.id}")


def answer(session: Session, request: Request, *, by: User) -> None:
    """Send it again with what was missing; the receiver's clock goes on."""
    row, hand = stepping.begin(session, request, RequestAction.ANSWER, by)
    request.pauses = [[since, until or now().isoformat()] for since, until in request.pauses]
    stepping.finish(session, request, row, hand)
    set_clock(session, request)


def set_clock(session: Session, request: Request) -> None:
    """Work out by when the receiver must answer."""
    transfer = request.transfer
    found = deadlines(
        transfer.priority, request.asked_at, calendar(session), standards_now(session)[0],
        first_asked_at=transfer.submitted_at, pauses=pauses_of(request),
    )  # fmt: skip
    request.answer_by, request.place_by, request.expires_at = found.answer_by, found.place_by, found.expires_at
    session.flush()


def pauses_of(request: Request) -> list[Pause]:
    """When the request was with the sender for completion, so that the receiver's clock stood still."""
    return [
        Pause(datetime.fromisoformat(since), datetime.fromisoformat(until) if until else None)
        for since, until in request.pauses
        if since
    ]


def _can_be(outcome: Outcome, action: TransferAction, transfer: Transfer) -> None:
    if outcome not in outcomes_for(action, transfer.setting):
        raise Refused(_("请选择结局。"), field="outcome")


def _sender(by: User, transfer: Transfer) -> stepping.Hand:
    acting: frozenset[Party] = parties_of(by, transfer)
    if acting.isdisjoint(MAY_CREATE):
        raise StepNotAllowed(_("转介由转出方的医护人员或联络员发起。"), ())
    return stepping.Hand(by, acting)


def _drafted(session: Session, transfer: Transfer, by: User) -> None:
    purge_at = draft_purged_at(transfer.edited_at, standards_now(session)[0])
    jobs.put(session, DRAFT, f"transfer:{transfer.id}", purge_at)
    publish(TransferDrafted(**stepping.where(transfer, None, by)))
