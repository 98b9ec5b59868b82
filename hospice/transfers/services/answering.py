"""The receiver's side: opening, asking back, accepting with a bed, the waiting list, declining."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.clock import now
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.episodes.models import BedAssignment
from hospice.episodes.rules.codes import Priority
from hospice.episodes.services import reserving
from hospice.episodes.services.reserving import Wanted

from ..events import TimeProposed
from ..models import Request
from ..queries.cases import standards_now
from ..rules.codes import DeclineReason, Party, RequestAction, RequestStatus, Route
from ..rules.outcomes import refuse_decline
from ..rules.request_life import DESTINATION, ORIGIN, TIMED, negative_answer
from ..rules.steps import StepNotAllowed
from . import fairness, stepping
from .fairness import Turn

PLANNED_HOLD = timedelta(hours=48)  # [P] for a class without hours that the clock holds a bed for
VISIT_GRACE = timedelta(days=1)  # [P] how long a place is kept after the hour of the visit


def receive(session: Session, request: Request, *, by: User) -> None:
    """Open it for review."""
    _simple(session, request, RequestAction.OPEN, by)


def send_back(session: Session, request: Request, missing: str, *, by: User) -> None:
    """Ask the sender for what is missing; the clock of the answer stands still meanwhile."""
    row, hand = stepping.begin(session, request, RequestAction.RETURN, by, missing)
    request.words, request.pauses = hand.reason[:400], [*request.pauses, [now().isoformat(), None]]
    request.reminded_at = request.answer_by = None
    stepping.finish(session, request, row, hand)


def accept(
    session: Session,
    request: Request,
    *,
    by: User,
    bed_id: int | None = None,
    until: datetime | None = None,
    reason: str = "",
) -> BedAssignment | None:
    """Take the case, and with it a bed (any free one where none is named): first come, first served.

    The other receivers are released in the same unit of work. Where no bed is free, nothing of it has happened: the
    `Conflict` says so, and the waiting list is there. Whoever waits above is passed over only with a `reason`.
    """
    _simple(session, request, RequestAction.ACCEPT, by)
    if request.transfer.route is not Route.BED:
        return None
    return hold(session, request, by=by, bed_id=bed_id, until=until, reason=reason)


def hold(
    session: Session,
    request: Request,
    *,
    by: User | None,
    bed_id: int | None = None,
    until: datetime | None = None,
    reason: str = "",
    turn: Turn | None = None,
) -> BedAssignment:
    """Keep a bed for a case that was taken, or for somebody who waits; with the fairness log of who stood above."""
    row, hand = stepping.begin(session, request, RequestAction.HOLD, by, reason)
    turn = turn or fairness.turn_of(session, request, reason)
    if by is None and request.transfer.priority is Priority.PLANNED:
        until = until or now() + PLANNED_HOLD
    request.assignment = held = _reserved(session, request, by, bed_id, until, request.transfer.priority)
    stepping.finish(session, request, row, hand)
    fairness.write(session, turn, request, held, by=by, reason=reason)
    return held


def extend(session: Session, request: Request, reason: str, *, by: User) -> None:
    """Keep the bed once longer."""
    row, hand = stepping.begin(session, request, RequestAction.EXTEND, by, reason)
    if request.assignment is not None:
        standards = standards_now(session)[1]
        reserving.extend(session, request.assignment, request.transfer.priority, reason, by=by, standards=standards)
    stepping.finish(session, request, row, hand)


def waitlist(session: Session, request: Request, bridging_plan: str = "", *, by: User) -> None:
    """No place today is no refusal: the patient is put on the list, with a plan for the time until then."""
    if bridging_plan.strip():
        request.transfer.bridging_plan = bridging_plan.strip()[:400]
    _simple(session, request, RequestAction.WAITLIST, by)


def decline(
    session: Session, request: Request, reason: DeclineReason, words: str = "", *, by: User, second_option: str = ""
) -> None:
    """Say no, and why. For lack of a bed it is the waiting list, never a refusal."""
    if negative_answer(reason) is RequestAction.WAITLIST:
        waitlist(session, request, by=by)
        return
    row, hand = stepping.begin(session, request, RequestAction.DECLINE, by, words.strip() or str(reason.label))
    refuse_decline(reason, words, request.transfer.priority, second_option=bool(second_option.strip()))
    request.decline_reason, request.words = reason, words.strip()[:400]
    request.second_option = second_option.strip()[:200]
    _decided(request, hand)
    stepping.finish(session, request, row, hand)


def agree(session: Session, request: Request, at: datetime, *, by: User) -> bool:
    """Agree to a time; once both sides agree to the same one it is scheduled, which the answer says.

    Another time than the one proposed takes the other side's word back.
    """
    row, hand = stepping.begin(session, request, RequestAction.SCHEDULE, by)
    if at <= now():
        raise Refused(_("这个时间已经过去，请填写之后的时间。"), field="at")
    if _say(request, at, hand):
        publish(TimeProposed(**stepping.where(request.transfer, request, by), request_id=request.id,
                by_sender=bool(hand.parties & ORIGIN), details={"at": at.isoformat()}))  # fmt: skip
    session.flush()
    if request.sender_agreed_at is None or request.receiver_agreed_at is None:
        return False
    if request.transfer.route is Route.VISIT:
        turn = fairness.refuse_silence(session, request, "")
        request.assignment = held = _reserved(session, request, by, None, at + VISIT_GRACE, Priority.PLANNED)
        fairness.write(session, turn, request, held, by=by, reason="")
    stepping.finish(session, request, row, hand)
    return True


def _say(request: Request, at: datetime, hand: stepping.Hand) -> bool:
    """Note what one side says of the time; whether it waits for the other side's word, and is new to it."""
    before = (request.scheduled_for, request.sender_agreed_at, request.receiver_agreed_at)
    if request.scheduled_for != at:
        request.scheduled_for, request.sender_agreed_at, request.receiver_agreed_at = at, None, None
    if hand.parties & ORIGIN:
        request.sender_agreed_at = request.sender_agreed_at or now()
    if hand.parties & DESTINATION:
        request.receiver_agreed_at = request.receiver_agreed_at or now()
    after = (request.scheduled_for, request.sender_agreed_at, request.receiver_agreed_at)
    return after != before and None in after


