"""Taking a step: allowed by the table, its needs met, written down, and with all that it entails, in one unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.clock import now
from hospice.core.db import once
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.episodes.rules.codes import AssignmentState
from hospice.episodes.services import reserving
from hospice.patients.queries.records import lock_patient_of

from ..events import RequestStepped, TransferStepped
from ..models import Request, Step, Transfer, WaitingEntry
from ..queries.cases import requests_of
from ..rules import steps
from ..rules.codes import Outcome, Party, RequestAction, RequestStatus, TransferAction, TransferStatus
from ..rules.outcomes import REACHED, outcome_of_death
from ..rules.request_life import REQUESTS
from ..rules.transfer_life import OVER, TRANSFERS, entailed_by, entails
from . import needs
from .acting import parties_of

RequestRow = steps.Step[RequestStatus, RequestAction]
TransferRow = steps.Step[TransferStatus, TransferAction]

# Statuses in which a reserved bed goes on waiting for the patient.
_KEEPS_THE_BED = frozenset(
    {RequestStatus.BED_HELD, RequestStatus.SCHEDULED, RequestStatus.IN_TRANSIT, RequestStatus.ARRIVED}
)


@dataclass(frozen=True)
class Hand:
    """Who takes a step, as whom, and why."""

    by: User | None
    parties: frozenset[Party]
    reason: str = ""

    def party(self, allowed: frozenset[Party]) -> Party:
        """As which of the parties the step is taken: the first in the order of the table of permissions."""
        return next((party for party in Party if party in self.parties & allowed), Party.SYSTEM)


def lock(session: Session, transfer: Transfer, seen: int | None = None) -> Transfer:
    """Lock the case and read it anew. `Conflict` where somebody else changed it since it was seen."""
    number = _number(transfer)
    transfer = once(session, ("case", number), lambda: _locked(session, sa.select(Transfer.id).where(Transfer.id == number)))
    if seen is not None and seen != transfer.version:
        raise Conflict(_("这条转介刚被别人办理过，请看最新情况再办。"))
    return transfer


def lock_case_of(session: Session, request: Request) -> Transfer:
    """The same for the case of a request."""
    if "transfer_id" in cast(Any, sa.inspect(request)).dict:
        return lock(session, request.transfer)
    return _locked(session, sa.select(Request.transfer_id).where(Request.id == _number(request)))


def _number(row: Transfer | Request) -> int:
    """The row's number, which it never changes, without asking for the row."""
    identity = cast(Any, sa.inspect(row)).identity
    return int(identity[0]) if identity else row.id


def _locked(session: Session, wanted: sa.Select[int]) -> Transfer:
    """Two statements: the patient is locked, and then the case is read with all its requests, as it is now."""
    number = wanted.scalar_subquery()
    lock_patient_of(session, sa.select(Transfer.patient_id).where(Transfer.id == number).scalar_subquery())
    rows = sa.select(Transfer, Request).outerjoin(Request, Request.transfer_id == Transfer.id).where(Transfer.id == number)
    found = session.execute(rows.execution_options(populate_existing=True)).all()
    transfer: Transfer = found[0][0]
    return once(session, ("case", transfer.id), lambda: transfer)


def begin(
    session: Session, request: Request, action: RequestAction, by: User | None, reason: str = ""
) -> tuple[RequestRow, Hand]:
    """Whether the step can be taken now: `StepNotAllowed` says what can, `Refused` what is missing."""
    transfer = lock_case_of(session, request)
    hand = Hand(by, parties_of(by, transfer, request), reason.strip())
    row = REQUESTS.step(request.status, action, transfer.route, hand.parties)
    _reason_given(row.reason, hand)
    needs.refuse_unmet(session, transfer, request, row.needs)
    return row, hand


def begin_transfer(
    session: Session, transfer: Transfer, action: TransferAction, by: User | None, reason: str = ""
) -> tuple[TransferRow, Hand]:
    """The same for a step of the need itself."""
    transfer = lock(session, transfer)
    hand = Hand(by, parties_of(by, transfer), reason.strip())
    row = TRANSFERS.step(transfer.status, action, transfer.route, hand.parties)
    _reason_given(row.reason, hand)
    needs.refuse_unmet(session, transfer, None, row.needs)
    return row, hand


