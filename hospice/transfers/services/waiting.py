"""The waiting list at work: a bed that becomes free goes to the next in line, or out of turn with a written reason."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core import jobs
from hospice.core.clock import now
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.episodes.events import BedEvent
from hospice.episodes.queries.beds import free_beds, free_place, is_tracked
from hospice.facilities.queries.beds import lock_unit

from ..events import WaitingReviewed
from ..models import BedOffer, WaitingEntry
from ..queries import waiting as queries
from ..rules import waiting as rules
from ..rules.codes import RequestStatus, Route
from ..rules.request_life import DESTINATION
from ..rules.steps import StepNotAllowed
from . import answering, stepping
from .acting import CLOCK, parties_of
from .fairness import Turn

OFFER = "offer"  # the kind of job


def bed_may_be_free(session: Session, event: BedEvent) -> None:
    """Ask the clock to look at the list. Nobody's case is locked here: the deed that freed the bed has its own locks."""
    jobs.put(session, OFFER, f"unit:{event.unit_id}", now())


def offer_next(session: Session, unit_id: int) -> BedOffer | None:
    """Keep a free bed for the next in line; none where no bed is free or nobody waits for one of this kind.

    One at a time, so that only one patient is ever locked; the clock comes again as long as something was given.
    """
    # Who is visited agrees on a time with the sender; a place is never kept for them by the clock.
    entries = [one for one in queries.waiting_list(session, unit_id) if one.request.transfer.route is Route.BED]
    if not entries or not _has_room(session, unit_id):
        return None
    fitting = queries.fitting(session, unit_id, entries)
    next_up = rules.offer(queries.waiters(entries), fitting.unsuitable)
    if next_up.waiter is None:
        return None
    return _give(session, entries, next_up, by=CLOCK, bed_id=fitting.best(next_up.waiter.key), reason="")


def give(session: Session, entry: WaitingEntry, reason: str = "", *, by: User, bed_id: int | None = None) -> BedOffer:
    """Give a free bed to somebody on the list: in turn as it is, out of turn with a reason.

    The reason stands beside everybody who was passed over. Where a bed is named, those are passed over in turn whom
    this very bed does not suit; where none is, any free bed counts, and the best one for the patient is taken.
    """
    stepping.lock(session, entry.request.transfer)
    lock_unit(session, entry.unit_id)
    entries = queries.waiting_list(session, entry.unit_id)
    if entry not in entries:
        raise Conflict(_("这位患者已不在候床名单上。"))
    if bed_id is not None:
        _refuse_bed(session, entry, bed_id)
    fitting = queries.fitting(session, entry.unit_id, entries, bed_id)
    key = str(entry.request.key)
    if key in fitting.unsuitable and not reason.strip():
        why = fitting.unsuitable[key]
        raise Refused(_("%(why)s。仍要安排的，请写明原因。", why=why), field="reason")
    chosen = rules.override(key, queries.waiters(entries), fitting.unsuitable, reason)
    in_turn = all(other.waiter.key in fitting.unsuitable for other in chosen.passed_over)
    kept = "" if in_turn and key not in fitting.unsuitable else reason.strip()
    offer = _give(session, entries, chosen, by=by, bed_id=bed_id or fitting.best(key), reason=kept)
    if offer is None:
        raise Conflict(_("这位患者已不在候床名单上。"))
    return offer


def review(session: Session, entry: WaitingEntry, words: str = "", *, by: User) -> None:
    """Somebody has looked at a waiting patient again: the need still stands. What was found may be said."""
    request = entry.request
    transfer = stepping.lock(session, request.transfer)
    if parties_of(by, transfer, request).isdisjoint(DESTINATION):
        raise StepNotAllowed(_("候床由接收方的人员复核。"), ())
    if request.status is not RequestStatus.WAITLISTED:
        raise Conflict(_("这位患者已不在候床名单上。"))
    entry.reviewed_at = request.since = now()
    entry.review_words = words.strip()[:200] or None
    session.flush()
    publish(WaitingReviewed(**stepping.where(transfer, request, by)))
    jobs.put(session, OFFER, f"unit:{entry.unit_id}", now())
    jobs.put(session, "request", f"request:{request.id}", now())


def _give(
    session: Session,
    entries: Sequence[WaitingEntry],
    chosen: rules.Offer,
    *,
    by: User | None,
    bed_id: int | None,
    reason: str,
) -> BedOffer | None:
    """Keep the bed and write the fairness log; the case is locked by the step, and looked at again under the lock."""
    by_key = {str(entry.request.key): entry for entry in entries}
    if chosen.waiter is None:
        return None
    entry = by_key[chosen.waiter.key]
    stepping.lock(session, entry.request.transfer)
    session.refresh(entry)
    if entry.left_at is not None or entry.request.status is not RequestStatus.WAITLISTED:
        return None
    turn = Turn(chosen, by_key)
    assignment = answering.hold(session, entry.request, by=by, bed_id=bed_id, reason=reason, turn=turn)
    return session.scalars(sa.select(BedOffer).where(BedOffer.assignment_id == assignment.id)).one()


def _refuse_bed(session: Session, entry: WaitingEntry, bed_id: int) -> None:
    """Raise where the named bed is taken, or is for the other sex: no reason helps there."""
    if bed_id not in {bed.id for bed in free_beds(session, entry.unit_id)}:
        raise Conflict(_("这张床刚被安排给别人，或现在不能使用。"), field="bed")
    if bed_id not in {bed.id for bed in free_beds(session, entry.unit_id, entry.request.transfer.patient.sex)}:
        raise Refused(_("这张床的收治性别与患者不符，请另选一张。"), field="bed")


def _has_room(session: Session, unit_id: int) -> bool:
    if is_tracked(session, unit_id):
        return bool(free_beds(session, unit_id))
    return free_place(session, unit_id) is not None
