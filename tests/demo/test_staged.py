"""The cases of today, as the people of the demo find them: of every state a few, near their deadlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.audit.models import AuditEvent
from hospice.core import jobs
from hospice.core.clock import frozen
from hospice.core.db import db, unit_of_work
from hospice.demo import loader
from hospice.demo.loader import Order, Size
from hospice.demo.people import AT_INSTITUTIONS
from hospice.demo.staged.stage import Stage
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.beds import census_of
from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.codes import UnitKind
from hospice.notifications.models import Message
from hospice.patients.models import Patient
from hospice.transfers.models import DischargePush, Request, Transfer, WaitingEntry
from hospice.transfers.rules.codes import DeclineReason, Outcome, RequestStatus, TransferStatus
from hospice.transfers.rules.handover import signed_by_both
from hospice.transfers.services.handing import as_rules, handover_of
from tests.databases import Store, application

from .conftest import TODAY
from .test_care import NOON

_S = RequestStatus


@pytest.fixture(scope="module")
def told(store: Store) -> Iterator[Flask]:
    with application(store.copy()) as app:
        with app.app_context(), frozen(NOON):
            with unit_of_work() as session:
                loader.load(session, Order(2027, TODAY, "not a hash"), Size.COUNTY)
            db.session.remove()
        yield app


@pytest.fixture
def today(told: Flask) -> Iterator[Session]:
    with told.app_context(), frozen(NOON):
        yield db.session()
        db.session.remove()


def house(session: Session, login: str) -> int:
    return Stage(session, NOON).house_of(login)


def asked_by(session: Session, login: str) -> list[Request]:
    mine = sa.select(Request).join(Transfer, Transfer.id == Request.transfer_id)
    return list(session.scalars(mine.where(Transfer.institution_id == house(session, login)).order_by(Request.id)))


def named(session: Session, name: str) -> Request:
    mine = sa.select(Request).join(Transfer, Transfer.id == Request.transfer_id)
    mine = mine.join(Patient, Patient.id == Transfer.patient_id)
    return session.scalars(mine.where(Patient.name == name).order_by(Request.id)).first()  # type: ignore[return-value]


def test_the_ward_is_as_the_mock_up_has_it(today: Session):
    ward = Stage(today, NOON).unit("丽水市中心医院", UnitKind.WARD)
    census = census_of(today, ward.id)
    assert (census.installed, census.free, census.held, census.occupied) == (16, 3, 2, 9)
    assert (census.cleaning, census.blocked) == (1, 1)


def test_a_doctor_finds_a_case_of_every_state(today: Session):
    states = Counter(request.status for request in asked_by(today, "longyuan.yisheng"))
    wanted = {_S.SUBMITTED, _S.RETURNED, _S.DECLINED, _S.WAITLISTED, _S.BED_HELD, _S.IN_TRANSIT, _S.ADMITTED, _S.CLOSED,
              _S.CANCELLED, _S.RELEASED}  # fmt: skip
    assert wanted <= states.keys()
    drafts = sa.select(sa.func.count()).where(
        Transfer.institution_id == house(today, "longyuan.yisheng"), Transfer.status == TransferStatus.DRAFT
    )
    assert today.scalar(drafts) == 2


def test_a_bed_is_kept_for_48_minutes_more(today: Session):
    request = named(today, "周德明")
    assert request.status is _S.BED_HELD
    assert request.assignment is not None
    assert request.assignment.expires_at == NOON + timedelta(minutes=48)
    assert request.assignment.bed is not None
    assert request.assignment.bed.bed_no == "3-2"
    settings = today.scalars(
        sa.select(BedAssignment.setting)
        .where(BedAssignment.patient_id == request.transfer.patient_id, BedAssignment.started_at.is_not(None))
        .order_by(BedAssignment.started_at)
    ).all()
    assert [setting.value for setting in settings].count("CLINIC") == 3
    assert {setting.value for setting in settings} == {"HOME", "COMMUNITY", "CLINIC"}


def test_what_is_urgent_is_unopened_declined_or_due_within_the_hour(today: Session):
    unopened = named(today, "王阿凤")
    assert (unopened.status, unopened.answer_by) == (_S.SUBMITTED, NOON + timedelta(minutes=92))
    declined = named(today, "郭桂香")
    assert declined.transfer.priority is Priority.URGENT
    assert declined.decline_reason is DeclineReason.NO_CAPABILITY
    assert declined.second_option
    assert declined.transfer.status is TransferStatus.ACTIVE
    overdue = named(today, "汤阿毛")
    assert overdue.status is _S.RECEIVED
    assert overdue.answer_by is not None
    assert overdue.answer_by < NOON


def test_somebody_is_on_the_way_and_somebody_has_arrived(today: Session):
    assert named(today, "毛水娟").departed_at == NOON - timedelta(minutes=76)
    arrived = named(today, "章小凤")
    record = handover_of(today, arrived.id)
    assert arrived.status is _S.ARRIVED
    assert record is not None
    assert signed_by_both(as_rules(record)) == (9, 14)
    agreed = named(today, "林根土")
    assert (agreed.status, agreed.sender_agreed_at) == (_S.BED_HELD, None)
    assert agreed.receiver_agreed_at is not None


def test_four_wait_in_their_order(today: Session):
    ward = Stage(today, NOON).unit("丽水市中心医院", UnitKind.WARD)
    waits = sa.select(WaitingEntry).where(WaitingEntry.unit_id == ward.id, WaitingEntry.left_at.is_(None))
    entries = today.scalars(waits).all()
    ranked = sorted(entries, key=lambda entry: (entry.priority.rank, entry.since))
    assert [entry.request.transfer.patient.name for entry in ranked] == ["汪林生", "季银花", "胡彩琴", "董火根"]
    offers = sa.select(jobs.Job.id).where(jobs.Job.subject == f"unit:{ward.id}", jobs.Job.state == jobs.JobState.READY)
    assert today.scalar(offers) is None  # the clock leaves the board as it is until a bed is freed


def test_pushes_wait_to_be_acknowledged_and_for_a_first_contact(today: Session):
    mine = sa.select(DischargePush).join(Patient, Patient.id == DischargePush.patient_id)
    overdue = today.scalars(mine.where(Patient.name == "梅月仙")).one()
    assert overdue.acknowledged_at is not None
    assert overdue.contact_by == NOON - timedelta(minutes=25)
    fresh = today.scalars(mine.where(Patient.name == "吴仁发")).one()
    assert fresh.acknowledged_at is None
    assert NOON < fresh.ack_by < NOON + timedelta(hours=8)


def test_somebody_died_at_home(today: Session):
    request = named(today, "项老根")
    assert request.transfer.outcome is Outcome.DIED_HERE
    assert request.transfer.patient.died_at == NOON - timedelta(days=5, hours=9)


def test_deeds_of_today_left_messages_jobs_and_a_trace(today: Session):
    subject = f"request:{named(today, '周德明').key}"
    assert today.scalar(sa.select(sa.func.count()).where(Message.subject == subject)) >= 2
    assert today.scalar(sa.select(sa.func.count()).where(AuditEvent.subject == subject)) >= 4
    assert today.scalar(sa.select(sa.func.count()).where(jobs.Job.kind == "draft")) >= 3


def test_everybody_of_the_houses_can_sign_in(today: Session):
    logins = set(today.scalars(sa.select(User.login).where(User.closed_at.is_(None))))
    assert {"longquanyy.hushizhang", "longquanyy.yisheng", "jianchi.hushi", "longyuan.hushi"} <= logins
    assert len({person.login for person in AT_INSTITUTIONS} - logins) == 3  # of 杭州 and 宁波, which this size has not


@pytest.mark.parametrize(("seed", "day"), [(1, "2026-03-01"), (77, "2027-12-31"), (2027, "2026-11-29")])
def test_any_seed_and_any_day_have_their_cases(session: Session, seed: int, day: str):
    loader.load(session, Order(seed, type(TODAY).fromisoformat(day), "x", 40), Size.COUNTY)
    waiting = sa.select(sa.func.count()).where(Transfer.synthetic, Transfer.status == TransferStatus.DRAFT)
    assert session.scalar(waiting) == 3
