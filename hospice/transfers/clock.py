"""What time does: beds that were not taken up go back, silence reaches the next one, drafts go, reviews are asked for.

Each job looks at one case under its lock and does what is due now, whatever was due in between: so a worker that comes
after an outage catches up, and one that comes twice finds nothing left to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hospice.core import jobs
from hospice.core.clock import now
from hospice.core.db import db
from hospice.core.events import publish
from hospice.episodes.services.reserving import has_run_out
from hospice.notifications.services import tell

from .events import RequestEscalated, RequestMade, RequestStepped
from .models import Request, Transfer
from .queries.cases import calendar, requests_of, standards_now
from .rules.codes import Outcome, RequestAction, RequestStatus, TransferAction, TransferStatus
from .rules.deadlines import Due, Escalation, Timer, deadlines, draft_purged_at, timers
from .rules.request_life import OPEN_REQUESTS
from .rules.standards import Escalated
from .services import asking, pushing, stepping, waiting
from .services.acting import CLOCK

_SILENT = frozenset({RequestStatus.SUBMITTED, RequestStatus.RECEIVED})
_WORDS = {Due.REMIND_ANSWER: "answer_due", Due.REVIEW: "review_due", Due.ALERT_TRANSIT: "transit_late",
          Due.HANDOVER: "handover_due"}  # fmt: skip
_TO_SENDER = frozenset({Due.REMIND_ANSWER, Due.ALERT_TRANSIT})


def on_request(event: RequestMade | RequestStepped) -> None:
    """Wake the clock for a request when something is next due; or no more, once it is over."""
    session = db.session()
    request = session.get_one(Request, event.request_id)
    _wake(session, request)


def request_due(session: Session, subject: str) -> None:
    """Do what is due about one request."""
    request = session.get(Request, _number(subject))
    if request is None:
        return
    stepping.lock(session, request.transfer)
    _run_out(session, request)
    _expire(session, request)
    _escalate(session, request)
    _remind(session, request)
    _wake(session, request)


def draft_due(session: Session, subject: str) -> None:
    """Throw a draft away that nobody touched for long."""
    transfer = session.get(Transfer, _number(subject))
    if transfer is None:
        return
    transfer = stepping.lock(session, transfer)
    purge_at = draft_purged_at(transfer.edited_at, standards_now(session)[0])
    if transfer.status is not TransferStatus.DRAFT:
        return
    if purge_at > now():
        jobs.put(session, asking.DRAFT, subject, purge_at)
        return
    asking.delete(session, transfer, by=CLOCK)
    tell(
        session,
        "draft_deleted",
        f"transfer:{transfer.key}",
        f"draft:{transfer.id}",
        institution_id=transfer.institution_id,
        details={"number": transfer.number},
    )


def bed_due(session: Session, subject: str) -> None:
    """Give a free bed to the next in line, and come again as long as one was given."""
    if waiting.offer_next(session, _number(subject)) is not None:
        jobs.put(session, waiting.OFFER, subject, now())


def push_due(session: Session, subject: str) -> None:
    """Remind who has not acknowledged a push, or has not got in touch, and tell the county."""
    pushing.remind(session, _number(subject))


def next_due(session: Session, request: Request) -> datetime | None:
    """When time next asks for something about a request."""
    if request.status not in OPEN_REQUESTS:
        return None
    times = [timer.at for timer in _timers(session, request)]
    if request.status in _SILENT:
        times += [rung.at for rung in _ladder(session, request)[request.escalated :]]
        if request.expires_at is not None and request.status is RequestStatus.SUBMITTED:
            times.append(request.expires_at)
    if request.status is RequestStatus.BED_HELD and request.assignment and request.assignment.expires_at:
        times.append(request.assignment.expires_at)
    return min(times, default=None)


def _wake(session: Session, request: Request) -> None:
    at = next_due(session, request)
    subject = f"request:{request.id}"
    if at is None:
        jobs.drop(session, asking.REQUEST, subject)
    else:
        jobs.put(session, asking.REQUEST, subject, at)


def _run_out(session: Session, request: Request) -> None:
    if request.status is RequestStatus.BED_HELD and request.assignment and has_run_out(request.assignment):
        row, hand = stepping.begin(session, request, RequestAction.RUN_OUT, CLOCK)
        stepping.finish(session, request, row, hand)


def _expire(session: Session, request: Request) -> None:
    late = request.status is RequestStatus.SUBMITTED and request.expires_at is not None and request.expires_at <= now()
    late = late or any(timer.due is Due.EXPIRE and timer.at <= now() for timer in _timers(session, request))
    if not late:
        return
    row, hand = stepping.begin(session, request, RequestAction.EXPIRE, CLOCK)
    stepping.finish(session, request, row, hand)
    transfer = request.transfer
    if transfer.status is TransferStatus.ACTIVE and not requests_of(session, transfer.id, only_open=True):
        of_need, hand = stepping.begin_transfer(session, transfer, TransferAction.EXPIRE, CLOCK)
        stepping.finish_transfer(session, transfer, of_need, hand, Outcome.LOST_CONTACT)


def _escalate(session: Session, request: Request) -> None:
    """Tell the next rung of the ladder; after an outage the highest one that is due is told, and the others with it."""
    if request.status not in _SILENT:
        return
    for rung in list(_ladder(session, request))[request.escalated :]:
        if rung.at > now():
            return
        request.escalated += 1
        once = f"escalation:{request.id}:{request.escalated}"
        to: dict[str, Any] = (
            {"region_id": request.transfer.region_id} if rung.to is Escalated.COUNTY_LIAISON else _receiver(request)
        )
        details = {"to": rung.to.value, "number": request.transfer.number}
        tell(session, "request_escalated", f"request:{request.key}", once, **to, details=details)
        session.flush()
        where = stepping.where(request.transfer, request, CLOCK)
        publish(RequestEscalated(**where, details={"to": rung.to.value, "rung": request.escalated}))


def _remind(session: Session, request: Request) -> None:
    """Tell once in each stay in a status what is due in it."""
    for timer in _timers(session, request):
        if timer.due in _WORDS and timer.at <= now():
            to = {"institution_id": request.transfer.institution_id} if timer.due in _TO_SENDER else _receiver(request)
            once = f"{timer.due.value}:{request.id}:{request.since.isoformat()}"
            details = {"number": request.transfer.number}
            tell(session, _WORDS[timer.due], f"request:{request.key}", once, **to, details=details)
            request.reminded_at = now()


def _timers(session: Session, request: Request) -> Iterator[Timer]:
    """Timers of the present status; one that has been told since the status was entered is not due again."""
    standards = standards_now(session)[0]
    for timer in timers(request.status, request.since, request.transfer.priority, standards):
        told = request.reminded_at is not None and request.reminded_at >= max(timer.at, request.since)
        if timer.due is Due.EXPIRE or not told:
            yield timer


def _ladder(session: Session, request: Request) -> tuple[Escalation, ...]:
    """Whom silence reaches when; with a time set by hand, at that time everybody who is left."""
    transfer = request.transfer
    found = deadlines(
        transfer.priority, request.asked_at, calendar(session), standards_now(session)[0],
        first_asked_at=transfer.submitted_at, pauses=asking.pauses_of(request),
    )  # fmt: skip
    if request.answer_by is None or request.answer_by == found.answer_by:
        return found.escalations
    return tuple(rung._replace(at=request.answer_by) for rung in found.escalations)


def _receiver(request: Request) -> dict[str, Any]:
    return {"institution_id": request.institution_id, "unit_id": request.unit_id}


def _number(subject: str) -> int:
    return int(subject.partition(":")[2])


HANDLERS: dict[str, jobs.Handler] = {
    asking.REQUEST: request_due,
    asking.DRAFT: draft_due,
    waiting.OFFER: bed_due,
    pushing.PUSH: push_due,
}
