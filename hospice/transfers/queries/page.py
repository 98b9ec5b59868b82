"""One case as somebody sees it: which receivers, how much of the patient, and what everything is called."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from hospice.access.scope import Scope
from hospice.accounts.models import User
from hospice.core.clock import today
from hospice.core.i18n import gettext as _
from hospice.episodes.models import BedAssignment
from hospice.facilities.models import InstitutionRecord, UnitRecord
from hospice.facilities.queries.current import worst_first
from hospice.patients.models import ClinicalState, Contact, Diagnosis, Patient, PatientScore, WishStatement
from hospice.patients.queries import records
from hospice.patients.rules import masking
from hospice.patients.rules.codes import Sex

from ..models import HandoverEntry, HandoverRecord, Request, Step, Transfer
from ..rules.codes import Party, RequestStatus
from ..rules.parties import Sight, sight
from ..rules.request_life import ACCESS_ENDED, DESTINATION, HAS_THE_CASE, OPEN_REQUESTS
from ..services.acting import parties_of
from .cases import history, visible

_ALONG = (RequestStatus.RETURNED, RequestStatus.SUBMITTED, RequestStatus.RECEIVED, RequestStatus.WAITLISTED)
_REACHED = (RequestStatus.ADMITTED, RequestStatus.CLOSED)


class Seat(NamedTuple):
    """A receiver, and who the reader is towards it."""

    request: Request
    parties: frozenset[Party]

    @property
    def is_own(self) -> bool:
        """Whether the reader is the one that is asked."""
        return bool(self.parties & DESTINATION)


@dataclass(frozen=True)
class Case:
    """What one reader sees of a case."""

    transfer: Transfer
    parties: frozenset[Party]  # of the need itself
    seats: tuple[Seat, ...]
    others: int  # receivers under way whose names are not for this reader
    steps: Sequence[Step]
    units: dict[int, UnitRecord]
    houses: dict[int, InstitutionRecord]

    @property
    def patient(self) -> Patient:
        """Whom it is about."""
        return self.transfer.patient

    @property
    def sending(self) -> bool:
        """Whether the reader stands where the need came from, or coordinates; else it is one of those who are asked."""
        return bool(self.parties)

    @property
    def mine(self) -> frozenset[int] | None:
        """The requests to which the history is limited; none: it is not."""
        return None if self.sending else frozenset(seat.request.id for seat in self.seats)

    @property
    def full(self) -> bool:
        """Whether the reader sees the clinical data."""
        of_need = {sight(party, RequestStatus.SUBMITTED) for party in self.parties}
        of_seats = {sight(party, seat.request.status) for seat in self.seats for party in seat.parties}
        return Sight.FULL in of_need | of_seats

    def called(self, unit_id: int) -> str:
        """What a unit is called beside those of other houses: `丽水市中心医院安宁疗护病区`."""
        hosts = {seat.request.unit_id: seat.request.institution_id for seat in self.seats}
        house = self.houses.get(hosts.get(unit_id, self.transfer.institution_id))
        unit = self.units.get(unit_id)
        if unit is None or house is None:
            return unit.name if unit else ""
        return unit.name if unit.name.startswith(house.name) else house.name + unit.name

    @property
    def focus(self) -> Seat | None:
        """The receiver that the page is about: who has the case, else where something is to be done, else the furthest."""
        order = sorted(
            self.seats, key=lambda seat: (_weight(seat.request.status), _earlier(seat.request)), reverse=True
        )
        return order[0] if order and _weight(order[0].request.status) >= 0 else None

    def seen(self, request: Request | None) -> int:
        """How many steps a deed about this rests on (`services/seeing.py`)."""
        return sum(request is None or step.request_id == request.id for step in self.steps)


def _earlier(request: Request) -> int:
    """Of several that are asked at once the first choice stands; of those who declined the last."""
    return -request.id if request.status in OPEN_REQUESTS else request.id


def _weight(status: RequestStatus) -> int:
    if status in HAS_THE_CASE or status in _REACHED:
        return 10
    if status in OPEN_REQUESTS:
        return 1 + (_ALONG[1:] + _ALONG[:1]).index(status)  # what was sent back waits for the sender: it comes first
    return 0 if status is RequestStatus.DECLINED else -1


def case(session: Session, scope: Scope, key: uuid.UUID, by: User) -> Case | None:
    """A case of an area, as the reader sees it."""
    every = (
        sa.select(Transfer)
        .where(Transfer.key == key, visible(scope))
        .options(joinedload(Transfer.region), joinedload(Transfer.patient).joinedload(Patient.region),
                 joinedload(Transfer.patient).joinedload(Patient.township))
    )  # fmt: skip
    transfer = session.scalar(every)
    if transfer is None:
        return None
    requests = _requests(session, transfer.id)
    of_need = parties_of(by, transfer)
    seats = [Seat(request, parties_of(by, transfer, request)) for request in requests]
    shown = [seat for seat in seats if of_need or (seat.is_own and seat.request.status not in ACCESS_ENDED)]
    hidden = [seat for seat in seats if seat not in shown and seat.request.status in OPEN_REQUESTS]
    unit_ids = {seat.request.unit_id for seat in shown} | {transfer.unit_id}
    house_ids = {seat.request.institution_id for seat in shown} | {transfer.institution_id}
    return Case(
        transfer, of_need, tuple(shown), len(hidden), history(session, transfer.id),
        told(session, UnitRecord, UnitRecord.unit_id, unit_ids),
        told(session, InstitutionRecord, InstitutionRecord.institution_id, house_ids),
    )  # fmt: skip


def _requests(session: Session, transfer_id: int) -> Sequence[Request]:
    mine = sa.select(Request).where(Request.transfer_id == transfer_id).order_by(Request.id)
    return session.scalars(mine.options(joinedload(Request.assignment).joinedload(BedAssignment.bed))).all()


def told(session: Session, record: Any, subject: Any, ids: Iterable[int | None]) -> dict[int, Any]:
    """What is told of units or institutions now, by their id: one statement."""
    wanted = {number for number in ids if number is not None}
    if not wanted:
        return {}
    rows = session.scalars(
        sa.select(record).where(subject.in_(wanted), record.superseded_at.is_(None)).order_by(*worst_first(record))
    )
    return {getattr(row, record.SUBJECT): row for row in rows}


def who(transfer: Transfer) -> str:
    """`周**，男，81岁`; what is not known is left out."""
    patient = transfer.patient
    parts = [masking.name(patient.name)]
    if patient.sex in (Sex.MALE, Sex.FEMALE):
        parts.append(str(patient.sex.label))
    if patient.birth_date is not None:
        born, on = patient.birth_date, patient.died_at.date() if patient.died_at else today()
        years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        parts.append(_("%(n)s岁", n=years))
    return "，".join(parts)


class Clinical(NamedTuple):
    """What those who treat the patient have to know, shortly."""

    diagnosis: Diagnosis | None
    state: ClinicalState | None
    scores: list[PatientScore]  # the newest of each kind
    wishes: list[WishStatement]
    contacts: Sequence[Contact]


def clinical(session: Session, patient_id: int) -> Clinical:
    """The summary, as it is known now."""
    newest = {score.score: score for score in records.scores(session, patient_id)}
    return Clinical(
        records.main_diagnosis(session, patient_id),
        records.state_now(session, patient_id),
        list(newest.values()),
        list(records.wishes_now(session, patient_id).values()),
        records.contacts(session, patient_id),
    )


def handover(session: Session, request_id: int) -> HandoverRecord | None:
    """The handover of a request with all that was signed."""
    signed = selectinload(HandoverRecord.entries).selectinload(HandoverEntry.signatures)
    mine = sa.select(HandoverRecord).where(HandoverRecord.request_id == request_id)
    return session.scalar(mine.options(signed, selectinload(HandoverRecord.needs)))
