"""Three years of care: every history replays, every bed holds one patient, and the clock goes on where it ends."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from hospice.accounts.models import Grant, User
from hospice.core import jobs
from hospice.core.clock import ZONE, frozen
from hospice.core.db import db, unit_of_work
from hospice.core.sealing import unseal
from hospice.demo import loader, nation
from hospice.demo.care import minutes
from hospice.demo.loader import Order, Size
from hospice.episodes.models import BedAssignment, Episode
from hospice.episodes.queries.beds import census_of
from hospice.facilities.models import Bed, UnitCapacity, UnitRecord, UnitState
from hospice.facilities.rules.codes import UnitKind, UnitStatus
from hospice.patients.models import Contact, Patient, PatientScore
from hospice.patients.rules.contact import phone
from hospice.patients.rules.resident_id import check_character
from hospice.patients.rules.scores.catalogue import CURRENT
from hospice.patients.rules.scores.result import compute
from hospice.transfers import clock
from hospice.transfers.models import BedOffer, DischargePush, HandoverRecord, Request, Step, Transfer, WaitingEntry
from hospice.transfers.rules.codes import RequestAction, RequestStatus, Route, TransferAction, TransferStatus
from hospice.transfers.rules.request_life import HAS_THE_CASE, OPEN_REQUESTS, REQUESTS
from hospice.transfers.rules.transfer_life import OPEN_TRANSFERS, OVER, TRANSFERS
from hospice.transfers.services.handing import summary_hash
from hospice.wiring import JOBS
from tests.databases import Store, application

from .conftest import TODAY

DAYS = 420
ENDS = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=ZONE).astimezone(UTC)
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 14, 26, tzinfo=ZONE).astimezone(UTC)


@pytest.fixture(scope="module")
def told(store: Store) -> Iterator[Flask]:
    """丽水市 with more than a year of care, as the command loads it."""
    with application(store.copy()) as app:
        with app.app_context(), frozen(NOON):
            with unit_of_work() as session:
                loader.load(session, Order(2027, TODAY, "not a hash", DAYS), Size.COUNTY)
            db.session.remove()
        yield app


@pytest.fixture
def care(told: Flask) -> Iterator[Session]:
    """A look into it at the time of the cases of today."""
    with told.app_context(), frozen(NOON):
        yield db.session()
        db.session.remove()


def walk(steps: Sequence[Any], life: Any, action: Callable[[str], Any], route: Route) -> Any:
    """Where a history leads by the table, row by row; an illegal step raises."""
    status = None
    for step in steps:
        if status is None:
            assert step.source is None
            status = type(life.start)(step.target)
            assert status is life.start
            continue
        assert step.source == status.value
        status = life.next_status(status, action(step.action), route)
        assert step.target == status.value
    return status


def histories(session: Session) -> tuple[dict[int, list[Any]], dict[int, list[Any]]]:
    """Steps by transfer and by request, in the order of their rows."""
    needs: dict[int, list[Any]] = defaultdict(list)
    asked: dict[int, list[Any]] = defaultdict(list)
    rows = sa.select(Step.transfer_id, Step.request_id, Step.action, Step.source, Step.target, Step.at).order_by(Step.id)
    for step in session.execute(rows):
        if step.request_id is None:
            needs[step.transfer_id].append(step)
        else:
            asked[step.request_id].append(step)
    return needs, asked


def replay(session: Session) -> int:
    """Walk every history; gives how many there were."""
    needs, asked = histories(session)
    routes = {}
    for row in session.execute(sa.select(Transfer.id, Transfer.inpatient, Transfer.status)):
        routes[row.id] = Route.BED if row.inpatient else Route.VISIT
        assert walk(needs[row.id], TRANSFERS, TransferAction, routes[row.id]) is row.status
    for one in session.execute(sa.select(Request.id, Request.transfer_id, Request.status)):
        assert walk(asked[one.id], REQUESTS, RequestAction, routes[one.transfer_id]) is one.status
    return len(needs) + len(asked)


def test_every_history_replays_to_what_stands_now(care: Session):
    assert replay(care) > 1500


def test_no_history_goes_back_in_time(care: Session):
    for steps in [*histories(care)[0].values(), *histories(care)[1].values()]:
        times = [step.at for step in steps]
        assert times == sorted(times)
        assert times[-1] <= NOON


def test_a_need_stands_where_its_requests_have_brought_it(care: Session):
    statuses: dict[int, list[RequestStatus]] = defaultdict(list)
    for transfer_id, status in care.execute(sa.select(Request.transfer_id, Request.status)):
        statuses[transfer_id].append(status)
    for row in care.execute(sa.select(Transfer.id, Transfer.status, Transfer.outcome, Transfer.ended_at)):
        mine = statuses[row.id]
        takers = [status for status in mine if status in HAS_THE_CASE]
        away = [status for status in takers if status in (RequestStatus.IN_TRANSIT, RequestStatus.ARRIVED)]
        assert (row.status is TransferStatus.PLACED) == bool(takers and not away)
        assert (row.status is TransferStatus.UNDERWAY) == bool(away)
        assert (row.outcome is not None) == (row.ended_at is not None) == (row.status in OVER)
        assert row.status in OPEN_TRANSFERS or not [status for status in mine if status in OPEN_REQUESTS]


def test_never_more_patients_than_places(care: Session):
    """A sweep over every instant at which somebody comes or goes."""
    turns: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    began = sa.func.coalesce(BedAssignment.reserved_at, BedAssignment.started_at)
    for unit, start, end in care.execute(sa.select(BedAssignment.unit_id, began, BedAssignment.ended_at)):
        turns[unit] += [(start, 1), (end or datetime.max.replace(tzinfo=UTC), -1)]
    live = sa.and_(UnitCapacity.confirmed_at.is_not(None), UnitCapacity.superseded_at.is_(None))
    rows = care.execute(sa.select(UnitCapacity.unit_id, UnitCapacity.valid_from, UnitCapacity.valid_to, UnitCapacity.open,
                                  UnitCapacity.installed).where(live)).all()  # fmt: skip
    for unit, changes in turns.items():
        mine = [row for row in rows if row.unit_id == unit]
        taken = 0
        for at, change in sorted(changes):
            taken += change
            if at.year == 9999:
                break
            day = at.astimezone(ZONE).date()
            (now,) = [row for row in mine if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)]
            assert 0 <= taken <= now.open <= now.installed, (unit, at)


def test_nobody_lies_in_two_beds_and_no_bed_is_promised_twice(care: Session):
    began = sa.func.coalesce(BedAssignment.reserved_at, BedAssignment.started_at).label("began")
    its = BedAssignment
    asked = (its.bed_id, its.unit_id, its.place_no, its.patient_id, its.in_bed, its.started_at, its.ended_at, began)
    rows = care.execute(sa.select(*asked)).all()
    places: dict[Any, list[Any]] = defaultdict(list)
    patients: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        places[row.bed_id or (row.unit_id, row.place_no)].append((row.began, row.ended_at))
        if row.in_bed and row.started_at:
            patients[row.patient_id].append((row.started_at, row.ended_at))
    for spans in [*places.values(), *patients.values()]:
        spans.sort()
        for (_, end), (start, _) in itertools.pairwise(spans):
            assert end is not None
            assert end <= start


def test_people_lie_where_people_of_their_sex_lie_and_only_while_the_unit_works(care: Session):
    lying = sa.select(Bed.sex, Patient.sex).join(BedAssignment, BedAssignment.bed_id == Bed.id)
    lying = lying.join(Patient, Patient.id == BedAssignment.patient_id).where(BedAssignment.ended_at.is_(None))
    found = {(bed.value, patient.value) for bed, patient in care.execute(lying)}
    assert {("ANY", "1"), ("F", "2")} <= found
    assert not found & {("M", "2"), ("F", "1")}
    working = sa.select(UnitState.unit_id).where(
        UnitState.status == UnitStatus.OPERATING, UnitState.confirmed_at.is_not(None), UnitState.superseded_at.is_(None),
        UnitState.valid_to.is_(None),
    )  # fmt: skip
    here = sa.select(sa.func.count()).where(BedAssignment.ended_at.is_(None), BedAssignment.unit_id.not_in(working))
    assert care.scalar(here) == 0


def test_with_a_death_everything_ends(care: Session):
    dead = sa.select(Patient.id).where(Patient.died_at.is_not(None))
    assert care.scalar(sa.select(sa.func.count()).where(Patient.died_at.is_not(None))) > 300
    lying = sa.select(sa.func.count()).where(BedAssignment.patient_id.in_(dead), BedAssignment.ended_at.is_(None))
    assert care.scalar(lying) == 0
    assert care.scalar(sa.select(sa.func.count()).where(Episode.patient_id.in_(dead), Episode.ended_at.is_(None))) == 0
    open_ = sa.select(sa.func.count()).where(Transfer.patient_id.in_(dead), Transfer.status.in_(sorted(OPEN_TRANSFERS)))
    assert care.scalar(open_) == 0


def test_whoever_waits_stands_on_the_list_once_and_whoever_was_offered_a_bed_was_next(care: Session):
    waiting = sa.select(WaitingEntry.request_id).where(WaitingEntry.left_at.is_(None))
    listed = sa.select(Request.id).where(Request.status == RequestStatus.WAITLISTED)
    assert sorted(care.scalars(waiting)) == sorted(care.scalars(listed))
    offers = care.scalars(sa.select(BedOffer)).all()
    assert len(offers) > 20
    for offer in offers:
        mine = offer.entry
        others = care.scalars(sa.select(WaitingEntry).where(
            WaitingEntry.unit_id == offer.unit_id, WaitingEntry.id != mine.id, WaitingEntry.entered_at <= offer.at,
            sa.or_(WaitingEntry.left_at.is_(None), WaitingEntry.left_at >= offer.at),
        )).all()  # fmt: skip
        place = (mine.priority.rank, mine.since, str(mine.request.key))
        above = [one for one in others if (one.priority.rank, one.since, str(one.request.key)) < place]
        stayed = {one.id for one in above if one.left_at is None or one.left_at > offer.at}
        assert stayed <= {row.entry_id for row in offer.passed} <= {one.id for one in above}
        assert all(row.why for row in offer.passed)


def test_the_worker_is_woken_for_every_open_case_when_its_time_comes(care: Session):
    live = sa.select(jobs.Job.subject, jobs.Job.run_at).where(jobs.Job.kind == "request", jobs.Job.state == jobs.JobState.READY)
    woken = {row.subject: row.run_at for row in care.execute(live)}
    open_ = care.scalars(sa.select(Request).where(Request.status.in_(sorted(OPEN_REQUESTS)))).all()
    due = {f"request:{one.id}": clock.next_due(care, one) for one in open_}
    assert len(due) > 20
    assert woken.keys() == {subject for subject, at in due.items() if at is not None}
    sooner = {subject for subject, at in woken.items() if at != due[subject]}
    assert len(sooner) == 2  # two were reviewed today, which lets the clock look at once
    reminders = sa.select(jobs.Job.subject).where(jobs.Job.kind == "push", jobs.Job.state == jobs.JobState.READY)
    pushes = set(care.scalars(reminders))
    open_pushes = sa.select(DischargePush).where(
        DischargePush.first_contact_at.is_(None), DischargePush.cancelled_at.is_(None), DischargePush.contact_by > NOON
    )
    assert {f"push:{push.id}" for push in care.scalars(open_pushes)} <= pushes


def test_patients_are_nobody(care: Session):
    patients = care.scalars(sa.select(Patient)).all()
    assert len(patients) > 800
    for patient in patients:
        assert patient.synthetic
        assert patient.id_sealed is not None
        number = unseal(patient.id_sealed, patient.about)
        assert number.startswith("999999")
        assert number[-1] == check_character(number[:-1])
        assert patient.birth_date is not None
        assert number[6:14] == f"{patient.birth_date:%Y%m%d}"
        assert (int(number[16]) % 2 == 1) == (patient.sex.value == "1")
    assert all(phone(number) == number and number[5] == "0" for number in care.scalars(sa.select(Contact.phone)))


def test_scores_are_what_their_formula_says(care: Session):
    rows = care.execute(sa.select(PatientScore.score, PatientScore.inputs, PatientScore.result, PatientScore.band).limit(400))
    for score, inputs, result, band in rows:
        found = compute(CURRENT[score], inputs)
        assert (str(found.value), found.band) == (result, band)


def test_admissions_were_handed_over_and_recent_ones_item_by_item(care: Session):
    admitted = set(care.scalars(sa.select(Request.id).where(Request.admitted_at.is_not(None))))
    records = care.scalars(sa.select(HandoverRecord).where(HandoverRecord.completed_at.is_not(None))).all()
    assert {record.request_id for record in records} == admitted
    recent = [record for record in records if record.completed_at > ENDS - timedelta(days=20)]
    assert recent
    assert {len(record.entries) for record in recent} == {14}
    assert all(summary_hash(record) == record.summary_hash for record in records[-60:])


def test_wards_are_well_used(care: Session):
    """Patients over places, month by month of the last year, of every bedded kind."""
    end = ENDS - timedelta(days=120)
    for kind in (UnitKind.WARD, UnitKind.ROOM, UnitKind.CENTER):
        units = set(care.scalars(sa.select(UnitRecord.unit_id).where(UnitRecord.kind == kind)))
        held = care.execute(sa.select(UnitCapacity.unit_id, UnitCapacity.open).where(
            UnitCapacity.unit_id.in_(units), UnitCapacity.superseded_at.is_(None), UnitCapacity.confirmed_at.is_not(None),
            UnitCapacity.valid_from <= end.date(),
            sa.or_(UnitCapacity.valid_to.is_(None), UnitCapacity.valid_to > end.date()))).all()  # fmt: skip
        there = care.scalar(sa.select(sa.func.count()).where(
            BedAssignment.unit_id.in_({row.unit_id for row in held}), BedAssignment.started_at <= end,
            sa.or_(BedAssignment.ended_at.is_(None), BedAssignment.ended_at > end)))  # fmt: skip
        assert 0.35 <= (there or 0) / sum(row.open for row in held) <= 1, kind


def test_some_ribbons_lead_through_several_settings(care: Session):
    settings: dict[int, set[Any]] = defaultdict(set)
    for patient, setting in care.execute(sa.select(BedAssignment.patient_id, BedAssignment.setting)):
        settings[patient].add(setting)
    assert sum(len(found) >= 3 for found in settings.values()) > 20
    afterwards = BedAssignment.created_at > BedAssignment.started_at
    late = sa.select(sa.func.count()).where(afterwards, BedAssignment.reserved_at.is_(None))
    assert (care.scalar(late) or 0) > 20  # entered afterwards
    assert (care.scalar(sa.select(sa.func.count()).where(DischargePush.first_contact_at.is_not(None))) or 0) > 20


def test_the_same_seed_and_day_tell_the_same_whatever_the_hour(store: Store):
    told = []
    for hour in (3, 20):
        with application(store.copy()) as app, app.app_context(), frozen(ENDS + timedelta(hours=hour)):
            with unit_of_work() as session:
                loader.load(session, Order(7, TODAY, "x", 30), Size.COUNTY)
            rows = db.session.execute(sa.select(Step.id, Step.at, Step.action, Step.actor_name).where(Step.at < ENDS))
            numbers = db.session.execute(sa.select(Patient.key, Patient.id_hash, Patient.name).where(Patient.id < 50))
            told.append((sorted(row for row in rows if row.id < 500), sorted(numbers)))
            db.session.remove()
    assert told[0] == told[1]
    assert len(told[0][0]) > 300


@pytest.mark.slow
def test_a_copied_province_has_care_of_its_own_and_nobody_to_sign_in(session: Session):
    nation.copy_divisions(session, "A0")
    counts = loader.load_clone(session, Order(2027, TODAY, "x", 20), "A0")
    assert counts["transfer"] > 200
    assert not session.scalar(sa.select(User.id).where(User.closed_at.is_(None)))
    assert session.scalar(sa.select(Grant.id).limit(1))


def test_minutes_are_read_as_instants():
    assert minutes.stamp(minutes.minute_of(NOON)) == NOON.strftime("%Y-%m-%d %H:%M:00.000000")
    assert minutes.instant(minutes.minute_of(NOON)) == NOON
    friday_night = minutes.midnight(TODAY) - 2 * minutes.DAY + 20 * 60  # TODAY is a Sunday
    assert minutes.local_day(minutes.on_duty(friday_night)).weekday() == 0
    assert minutes.hour(minutes.on_duty(friday_night)) in (8, 9)
    assert minutes.hour(minutes.awake(friday_night + 120)) in (8, 9)


def test_the_worker_goes_on_with_all_of_it(told: Flask):
    """Last, since it changes what the others look at."""
    with told.app_context(), frozen(NOON + timedelta(hours=6)):
        done = 0
        while jobs.run_next(JOBS):
            done += 1
            assert done < 3000
        failed = sa.select(jobs.Job.kind, jobs.Job.error).where(jobs.Job.error != "")
        assert db.session.execute(failed).all() == []
        assert done > 60
        assert replay(db.session()) > 1500
        ward = db.session.scalars(sa.select(UnitRecord.unit_id).where(UnitRecord.kind == UnitKind.WARD)).all()
        assert all(census_of(db.session(), unit).free >= 0 for unit in set(ward))
        db.session.remove()
