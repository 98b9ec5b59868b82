"""Pages: one transfer, as the one who reads it may see it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, render_template
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import local, now, today
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.episodes.queries.ribbon import drawing
from hospice.episodes.rules.faces import PRIORITY_FACES
from hospice.episodes.rules.ribbon import Planned
from hospice.facilities.queries.current import units_called
from hospice.patients.rules import masking

from ..models import Request
from ..queries import page, timeline
from ..queries import waiting as lists
from ..queries.cases import standards_now
from ..queries.page import Case
from ..rules.codes import Party, RequestStatus, Route, Side
from ..rules.faces import OVERDUE, face
from ..rules.request_life import OPEN_REQUESTS
from ..rules.transfer_life import OPEN_TRANSFERS, shown
from ..rules.turns import Notice, Times, notice, situation
from ..rules.waiting import position
from . import buttons, facts, sections
from .handovers import my_sides

bp = Blueprint("transfers", __name__)


@bp.get("/transfers/<uuid:key>")
@requires(Permission.TRANSFERS_READ)
def detail(key: uuid.UUID) -> str:
    """One transfer: whose turn it is, where the patient was, what has happened."""
    found = drawn(key)
    return found if found is not None else abort(404)


def drawn(key: uuid.UUID, problem: str = "", typed: Sequence[tuple[str, str]] = ()) -> str | None:
    """The page as it is now; with why a step was not taken, and what had been typed for it. None where it is not seen."""
    session, by = db.session(), actor()
    case = page.case(session, by.scope(Permission.TRANSFERS_READ), key, by)  # type: ignore[arg-type]
    if case is None:
        return None
    transfer, focus = case.transfer, case.focus
    signed, due = sections.handover_of(session, case), buttons.due(case)
    signing = signed is not None and buttons.signs(case, signed.left)
    colleague = "" if due else buttons.of_a_colleague(case)
    return render_template(
        "transfers/detail.html", case=case, transfer=transfer, focus=focus, problem=problem, typed=typed,
        who=page.who(transfer), priority=PRIORITY_FACES[transfer.priority], face=_face(case), overdue=_overdue(case),
        way=sections.way(session, case), situation=_situation(case), notice=_notice(session, case),
        side=sections.own_side(case), other=sections.other_side(case), due=due or signing,
        waits=due is None and not colleague and not signing and focus is not None
        and focus.request.status in OPEN_REQUESTS,
        colleague=colleague,
        buttons=buttons.top(case, buttons.leave(session, case), signing=signing,
                            handed_over=signed is not None and signed.is_complete),
        seats=sections.seats(case),
        ribbon=drawing(session, case.patient, today(), _planned(case)), handover=signed,
        lines=timeline.lines(session, case.steps, [seat.request for seat in case.seats], _names(case), case.mine,
                             full=case.full),
        clinical=facts.summary(case.patient, page.clinical(session, case.patient.id)) if case.full else None,
        need=facts.need(case), after=facts.after(case),
        printable=transfer.submitted_at is not None and focus is not None and bool(my_sides(focus.request)),
    )  # fmt: skip


def unit_name(session: Session, request: Request) -> str:
    """What the asked unit is called now."""
    return units_called(session, [request.unit_id]).get(request.unit_id, "")


def _face(case: Case) -> Any:
    """The one word of the case: for a receiver, of its own request."""
    if case.sending or not case.seats:
        return face(shown(case.transfer.status, [seat.request.status for seat in case.seats]))
    return face((case.focus or case.seats[-1]).request.status)


def _overdue(case: Case) -> Any:
    silent = (RequestStatus.SUBMITTED, RequestStatus.RECEIVED)
    request = case.focus.request if case.focus else None
    late = request is not None and request.status in silent and request.answer_by is not None
    return OVERDUE if late and request and request.answer_by and request.answer_by <= now() else None


def _situation(case: Case) -> Any:
    request = case.focus.request if case.focus else None
    if case.transfer.outcome is not None and case.transfer.ended_at is not None:
        at = local(case.transfer.ended_at)
        return _("%(m)s月%(d)s日%(outcome)s。", m=at.month, d=at.day, outcome=case.transfer.outcome.label)
    if case.transfer.route is Route.VISIT and request is not None and request.status is RequestStatus.ADMITTED:
        return _("首次上门或首诊已完成，照护已开始。")
    return situation(case.transfer.status, request.status if request else None, _side(case))


def _side(case: Case) -> Side:
    """As whom the reader reads."""
    if case.parties == {Party.COORDINATOR}:
        return Side.COORDINATION
    return Side.ORIGIN if case.sending else Side.DESTINATION


def _notice(session: Session, case: Case) -> Notice | None:
    """How much time is left; for somebody who waits, which place on the list it is."""
    if case.focus is None or case.transfer.status not in OPEN_TRANSFERS:
        return None
    request = case.focus.request
    if request.status is RequestStatus.WAITLISTED:
        return _on_the_list(session, request)
    kept = request.assignment
    times = Times(
        status=request.status, now=now(), sending=case.sending, bed=_bed(case, request),
        patient=masking.name(case.patient.name), answer_by=request.answer_by,
        held_until=kept.expires_at if kept else None, scheduled_for=request.scheduled_for,
        departed_at=request.departed_at, **_limits(session, request),
    )  # fmt: skip
    return notice(times)


def _bed(case: Case, request: Request) -> Any:
    """The bed that is kept; nobody is kept a bed for a visit."""
    return "" if case.transfer.route is Route.VISIT else sections.bed_of(request) or _("1个床位")


def _limits(session: Session, request: Request) -> dict[str, Any]:
    """The limits of the states that have one of their own."""
    if request.status not in (RequestStatus.RETURNED, RequestStatus.ARRIVED):
        return {}
    standards = standards_now(session)[0]
    if request.status is RequestStatus.RETURNED:
        return {"returned_expires": request.since + timedelta(days=standards.return_expire_d)}
    return {"handover_by": request.since + timedelta(hours=standards.transit_handover_h)}


def _on_the_list(session: Session, request: Request) -> Notice:
    waiters = lists.waiters(lists.waiting_list(session, request.unit_id))
    head = _("候床第%(n)s位，共%(all)s位", n=position(str(request.key), waiters), all=len(waiters))
    return Notice("", "clock", head, _("按级别和等候时间排出；有床时按先后安排，并通知双方。"))


def _planned(case: Case) -> Planned | None:
    if case.transfer.status not in OPEN_TRANSFERS:
        return None
    at = case.focus.request.scheduled_for if case.focus else None
    return Planned(case.transfer.setting, local(at).date() if at else case.transfer.wanted_on)


def _names(case: Case) -> timeline.Names:
    units = {number: case.called(number) for number in case.units}
    return timeline.Names(units, {number: record.name for number, record in case.houses.items()})
