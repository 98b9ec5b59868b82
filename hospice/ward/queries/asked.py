"""Requests of a unit that could be put on its list, and waiting entries by their key."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from hospice.access.scope import Scope
from hospice.facilities.models import CareUnit
from hospice.transfers.models import Request, Transfer, WaitingEntry
from hospice.transfers.rules.codes import RequestStatus

UNDECIDED = (RequestStatus.SUBMITTED, RequestStatus.RECEIVED, RequestStatus.ACCEPTED)


def undecided(session: Session, unit_id: int) -> Sequence[Request]:
    """Requests that were asked or taken and have no bed yet, the most urgent first."""
    case = joinedload(Request.transfer).joinedload(Transfer.patient)
    mine = sa.select(Request).join(Transfer, Transfer.id == Request.transfer_id).options(case)
    mine = mine.where(Request.unit_id == unit_id, Request.status.in_(UNDECIDED))
    return session.scalars(mine.order_by(Transfer.priority, Request.asked_at, Request.id)).all()


def entry_within(session: Session, scope: Scope, key: uuid.UUID) -> WaitingEntry | None:
    """Somebody who waits, or waited, at a unit of one's own house."""
    mine = CareUnit.institution_id.in_(sorted(scope.institutions))
    statement = sa.select(WaitingEntry).join(CareUnit, CareUnit.id == WaitingEntry.unit_id)
    return session.scalar(statement.where(WaitingEntry.key == key, mine))
