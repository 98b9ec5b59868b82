"""Real processes against each other: whoever clicks when, a bed and a case are taken once, and the others are told.

Rounds are few here; `RACE_ROUNDS=200 RACE_RUNNERS=64` make a drill of it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from hospice.core.clock import now
from hospice.core.db import db, unit_of_work
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.beds import IS_OPEN
from hospice.episodes.rules.codes import AssignmentState, Priority
from hospice.patients.rules.wishes import Setting
from hospice.transfers.models import Request, Step, Transfer
from hospice.transfers.queries.cases import requests_of
from hospice.transfers.rules.codes import Outcome, RequestStatus, TransferStatus
from hospice.transfers.rules.request_life import HAS_THE_CASE
from hospice.transfers.services import answering, asking, moving
from tests.cases import House, a_draft, a_house, received
from tests.factories import a_bed, a_ward, an_institution
from tests.transfers.racers import track

ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))
RUNNERS = int(os.environ.get("RACE_RUNNERS", "4"))
S, T = RequestStatus, TransferStatus

pytestmark = pytest.mark.slow


@pytest.fixture
def ground(own_app: Flask) -> Iterator[tuple[House, House]]:
    """A sender and a ward, on a database where commits are real."""
    with own_app.app_context():
        yield a_house("331102"), a_house()


def url_of(app: Flask) -> str:
    return app.config["SQLALCHEMY_DATABASE_URI"]


def how(told: list[tuple[str, int, str]]) -> Counter[str]:
    """How the deeds went; anything but a deed done or a refusal in words fails here with its traceback."""
    assert [each for each in told if each[2].startswith("Traceback")] == []
    return Counter(each[2].split(":")[0] for each in told)


def open_assignments(unit_id: int) -> int:
    mine = sa.select(sa.func.count(BedAssignment.id)).where(BedAssignment.unit_id == unit_id, IS_OPEN)
    return db.session.scalar(mine) or 0


def give_back(requests: list[Request], sender: House) -> None:
    """End what the round began, so that the next one finds the bed free and the patients without plans."""
    for request in requests:
        with unit_of_work() as session:
            if request.transfer.status in (T.ACTIVE, T.PLACED):
                asking.withdraw(session, request.transfer, Outcome.WITHDRAWN_FAMILY, "下一轮", by=sender.clinician)


@pytest.mark.parametrize("tracked", [True, False])
def test_the_last_bed_is_reserved_exactly_once(own_app: Flask, ground: tuple[House, House], tracked: bool):
    sender, ward = ground
    if tracked:
        a_bed(ward.unit)
    if not tracked:
        ward = a_house(unit=a_ward(an_institution(), beds=1))
    cases, places = RUNNERS, 1
    requests = [received(sender, ward)[0] for _case in range(cases)]
    with track(url_of(own_app), cases) as course:
        for _round in range(ROUNDS):
            told = course.race([("accept", request.id, ward.manager.id) for request in requests])
            assert how(told) == {"done": places, "told": cases - places}
            db.session.rollback()
            db.session.expire_all()
            assert open_assignments(ward.unit.id) == places
            taken = [request for request in requests if request.status is S.BED_HELD]
            waiting = [request for request in requests if request.status is S.RECEIVED]
            assert (len(taken), len(waiting)) == (places, cases - places)
            give_back(taken, sender)
            requests = [*waiting, received(sender, ward)[0]]  # the others try again, with a new one


def test_two_siblings_accepted_at_once_leave_one(own_app: Flask, ground: tuple[House, House]):
    sender, ward = ground
    wards = [ward, a_house(), a_house()]
    for house in wards:
        a_bed(house.unit)
    with track(url_of(own_app), 3) as course:
        for _round in range(ROUNDS):
            requests = received(sender, *wards)
            deeds = [("accept", request.id, house.manager.id) for request, house in zip(requests, wards, strict=True)]
            assert how(course.race(deeds)) == {"done": 1, "told": 2}
            db.session.rollback()
            db.session.expire_all()
            assert sorted(request.status for request in requests) == [S.BED_HELD, S.RELEASED, S.RELEASED]
            assert sum(open_assignments(house.unit.id) for house in wards) == 1
            give_back(requests[:1], sender)


def test_acceptance_against_withdrawal_never_leaves_a_bed_with_nobody_to_come(
    own_app: Flask, ground: tuple[House, House]
):
    sender, ward = ground
    a_bed(ward.unit)
    with track(url_of(own_app), 2) as course:
        for _round in range(ROUNDS):
            [request] = received(sender, ward)
            deeds = [("accept", request.id, ward.manager.id), ("withdraw", request.transfer_id, sender.clinician.id)]
            told = {what: word.split(":")[0] for what, _row, word in course.race(deeds)}
            assert told["withdraw"] == "done"
            db.session.rollback()
            db.session.expire_all()
            assert (request.status, request.transfer.status) == (S.CANCELLED, T.CANCELLED)
            assert open_assignments(ward.unit.id) == 0


def test_expiry_against_the_agreement_that_keeps_the_bed(own_app: Flask, ground: tuple[House, House]):
    """Either the time was over, and the patient waits without a bed; or it was agreed in time, and the bed stays."""
    sender, ward = ground
    a_bed(ward.unit)
    with track(url_of(own_app), 2) as course:
        for _round in range(ROUNDS):
            [request] = received(sender, ward)
            with unit_of_work() as session:
                answering.accept(session, request, by=ward.manager)
                answering.agree(session, request, now() + timedelta(hours=1), by=ward.manager)
            told = course.race(
                [("schedule", request.id, sender.clinician.id), ("time", request.id, sender.clinician.id)]
            )
            how(told)
            db.session.rollback()
            db.session.expire_all()
            ended = (request.status, open_assignments(ward.unit.id))
            assert ended in ((S.SCHEDULED, 1), (S.WAITLISTED, 0)), told
            give_back([request], sender)


def test_expiry_against_arrival_never_takes_the_bed_from_who_is_on_the_way(own_app: Flask, ground: tuple[House, House]):
    sender, ward = ground
    with track(url_of(own_app), 2) as course:
        for _round in range(ROUNDS):
            bed = a_bed(ward.unit)
            [request] = received(sender, ward)
            at = now() + timedelta(hours=1)
            with unit_of_work() as session:
                answering.accept(session, request, by=ward.manager, bed_id=bed.id)
                for person in (ward.manager, sender.clinician):
                    answering.agree(session, request, at, by=person)
                moving.depart(session, request, by=sender.clinician)
            deeds = [("arrive", request.id, ward.manager.id), ("time", request.id, ward.manager.id)]
            assert how(course.race(deeds)) == {"done": 2}
            db.session.rollback()
            db.session.expire_all()
            assert request.status is S.ARRIVED
            assert request.assignment is not None
            assert (request.assignment.state, request.assignment.bed_id) == (AssignmentState.RESERVED, bed.id)


@pytest.mark.parametrize("deed", ["submit", "accept"])
def test_a_double_click_is_one_deed(own_app: Flask, ground: tuple[House, House], deed: str):
    sender, ward = ground
    a_bed(ward.unit)
    with track(url_of(own_app), 2) as course:
        for _round in range(ROUNDS):
            if deed == "submit":
                transfer = a_draft(sender, [ward])
                told = course.race([("submit", transfer.id, sender.clinician.id)] * 2)
                requests = list(requests_of(db.session(), transfer.id))
            else:
                requests = received(sender, ward)
                told = course.race([("accept", requests[0].id, ward.manager.id)] * 2)
            assert how(told) == {"done": 1, "told": 1}
            assert len(requests) == 1
            db.session.rollback()
            db.session.expire_all()
            give_back(requests, sender)


def test_two_transfers_of_one_patient_submitted_at_once_leave_one(own_app: Flask, ground: tuple[House, House]):
    sender, ward = ground
    with track(url_of(own_app), 2) as course:
        for _round in range(ROUNDS):
            first = a_draft(sender, [ward], priority=Priority.PRIOR)
            second = a_draft(sender, [ward], patient=first.patient, setting=Setting.CENTER)
            told = course.race([("submit", one.id, sender.clinician.id) for one in (first, second)])
            assert how(told) == {"done": 1, "told": 1}
            db.session.rollback()
            db.session.expire_all()
            assert sorted([first.status, second.status]) == [T.ACTIVE, T.DRAFT]


def test_every_history_of_a_race_leads_to_the_present(own_app: Flask, ground: tuple[House, House]):
    sender, ward = ground
    a_bed(ward.unit)
    requests = [received(sender, ward)[0] for _case in range(4)]
    with track(url_of(own_app), 4) as course:
        course.race([("accept", request.id, ward.manager.id) for request in requests])
    db.session.rollback()
    db.session.expire_all()
    for request in requests:
        steps = db.session.scalars(sa.select(Step).where(Step.request_id == request.id).order_by(Step.id)).all()
        assert [step.source for step in steps[1:]] == [step.target for step in steps[:-1]]
        assert steps[-1].target == request.status
    takers = sa.select(sa.func.count(Request.id)).where(Request.status.in_(sorted(HAS_THE_CASE)))
    assert db.session.scalar(takers) == 1
    assert db.session.scalar(sa.select(sa.func.count(Transfer.id)).where(Transfer.status == T.PLACED)) == 1
