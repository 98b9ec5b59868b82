"""The fairness log: every bed that was given to somebody who waited, who stood above, and why it was not for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from hospice.core.clock import today
from hospice.core.i18n import gettext as _
from hospice.episodes.models import BedAssignment
from hospice.facilities.queries.people import names
from hospice.patients.rules import masking
from hospice.transfers.models import BedOffer, Request, Transfer, WaitingEntry
from hospice.web.paging import Page

from ..rules.words import lasted, sex_and_age


class Person(NamedTuple):
    """Somebody on the list, as the log names them."""

    name: str
    about: str
    priority: Any
    waited: str


class Passed(NamedTuple):
    """Somebody who stood above, and why the bed was not for them."""

    place: int
    person: Person
    why: str


@dataclass(frozen=True)
class Offered:
    """One line of the log."""

    at: datetime
    by: str  # empty for the clock
    bed: str
    to: Person
    reason: str
    passed: Sequence[Passed]
    became: Any  # how the reservation stands now

    @property
    def in_turn(self) -> bool:
        """Whether nobody was passed over by hand."""
        return not self.reason


def offers(session: Session, unit_id: int, number: int, per_page: int) -> Page[Offered]:
    """One page of the log, newest first."""
    mine = BedOffer.unit_id == unit_id
    total = session.scalar(sa.select(sa.func.count()).select_from(BedOffer).where(mine)) or 0
    some = _rows().where(mine).limit(per_page).offset((number - 1) * per_page)
    return Page(_read(session, session.execute(some).all()), total, number, per_page)


def every_offer(session: Session, unit_id: int, most: int) -> list[Offered]:
    """The log for a spreadsheet, newest first."""
    return _read(session, session.execute(_rows().where(BedOffer.unit_id == unit_id).limit(most)).all())


def _rows() -> sa.Select[Any]:
    whole: list[Any] = [BedOffer, BedAssignment]
    case = joinedload(BedOffer.entry).joinedload(WaitingEntry.request).joinedload(Request.transfer)
    return (
        sa.select(*whole)
        .join(BedAssignment, BedAssignment.id == BedOffer.assignment_id)
        .options(case.joinedload(Transfer.patient), selectinload(BedOffer.passed), joinedload(BedAssignment.bed))
        .order_by(BedOffer.at.desc(), BedOffer.id.desc())
    )


def _read(session: Session, rows: Sequence[Any]) -> list[Offered]:
    above = _entries(session, {passed.entry_id for offer, _stay in rows for passed in offer.passed})
    people = names(session, {offer.by_id for offer, _stay in rows})
    return [_offered(offer, stay, above, people) for offer, stay in rows]


def _offered(offer: BedOffer, stay: BedAssignment, above: dict[int, WaitingEntry], people: dict[int, str]) -> Offered:
    passed = [Passed(one.place, _person(above[one.entry_id], offer.at), one.why) for one in offer.passed]
    bed = stay.bed.bed_no if stay.bed is not None else _("第%(n)s位", n=stay.place_no)
    by = people.get(offer.by_id, "") if offer.by_id else ""
    to = _person(offer.entry, offer.at)
    return Offered(offer.at, by, bed, to, offer.override_reason, passed, stay.state.label)


def _person(entry: WaitingEntry, at: datetime) -> Person:
    patient = entry.request.transfer.patient
    about = sex_and_age(patient.sex, patient.birth_date, today(), "，")
    return Person(masking.name(patient.name), about, entry.priority, lasted(entry.since, at))


def _entries(session: Session, ids: Iterable[int]) -> dict[int, WaitingEntry]:
    wanted = sorted(ids)
    if not wanted:
        return {}
    case = joinedload(WaitingEntry.request).joinedload(Request.transfer).joinedload(Transfer.patient)
    rows = session.scalars(sa.select(WaitingEntry).where(WaitingEntry.id.in_(wanted)).options(case))
    return {entry.id: entry for entry in rows}
