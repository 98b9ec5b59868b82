"""Whose turn it is in a case, until when, and what the others are waited for: the rows of every work list. Pure.

Each side has its table. The first row that fits a request is what that side has to do about it; whether the reader may
do it is asked of the tables of steps, so that a liaison waits where only a physician decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from hospice.access.permissions import Role
from hospice.episodes.rules.codes import Priority

from .codes import RequestAction as Act
from .codes import RequestStatus as S
from .codes import Route, Side, TransferStatus
from .deadlines import Due, draft_purged_at, timers
from .duties import Asked, Case, Duty, Hands, Line
from .parties import parties
from .request_life import REQUESTS
from .standards import Standards
from .timeleft import DAY, SOON
from .transfer_life import ALONG

SILENT = frozenset({S.SUBMITTED, S.RECEIVED})


class _Look(NamedTuple):
    """What a row looks at."""

    case: Case
    asked: Asked
    standards: Standards
    now: datetime


Instant = Callable[[_Look], datetime | None]
Test = Callable[[_Look], bool]


class _Row(NamedTuple):
    duty: Duty
    statuses: frozenset[S]
    due: Instant
    act: Act | None = None  # the step that the reader must be able to take; none: any hand on this side
    when: Test = lambda _look: True


def _timer(due: Due) -> Instant:
    def at(look: _Look) -> datetime | None:
        found = timers(look.asked.status, look.asked.since, look.case.priority, look.standards)
        return next((timer.at for timer in found if timer.due is due), None)

    return at


def _held(look: _Look) -> datetime | None:
    return look.asked.held_until or look.asked.place_by


def _proposed(by_sender: bool) -> Test:
    def test(look: _Look) -> bool:
        said, heard = look.asked.sender_agreed, look.asked.receiver_agreed
        return look.asked.scheduled_for is not None and (said and not heard if by_sender else heard and not said)

    return test


def _late(at: Instant) -> Test:
    return lambda look: (due := at(look)) is not None and due <= look.now


def _ends_within(span: timedelta, at: Instant = _held) -> Test:
    return lambda look: (due := at(look)) is not None and due <= look.now + span


def _is_visit(look: _Look) -> bool:
    return not look.case.inpatient


def _unscheduled(look: _Look) -> bool:
    return look.asked.scheduled_for is None


_ANSWER: Instant = lambda look: look.asked.answer_by  # noqa: E731
_PLACE: Instant = lambda look: look.asked.place_by  # noqa: E731
_WHEN: Instant = lambda look: look.asked.scheduled_for  # noqa: E731
_TRANSIT, _SIGN, _REVIEW = _timer(Due.ALERT_TRANSIT), _timer(Due.HANDOVER), _timer(Due.REVIEW)
_TALKED = frozenset({S.BED_HELD, S.ACCEPTED, S.WAITLISTED})


def _in(*statuses: S) -> frozenset[S]:
    return frozenset(statuses)


_ROWS = {
    Side.ORIGIN: (
        _Row(Duty.COMPLETE, _in(S.RETURNED), _timer(Due.REMIND_ANSWER), Act.ANSWER),
        _Row(Duty.AGREE, _TALKED, _held, Act.SCHEDULE, _proposed(by_sender=False)),
        _Row(Duty.SET_OUT, _in(S.BED_HELD), _held, Act.SCHEDULE, _unscheduled),
        _Row(Duty.DEPART, _in(S.SCHEDULED), _WHEN, Act.DEPART),
        _Row(Duty.CALL, _in(S.IN_TRANSIT), _TRANSIT, when=_late(_TRANSIT)),
        _Row(Duty.SIGN, _in(S.ARRIVED), _SIGN),
    ),
    Side.DESTINATION: (
        _Row(Duty.OPEN, _in(S.SUBMITTED), _ANSWER, Act.OPEN),
        _Row(Duty.DECIDE, _in(S.RECEIVED), _ANSWER, Act.ACCEPT),
        _Row(Duty.HOLD, _in(S.ACCEPTED), _PLACE, Act.HOLD),
        _Row(Duty.AGREE, _TALKED, _held, Act.SCHEDULE, _proposed(by_sender=True)),
        _Row(Duty.PROPOSE, _in(S.ACCEPTED), _PLACE, Act.SCHEDULE, lambda look: _is_visit(look) and _unscheduled(look)),
        _Row(Duty.REVIEW, _in(S.WAITLISTED), _REVIEW, when=lambda look: _REVIEW(look) is not None),
        _Row(Duty.VISIT, _in(S.SCHEDULED), _WHEN, Act.ADMIT),
        _Row(Duty.ENDING, _in(S.BED_HELD), _held, Act.EXTEND, _ends_within(SOON)),
        _Row(Duty.EXPECT, _in(S.SCHEDULED), _WHEN, Act.NO_SHOW, _ends_within(DAY, _WHEN)),
        _Row(Duty.ARRIVE, _in(S.IN_TRANSIT), _TRANSIT, Act.ARRIVE),
        _Row(Duty.HANDOVER, _in(S.ARRIVED), _SIGN, Act.ADMIT),
    ),
}


@lru_cache(maxsize=4096)
def _possible(status: S, route: Route, side: Side, roles: frozenset[Role]) -> frozenset[Act]:
    return frozenset(REQUESTS.actions(status, route, parties({side}, roles)))


def lines(case: Case, hands: Hands, standards: Standards, now: datetime) -> list[Line]:
    """The lines of one case for one reader, on every side on which the reader stands."""
    found: list[Line] = []
    if roles := hands.at(case.institution_id):
        found += _as_sender(case, roles, standards, now)
    for asked in case.asked:
        if roles := hands.at(asked.institution_id):
            found.append(_about(Side.DESTINATION, _Look(case, asked, standards, now), roles))
    if hands.over(case.path):
        found.append(_as_coordinator(case, now))
    return found


def _about(side: Side, look: _Look, roles: frozenset[Role]) -> Line:
    """What one side has to do about one request."""
    asked = look.asked
    possible = _possible(asked.status, look.case.route, side, roles)
    for row in _ROWS[side]:
        if asked.status in row.statuses and (row.act is None or row.act in possible) and row.when(look):
            return Line(look.case, asked, side, row.duty, row.due(look))
    return Line(look.case, asked, side, None, _waits_until(look))


def _waits_until(look: _Look) -> datetime | None:
    """When a wait ends: by when the others must have done their part."""
    asked = look.asked
    if asked.status in SILENT:
        return asked.answer_by
    if asked.status is S.BED_HELD:
        return asked.held_until
    return asked.scheduled_for if asked.status is S.SCHEDULED else None


def _as_sender(case: Case, roles: frozenset[Role], standards: Standards, now: datetime) -> list[Line]:
    if case.status is TransferStatus.DRAFT:
        return [Line(case, None, Side.ORIGIN, Duty.SUBMIT, draft_purged_at(case.edited_at, standards))]
    if not case.asked:
        return [Line(case, None, Side.ORIGIN, Duty.LOOK_AGAIN, None)]
    each = [_about(Side.ORIGIN, _Look(case, asked, standards, now), roles) for asked in case.asked]
    to_do = [line for line in each if line.duty is not None]
    return to_do or [_one_of(case, each, now)]


def _one_of(case: Case, each: Collection[Line], now: datetime) -> Line:
    """One line for all receivers that are waited for; urgent or late ones are to be called."""
    along = max(each, key=lambda line: ALONG.index(line.asked.status) if line.asked else -1)
    asked = along.asked
    if asked is None or asked.status not in SILENT:
        return along
    first = min((line for line in each if line.due), key=lambda line: line.due or now, default=along)
    late = first.due is not None and first.due <= now
    return first._replace(duty=Duty.CHASE) if case.priority is Priority.URGENT or late else first


def _as_coordinator(case: Case, now: datetime) -> Line:
    """Silence past the time limit, and needs that nobody is asked for, are the coordinator's; all else is looked on at."""
    silent = [asked for asked in case.asked if asked.status in SILENT and asked.answer_by and asked.answer_by <= now]
    if silent:
        oldest = min(silent, key=lambda asked: asked.answer_by or now)
        return Line(case, oldest, Side.COORDINATION, Duty.COORDINATE, oldest.answer_by)
    if not case.asked and case.status is not TransferStatus.DRAFT:
        return Line(case, None, Side.COORDINATION, Duty.LOOK_AGAIN, None)
    along = max(case.asked, key=lambda asked: ALONG.index(asked.status), default=None)
    return Line(case, along, Side.COORDINATION, None, along.answer_by if along and along.status in SILENT else None)
