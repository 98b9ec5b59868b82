"""The waiting list of a unit, and for whom a bed that became free is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from hospice.core.i18n import lazy
from hospice.episodes.queries.beds import free_beds, is_tracked
from hospice.facilities.models import Bed, UnitRecord
from hospice.facilities.queries.current import worst_first
from hospice.patients.models import ClinicalState
from hospice.patients.rules.clinical import Isolation

from ..models import Request, Step, Transfer, WaitingEntry
from ..rules import fitting as rules
from ..rules.codes import RequestAction
from ..rules.fitting import BedNeed, FreeBed
from ..rules.waiting import Waiter


def waiting_list(session: Session, unit_id: int) -> Sequence[WaitingEntry]:
    """Who waits for a bed of the unit."""
    mine = sa.select(WaitingEntry).where(WaitingEntry.unit_id == unit_id, WaitingEntry.left_at.is_(None))
    case = joinedload(WaitingEntry.request).joinedload(Request.transfer).joinedload(Transfer.patient)
    return session.scalars(mine.options(case).order_by(WaitingEntry.id)).all()


def waiters(entries: Sequence[WaitingEntry]) -> list[Waiter]:
    """The list as its rules read it; the key is that of the request."""
    return [Waiter(str(entry.request.key), entry.priority, entry.since) for entry in entries]


def with_one_more(waiting: list[Waiter], request: Request) -> list[Waiter]:
    """The list with a request that may not stand on it, at the place that it would have."""
    if str(request.key) in {waiter.key for waiter in waiting}:
        return waiting
    transfer = request.transfer
    return [*waiting, Waiter(str(request.key), transfer.priority, transfer.submitted_at or request.asked_at)]


@dataclass(frozen=True)
class Fitting:
    """For whom a free bed is, by the key of the request: why none is, or which ones are, the best one first.

    A unit whose places are only numbered has no beds to choose from: nobody is unsuitable for a place.
    """

    unsuitable: Mapping[str, Any]
    beds: Mapping[str, Sequence[FreeBed]]
    needs: Mapping[str, BedNeed]

    def best(self, key: str) -> int | None:
        """The bed to give; none where any place will do."""
        return next((bed.id for bed in self.beds.get(key, ())), None)


def fitting(session: Session, unit_id: int, entries: Sequence[WaitingEntry], bed_id: int | None = None) -> Fitting:
    """Whom a free bed of the unit suits; with `bed_id`, whom this one does."""
    free = None
    if is_tracked(session, unit_id):
        free = [as_free(bed) for bed in free_beds(session, unit_id) if bed_id is None or bed.id == bed_id]
    return fit(session, entries, free, unit_abilities(session, unit_id) if entries else frozenset())


def fit(
    session: Session, entries: Sequence[WaitingEntry], free: Sequence[FreeBed] | None, abilities: frozenset[str]
) -> Fitting:
    """The same of free beds that were read already; none where places are only numbered."""
    needs, ran_out = bed_needs(session, entries), _ran_out(session, entries)
    why: dict[str, Any] = {}
    for entry in entries:
        key = str(entry.request.key)
        none = rules.why_none(needs[key], free, abilities) if free is not None else None
        if entry.id in ran_out:
            why[key] = lazy("上次保留到时没有确认，复核后再安排")
        elif none is not None:
            why[key] = none
    beds = {key: rules.suiting(need, free or (), abilities) for key, need in needs.items()}
    return Fitting(why, beds, needs)


def as_free(bed: Bed) -> FreeBed:
    """A bed as the rules of fitting read it."""
    return FreeBed(bed.id, bed.bed_no, bed.sex, frozenset(bed.features))


def bed_needs(session: Session, entries: Sequence[WaitingEntry]) -> dict[str, BedNeed]:
    """What each of those who wait needs of a bed."""
    kept = _isolation(session, {entry.request.transfer.patient_id for entry in entries})
    return {
        str(entry.request.key): BedNeed(
            entry.request.transfer.patient.sex,
            kept.get(entry.request.transfer.patient_id),
            frozenset(entry.request.transfer.abilities),
        )
        for entry in entries
    }


def unit_abilities(session: Session, unit_id: int) -> frozenset[str]:
    """What the unit can do at any of its beds, as it stands in the registry now."""
    rows = session.scalars(
        sa.select(UnitRecord.abilities)
        .where(UnitRecord.unit_id == unit_id, UnitRecord.superseded_at.is_(None))
        .order_by(*worst_first(UnitRecord))
    ).all()
    return frozenset(rows[-1]) if rows else frozenset()


def _isolation(session: Session, patients: set[int]) -> dict[int, Isolation]:
    """What was last said about isolation: one statement; whoever nobody has spoken of is not in it."""
    said = sa.select(ClinicalState.patient_id, ClinicalState.isolation).where(
        ClinicalState.patient_id.in_(sorted(patients)), ClinicalState.isolation.is_not(None)
    )
    rows = session.execute(said.order_by(ClinicalState.at, ClinicalState.id))
    return {patient_id: isolation for patient_id, isolation in rows if isolation is not None}


def _ran_out(session: Session, entries: Sequence[WaitingEntry]) -> set[int]:
    """Entries whose earlier bed was not taken up and that nobody has looked at since: they would block it for ever."""
    if not entries:
        return set()
    unseen = {entry.request_id: entry.id for entry in entries if entry.reviewed_at is None}
    ran_out = sa.select(Step.request_id).where(Step.request_id.in_(list(unseen)), Step.action == RequestAction.RUN_OUT)
    return {unseen[request_id] for request_id in session.scalars(ran_out) if request_id is not None}
