"""Writing down what stands at the end: the needs, the requests with their clocks, and who still waits."""

from __future__ import annotations

from functools import cache
from typing import Any

from hospice.core.jobs import Job
from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.wishes import Setting
from hospice.transfers.models import Request, Transfer
from hospice.transfers.rules.calendar import WorkingCalendar
from hospice.transfers.rules.codes import RequestStatus
from hospice.transfers.rules.deadlines import Pause, deadlines, timers
from hospice.transfers.rules.standards import Standards
from hospice.transfers.services.asking import REQUEST

from .case import Asked, Case
from .ledger import Ledger
from .lives import Lives
from .minutes import DAY, HOUR, instant, local_day, minute_of, stamp
from .persons import as_json

_REASONS = {
    Setting.WARD: (["PAIN"], ["PAIN", "SYMPTOMS"], ["SYMPTOMS"], ["CARE_DIFFICULT"], ["DYING"]),
    Setting.CENTER: (["CARE_DIFFICULT"], ["RESPITE"], ["SYMPTOMS"]),
    Setting.COMMUNITY: (["CARE_DIFFICULT"], ["BACK_HOME"], ["RESPITE"], ["SYMPTOMS"]),
    Setting.HOME: (["BACK_HOME"], ["BACK_HOME", "PSYCHOSOCIAL"]),
    Setting.CLINIC: (["PAIN"], ["DIAGNOSTICS"]),
}  # fmt: skip
_ABILITIES: tuple[list[str], ...] = ([], [], ["OXYGEN"], ["OPIOID"], ["TUBE_CARE"])
_MOBILITY = {1: "STRETCHER", 2: "STRETCHER", 3: "WHEELCHAIR", 4: "WALK"}
_VEHICLES = ("AMBULANCE", "TRANSFER", "OWN")
_REVIEW = {1: DAY, 2: DAY, 3: 3 * DAY, 4: 3 * DAY}
_SILENT = frozenset({RequestStatus.SUBMITTED, RequestStatus.RECEIVED})
_text = cache(lambda *codes: as_json(list(codes)))


class Closing:
    """Writes the rows of one part of the province."""

    def __init__(self, lives: Lives, calendar: WorkingCalendar, standards: Standards) -> None:
        self.lives, self.calendar, self.standards = lives, calendar, standards
        self.ledger: Ledger = lives.ledger
        self.dice = self.ledger.dice

    def put_down(self) -> None:
        """Everything that is not written yet."""
        lives = self.lives
        for person in lives.people:
            lives.register.finish(person)
        lives.beds.put_down()
        for case in lives.cases:
            self._need(case)
            for asked in case.requests:
                self._request(asked)
        for unit in lives.units:
            for wait in unit.waiting:
                lives.walker.put_down(wait)

    def _need(self, case: Case) -> None:
        dice, at, number = self.dice, stamp(case.drafted), self.ledger.spoken(local_day(case.drafted))
        self.ledger.rows[Transfer].append((
            case.id, case.key, case.version, number, case.person.id, case.house, case.unit, case.region, case.status.value,
            case.setting.value, int(case.route.value == "BED"), case.priority.value,
            _text(*dice.choice(_REASONS[case.setting])), _text(*dice.choice(_ABILITIES)),
            local_day(case.submitted + DAY * case.priority.rank).isoformat(), "", _MOBILITY[case.priority.rank],
            "NURSE" if case.priority.rank < 3 else "NONE", dice.choice(_VEHICLES), int(case.priority.rank < 2),
            case.bridging, "", case.by.id, at, stamp(case.submitted), case.by.id, stamp(case.ended),
            case.outcome.value if case.outcome else None, 1, at,
        ))  # fmt: skip

    def _request(self, asked: Asked) -> None:
        if asked.wait is not None:
            self._reviewed(asked)
        answer_by, place_by, expires, rungs = self._clock(asked)
        if asked.open:
            self._wake(asked, expires, rungs)
        decided = asked.decided or (None, None)
        agreed = asked.agreed or (None, None)
        silent_until = decided[0] or (asked.case.ended or self.lives.ends)
        pauses = [[text(since), text(until)] for since, until in asked.pauses]
        self.ledger.rows[Request].append((
            asked.id, asked.key, asked.version, asked.case.id, asked.unit.id, asked.unit.site.id, asked.slot,
            asked.status.value, stamp(asked.since), stamp(asked.at), stamp(decided[0]), decided[1].id if decided[1] else None,
            asked.declined, asked.words, asked.second, asked.kept.id if asked.kept is not None else None,
            stamp(asked.scheduled), stamp(agreed[0]), stamp(agreed[1]), stamp(asked.departed), stamp(asked.arrived),
            stamp(asked.admitted), stamp(answer_by), stamp(place_by), stamp(expires), as_json(pauses),
            sum(rung <= silent_until for rung in rungs), None,
        ))  # fmt: skip

    def _reviewed(self, asked: Asked) -> None:
        """Whoever waits is looked at as often as the class asks for."""
        wait, ends = asked.wait, self.lives.ends
        every = _REVIEW[asked.case.priority.rank]
        if wait is not None and ends - wait.entered > every // 2:
            wait.reviewed = asked.since = max(wait.entered + 30, ends - self.dice.randrange(HOUR, every * 2 // 3))

    def _wake(self, asked: Asked, expires: int | None, rungs: list[int]) -> None:
        """What time asks for next, so that the worker goes on with it; the same that `transfers.clock.next_due` finds."""
        status, ends = asked.status, self.lives.ends
        found = timers(status, instant(asked.since), asked.case.priority, self.standards)
        times = [minute_of(timer.at) for timer in found]
        if status in _SILENT:
            times += [rung for rung in rungs if rung > ends]
            times += [expires] if expires is not None and status is RequestStatus.SUBMITTED else []
        if status is RequestStatus.BED_HELD:
            times.append(asked.kept.expires)
        if times:
            number, at = self.ledger.number(Job), stamp(ends)
            self.ledger.rows[Job].append(
                (number, REQUEST, f"request:{asked.id}", stamp(min(times)), "ready", 0, "", at)
            )

    def _clock(self, asked: Asked) -> tuple[int | None, int | None, int | None, list[int]]:
        """By when somebody had to answer, as the product works it out."""
        found = _deadlines(self, asked.case.priority, asked.at, asked.case.submitted, tuple(map(tuple, asked.pauses)))
        times = [minute_of(at) if at else None for at in (found.answer_by, found.place_by, found.expires_at)]
        return times[0], times[1], times[2], [minute_of(rung.at) for rung in found.escalations]


def text(minute: int | None) -> str | None:
    """As a pause keeps it."""
    return instant(minute).isoformat() if minute is not None else None


def _deadlines(closing: Closing, priority: Priority, at: int, first: int, pauses: tuple[Any, ...]) -> Any:
    stood = [Pause(instant(since), instant(until) if until is not None else None) for since, until in pauses]
    return deadlines(
        priority, instant(at), closing.calendar, closing.standards, first_asked_at=instant(first), pauses=stood
    )
