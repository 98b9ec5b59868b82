"""Web and worker processes killed at random in mid-load and started again: what was acknowledged is there, and nothing by half.

A few blows here; `DRILL_STRIKES=100` makes a drill of it.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from threading import Event, Lock, Thread

import pytest
import sqlalchemy as sa
from flask import Flask

from hospice.audit.models import AuditEvent
from hospice.core.clock import frozen, now
from hospice.core.db import db
from hospice.core.jobs import Job, JobState
from hospice.core.worker import work_off
from hospice.episodes.models import BedAssignment
from hospice.episodes.rules.codes import AssignmentState
from hospice.notifications.models import Message
from hospice.transfers.models import Request, Step
from hospice.transfers.notices import TO_RECEIVER, TO_SENDER
from hospice.transfers.rules.codes import RequestAction, RequestStatus
from hospice.wiring import JOBS
from tests.cases import House, a_house, submitted

from .client import Client, signed_in
from .plant import Plant, Program, plant

STRIKES = int(os.environ.get("DRILL_STRIKES", "8"))
LEAST_DONE = 4 * STRIKES  # steps acknowledged meanwhile, or the drill was none
CASES, WARDS, HANDS = max(12, STRIKES), 3, 6
# What is typed for each step; whoever receives takes the first ones, whoever sent the last two.
FORMS = {
    "open": {},
    "return": {"reason": "请补充末次用药时间"},
    "accept": {"bed": "", "reason": "演练"},
    "waitlist": {"bridging_plan": "由家庭医生上门"},
    "hold": {"bed": "", "reason": "演练"},
    "decline": {"decline_reason": "TOO_FAR", "text": "", "second_option": "另一家"},
    "answer": {},
    "withdraw": {"reason": "演练"},
}
WORDS = (*FORMS, "open", "open", "return", "answer", "accept")  # what comes first is tried more often
BY_SENDER = frozenset({"answer", "withdraw"})
KEEPS = frozenset({RequestStatus.BED_HELD, RequestStatus.SCHEDULED, RequestStatus.IN_TRANSIT, RequestStatus.ARRIVED})

pytestmark = pytest.mark.slow


class Load:
    """Hands that press buttons without pause, and remember what was acknowledged."""

    def __init__(self, clients: dict[str, dict[str, Client]], keys: list[str]) -> None:
        self.clients, self.keys = clients, keys  # by the key of a request: its receiver and its sender
        self.acknowledged: Counter[tuple[str, str]] = Counter()
        self.cut = 0
        self._over, self._lock = Event(), Lock()
        self._hands = [Thread(target=self._press, args=(number,), daemon=True) for number in range(HANDS)]

    def start(self) -> None:
        for hand in self._hands:
            hand.start()

    def end(self) -> None:
        self._over.set()
        for hand in self._hands:
            hand.join(90)

    def until(self, done: int) -> None:
        """Wait until so many steps were acknowledged."""
        late = time.monotonic() + 60
        while sum(self.acknowledged.values()) < done:
            assert time.monotonic() < late, f"{sum(self.acknowledged.values())} of {done} steps within a minute"
            time.sleep(0.05)

    def _press(self, number: int) -> None:
        dice = random.Random(number)  # noqa: S311 - a drill, no secret
        while not self._over.is_set():
            key, word = dice.choice(self.keys), dice.choice(WORDS)
            client = self.clients[key]["sender" if word in BY_SENDER else "receiver"]
            told = client.send(f"/requests/{key}/{word}", FORMS[word])
            with self._lock:
                self.acknowledged[key, word] += told.is_done
                self.cut += told.status == 0
            assert told.status in (0, 303, 404, 409, 422), told
            if told.status == 0:
                time.sleep(0.1)


def strike(running: Plant, dice: random.Random) -> None:
    """Kill somebody: one of the two web processes, a worker, or the whole server; and start again what is gone."""
    whom: Program = dice.choice([running.web, running.web, *running.workers])
    children = running.web.children()
    if whom is running.web and children and dice.random() < 0.7:
        with suppress(ProcessLookupError):
            os.kill(dice.choice(children), signal.SIGKILL)  # the server starts another one itself
        return
    whom.kill()
    time.sleep(dice.random() / 2)
    whom.start()
    running.wait()


@pytest.fixture
def ground(own_app: Flask) -> Iterator[tuple[House, list[House], list[Request]]]:
    """A sender, wards with few beds, and cases of which each asks two of the wards."""
    with own_app.app_context():
        sender, wards = a_house("331102"), [a_house(beds=2) for _ward in range(WARDS)]
        pairs = [(wards[number % WARDS], wards[(number + 1) % WARDS]) for number in range(CASES)]
        yield sender, wards, [request for pair in pairs for request in submitted(sender, *pair)]


def test_what_was_acknowledged_is_there_and_nothing_is_half_done(own_app: Flask, ground):
    sender, wards, requests = ground
    houses = {house.unit.id: house for house in wards}
    keys = [str(request.key) for request in requests]
    dice = random.Random(7)  # noqa: S311 - a drill, no secret
    with plant(own_app.config["SQLALCHEMY_DATABASE_URI"], workers=2) as running:
        sends = signed_in(own_app, sender.clinician, running.port)
        takes = {unit: signed_in(own_app, house.manager, running.port) for unit, house in houses.items()}
        clients = {str(one.key): {"sender": sends, "receiver": takes[one.unit_id]} for one in requests}
        load = Load(clients, keys)
        load.start()
        for number in range(1, STRIKES + 1):
            load.until(number * LEAST_DONE // STRIKES)
            strike(running, dice)
        load.until(LEAST_DONE + 2)
        load.end()
    db.session.rollback()
    db.session.expire_all()
    every_acknowledged_step_is_there(load)
    every_step_left_its_trace()
    no_bed_is_kept_by_half()
    every_message_is_there_once_and_is_delivered()


def every_acknowledged_step_is_there(load: Load) -> None:
    rows = sa.select(Request.key, Step.action, sa.func.count()).join(Step, Step.request_id == Request.id)
    written = {(str(key), action): n for key, action, n in db.session.execute(rows.group_by(Request.key, Step.action))}
    for (key, word), times in load.acknowledged.items():
        action = word.upper().replace("-", "_")
        assert written.get((key, action), 0) >= times, (key, action)


def every_step_left_its_trace() -> None:
    """Each history replays to the present state, and each step has its row in the audit trail, written with it."""
    for request in db.session.scalars(sa.select(Request)):
        steps = db.session.scalars(sa.select(Step).where(Step.request_id == request.id).order_by(Step.id)).all()
        assert [step.source for step in steps[1:]] == [step.target for step in steps[:-1]]
        assert steps[-1].target == request.status
    taken = sa.select(sa.func.count(Step.id)).where(Step.request_id.is_not(None), Step.source.is_not(None))
    traces = sa.select(sa.func.count(AuditEvent.id)).where(AuditEvent.action == "request_stepped")
    assert db.session.scalar(taken) == db.session.scalar(traces)


def no_bed_is_kept_by_half() -> None:
    kept = {one.id: one for one in db.session.scalars(sa.select(BedAssignment).where(BedAssignment.state == "RESERVED"))}
    holding = {one.assignment_id for one in db.session.scalars(sa.select(Request)) if one.status in KEEPS}
    assert holding == set(kept)
    beds = [one.bed_id for one in kept.values()]
    assert len(beds) == len(set(beds))
    assert {one.state for one in kept.values()} <= {AssignmentState.RESERVED}


def every_message_is_there_once_and_is_delivered() -> None:
    """After an outage the clock catches up: leases of the killed run out, and what they had taken is done by another."""
    told = {action.value for action in {*TO_SENDER, *TO_RECEIVER}} - {RequestAction.RUN_OUT.value}
    steps = sa.select(Step).where(Step.request_id.is_not(None), Step.source.is_not(None), Step.action.in_(told))
    wanted = Counter[str]()
    for step in db.session.scalars(steps):
        action = RequestAction(step.action)
        wanted[f"{step.request_id}:{action.value}"] += (action in TO_SENDER) + (action in TO_RECEIVER)
    found = Counter[str]()
    for once in db.session.scalars(sa.select(Message.once).where(Message.once.startswith("step:"))):
        _step, number, action, *_rest = once.split(":")
        found[f"{number}:{action}"] += 1
    assert found == {key: n for key, n in wanted.items() if n}
    with frozen(now() + timedelta(minutes=6)):
        while work_off(JOBS):
            pass
        db.session.rollback()
        late = sa.select(sa.func.count(Job.id)).where(
            Job.state.in_([JobState.READY, JobState.RUNNING]), Job.run_at <= now()
        )
        assert db.session.scalar(late) == 0
    assert db.session.scalar(sa.select(sa.func.count(Job.id)).where(Job.state == JobState.FAILED)) == 0
    assert db.session.scalar(sa.select(sa.func.count(Message.id)).where(Message.sent_at.is_(None))) == 0
