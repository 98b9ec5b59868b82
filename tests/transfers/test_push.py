"""A patient goes home: who cares on is told once, takes note, gets in touch, and is left in peace after a death."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hospice.access.permissions import Permission, Role
from hospice.accounts.models import User
from hospice.audit.models import AuditEvent
from hospice.core.clock import frozen, now
from hospice.core.db import unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.jobs import Job, JobState
from hospice.core.worker import work_off
from hospice.episodes.rules.codes import DischargeOutcome
from hospice.episodes.services import staying
from hospice.facilities.rules.codes import InstitutionKind, UnitKind
from hospice.notifications.models import Message
from hospice.patients.models import Patient
from hospice.patients.rules.wishes import Setting
from hospice.regions.models import Region
from hospice.transfers.models import DischargePush, Request
from hospice.transfers.queries.patients import patient_seen
from hospice.transfers.queries.pushes import open_pushes
from hospice.transfers.rules.pushing import (
    Candidate,
    ContactKind,
    PushEnd,
    PushMatter,
    deadlines,
    family_doctor,
    matter,
)
from hospice.transfers.rules.standards import Standards
from hospice.transfers.rules.steps import StepNotAllowed
from hospice.transfers.services import answering, moving, pushing
from hospice.wiring import JOBS
from tests.cases import House, a_house, a_patient, handed_over, received
from tests.factories import a_unit, a_user, an_institution

from .homecomings import goes, lies_in

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
M, E = PushMatter, PushEnd


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=2)


@pytest.fixture
def coordinator(session: Session) -> User:
    return a_user(Role.COUNTY_COORDINATOR)


def sent_home(ward: House, **values: object) -> DischargePush:
    patient = a_patient(ward, **values)
    with frozen(MONDAY):
        goes(ward, lies_in(ward, patient))
    with unit_of_work() as session:
        return session.scalars(sa.select(DischargePush).where(DischargePush.patient_id == patient.id)).one()


def pushes(session: Session) -> list[DischargePush]:
    return list(session.scalars(sa.select(DischargePush).order_by(DischargePush.id)))


def kinds(session: Session, house: House | None = None, region_id: int | None = None) -> list[str]:
    mine = Message.institution_id == house.institution.id if house else Message.region_id == region_id
    found = session.scalars(sa.select(Message.kind).where(mine).order_by(Message.id))
    return [kind for kind in found if "push" in kind]


def audited(session: Session, action: str) -> int:
    return session.scalar(sa.select(sa.func.count(AuditEvent.id)).where(AuditEvent.action == action)) or 0


def later(hours: float) -> None:
    with frozen(MONDAY + timedelta(hours=hours)):
        work_off(JOBS)


def waiting_jobs(session: Session) -> int:
    mine = sa.select(sa.func.count(Job.id)).where(Job.kind == pushing.PUSH, Job.state == JobState.READY)
    return session.scalar(mine) or 0


class TestRules:
    def test_a_push_is_due_after_a_day_and_after_three(self) -> None:
        assert deadlines(MONDAY, Standards()) == (MONDAY + timedelta(hours=24), MONDAY + timedelta(hours=72))

    @given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
    def test_every_push_asks_for_one_thing(
        self, routed: bool, acknowledged: bool, contacted: bool, cancelled: bool
    ) -> None:
        found = matter(routed=routed, acknowledged=acknowledged, contacted=contacted, cancelled=cancelled)
        assert (found is M.OVER) == cancelled
        assert (found is M.DONE) == (contacted and not cancelled)
        assert (found is M.ROUTE) == (not routed and not contacted and not cancelled)

    def test_the_family_doctor_is_the_only_one_that_fits_or_nobody(self) -> None:
        first, second, far = Candidate(1, 10, knows=False), Candidate(2, 10, knows=False), Candidate(3, 11, knows=True)
        assert family_doctor([first, far], 10) == 1
        assert family_doctor([first, second, far], 10) is None
        assert family_doctor([first, Candidate(2, 10, knows=True), far], 10) == 2
        assert family_doctor([first, second, far], None) == 3  # the county stands for a township that is not known
        assert family_doctor([first, second], None) is None
        assert family_doctor([far], 10) is None


def test_a_patient_who_leaves_for_home_is_pushed_to_the_family_doctor_of_the_township(
    session: Session, ward: House, centre: House, elsewhere: House, township: Region
):
    push = sent_home(ward, township_id=township.id)
    assert (push.institution_id, push.from_institution_id) == (centre.institution.id, ward.institution.id)
    assert (push.ack_by, push.contact_by) == (MONDAY + timedelta(hours=24), MONDAY + timedelta(hours=72))
    assert push.synthetic
    assert push.matter is M.ACKNOWLEDGE
    assert kinds(session, centre) == ["discharge_pushed"]
    assert kinds(session, elsewhere) == []
    assert (audited(session, "push_made"), waiting_jobs(session)) == (1, 1)


@pytest.mark.parametrize(
    "outcome", [DischargeOutcome.TO_WARD, DischargeOutcome.TO_ACUTE, DischargeOutcome.SELF_DISCHARGE]
)
def test_who_does_not_go_home_is_not_pushed(session: Session, ward: House, centre: House, outcome: DischargeOutcome):
    goes(ward, lies_in(ward, a_patient(ward)), outcome)
    assert pushes(session) == []


def test_without_a_family_doctor_the_county_is_asked_and_says_who(
    session: Session, ward: House, centre: House, elsewhere: House, coordinator: User
):
    push = sent_home(ward)  # no township is known, and the county has two houses
    assert (push.institution_id, push.matter) == (None, M.ROUTE)
    assert kinds(session, region_id=push.region_id) == ["push_unrouted"]
    with pytest.raises(StepNotAllowed), unit_of_work():
        pushing.route(session, push, centre.institution.id, by=centre.clinician)
    with pytest.raises(Refused), unit_of_work():
        pushing.route(session, push, ward.institution.id, by=coordinator)  # a hospital has no family doctors
    with frozen(MONDAY + timedelta(hours=60)), unit_of_work():
        pushing.route(session, push, elsewhere.institution.id, by=coordinator)
    assert (push.institution_id, push.ack_by) == (elsewhere.institution.id, MONDAY + timedelta(hours=84))
    assert push.contact_by == push.ack_by
    assert (kinds(session, elsewhere), kinds(session, centre)) == (["discharge_pushed"], [])
    assert audited(session, "push_routed") == 1


def test_the_house_takes_note_and_gets_in_touch_and_the_ward_reads_it(
    session: Session, ward: House, centre: House, township: Region
):
    push = sent_home(ward, township_id=township.id)
    with frozen(MONDAY + timedelta(hours=3)), unit_of_work():
        pushing.acknowledge(session, push, by=centre.liaison)
    assert (push.matter, push.due) == (M.CONTACT, push.contact_by)
    with pytest.raises(Conflict), unit_of_work():
        pushing.acknowledge(session, push, by=centre.clinician)
    at = MONDAY + timedelta(hours=20)
    with frozen(MONDAY + timedelta(hours=30)):
        for wrong in (MONDAY - timedelta(hours=1), MONDAY + timedelta(hours=31)):
            with pytest.raises(Refused), unit_of_work():
                pushing.note_contact(session, push, ContactKind.VISIT, wrong, by=centre.clinician)
        with unit_of_work():
            pushing.note_contact(session, push, ContactKind.VISIT, at, "睡得好", by=centre.clinician)
    assert (push.matter, push.first_contact_at, push.first_contact_kind) == (M.DONE, at, ContactKind.VISIT)
    assert kinds(session, ward) == ["push_done"]
    assert (audited(session, "push_acknowledged"), audited(session, "push_contacted")) == (1, 1)
    assert waiting_jobs(session) == 0
    with pytest.raises(StepNotAllowed), unit_of_work():
        pushing.note_contact(session, push, ContactKind.PHONE, at, by=centre.clinician)


def test_nobody_but_the_house_acts_for_it(
    session: Session, ward: House, centre: House, elsewhere: House, township: Region, coordinator: User
):
    push = sent_home(ward, township_id=township.id)
    for stranger in (ward.clinician, elsewhere.clinician, coordinator):
        with pytest.raises(StepNotAllowed), unit_of_work():
            pushing.acknowledge(session, push, by=stranger)
    assert push.matter is M.ACKNOWLEDGE


def test_what_is_late_is_told_once_at_each_time_and_after_an_outage_too(
    session: Session, ward: House, centre: House, township: Region
):
    push = sent_home(ward, township_id=township.id)
    later(23)
    assert kinds(session, centre) == ["discharge_pushed"]
    later(24)
    later(25)
    assert kinds(session, centre) == ["discharge_pushed", "push_ack_due"]
    assert kinds(session, region_id=push.region_id) == ["push_escalated"]
    later(500)
    later(501)
    assert kinds(session, centre) == ["discharge_pushed", "push_ack_due", "push_contact_due"]
    assert kinds(session, region_id=push.region_id) == ["push_escalated"] * 2


def test_a_death_stops_every_reminder_at_once(session: Session, ward: House, centre: House, township: Region):
    push = sent_home(ward, township_id=township.id)
    with frozen(MONDAY + timedelta(hours=5)), unit_of_work():
        staying.record_death(session, push.patient, by=ward.clinician)
    assert (push.matter, push.cancelled_for) == (M.OVER, E.DIED)
    assert waiting_jobs(session) == 0
    later(500)
    assert kinds(session, centre) == ["discharge_pushed"]
    assert kinds(session, region_id=push.region_id) == []
    with pytest.raises(StepNotAllowed), unit_of_work():
        pushing.acknowledge(session, push, by=centre.clinician)


def test_who_lies_in_a_ward_again_is_not_called_at_home(session: Session, ward: House, centre: House, township: Region):
    push = sent_home(ward, township_id=township.id)
    stay = lies_in(ward, push.patient, hours=0)
    session.expire_all()
    assert push.cancelled_for is E.BACK
    goes(ward, stay)
    assert [one.matter for one in pushes(session)] == [M.OVER, M.ACKNOWLEDGE]


def visited(session: Session, sender: House, team: House, patient: Patient) -> Request:
    """A transfer to the home team whose first visit has taken place."""
    [request] = received(sender, team, patient=patient, setting=Setting.HOME)
    at = now() + timedelta(hours=1)
    with unit_of_work():
        answering.accept(session, request, by=team.clinician)
        answering.agree(session, request, at, by=team.clinician)
        answering.agree(session, request, at, by=sender.clinician)
    return request


def test_the_home_team_of_an_open_transfer_is_told_too_and_its_first_visit_is_the_contact(
    session: Session, ward: House, centre: House, elsewhere: House, township: Region
):
    patient = a_patient(ward, township_id=township.id)
    stay = lies_in(ward, patient)
    request = visited(session, ward, elsewhere, patient)
    goes(ward, stay)
    assert {push.institution_id: push.unit_id for push in pushes(session)} == {
        centre.institution.id: None,
        elsewhere.institution.id: elsewhere.unit.id,
    }
    handed_over(request, ward, elsewhere)
    with unit_of_work():
        moving.admit(session, request, by=elsewhere.clinician)
    found = {push.institution_id: push for push in pushes(session)}
    assert found[elsewhere.institution.id].first_contact_kind is ContactKind.VISIT
    assert found[centre.institution.id].matter is M.ACKNOWLEDGE
    assert len(found) == len(pushes(session))  # the family doctor was told already


def test_a_first_visit_by_another_house_is_pushed_to_the_family_doctor(
    session: Session, ward: House, centre: House, elsewhere: House, township: Region
):
    request = visited(session, ward, elsewhere, a_patient(ward, township_id=township.id))
    handed_over(request, ward, elsewhere)
    with unit_of_work():
        moving.admit(session, request, by=elsewhere.clinician)
    [push] = pushes(session)
    assert (push.institution_id, push.transfer_id) == (centre.institution.id, request.transfer_id)


def test_a_first_visit_by_the_family_doctor_is_pushed_to_nobody(
    session: Session, ward: House, centre: House, township: Region
):
    request = visited(session, ward, centre, a_patient(ward, township_id=township.id))
    handed_over(request, ward, centre)
    with unit_of_work():
        moving.admit(session, request, by=centre.clinician)
    assert pushes(session) == []


def test_the_receiver_sees_the_patient_until_a_month_after_the_contact(
    session: Session, ward: House, centre: House, elsewhere: House, township: Region
):
    push = sent_home(ward, township_id=township.id)
    key = push.patient.key

    def seen(house: House, hours: float) -> bool:
        with frozen(MONDAY + timedelta(hours=hours)):
            return patient_seen(session, house.clinician.scope(Permission.PATIENTS_READ), key) is not None

    assert (seen(centre, 1), seen(elsewhere, 1)) == (True, False)
    at = MONDAY + timedelta(hours=2)
    with frozen(at), unit_of_work():
        pushing.note_contact(session, push, ContactKind.PHONE, at, by=centre.clinician)
    assert (seen(centre, 29 * 24), seen(centre, 31 * 24)) == (True, False)
    assert seen(ward, 31 * 24)


def test_open_pushes_are_those_of_one_s_house_and_the_late_ones_of_one_s_county(
    session: Session, ward: House, centre: House, elsewhere: House, township: Region, coordinator: User
):
    push = sent_home(ward, township_id=township.id)
    lost = sent_home(ward)
    stranger = a_user(Role.COUNTY_COORDINATOR, "331102")

    def due(user: User, hours: float) -> list[tuple[object, bool]]:
        with frozen(MONDAY + timedelta(hours=hours)):
            rows = open_pushes(session, user.scope(Permission.TRANSFERS_READ))
            return [(row.key, row.is_overdue) for row in rows]

    assert due(centre.liaison, 1) == [(push.key, False)]
    assert due(elsewhere.liaison, 1) == []
    assert due(ward.liaison, 1) == []
    assert due(coordinator, 1) == [(lost.key, False)]
    assert due(coordinator, 25) == [(push.key, True), (lost.key, True)]
    assert due(stranger, 25) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"acknowledged_at": MONDAY},
        {"first_contact_at": MONDAY, "first_contact_by_id": 1, "first_contact_kind": ContactKind.PHONE},
        {"cancelled_at": MONDAY},
        {"ack_by": MONDAY - timedelta(hours=1)},
        {"assignment_id": None},
        {"institution_id": None, "acknowledged_at": MONDAY, "acknowledged_by_id": 1},
    ],
)
def test_the_database_refuses_a_push_that_cannot_be(
    session: Session, ward: House, centre: House, township: Region, wrong: dict[str, object]
):
    push = sent_home(ward, township_id=township.id)
    wrong = {name: ward.clinician.id if name.endswith("by_id") else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), unit_of_work():
        session.execute(sa.update(DischargePush).where(DischargePush.id == push.id).values(**wrong))


def test_a_house_has_one_open_push_of_a_patient(session: Session, ward: House, centre: House, township: Region):
    push = sent_home(ward, township_id=township.id)
    columns = [column.name for column in DischargePush.__table__.columns if column.name not in ("id", "key")]
    values = {name: getattr(push, name) for name in columns}
    with pytest.raises(IntegrityError), unit_of_work():
        session.add(DischargePush(**values))


def test_a_contact_in_the_minute_of_the_leaving_is_no_earlier_than_it(session: Session, ward: House):
    doctor = a_house(unit=a_unit(an_institution(kind=InstitutionKind.CHC), UnitKind.CLINIC))
    patient, left = a_patient(ward), MONDAY + timedelta(seconds=40)
    with frozen(left):
        goes(ward, lies_in(ward, patient))
    [push] = pushes(session)
    with frozen(left + timedelta(seconds=10)), unit_of_work() as work:
        pushing.note_contact(work, push, ContactKind.PHONE, MONDAY, by=doctor.clinician)
    assert push.first_contact_at == push.left_at
