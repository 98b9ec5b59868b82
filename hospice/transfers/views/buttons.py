"""The buttons of a case: what the tables of steps allow this person now, the next act first and filled."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from flask import current_app, url_for
from sqlalchemy.orm import Session

from hospice.access.guards import allowed
from hospice.access.permissions import Permission
from hospice.core.clock import local, now
from hospice.core.i18n import gettext as _
from hospice.episodes.queries.stays import stays_now

from ..forms.moment import PICKED
from ..models import Request
from ..queries.page import Case, Seat
from ..rules.codes import Party, RequestAction, RequestStatus, Route, Side, TransferAction, TransferStatus
from ..rules.request_life import DESTINATION, ORIGIN, REQUESTS
from ..rules.steps import names
from ..rules.transfer_life import TRANSFERS
from ..rules.turns import by_the_clock, next_act
from .deeds.registry import ELSEWHERE, deed_of

Action = RequestAction | TransferAction
_A, _T = RequestAction, TransferAction
# Where both the need and its one receiver can be taken back or ended, the page offers the wider step.
_WIDER = {_T.DIE: _A.DIE}


class Button(NamedTuple):
    """One button: a link to the step's page, or a post (`fields` is not none)."""

    words: Any
    url: str
    kind: str  # "1" filled, "x" takes something back, "" plain
    fields: dict[str, Any] | None = None


def turn_of(seat: Seat | None, case: Case, *, sending: bool) -> RequestAction | None:
    """The act that is due now from one side, whoever reads; none where it is not that side's turn."""
    if seat is None:
        return None
    return _next(seat.request, case, ORIGIN if sending else DESTINATION, sending=sending)


def _next(request: Request, case: Case, parties: Iterable[Any], *, sending: bool) -> RequestAction | None:
    possible = REQUESTS.actions(request.status, case.transfer.route, frozenset(parties))
    said = request.sender_agreed_at if sending else request.receiver_agreed_at
    return next_act(request.status, case.transfer.route, possible, sending=sending, has_agreed=said is not None)


def due(case: Case) -> Action | None:
    """The reader's next act, on whichever sides they stand; none where somebody else has to do something."""
    seat = case.focus
    if seat is not None:
        for sending, side in ((False, DESTINATION), (True, ORIGIN)):
            act = _next(seat.request, case, seat.parties & side, sending=sending) if seat.parties & side else None
            if act is not None:
                return act
    return _due_of_need(case)


def of_a_colleague(case: Case) -> str:
    """Who of the reader's own side has to act now, where the reader may not; nothing where it is not that side's turn."""
    seat = case.focus
    act = None if case.parties == {Party.COORDINATOR} else turn_of(seat, case, sending=case.sending)
    if act is None or seat is None:
        return ""
    row = REQUESTS.step(seat.request.status, act, case.transfer.route)
    whose = row.by & (ORIGIN if case.sending else DESTINATION)
    return _("“%(action)s”由%(who)s办理。", action=act.label, who=names(whose))


def _due_of_need(case: Case) -> TransferAction | None:
    """A draft is to be finished; a need that nobody is asked for any more needs another receiver."""
    possible = TRANSFERS.actions(case.transfer.status, case.transfer.route, case.parties)
    if case.transfer.status is TransferStatus.DRAFT:
        return _T.EDIT if _T.EDIT in possible else None
    return _T.FORWARD if _T.FORWARD in possible and case.focus is None else None


def signs(case: Case, left: Collection[Side]) -> bool:
    """Whether the admission waits for the reader's side to sign: on arrival, and before a first visit."""
    seat = case.focus
    ready = RequestStatus.ARRIVED if case.transfer.route is Route.BED else RequestStatus.SCHEDULED
    if seat is None or seat.request.status is not ready:
        return False
    return any(
        side in left and seat.parties & its for side, its in ((Side.ORIGIN, ORIGIN), (Side.DESTINATION, DESTINATION))
    )


