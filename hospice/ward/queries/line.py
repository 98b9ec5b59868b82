"""Who waits for a unit, in order, with what everybody needs of a bed and which free one is for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hospice.core.clock import now, today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.episodes.rules.faces import PRIORITY_FACES, Face
from hospice.facilities.models import Bed
from hospice.patients.rules import masking
from hospice.transfers.models import WaitingEntry
from hospice.transfers.queries import waiting
from hospice.transfers.rules import waiting as rules
from hospice.transfers.rules.codes import RequestStatus, Route
from hospice.transfers.rules.deadlines import timers
from hospice.transfers.rules.fitting import WRONG_SEX, FreeBed, needs_in_words
from hospice.transfers.rules.standards import Standards

from ..rules.words import day_and_time, lasted, sex_and_age
from .rooms import Rooms

VISITED = lazy("上门和门诊不保留床位，请与转出方约定时间")
BEFORE = lazy("合适的空床按次序先给前面的人")


@dataclass(frozen=True)
class Waits:
    """One line of the list."""

    entry: WaitingEntry
    place: int
    review_at: datetime | None
    needs: tuple[Any, ...]
    beds: Sequence[FreeBed]  # the free ones that suit, the best one first
    suggested: FreeBed | None  # the one that is left when those above have theirs
    why_not: Any | None  # why none is for this patient
    above: Sequence[rules.Above]

    @property
    def is_barred(self) -> bool:
        """Whether the bed is for the other sex only: then no reason helps."""
        return self.why_not is WRONG_SEX

    @property
    def face(self) -> Face:
        """How urgent."""
        return PRIORITY_FACES[self.entry.priority]

    @property
    def name(self) -> str:
        """Masked."""
        return masking.name(self.entry.request.transfer.patient.name)

    @property
    def about(self) -> str:
        """男，73岁."""
        patient = self.entry.request.transfer.patient
        return sex_and_age(patient.sex, patient.birth_date, today(), "，")

    @property
    def waited(self) -> str:
        """2天3小时."""
        return lasted(self.entry.since, now())

    @property
    def is_overdue(self) -> bool:
        """Whether nobody has looked again in time."""
        return self.review_at is not None and self.review_at <= now()

    @property
    def review(self) -> str:
        """今天18:00复核, or 复核已超时3小时."""
        if self.review_at is None:
            return ""
        if self.is_overdue:
            return _("复核已超时%(time)s", time=lasted(self.review_at, now()))
        return _("%(at)s复核", at=day_and_time(self.review_at, now()))

    @property
    def words_of_bed(self) -> str:
        """7-2可安排; 需单间，6-1可安排; 需隔离，暂无."""
        needs = [str(need) for need in self.needs]
        if self.suggested is not None:
            return "，".join([*needs, _("%(bed)s可安排", bed=self.suggested.bed_no)])
        if self.beds and self.why_not is None:
            return "，".join([*needs, str(BEFORE)])
        return "，".join([*needs, _("暂无")]) if needs else _("暂无合适的空床")


def line_of(session: Session, rooms: Rooms, abilities: Sequence[str], standards: Standards) -> list[Waits]:
    """The waiting list of a unit whose beds were read already."""
    entries = waiting.waiting_list(session, rooms.unit_id)
    free = [waiting.as_free(bed) for bed in rooms.free] if rooms.is_tracked else None
    fitting = waiting.fit(session, entries, free, frozenset(abilities))
    listed = waiting.waiters(entries)
    by_key = {str(entry.request.key): entry for entry in entries}
    claimed: set[int] = set()
    found = []
    for place, waiter in enumerate(rules.ranked(listed), 1):
        beds, why = fitting.beds[waiter.key], _why_not(by_key[waiter.key], fitting)
        suggested = next((bed for bed in beds if bed.id not in claimed), None) if why is None else None
        claimed |= {suggested.id} if suggested else set()
        found.append(
            Waits(
                by_key[waiter.key], place, review_due(by_key[waiter.key], standards),
                tuple(needs_in_words(fitting.needs[waiter.key])), beds, suggested, why, rules.above(waiter.key, listed),
            )
        )  # fmt: skip
    return found


def _why_not(entry: WaitingEntry, fitting: waiting.Fitting) -> Any | None:
    """Why nothing is kept for somebody; for a visit never anything is, whatever is free."""
    if entry.request.transfer.route is Route.VISIT:
        return VISITED
    return fitting.unsuitable.get(str(entry.request.key))


def review_due(entry: WaitingEntry, standards: Standards) -> datetime | None:
    """When somebody is to look at a waiting patient again; none where only planned."""
    due = timers(RequestStatus.WAITLISTED, entry.request.since, entry.priority, standards)
    return next((timer.at for timer in due), None)


def for_bed(
    session: Session, rooms: Rooms, bed: Bed | None, abilities: Sequence[str], standards: Standards
) -> list[tuple[Waits, bool]]:
    """The list as this one bed sees it, and whether giving it to somebody is in turn.

    In turn is the first whom it suits; everybody after needs a reason, and so does whom it does not suit.
    """
    narrowed = replace(rooms, beds=[one for one in rooms.beds if bed is None or one is bed])
    line = line_of(session, narrowed, abilities, standards)
    first = next((one for one in line if one.why_not is None), None)
    return [(one, one is first) for one in line]
