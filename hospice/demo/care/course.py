"""How a transfer goes: asked, opened, answered, kept a bed, carried there, taken in. Each of it is an event in time."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.wishes import Setting
from hospice.transfers.models import Request, Transfer
from hospice.transfers.rules.codes import (
    Outcome,
    Party,
    RequestAction,
    RequestStatus,
    TransferAction,
    TransferStatus,
)
from hospice.transfers.rules.transfer_life import SEARCHING

from . import assumptions as assumed
from . import clinical
from .case import Asked, Case, Hand, Walker
from .houses import Unit
from .ledger import Ledger
from .minutes import DAY, HOUR, awake, on_duty
from .persons import Person
from .staff import Team
from .stays import Beds, Kept

_A, _S, _T = RequestAction, RequestStatus, TransferAction
LIMITS = {Priority.URGENT: 2 * HOUR, Priority.PRIOR: 8 * HOUR, Priority.ROUTINE: 2 * DAY, Priority.PLANNED: 5 * DAY}
EXPIRES = 16 * DAY  # after which a request that nobody ever opened is given up (referral.expire_days and the deadline)
_CHANGED = (Outcome.WITHDRAWN_FAMILY, Outcome.WITHDRAWN_FAMILY, Outcome.WITHDRAWN_PATIENT, Outcome.IMPROVED)
_NOWHERE = (Outcome.HOSPITALISED_ELSEWHERE, Outcome.HOSPITALISED_ELSEWHERE, Outcome.IMPROVED, Outcome.MOVED_OUT_OF_AREA)


class Course:
    """The events of all transfers of one part of the province, in their order. What follows an admission says a subclass."""

    def __init__(self, ledger: Ledger, teams: dict[int, Team], tell_from: int) -> None:
        self.ledger, self.dice, self.teams = ledger, ledger.dice, teams
        self.walker, self.beds = Walker(ledger, tell_from), Beds(ledger)
        self.cases: list[Case] = []
        self._events: list[tuple[int, int, Callable[..., None], Any]] = []
        self._count = 0

    def at(self, minute: int, deed: Callable[..., None], what: Any) -> None:
        """Let something happen at a time."""
        self._count += 1
        heappush(self._events, (minute, self._count, deed, what))

    def run(self, until: int) -> None:
        """Let everything happen that happens before a time."""
        while self._events and self._events[0][0] < until:
            minute, _, deed, what = heappop(self._events)
            deed(minute, what)

    def send(
        self, person: Person, setting: Setting, priority: Priority, now: int, house: int, region: int,
        receivers: list[Unit], leaves: Kept | None = None,
    ) -> Case:  # fmt: skip
        """Ask the receivers for a place."""
        by = self.teams[house].sends
        unit = leaves.unit.id if leaves else None
        drafted = now - self.dice.randrange(8, 50)
        case = Case(self.ledger.number(Transfer), self.ledger.key(), person, house, unit, region, setting, priority, drafted,
                    now, by, leaves=leaves)  # fmt: skip
        clinical.describe(self.ledger, person, priority, by, drafted)
        clinical.share(self.ledger, person, [receiver.id for receiver in receivers], by, drafted)
        self.cases.append(case)
        person.cases.append(case)
        hand = Hand(by, Party.SENDER_PHYSICIAN)
        self.walker.first(case, None, drafted, hand)
        self.walker.take_need(case, _T.SUBMIT, now, hand)
        for receiver in receivers:
            self.ask(case, receiver, now, hand)
        if self.dice.random() < assumed.WITHDRAWN:
            self.at(now + self.dice.randrange(2 * HOUR, 4 * DAY), self.withdraw, case)
        return case

    def ask(self, case: Case, unit: Unit, now: int, hand: Hand) -> None:
        """One receiver more; how long it takes is the unit's habit."""
        taken = {asked.slot for asked in case.requests if asked.open}
        slot = next(number for number in (1, 2, 3) if number not in taken)
        asked = Asked(self.ledger.number(Request), self.ledger.key(), case, unit, slot, now, since=now)
        case.requests.append(asked)
        self.walker.first(case, asked, now, hand)
        if case.priority is not Priority.URGENT and self.dice.random() < assumed.SILENT:
            self.at(now + EXPIRES, self.expire, asked)
        else:
            self.at(self._later(case.priority, now, LIMITS[case.priority] * unit.speed * 0.3), self.open, asked)

    def _later(self, priority: Priority, now: int, mean: float) -> int:
        """Some time later, when somebody is there: for what is urgent always, for the rest in working hours."""
        later = now + 3 + int(min(self.dice.expovariate(1 / mean), 4 * mean))
        if priority is Priority.URGENT:
            return later
        return awake(later) if priority is Priority.PRIOR else on_duty(later)

    def withdraw(self, now: int, case: Case) -> None:
        """The family has decided otherwise."""
        if case.status in SEARCHING and case.person.died is None:
            by = Hand(case.by, Party.SENDER_PHYSICIAN, "家属改变主意")
            self.walker.take_need(case, _T.WITHDRAW, now, by, self.dice.choice(_CHANGED))
            self.came_to_nothing(now, case)

    def lost(self, now: int, case: Case, asked: Asked | None = None) -> None:
        """Nobody is asked any more: another receiver, or the end of it."""
        if case.status is not TransferStatus.ACTIVE or any(one.open for one in case.requests):
            return
        hand = Hand(case.by, Party.SENDER_PHYSICIAN)
        tried = {one.unit.id for one in case.requests}
        others = [] if len(tried) > 4 else self.receivers(case.setting, case.person, now, None, 1, tried)
        if not others:
            over = Hand(case.by, Party.SENDER_PHYSICIAN, "没有合适的去处")
            self.walker.take_need(case, _T.CONCLUDE, now, over, self.dice.choice(_NOWHERE))
            self.came_to_nothing(now, case)
            return
        clinical.share(self.ledger, case.person, [others[0].id], case.by, now)
        if asked is not None and asked.status is _S.DECLINED and self.dice.random() < 0.5:
            self.walker.take(asked, _A.REROUTE, now, hand)
        else:
            self.walker.take_need(case, _T.FORWARD, now, hand)
        self.ask(case, others[0], now, hand)

    def open(self, now: int, asked: Asked) -> None:
        """Somebody opens it."""
        raise NotImplementedError

    def expire(self, now: int, asked: Asked) -> None:
        """Nobody ever answered."""
        raise NotImplementedError

    def agree(self, now: int, asked: Asked) -> None:
        """Both sides agree to a time."""
        raise NotImplementedError

    def receivers(
        self, setting: Setting, person: Person, now: int, first: Unit | None, most: int, but: set[int]
    ) -> list[Unit]:
        """Whom to ask."""
        raise NotImplementedError

    def begins(self, now: int, person: Person, kept: Kept) -> None:
        """A stay begins."""
        raise NotImplementedError

    def leaves(self, now: int, kept: Kept, outcome: str, to: Unit) -> None:
        """A stay ends, for another one."""
        raise NotImplementedError

    def came_to_nothing(self, now: int, case: Case) -> None:
        """A transfer ended without a place."""
        raise NotImplementedError

    def hand_over(self, now: int, asked: Asked) -> None:
        """What both sides say before the patient counts as admitted."""
        raise NotImplementedError
