"""What the parts of a case's page show, in words: from where to where, both sides, the receivers, the handover."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from hospice.core.i18n import gettext as _
from hospice.episodes.queries.stays import stays_now
from hospice.episodes.rules.faces import Face
from hospice.facilities.queries.current import units_called
from hospice.patients.rules import masking
from hospice.patients.rules.wishes import Setting

from ..models import Request
from ..queries import page
from ..queries.handover import as_rules
from ..queries.page import Case, Seat
from ..rules.codes import Party, RequestStatus, Side, TransferStatus
from ..rules.faces import face
from ..rules.handover import SIDES, HandoverItem, item_gaps, signed_by_both
from ..rules.request_life import HAS_THE_CASE, OPEN_REQUESTS
from ..rules.transfer_life import OPEN_TRANSFERS
from .buttons import Button, of_seat, turn_of
from .deeds.wording import bed_words

_HANDED = (RequestStatus.SCHEDULED, RequestStatus.IN_TRANSIT, RequestStatus.ARRIVED, RequestStatus.ADMITTED,
           RequestStatus.CLOSED)  # fmt: skip
SHOWN_ITEMS = 8


class SideOf(NamedTuple):
    """One side of the case: its name, who it is, what stands there, and the telephone of duty."""

    name: Any
    house: str
    person: str
    rows: list[Face]
    phone: str


class SeatOf(NamedTuple):
    """One asked receiver, as a row of the table."""

    seat: Seat
    unit: str
    face: Face
    answered_at: datetime | None
    answer_by: datetime | None  # while it is silent
    words: str
    buttons: list[Button]


class Signed(NamedTuple):
    """How far the handover is; items that are not settled come first."""

    request: Request
    done: int
    total: int
    rows: list[tuple[Any, list[Face]]]
    left: frozenset[Side]  # who has still to sign something

    @property
    def is_complete(self) -> bool:
        """Whether every item is signed by both."""
        return self.done == self.total


def way(session: Session, case: Case) -> tuple[str, str]:
    """From where to where: a unit where one is known, else the house that sends and the kind of place that is sought."""
    transfer, taker = case.transfer, case.focus
    if taker is not None and (taker.request.status in HAS_THE_CASE | set(_HANDED) or not case.sending):
        to = case.called(taker.request.unit_id)
    else:
        to = str(transfer.setting.label)
    return _from(session, case), to


def _from(session: Session, case: Case) -> str:
    transfer = case.transfer
    if transfer.unit_id is not None:
        return case.called(transfer.unit_id)
    if transfer.status in OPEN_TRANSFERS | {TransferStatus.DRAFT}:
        for stay in stays_now(session, transfer.patient_id):
            if stay.setting is Setting.HOME:
                return _("居家（%(place)s）", place=_home(case))
            if stay.in_bed and stay.unit.institution_id == transfer.institution_id:
                return units_called(session, [stay.unit_id]).get(stay.unit_id, "")
    return _house(case, transfer.institution_id)


def _home(case: Case) -> str:
    """The township for those who treat the patient; the county for those who coordinate."""
    patient = case.patient
    return patient.township.name if case.full and patient.township else patient.region.name


def own_side(case: Case) -> SideOf:
    """Where the reader stands."""
    seat = case.focus
    if case.parties == {Party.COORDINATOR}:
        return SideOf(Side.COORDINATION.label, case.transfer.region.name, "", [], "")
    if not case.sending and seat is not None:
        return SideOf(Side.DESTINATION.label, case.called(seat.request.unit_id), "", [], "")
    return SideOf(Side.ORIGIN.label, _house(case, case.transfer.institution_id), "", [], "")


def other_side(case: Case) -> list[SideOf]:
    """Who else has something to do: the receiver, the sender, or for a coordinator both."""
    seat, found = case.focus, []
    if not case.sending or case.parties == {Party.COORDINATOR}:
        found.append(_sender(case, seat))
    if case.sending and seat is not None:
        found.append(_receiver(case, seat))
    return found


def _sender(case: Case, seat: Seat | None) -> SideOf:
    house = case.houses.get(case.transfer.institution_id)
    unit = case.units.get(case.transfer.unit_id or 0)
    phone = (unit.duty_phone if unit else "") or (house.duty_phone or house.phone if house else "")
    rows = _turn(case, seat, sending=True)
    person = house.liaison_name if house else ""
    return SideOf(Side.ORIGIN.label, house.name if house else "", person, rows, _masked(phone))


def _receiver(case: Case, seat: Seat) -> SideOf:
    unit = case.units.get(seat.request.unit_id)
    words = bed_of(seat.request)
    state = face(seat.request.status)
    rows = [state._replace(word=_("%(state)s：%(bed)s", state=state.word, bed=words)) if words else state]
    rows += _proposal(seat) + _turn(case, seat, sending=False)
    person, phone = (unit.liaison_name, unit.duty_phone) if unit else ("", "")
    return SideOf(Side.DESTINATION.label, case.called(seat.request.unit_id), person, rows, _masked(phone))


def _proposal(seat: Seat) -> list[Face]:
    request = seat.request
    if request.status is not RequestStatus.BED_HELD or request.scheduled_for is None:
        return []
    words = _("对方已提出时间，等您确认") if request.receiver_agreed_at else _("您已提出时间，等对方确认")
    return [Face(words, "half", "go")]


def _turn(case: Case, seat: Seat | None, *, sending: bool) -> list[Face]:
    act = turn_of(seat, case, sending=sending)
    if act is not None:
        return [Face(_("接下来由对方办理：%(act)s", act=act.label), "ring", "")]
    if seat is None or seat.request.status not in OPEN_REQUESTS:
        return [Face(_("没有要办的"), "dash", "")]
    return [Face(_("等另一方办完，再接着办"), "ring", "")] if turn_of(seat, case, sending=not sending) else []


def seats(case: Case) -> list[SeatOf]:
    """Every receiver that was asked, the newest last; only for those who may see all of them."""
    if not case.sending:
        return []
    return [
        SeatOf(
            seat, case.called(seat.request.unit_id), face(seat.request.status), seat.request.decided_at,
            _due(seat.request), _answer(seat.request, full=case.full), [] if seat is case.focus else of_seat(case, seat),
        )
        for seat in case.seats
    ]  # fmt: skip


def _due(request: Request) -> datetime | None:
    """By when an answer is due, as long as there is none."""
    return request.answer_by if request.status in (RequestStatus.SUBMITTED, RequestStatus.RECEIVED) else None


def _answer(request: Request, *, full: bool) -> str:
    """What the receiver said: why not, in its own words, and where else; words may tell of the illness."""
    reason = str(request.decline_reason.label) if request.decline_reason else ""
    second = _("另荐：%(place)s", place=request.second_option) if request.second_option else ""
    return "；".join(part for part in (reason, request.words if full else "", second) if part)


def handover_of(session: Session, case: Case) -> Signed | None:
    """How far the handover is, from the hour on at which it can be written."""
    if case.focus is None or case.focus.request.status not in _HANDED or not case.full:
        return None
    request = case.focus.request
    record = page.handover(session, request.id)
    told = as_rules(record).entries if record is not None else {}
    ordered = sorted(HandoverItem, key=lambda item: not item_gaps(item, told.get(item)))
    rows = [(item.label, [_signature(told.get(item), side) for side in SIDES]) for item in ordered[:SHOWN_ITEMS]]
    done, total = signed_by_both(as_rules(record)) if record is not None else (0, len(HandoverItem))
    left = frozenset(side for item in HandoverItem for side in SIDES if not _is_settled(told.get(item), side))
    return Signed(request, done, total, rows, left)


def _is_settled(entry: Any, side: Side) -> bool:
    return entry is not None and (bool(entry.not_done.strip()) or side in entry.signatures)


def _signature(entry: Any, side: Side) -> Face:
    if entry is not None and entry.not_done.strip():
        return Face(_("不做，已写原因"), "dash", "")
    signed = entry is not None and side in entry.signatures
    return Face(_("已签"), "done", "go") if signed else Face(_("未签"), "ring", "")


def bed_of(request: Request) -> str:
    """The bed that is kept or occupied; nothing where there is none."""
    return bed_words(request.assignment) if request.assignment is not None and request.assignment.bed else ""


def _house(case: Case, number: int) -> str:
    record = case.houses.get(number)
    return record.name if record else ""


def _masked(phone: str) -> str:
    return masking.phone(phone) if phone else ""
