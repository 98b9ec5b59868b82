"""Requests that stand somewhere in their life, brought there by the deeds themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hospice.core.clock import now
from hospice.core.db import db, unit_of_work
from hospice.transfers.models import Request
from hospice.transfers.rules.codes import DeclineReason, RequestAction, RequestStatus
from hospice.transfers.services import answering, moving
from tests.cases import House, handed_over, received, submitted

S = RequestStatus
ALONG = (S.BED_HELD, S.SCHEDULED, S.IN_TRANSIT, S.ARRIVED, S.ADMITTED, S.CLOSED)


def station(status: RequestStatus, sender: House, ward: House, **values: Any) -> Request:
    """A request of a new patient in this status."""
    if status is S.SUBMITTED:
        return submitted(sender, ward, **values)[0]
    request = received(sender, ward, **values)[0]
    with unit_of_work() as session:
        if status is S.RETURNED:
            answering.send_back(session, request, "缺检查结果", by=ward.liaison)
        if status is S.WAITLISTED:
            answering.waitlist(session, request, by=ward.manager)
        if status is S.DECLINED:
            answering.decline(session, request, DeclineReason.TOO_FAR, "路上要4小时", by=ward.manager)
    if status in ALONG:
        _along(request, ALONG.index(status), sender, ward)
    return request


def _along(request: Request, far: int, sender: House, ward: House) -> None:
    session, at = db.session(), now() + timedelta(hours=2)
    deeds: list[Any] = [
        lambda: answering.accept(session, request, by=ward.manager),
        lambda: [answering.agree(session, request, at, by=by) for by in (ward.liaison, sender.clinician)],
        lambda: moving.depart(session, request, by=sender.clinician),
        lambda: moving.arrive(session, request, by=ward.liaison),
        lambda: moving.admit(session, request, by=ward.manager),
        lambda: moving.close(session, request, by=ward.manager),
    ]
    for number, deed in enumerate(deeds[: far + 1]):
        if ALONG[number] is S.ADMITTED:
            handed_over(request, sender, ward)
        with unit_of_work():
            deed()


ENDS = {"REFUSE": S.ARRIVED, "NO_SHOW": S.SCHEDULED}


def ended(action: RequestAction, sender: House, ward: House) -> Request:
    """A request whose journey came to nothing."""
    request = station(ENDS[action.value], sender, ward)
    with unit_of_work() as session:
        moving.end(session, request, action, "没有接上", by=ward.manager)
    return request
