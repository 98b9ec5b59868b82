"""What time does to transfers: each thing once, also after an outage, also where several workers come by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.core import jobs
from hospice.core.clock import frozen, now
from hospice.core.db import unit_of_work
from hospice.core.errors import Refused
from hospice.core.worker import work_off
from hospice.episodes.queries.beds import free_beds
from hospice.episodes.rules.codes import Priority
from hospice.episodes.services import staying
from hospice.notifications.models import Message
from hospice.notifications.queries import unseen
from hospice.notifications.services import see
from hospice.transfers.models import BedOffer, Step, WaitingEntry
from hospice.transfers.rules.codes import Outcome, RequestStatus, TransferStatus
from hospice.transfers.services import answering, waiting
from hospice.wiring import JOBS
from tests.cases import House, a_draft, a_house, received, submitted

S = RequestStatus
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=1)


def later(hours: float) -> None:
    with frozen(MONDAY + timedelta(hours=hours)):
        work_off(JOBS)


def kinds(session: Session, house: House) -> list[str]:
    mine = sa.select(Message.kind).where(Message.institution_id == house.institution.id)
    return list(session.scalars(mine.order_by(Message.id)))


def test_a_bed_that_nobody_came_for_is_back_and_the_patient_waits(session: Session, sender: House, ward: House):
    with frozen(MONDAY):
        [request] = received(sender, ward, priority=Priority.URGENT)
        with unit_of_work():
            answering.accept(session, request, by=ward.manager)
    later(3.9)
    assert request.status is S.BED_HELD
    later(4)
    session.expire_all()
    assert (request.status, request.transfer.status) == (S.WAITLISTED, TransferStatus.ACTIVE)
    assert free_beds(session, ward.unit.id)  # and it is not held for the same patient again until somebody has looked
    later(5)
    assert session.scalar(sa.select(sa.func.count(Step.id)).where(Step.action == "RUN_OUT")) == 1
    assert kinds(session, sender).count("reservation_ran_out") == 1


def test_silence_reaches_the_duty_manager_and_then_the_county_each_once(session: Session, sender: House, ward: House):
    with frozen(MONDAY):
        [request] = submitted(sender, ward, priority=Priority.URGENT)
    for hours in (0.9, 1, 1.5, 1.6):
        later(hours)
    assert kinds(session, ward).count("request_escalated") == 1
    later(2.5)
    county = sa.select(sa.func.count(Message.id)).where(Message.region_id == request.transfer.region_id)
    assert session.scalar(county) == 1
    later(30)
    assert session.scalar(county) == 1


def test_after_an_outage_everything_that_was_due_is_done_once(session: Session, sender: House, ward: House):
    with frozen(MONDAY):
        [request] = submitted(sender, ward, priority=Priority.URGENT)
    later(24 * 40)
    session.expire_all()
    assert (request.status, request.transfer.status) == (S.EXPIRED, TransferStatus.EXPIRED)
    assert request.transfer.outcome is Outcome.LOST_CONTACT
    later(24 * 41)
    assert session.scalar(sa.select(sa.func.count(Step.id)).where(Step.action == "EXPIRE")) == 2


def test_a_draft_that_nobody_touched_is_deleted(session: Session, sender: House, ward: House):
    with frozen(MONDAY):
        transfer = a_draft(sender, [ward])
    later(29 * 24)
    session.expire_all()
    assert transfer.status is TransferStatus.DRAFT
    later(31 * 24)
    session.expire_all()
    assert transfer.status is TransferStatus.DELETED


def test_a_freed_bed_goes_to_the_next_in_line_and_the_log_says_why(session: Session, sender: House, ward: House):
    with frozen(MONDAY):
        [taken] = received(sender, ward)
        with unit_of_work():
            answering.accept(session, taken, by=ward.manager)
    waiting_ones = []
    for hours, priority in ((1, Priority.ROUTINE), (2, Priority.PRIOR)):
        with frozen(MONDAY + timedelta(hours=hours)):
            [request] = received(sender, ward, priority=priority)
            with unit_of_work():
                answering.waitlist(session, request, "家庭医生每日上门", by=ward.manager)
            waiting_ones.append(request)
    later(3)
    assert [one.status for one in waiting_ones] == [S.WAITLISTED, S.WAITLISTED]
    with frozen(MONDAY + timedelta(hours=4)), unit_of_work():
        staying.record_death(session, taken.transfer.patient, by=sender.clinician)
    later(4)
    session.expire_all()
    assert [one.status for one in waiting_ones] == [S.WAITLISTED, S.BED_HELD]  # the more urgent one, though later
    offer = session.scalars(sa.select(BedOffer)).one()
    assert (offer.entry.request_id, offer.by_id, offer.passed) == (waiting_ones[1].id, None, [])
    assert "bed_offered" in kinds(session, ward)


def test_a_bed_out_of_turn_needs_a_reason_that_stands_beside_those_passed_over(
    session: Session, sender: House, ward: House
):
    requests = []
    for priority in (Priority.URGENT, Priority.ROUTINE):
        with frozen(MONDAY):
            [request] = received(sender, ward, priority=priority)
            with unit_of_work():
                answering.waitlist(session, request, by=ward.manager)
        requests.append(request)
    entries = {entry.request_id: entry for entry in session.scalars(sa.select(WaitingEntry))}

    with frozen(MONDAY):
        with pytest.raises(Refused), unit_of_work():
            waiting.give(session, entries[requests[1].id], " ", by=ward.manager)
        with unit_of_work():
            offer = waiting.give(session, entries[requests[1].id], "前一位今日不便转运", by=ward.manager)
    assert [(row.entry_id, row.why) for row in offer.passed] == [
        (entries[requests[0].id].id, "人工调整：前一位今日不便转运")
    ]
    assert requests[1].status is S.BED_HELD


def test_a_message_is_written_once_and_shown_once(session: Session, sender: House, ward: House):
    with frozen(MONDAY):
        submitted(sender, ward)
        work_off(JOBS)
    scope = Scope(institutions=frozenset({ward.institution.id}))
    [message] = unseen(session, scope, ward.liaison.id)
    assert message.sent_at is not None
    with unit_of_work():
        assert see(session, message, ward.liaison.id)
        assert not see(session, message, ward.liaison.id)
    assert unseen(session, scope, ward.liaison.id) == []
    assert unseen(session, scope, ward.manager.id) == [message]


def test_a_job_that_fails_leaves_nothing_and_is_tried_again(session: Session):
    calls: list[str] = []

    def fails(work: Session, subject: str) -> None:
        jobs.put(work, "trace", subject, now() + timedelta(days=1))
        calls.append(subject)
        if len(calls) == 1:
            raise ZeroDivisionError

    with unit_of_work():
        jobs.put(session, "odd", "x:1", now())
    work_off({"odd": fails})
    traces = sa.select(sa.func.count(jobs.Job.id)).where(jobs.Job.kind == "trace")
    assert session.scalar(traces) == 0
    with frozen(now() + timedelta(minutes=2)):
        work_off({"odd": fails})
    assert (calls, session.scalar(traces)) == (["x:1", "x:1"], 1)


def test_what_a_killed_worker_had_taken_is_taken_again_when_its_lease_is_over(session: Session):
    done: list[str] = []
    with unit_of_work():
        jobs.put(session, "odd", "x:1", now())
    with unit_of_work():
        assert jobs.claim(session) is not None  # and then it is killed
    assert work_off({"odd": lambda _session, subject: done.append(subject)}) == 0
    with frozen(now() + jobs.LEASE + timedelta(seconds=1)):
        assert work_off({"odd": lambda _session, subject: done.append(subject)}) == 1
    assert done == ["x:1"]


def test_the_worker_shows_when_it_last_ran(own_app: Flask):
    result = own_app.test_cli_runner().invoke(args=["worker", "run", "--once"])
    assert result.exit_code == 0, result.output
    with own_app.app_context(), unit_of_work() as work:
        beat = jobs.last_beat(work)
        assert beat is not None
        assert now() - beat < timedelta(minutes=5)