def override_timer(session: Session, request: Request, until: datetime, reason: str, *, by: User) -> None:
    """A coordinator gives more time, or less, with a reason: for the answer, or for a bed that is kept."""
    row, hand = stepping.begin(session, request, RequestAction.OVERRIDE_TIMER, by, reason)
    if until <= now():
        raise Refused(_("这个时间已经过去，请填写之后的时间。"), field="at")
    if request.status is RequestStatus.BED_HELD and request.assignment is not None:
        reserving.keep_until(session, request.assignment, until, reason, by=by)
    else:
        longer = until - (request.answer_by or now())
        request.expires_at = (request.expires_at or until) + longer
        request.answer_by = until
    since = request.since
    stepping.finish(session, request, row, hand)
    request.since = since
    session.flush()


def _simple(session: Session, request: Request, action: RequestAction, by: User) -> None:
    row, hand = stepping.begin(session, request, action, by)
    if row.target in (RequestStatus.ACCEPTED, RequestStatus.WAITLISTED):
        _decided(request, hand)
    stepping.finish(session, request, row, hand)


def _decided(request: Request, hand: stepping.Hand) -> None:
    if hand.by is None or Party.SYSTEM in hand.parties or request.status not in TIMED | {RequestStatus.ACCEPTED}:
        raise StepNotAllowed(_("由接收方的人员决定。"), ())
    if request.decided_at is None:
        request.decided_at, request.decided_by_id = now(), hand.by.id


def _reserved(
    session: Session, request: Request, by: User | None, bed_id: int | None, until: datetime | None, priority: Priority
) -> BedAssignment:
    transfer = request.transfer
    wanted = Wanted(unit_id=request.unit_id, setting=transfer.setting, priority=priority, bed_id=bed_id, until=until)
    return reserving.reserve(session, transfer.patient, wanted, by=by, standards=standards_now(session)[1])