def top(case: Case, also: Iterable[Button] = (), *, handed_over: bool, signing: bool) -> list[Button]:
    """The buttons of the case: of the receiver that it is about, then of the need itself."""
    seat, act = case.focus, due(case)
    actions: list[tuple[Action, Request | None]] = [(one, None) for one in of_need(case)]
    if seat is not None:
        own = _own_actions(case, seat)
        actions = [(one, seat.request) for one in own] + [
            pair for pair in actions if not (isinstance(pair[0], TransferAction) and _WIDER.get(pair[0]) in own)
        ]
    drawn = [button for one, request in actions for button in _drawn(case, one, request, due=one is act)]
    if seat is not None and (signing or (act is _A.ADMIT and not handed_over)):
        drawn = [Button(_("填写交接清单"), url_for("handovers.detail", key=seat.request.key), "1"), *_plain(drawn)]
    return sorted([*drawn, *also], key=lambda button: ("1", "", "x").index(button.kind))


def of_need(case: Case) -> list[TransferAction]:
    """What the reader may do with the need itself."""
    found = TRANSFERS.actions(case.transfer.status, case.transfer.route, case.parties)
    return [action for action in found if action is not _T.SUBMIT]  # a draft is submitted at the end of its pages


def of_seat(case: Case, seat: Seat) -> list[Button]:
    """The buttons of a receiver that the page is not about."""
    actions = REQUESTS.actions(seat.request.status, case.transfer.route, seat.parties)
    return [
        button
        for action in actions
        if action is not _A.DIE  # said once, of the patient, above
        for button in _drawn(case, action, seat.request, due=False)
    ]


def _own_actions(case: Case, seat: Seat) -> list[RequestAction]:
    """Of the receiver that the page is about; alone asked, it is withdrawn from by withdrawing the transfer."""
    found = REQUESTS.actions(seat.request.status, case.transfer.route, seat.parties)
    alone = _T.WITHDRAW in of_need(case)
    return [action for action in found if not (action is _A.WITHDRAW and alone)]


def _drawn(case: Case, action: Action, request: Request | None, *, due: bool) -> list[Button]:
    subject = request or case.transfer
    kind = "1" if due else ""
    if action in ELSEWHERE:
        endpoint = ELSEWHERE[action]
        needed = getattr(current_app.view_functions.get(endpoint), "permission", None)
        if needed is None or not allowed(needed):  # a page that is not there, or not for this reader, draws no button
            return []
        kind = kind or ("x" if action is _T.DELETE else "")
        return [Button(action.label, url_for(endpoint, key=subject.key), kind)]
    deed = deed_of(action)
    url, kind = url_for(deed.endpoint, key=subject.key), kind or ("x" if deed.kind == "x" else "")
    if not deed.asks:
        return [Button(action.label, url, kind, {"seen": case.seen(request)})]
    if action is _A.SCHEDULE and due and request is not None and request.scheduled_for is not None:
        return [_agreeing(case, request, url), Button(_("另提时间"), url, "")]
    return [Button(action.label, url, kind)]


def _agreeing(case: Case, request: Request, url: str) -> Button:
    """One click to agree to the time that the other side proposed."""
    at = request.scheduled_for
    if at is None:
        raise ValueError("no time was proposed")
    fields = {"seen": case.seen(request), "at": local(at).strftime(PICKED), "proposed": at.isoformat()}
    return Button(_("同意%(at)s", at=by_the_clock(at, now())), url, "1", fields)


def leave(session: Session, case: Case) -> list[Button]:
    """Who is to be visited leaves the sender's bed first: no departure is confirmed on the way to a visit."""
    seat = case.focus
    mine = seat is not None and seat.request.status is RequestStatus.SCHEDULED and case.transfer.route is Route.VISIT
    if not mine or not case.parties & ORIGIN or not allowed(Permission.BEDS_ASSIGN):
        return []
    return [
        Button(_("确认离院"), url_for("stays.detail", key=stay.key), "")
        for stay in stays_now(session, case.transfer.patient_id)
        if stay.in_bed and stay.unit.institution_id == case.transfer.institution_id
    ]


def _plain(buttons: list[Button]) -> list[Button]:
    return [button._replace(kind="" if button.kind == "1" else button.kind) for button in buttons]
