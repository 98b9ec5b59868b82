"""No way past the waiting list in silence: whoever gets a bed before others has a reason, and it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.clock import now
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.episodes.models import BedAssignment

from ..events import BedOffered
from ..models import BedOffer, PassedOverRow, Request, WaitingEntry
from ..queries import waiting as queries
from ..rules import waiting as rules
from ..rules.codes import RequestAction
from .stepping import where


class Turn(NamedTuple):
    """Who stood above the one that gets the bed, and the entries of all who wait, by the key of the request."""

    offer: rules.Offer
    entries: Mapping[str, WaitingEntry]


def turn_of(session: Session, request: Request, reason: str) -> Turn | None:
    """Where a request stands among those who wait for its unit; none where nobody does.

    `Refused` where it passes somebody over for whom the bed is, and nobody says why.
    """
    entries = queries.waiting_list(session, request.unit_id)
    if not entries:
        return None
    waiters = queries.with_one_more(queries.waiters(entries), request)
    not_for = queries.fitting(session, request.unit_id, entries).unsuitable
    chosen = rules.override(str(request.key), waiters, not_for, reason)
    return Turn(chosen, {str(entry.request.key): entry for entry in entries})


def refuse_silence(session: Session, request: Request, reason: str) -> Turn | None:
    """The same before a place is given to somebody by agreement on a time, where the agreement is the reason."""
    return turn_of(session, request, reason.strip() or _("按双方约定的时间安排"))


def write(
    session: Session, turn: Turn | None, request: Request, assignment: BedAssignment, *, by: User | None, reason: str
) -> BedOffer | None:
    """Write the fairness log; none where nobody waited above and the patient was on no list."""
    if turn is None:
        return None
    entry = turn.entries.get(str(request.key))
    if entry is None and not turn.offer.passed_over:
        return None
    offer = BedOffer(
        entry_id=(entry or _passing_through(session, request)).id, unit_id=request.unit_id,
        assignment_id=assignment.id, at=now(), by_id=by.id if by else None, override_reason=reason.strip()[:400],
    )  # fmt: skip
    offer.passed = [
        PassedOverRow(place=place, entry_id=turn.entries[other.waiter.key].id, why=str(other.why)[:400])
        for place, other in enumerate(turn.offer.passed_over, 1)
    ]
    session.add(offer)
    session.flush()
    details = {"passed_over": len(turn.offer.passed_over), "out_of_turn": bool(reason.strip())}
    publish(BedOffered(**where(request.transfer, request, by), details=details))
    return offer


def _passing_through(session: Session, request: Request) -> WaitingEntry:
    """The place on the list of somebody who was taken without waiting: they came and went in the same instant."""
    transfer, at = request.transfer, now()
    entry = WaitingEntry(
        request_id=request.id, unit_id=request.unit_id, priority=transfer.priority,
        since=transfer.submitted_at or at, entered_at=at, left_at=at, left_for=RequestAction.HOLD.value,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    return entry
