"""Who is told when something happened to a transfer: the other side, and never what the patient has."""

from __future__ import annotations

from hospice.core.db import db
from hospice.notifications.services import tell

from .events import RequestMade, RequestStepped, TimeProposed, TransferStepped
from .models import Request, Transfer
from .rules.codes import RequestAction as Action
from .rules.codes import TransferStatus
from .rules.transfer_life import OVER

TO_SENDER = {
    Action.ACCEPT: "request_answered",
    Action.DECLINE: "request_answered",
    Action.WAITLIST: "request_answered",
    Action.RETURN: "request_returned",
    Action.RUN_OUT: "reservation_ran_out",
    Action.EXPIRE: "request_expired",
    Action.ADMIT: "transfer_finished",
    Action.REFUSE: "transfer_finished",
    Action.NO_SHOW: "transfer_finished",
}
TO_RECEIVER = {
    Action.ANSWER: "request_received",
    Action.RELEASE: "request_released",
    Action.DEPART: "patient_departed",
    Action.WITHDRAW: "transfer_withdrawn",
    Action.RUN_OUT: "reservation_ran_out",
    Action.DIE: "transfer_withdrawn",
}


def on_made(event: RequestMade) -> None:
    """Tell the receiver that it is asked."""
    session = db.session()
    request = session.get_one(Request, event.request_id)
    _tell_receiver(request, "request_received", f"made:{request.id}")


def on_request(event: RequestStepped) -> None:
    """Tell both sides what concerns them; a bed that the clock offered, both."""
    session = db.session()
    request = session.get_one(Request, event.request_id)
    # The history's own number makes the fact one of its kind, however often a status comes again.
    once = f"step:{request.id}:{event.step.value}:{request.version}"
    if event.step in TO_SENDER:
        _tell_sender(request.transfer, request, TO_SENDER[event.step], f"{once}:s")
    if event.step in TO_RECEIVER:
        _tell_receiver(request, TO_RECEIVER[event.step], f"{once}:r")
    if event.step is Action.HOLD and event.actor_id is None:
        _tell_sender(request.transfer, request, "bed_offered", f"{once}:s")
        _tell_receiver(request, "bed_offered", f"{once}:r")


def on_proposed(event: TimeProposed) -> None:
    """Tell the other side that a time waits for its word; each time once."""
    session = db.session()
    request = session.get_one(Request, event.request_id)
    once = f"time:{request.id}:{event.details['at']}:{'s' if event.by_sender else 'r'}"
    if event.by_sender:
        _tell_receiver(request, "time_proposed", once)
    else:
        _tell_sender(request.transfer, request, "time_proposed", once)


def on_transfer(event: TransferStepped) -> None:
    """Tell the sender how it ended."""
    if event.target in OVER and event.target is not TransferStatus.CANCELLED:
        transfer = db.session().get_one(Transfer, event.transfer_id)
        _tell_sender(transfer, None, "transfer_finished", f"over:{transfer.id}:{transfer.version}")


def _tell_sender(transfer: Transfer, request: Request | None, kind: str, once: str) -> None:
    subject = f"request:{request.key}" if request else f"transfer:{transfer.key}"
    tell(
        db.session(),
        kind,
        subject,
        once,
        institution_id=transfer.institution_id,
        unit_id=transfer.unit_id,
        details={"number": transfer.number},
    )


def _tell_receiver(request: Request, kind: str, once: str) -> None:
    tell(
        db.session(),
        kind,
        f"request:{request.key}",
        once,
        institution_id=request.institution_id,
        unit_id=request.unit_id,
        details=_details(request, kind),
    )


def _details(request: Request, kind: str) -> dict[str, str]:
    """The number, and for those who are asked the time by which they answer."""
    said = {"number": request.transfer.number}
    if kind == "request_received" and request.answer_by is not None:
        said["by"] = request.answer_by.isoformat()
    return said
