"""The waiting list of a unit, and for whom a bed that became free is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from hospice.core.i18n import lazy
from hospice.episodes.queries.beds import free_beds, is_tracked

from ..models import Request, Step, Transfer, WaitingEntry
from ..rules.codes import RequestAction
from ..rules.waiting import Waiter


def waiting_list(session: Session, unit_id: int) -> Sequence[WaitingEntry]:
    """Who waits for a bed of the unit."""
    mine = sa.select(WaitingEntry).where(WaitingEntry.unit_id == unit_id, WaitingEntry.left_at.is_(None))
    case = joinedload(WaitingEntry.request).joinedload(Request.transfer).joinedload(Transfer.patient)
    return session.scalars(mine.options(case).order_by(WaitingEntry.id)).all()


def waiters(entries: Sequence[WaitingEntry]) -> list[Waiter]:
    """The list as its rules read it; the key is that of the request."""
    return [Waiter(str(entry.request.key), entry.priority, entry.since) for entry in entries]


def with_one_more(waiting: list[Waiter], request: Request) -> list[Waiter]:
    """The list with a request that may not stand on it, at the place that it would have."""
    if str(request.key) in {waiter.key for waiter in waiting}:
        return waiting
    transfer = request.transfer
    return [*waiting, Waiter(str(request.key), transfer.priority, transfer.submitted_at or request.asked_at)]


def unsuitable(session: Session, unit_id: int, entries: Sequence[WaitingEntry]) -> Mapping[str, Any]:
    """For whom no free bed of the unit is, by the key of the request, with the reason."""
    tracked, found = is_tracked(session, unit_id), {}
    ran_out = _ran_out(session, entries)
    for entry in entries:
        patient = entry.request.transfer.patient
        if entry.id in ran_out:
            found[str(entry.request.key)] = lazy("上次保留到时没有确认，复核后再安排")
        elif tracked and not free_beds(session, unit_id, patient.sex):
            found[str(entry.request.key)] = lazy("没有相应性别的空床")
    return found


def _ran_out(session: Session, entries: Sequence[WaitingEntry]) -> set[int]:
    """Entries whose earlier bed was not taken up and that nobody has looked at since: they would block it for ever."""
    unseen = {entry.request_id: entry.id for entry in entries if entry.reviewed_at is None}
    ran_out = sa.select(Step.request_id).where(Step.request_id.in_(list(unseen)), Step.action == RequestAction.RUN_OUT)
    return {unseen[request_id] for request_id in session.scalars(ran_out) if request_id is not None}
