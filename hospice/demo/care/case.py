"""A transfer and its requests while the simulation runs, and how they walk through the tables of their lives.

Every step is taken by the tables themselves (`rules/request_life.py`, `rules/transfer_life.py`), as the services take
it: the tables say where it leads, what it entails, and which other requests it ends. So the history that is written
replays to the present state by construction, and an illegal step stops the making of the demo.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hospice.episodes.rules.codes import Priority
from hospice.notifications.models import Message
from hospice.patients.rules.wishes import BY_VISIT, Setting
from hospice.transfers.models import Step, WaitingEntry
from hospice.transfers.notices import TO_RECEIVER, TO_SENDER
from hospice.transfers.rules.codes import (
    Outcome,
    Party,
    RequestAction,
    RequestStatus,
    Route,
    TransferAction,
    TransferStatus,
)
from hospice.transfers.rules.outcomes import REACHED, outcome_of_death
from hospice.transfers.rules.request_life import OPEN_REQUESTS, REQUESTS
from hospice.transfers.rules.transfer_life import OVER, TRANSFERS, entailed_by, entails

from .houses import Unit
from .ledger import Ledger
from .minutes import stamp
from .persons import Person
from .staff import Worker

_KEEPS_THE_BED = frozenset(
    {RequestStatus.BED_HELD, RequestStatus.SCHEDULED, RequestStatus.IN_TRANSIT, RequestStatus.ARRIVED}
)


@dataclass(slots=True)
class Hand:
    """Who acts, as which party; nobody for the clock."""

    by: Worker | None
    party: Party
    reason: str = ""


CLOCK = Hand(None, Party.SYSTEM)


@dataclass(slots=True, eq=False)
class Wait:
    """A line of a waiting list."""

    id: int
    key: str
    asked: Any
    entered: int
    reviewed: int | None = None
    ran_out: bool = False
    left: int | None = None
    left_for: str = ""


@dataclass(slots=True, eq=False)
class Asked:
    """A request."""

    id: int
    key: str
    case: Any
    unit: Unit
    slot: int
    at: int
    status: RequestStatus = RequestStatus.SUBMITTED
    since: int = 0
    version: int = 1
    decided: tuple[int, Worker] | None = None
    declined: str | None = None
    words: str = ""
    second: str = ""
    kept: Any = None  # the assignment
    wait: Wait | None = None
    ran_out: bool = False
    pauses: list[list[int | None]] = field(default_factory=list)
    scheduled: int | None = None
    agreed: tuple[int, int] | None = None
    departed: int | None = None
    arrived: int | None = None
    admitted: int | None = None
    escalated: int = 0

    @property
    def open(self) -> bool:
        """Whether it goes on."""
        return self.status in OPEN_REQUESTS


@dataclass(slots=True, eq=False)
class Case:
    """A transfer."""

    id: int
    key: str
    person: Person
    house: int
    unit: int | None
    region: int
    setting: Setting
    priority: Priority
    drafted: int
    submitted: int
    by: Worker
    requests: list[Asked] = field(default_factory=list)
    status: TransferStatus = TransferStatus.DRAFT
    version: int = 1
    outcome: Outcome | None = None
    ended: int | None = None
    bridging: str = ""
    leaves: Any = None  # the stay that ends with the departure

    @property
    def route(self) -> Route:
        """How the place is reached."""
        return Route.VISIT if self.setting in BY_VISIT else Route.BED


class Walker:
    """Takes the steps and writes them down."""

    def __init__(self, ledger: Ledger, tell_from: int) -> None:
        self.ledger = ledger
        self.tell_from = tell_from

    def take(self, asked: Asked, action: RequestAction, at: int, hand: Hand, *, follows: bool = False) -> None:
        """One step of a request, with all that it entails."""
        case, source = asked.case, asked.status
        row = REQUESTS.step(source, action, case.route)
        asked.status, asked.since, asked.version = row.target, at, asked.version + 1
        self._keep_waiting_list(asked, source, row.target, action, at)
        self._keep_bed(asked, hand, at)
        self._write(case, asked, at, (action, source, row.target), hand, row.by)
        if at >= self.tell_from:
            self._tell(asked, action, hand, at)
        entailed = entailed_by(action, source, row.target)
        if entailed is not None and not follows:
            self.take_need(case, entailed, at, hand, _outcome(case, action, source, row.target), cause=asked)

    def take_need(
        self, case: Case, action: TransferAction, at: int, hand: Hand, outcome: Outcome | None = None, cause: Any = None
    ) -> None:
        """One step of the need itself, and of its other open requests."""
        source = case.status
        row = TRANSFERS.step(source, action, case.route)
        case.status, case.version = row.target, case.version + 1
        case.outcome, case.ended = (outcome, at) if row.target in OVER else (None, None)
        self._write(case, None, at, (action, source, row.target), hand, row.by)
        then = entails(action)
        if then is not None:
            for other in case.requests:
                if other is not cause and other.open:
                    self.take(other, then, at, hand, follows=True)

    def first(self, case: Case, asked: Asked | None, at: int, hand: Hand) -> None:
        """The row with which a history begins."""
        action = RequestAction.OPEN if asked is not None else TransferAction.EDIT
        target = asked.status if asked is not None else case.status
        self._write(case, asked, at, (action, None, target), hand, frozenset({hand.party}))
        if asked is not None and at >= self.tell_from:
            self._message(asked, "request_received", f"made:{asked.id}", asked.unit.site.id, asked.unit.id, at)

    def _write(
        self, case: Case, asked: Asked | None, at: int, step: Any, hand: Hand, allowed: frozenset[Party]
    ) -> None:
        action, source, target = step
        party = hand.party if hand.party in allowed else Party.SYSTEM
        house = asked.unit.site.id if asked is not None and party.value.startswith("RECEIVER") else case.house
        by = hand.by
        self.ledger.rows[Step].append((
            self.ledger.number(Step), case.id, asked.id if asked is not None else None, stamp(at), action.value,
            source.value if source is not None else None, target.value, hand.reason, by.id if by else None,
            by.name if by else "", party.value, house if by else None,
        ))  # fmt: skip

    def _keep_waiting_list(
        self, asked: Asked, source: RequestStatus, target: RequestStatus, action: RequestAction, at: int
    ) -> None:
        waits = RequestStatus.WAITLISTED
        if source is target:
            return
        if source is waits and asked.wait is not None:
            asked.wait.left, asked.wait.left_for = at, action.value
            asked.unit.waiting.remove(asked.wait)
            self.put_down(asked.wait)
            asked.wait = None
        if target is waits:
            asked.wait = Wait(self.ledger.number(WaitingEntry), self.ledger.key(), asked, at, ran_out=asked.ran_out)
            asked.unit.waiting.append(asked.wait)

    def put_down(self, wait: Wait) -> None:
        """Write a line of a waiting list."""
        case = wait.asked.case
        self.ledger.rows[WaitingEntry].append((
            wait.id, wait.key, wait.asked.id, wait.asked.unit.id, case.priority.value, stamp(case.submitted),
            stamp(wait.entered), stamp(wait.reviewed), stamp(wait.left), wait.left_for,
        ))  # fmt: skip

    @staticmethod
    def _keep_bed(asked: Asked, hand: Hand, at: int) -> None:
        kept = asked.kept
        if kept is not None and kept.state == "RESERVED" and asked.status not in _KEEPS_THE_BED:
            kept.release(at, hand.reason or asked.status.value)
            asked.kept = None

    def _tell(self, asked: Asked, action: RequestAction, hand: Hand, at: int) -> None:
        once = f"step:{asked.id}:{action.value}:{asked.version}"
        if action is RequestAction.HOLD and hand.by is None:
            self._message(asked, "bed_offered", f"{once}:s", asked.case.house, asked.case.unit, at)
            self._message(asked, "bed_offered", f"{once}:r", asked.unit.site.id, asked.unit.id, at)
        if action in TO_SENDER:
            self._message(asked, TO_SENDER[action], f"{once}:s", asked.case.house, asked.case.unit, at)
        if action in TO_RECEIVER:
            self._message(asked, TO_RECEIVER[action], f"{once}:r", asked.unit.site.id, asked.unit.id, at)

    def _message(self, asked: Asked, kind: str, once: str, house: int, unit: int | None, at: int) -> None:
        key = asked.key
        subject = f"request:{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
        self.ledger.rows[Message].append((
            self.ledger.number(Message), self.ledger.key(), once, kind, subject, house, unit, "{}", stamp(at), 1, stamp(at),
        ))  # fmt: skip


def _outcome(case: Case, action: RequestAction, source: RequestStatus, target: RequestStatus) -> Outcome | None:
    if action is RequestAction.DIE:
        return outcome_of_death(source, case.status)
    return REACHED[case.setting] if target is RequestStatus.CLOSED else None