def finish(session: Session, request: Request, row: RequestRow, hand: Hand, *, follows: bool = False) -> None:
    """Take the step: the new status, the row of the history, the waiting list, the bed, and what the need does.

    A step that `follows` from one of the need asks nothing of the need in turn.
    """
    transfer, source, at = request.transfer, request.status, now()
    request.status, request.since = row.target, at
    _keep_waiting_list(session, request, source, row)
    _keep_bed(session, request, hand)
    session.flush()
    _write(session, transfer, request, (row.action, source, row.target), hand, hand.party(row.by))
    publish(
        RequestStepped(
            **where(transfer, request, hand.by), request_id=request.id, step=row.action, source=source,
            target=row.target, details={"step": row.action.value, "to": row.target.value},
        )
    )  # fmt: skip
    entailed = entailed_by(row.action, source, row.target)
    if entailed is not None and not follows:
        anybody = TRANSFERS.step(transfer.status, entailed, transfer.route)
        finish_transfer(session, transfer, anybody, hand, _outcome(transfer, row, source), cause=request)


def finish_transfer(
    session: Session,
    transfer: Transfer,
    row: TransferRow,
    hand: Hand,
    outcome: Outcome | None = None,
    cause: Request | None = None,
) -> None:
    """Take a step of the need, and with it the steps of its other open requests."""
    source = transfer.status
    transfer.status = row.target
    transfer.outcome = outcome if row.target in OVER else None
    transfer.ended_at = now() if row.target in OVER else None
    session.flush()
    _write(session, transfer, None, (row.action, source, row.target), hand, hand.party(row.by))
    publish(
        TransferStepped(
            **where(transfer, None, hand.by), transfer_id=transfer.id, step=row.action, source=source,
            target=row.target, details={"step": row.action.value, "to": row.target.value},
        )
    )  # fmt: skip
    then = entails(row.action)
    if then is None:
        return
    for other in requests_of(session, transfer.id, only_open=True):
        if other is not cause:
            finish(session, other, REQUESTS.step(other.status, then, transfer.route), hand, follows=True)


def where(transfer: Transfer, request: Request | None, by: User | None) -> dict[str, Any]:
    """Who, what and where, for the audit trail."""
    return {
        "actor_id": by.id if by else None,
        "subject": f"request:{request.key}" if request else f"transfer:{transfer.key}",
        "region_id": transfer.region_id,
        "institution_id": request.institution_id if request else transfer.institution_id,
    }


def first_step(session: Session, transfer: Transfer, request: Request | None, hand: Hand) -> None:
    """The row with which a history begins: a draft that was made, or a unit that was asked."""
    target = request.status if request is not None else transfer.status
    action = RequestAction.OPEN if request is not None else TransferAction.EDIT
    party = next(iter(sorted(hand.parties)), Party.SYSTEM)
    _write(session, transfer, request, (action, None, target), hand, party)


def _reason_given(wanted: bool, hand: Hand) -> None:
    if wanted and not hand.reason:
        raise Refused(_("请写明原因。"), field="reason")


def _write(
    session: Session, transfer: Transfer, request: Request | None, step: tuple[Any, Any, Any], hand: Hand, party: Party
) -> None:
    action, source, target = step
    institution_id = (
        request.institution_id if request and party.value.startswith("RECEIVER") else transfer.institution_id
    )
    session.add(
        Step(
            transfer_id=transfer.id, request_id=request.id if request else None, action=action.value,
            source=source.value if source else None, target=target.value, reason=hand.reason[:400],
            actor_id=hand.by.id if hand.by else None, actor_name=hand.by.name if hand.by else "",
            party=party.value, institution_id=institution_id if hand.by else None,
        )
    )  # fmt: skip
    session.flush()


def _outcome(transfer: Transfer, row: RequestRow, source: RequestStatus) -> Outcome | None:
    if row.action is RequestAction.DIE:
        return outcome_of_death(source, transfer.status)
    return REACHED[transfer.setting] if row.target is RequestStatus.CLOSED else None


def _keep_waiting_list(session: Session, request: Request, source: RequestStatus, row: RequestRow) -> None:
    """Whoever comes to wait is on the list, whoever does not wait any more is not."""
    waits = RequestStatus.WAITLISTED
    if row.target is source:
        return
    if source is waits:
        mine = sa.select(WaitingEntry).where(WaitingEntry.request_id == request.id, WaitingEntry.left_at.is_(None))
        entry = session.scalars(mine).one()
        entry.left_at, entry.left_for = now(), row.action.value
        session.flush()
    if row.target is waits:
        transfer = request.transfer
        session.add(
            WaitingEntry(
                request_id=request.id, unit_id=request.unit_id, priority=transfer.priority,
                since=transfer.submitted_at or now(), entered_at=now(),
            )
        )  # fmt: skip


def _keep_bed(session: Session, request: Request, hand: Hand) -> None:
    """A bed waits no longer for somebody who will not come."""
    assignment = request.assignment
    if assignment is None or request.status in _KEEPS_THE_BED or assignment.state is not AssignmentState.RESERVED:
        return
    request.assignment_id = None
    session.flush()
    reserving.release(session, assignment, hand.reason[:200] or request.status.value, by=hand.by)
    session.expire(request, ["assignment"])
