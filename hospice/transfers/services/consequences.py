"""What other facts do to transfers: a death ends what was planned, a consent withdrawn ends what rests on it."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.episodes.events import BedEvent, PatientDied
from hospice.patients.events import ConsentWithdrawn
from hospice.patients.models import Patient
from hospice.patients.queries.records import named_receivers
from hospice.patients.rules.codes import ConsentKind

from ..models import Request, Transfer
from ..queries.cases import lead, requests_of
from ..rules.codes import Outcome, Party, RequestAction, TransferAction, TransferStatus
from ..rules.outcomes import outcome_of_death
from ..rules.request_life import ACCESS_ENDED, BEFORE_DEPARTURE, REQUESTS
from ..rules.transfer_life import OPEN_TRANSFERS, SEARCHING, TRANSFERS
from . import stepping, waiting

_LIVE = OPEN_TRANSFERS | {TransferStatus.ADMITTED, TransferStatus.DRAFT}


def on_bed_event(event: BedEvent) -> None:
    """A bed may be free: the waiting list is looked at."""
    waiting.bed_may_be_free(db.session(), event)


def on_death(event: PatientDied) -> None:
    """Every transfer of the patient ends, each by where the patient was; reminders stop with it."""
    session = db.session()
    hand = _hand(session, event.actor_id, _("患者已离世"))
    for transfer in _transfers(session, event.patient_id):
        if transfer.status is TransferStatus.DRAFT:
            row = TRANSFERS.step(transfer.status, TransferAction.DELETE, transfer.route)
            stepping.finish_transfer(session, transfer, row, hand)
        else:
            _end_by_death(session, transfer, hand)


def on_consent_withdrawn(event: ConsentWithdrawn) -> None:
    """Receivers that no consent names any more are withdrawn from, and lose sight of the case (domain §7.2)."""
    if event.details.get("kind") != ConsentKind.SHARING.value:
        return
    session = db.session()
    key = uuid.UUID(event.subject.removeprefix("patient:"))
    patient_id = session.scalars(sa.select(Patient.id).where(Patient.key == key)).one()
    named = named_receivers(session, patient_id)
    hand = _hand(session, event.actor_id, _("患者或家属撤回了同意"))
    for transfer in _transfers(session, patient_id):
        if transfer.status in SEARCHING:
            _withdraw_unnamed(session, transfer, named, hand)


def _withdraw_unnamed(session: Session, transfer: Transfer, named: list[int], hand: stepping.Hand) -> None:
    for request in requests_of(session, transfer.id, only_open=True):
        if request.unit_id not in named and request.status in BEFORE_DEPARTURE:
            row = REQUESTS.step(request.status, RequestAction.WITHDRAW, transfer.route)
            stepping.finish(session, request, row, hand)
    if not requests_of(session, transfer.id, only_open=True):
        row_of_need = TRANSFERS.step(transfer.status, TransferAction.WITHDRAW, transfer.route)
        stepping.finish_transfer(session, transfer, row_of_need, hand, Outcome.WITHDRAWN_FAMILY)


def _end_by_death(session: Session, transfer: Transfer, hand: stepping.Hand) -> None:
    first = lead(session, transfer.id)
    if first is not None:
        row = REQUESTS.step(first.status, RequestAction.DIE, transfer.route)
        stepping.finish(session, first, row, hand)
        return
    asked = next((one for one in requests_of(session, transfer.id) if one.status not in ACCESS_ENDED), None)
    row_of_need = TRANSFERS.step(transfer.status, TransferAction.DIE, transfer.route)
    outcome = outcome_of_death(asked.status, transfer.status) if asked else Outcome.DIED_BEFORE_TRANSFER
    stepping.finish_transfer(session, transfer, row_of_need, hand, outcome)


def _transfers(session: Session, patient_id: int) -> list[Transfer]:
    """The patient's transfers that go on; the patient is locked."""
    mine = sa.select(Transfer).where(Transfer.patient_id == patient_id, Transfer.status.in_(sorted(_LIVE)))
    transfers = session.scalars(mine.order_by(Transfer.id).execution_options(populate_existing=True)).all()
    every = sa.select(Request).where(Request.transfer_id.in_([one.id for one in transfers]))
    session.scalars(every.execution_options(populate_existing=True)).all()
    return list(transfers)


def _hand(session: Session, actor_id: int | None, reason: str) -> stepping.Hand:
    by = session.get(User, actor_id) if actor_id else None
    return stepping.Hand(by, frozenset({Party.SYSTEM}), reason)
