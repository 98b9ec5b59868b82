"""Transfers as deeds: what each leaves behind, and that a refused one leaves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.audit.models import AuditEvent
from hospice.core.clock import now
from hospice.core.db import unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.beds import free_beds
from hospice.episodes.rules.codes import AssignmentState, Priority
from hospice.episodes.services import reserving, staying
from hospice.episodes.services.reserving import Wanted
from hospice.facilities.rules.codes import UnitKind
from hospice.facilities.rules.places import BedState
from hospice.notifications.models import Message
from hospice.patients.rules.wishes import Setting
from hospice.patients.services import consents
from hospice.transfers.models import Request, Step, Transfer, WaitingEntry
from hospice.transfers.queries.cases import history, standards_now
from hospice.transfers.rules.codes import DeclineReason, Outcome, RequestAction, RequestStatus, TransferStatus
from hospice.transfers.rules.steps import StepNotAllowed
from hospice.transfers.services import answering, asking, moving
from tests.cases import House, a_draft, a_house, a_patient, consent, handed_over, received, submitted
from tests.factories import a_unit, a_user, an_institution

S, T = RequestStatus, TransferStatus


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=1)


def audited(session: Session, action: str) -> int:
    return session.scalar(sa.select(sa.func.count(AuditEvent.id)).where(AuditEvent.action == action)) or 0


def told(session: Session, house: House) -> list[str]:
    mine = sa.select(Message.kind).where(Message.institution_id == house.institution.id)
    return list(session.scalars(mine.order_by(Message.id)))


def test_from_home_to_a_ward_bed_everything_leaves_its_trace(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    with unit_of_work():
        assignment = answering.accept(session, request, by=ward.manager)
    assert (request.status, request.transfer.status) == (S.BED_HELD, T.PLACED)
    assert request.decided_by_id == ward.manager.id
    assert assignment is not None
    assert assignment.bed_id == ward.beds[0].id
    at = now() + timedelta(hours=2)
    with unit_of_work():
        assert not answering.agree(session, request, at, by=ward.liaison)
        assert answering.agree(session, request, at, by=sender.liaison)
    with unit_of_work():
        moving.depart(session, request, by=sender.liaison)
        moving.arrive(session, request, by=ward.liaison)
    assert request.transfer.status is T.UNDERWAY
    handed_over(request, sender, ward)
    with unit_of_work():
        moving.admit(session, request, by=ward.liaison)
    assert (assignment.state, assignment.started_at) == (AssignmentState.ACTIVE, request.arrived_at)
    with unit_of_work():
        moving.close(session, request, by=ward.liaison)
    assert (request.transfer.status, request.transfer.outcome) == (T.CLOSED, Outcome.ADMITTED_WARD)
    steps = [step.action for step in history(session, request.transfer_id) if step.request_id]
    assert steps == ["OPEN", "OPEN", "ACCEPT", "HOLD", "SCHEDULE", "DEPART", "ARRIVE", "ADMIT", "CLOSE"]
    assert audited(session, "request_stepped") == 8
    assert told(session, ward) == ["request_received", "patient_departed"]
    assert told(session, sender) == ["request_answered", "time_proposed", "transfer_finished", "transfer_finished"]


def test_nothing_is_left_of_a_step_that_was_refused(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    session.execute(sa.update(type(ward.beds[0])).values(state=BedState.CLEANING))
    session.commit()
    before = [
        session.scalar(sa.select(sa.func.count(model.id))) for model in (Step, AuditEvent, Message, BedAssignment)
    ]
    with pytest.raises(Conflict, match="登记候床"), unit_of_work():
        answering.accept(session, request, by=ward.manager)
    after = [session.scalar(sa.select(sa.func.count(model.id))) for model in (Step, AuditEvent, Message, BedAssignment)]
    assert after == before
    assert (request.status, request.decided_at) == (S.RECEIVED, None)


def test_the_first_acceptance_releases_the_others_and_they_lose_sight(session: Session, sender: House, ward: House):
    other = a_house(beds=1)
    first, second = received(sender, ward, other)
    with unit_of_work():
        answering.accept(session, first, by=ward.manager)
    assert second.status is S.RELEASED
    assert "request_released" in told(session, other)
    with pytest.raises(StepNotAllowed), unit_of_work():
        answering.accept(session, second, by=other.manager)


def test_the_same_acceptance_sent_twice_is_told_so(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    with unit_of_work():
        answering.accept(session, request, by=ward.manager)
    with pytest.raises(StepNotAllowed, match="已预约床位"), unit_of_work():
        answering.accept(session, request, by=ward.manager)


def test_a_step_is_taken_by_those_whose_it_is(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    stranger = a_house()
    for by in (sender.clinician, ward.liaison, stranger.manager, a_user(Role.COUNTY_COORDINATOR)):
        with pytest.raises(StepNotAllowed), unit_of_work():
            answering.accept(session, request, by=by)
    with pytest.raises(StepNotAllowed), unit_of_work():  # a receiver closes nothing of the sender's
        asking.withdraw(session, request.transfer, Outcome.OTHER, "理由", by=ward.manager)


def test_only_a_receiver_named_on_the_consent_is_asked(session: Session, sender: House, ward: House):
    transfer, other = a_draft(sender, [ward]), a_house()
    with pytest.raises(Refused, match="同意书没有写明"), unit_of_work():
        asking.submit(session, transfer, [ward.unit, other.unit], by=sender.clinician)
    assert transfer.status is T.DRAFT


def test_what_is_missing_is_named_and_nothing_is_sent(session: Session, sender: House, ward: House):
    patient = a_patient(sender, address="")
    transfer = a_draft(sender, [ward], patient=patient)
    with pytest.raises(Refused, match="住址"), unit_of_work():
        asking.submit(session, transfer, [ward.unit], by=sender.clinician)


def test_a_second_open_inpatient_transfer_for_a_patient_is_refused(session: Session, sender: House, ward: House):
    [request] = submitted(sender, ward)
    second = a_draft(sender, [ward], patient=request.transfer.patient)
    with pytest.raises(Conflict, match="已有一条"), unit_of_work():
        asking.submit(session, second, [ward.unit], by=sender.clinician)


def test_the_database_itself_refuses_the_second_transfer_and_the_fourth_receiver(
    session: Session, sender: House, ward: House
):
    [request] = submitted(sender, ward)
    second = a_draft(sender, [ward], patient=request.transfer.patient)
    changes = [
        sa.update(Transfer).where(Transfer.id == second.id).values(status=T.ACTIVE, submitted_at=now()),
        sa.insert(Request).values(transfer_id=request.transfer_id, unit_id=a_house().unit.id, slot=1,
                                  institution_id=ward.institution.id),
        sa.insert(Request).values(transfer_id=request.transfer_id, unit_id=a_house().unit.id, slot=4,
                                  institution_id=ward.institution.id),
        sa.update(Request).where(Request.id == request.id).values(status=S.ACCEPTED),
        sa.update(Transfer).where(Transfer.id == request.transfer_id).values(status=T.ENDED),
        sa.update(Step).values(reason="x"),
        sa.delete(Step),
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(sa.exc.IntegrityError):
            session.execute(change)
        session.rollback()


def test_no_bed_is_the_waiting_list_and_never_a_refusal(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    with unit_of_work():
        answering.decline(session, request, DeclineReason.NO_BED, by=ward.manager)
    assert request.status is S.WAITLISTED
    entry = session.scalars(sa.select(WaitingEntry)).one()
    assert (entry.request_id, entry.since, entry.left_at) == (request.id, request.transfer.submitted_at, None)


def test_an_urgent_decline_proposes_another_place(session: Session, sender: House, ward: House):
    [request] = received(sender, ward, priority=Priority.URGENT)
    with pytest.raises(Refused) as refused, unit_of_work():
        answering.decline(session, request, DeclineReason.TOO_FAR, by=ward.manager)
    assert refused.value.field == "second_option"
    with unit_of_work():
        answering.decline(session, request, DeclineReason.TOO_FAR, by=ward.manager, second_option="邻县病区")
    assert (request.status, request.transfer.status) == (S.DECLINED, T.ACTIVE)


def test_returned_for_completion_the_answer_clock_stands_still(session: Session, sender: House, ward: House):
    [request] = received(sender, ward, priority=Priority.URGENT)
    before = request.answer_by
    with unit_of_work():
        answering.send_back(session, request, "缺检查结果", by=ward.liaison)
    assert (request.status, request.answer_by) == (S.RETURNED, None)
    with unit_of_work():
        asking.answer(session, request, by=sender.clinician)
    assert request.status is S.SUBMITTED
    assert before is not None
    assert request.answer_by is not None
    assert request.answer_by > before


def test_a_withdrawn_transfer_gives_the_bed_back(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    with unit_of_work():
        answering.accept(session, request, by=ward.manager)
    with unit_of_work():
        asking.withdraw(session, request.transfer, Outcome.WITHDRAWN_FAMILY, "家属改变主意", by=sender.clinician)
    assert (request.status, request.transfer.status) == (S.CANCELLED, T.CANCELLED)
    assert [bed.id for bed in free_beds(session, ward.unit.id)] == [ward.beds[0].id]


def test_a_consent_withdrawn_ends_what_rests_on_it(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    patient = request.transfer.patient
    newest = consent(sender, patient, [ward.unit])
    with unit_of_work():
        consents.withdraw(session, patient, newest, "不愿提供", by=sender.clinician)
    assert request.status is S.RECEIVED  # the earlier consent names the ward as well
    for row in session.scalars(sa.select(type(newest)).where(type(newest).withdrawn_at.is_(None))).all():
        with unit_of_work():
            consents.withdraw(session, patient, row, "", by=sender.clinician)
    assert (request.status, request.transfer.status) == (S.CANCELLED, T.CANCELLED)
    assert request.transfer.outcome is Outcome.WITHDRAWN_FAMILY


@pytest.mark.parametrize(
    ("accepted", "outcome"), [(False, Outcome.DIED_BEFORE_TRANSFER), (True, Outcome.DIED_BEFORE_TRANSFER)]
)
def test_a_death_ends_every_plan_at_once(
    session: Session, sender: House, ward: House, accepted: bool, outcome: Outcome
):
    [request] = received(sender, ward)
    if accepted:
        with unit_of_work():
            answering.accept(session, request, by=ward.manager)
    with unit_of_work():
        moving.die(session, request, by=sender.clinician)
    assert (request.status, request.transfer.status, request.transfer.outcome) == (S.DIED_WAITING, T.ENDED, outcome)
    assert free_beds(session, ward.unit.id)
    with pytest.raises(Refused, match="离世"), unit_of_work():
        asking.draft(
            session, request.transfer.patient,
            asking.Wish(setting=Setting.WARD, priority=Priority.ROUTINE, institution_id=sender.institution.id), {},
            by=sender.clinician,
        )  # fmt: skip


def test_a_patient_who_died_meanwhile_is_not_submitted(session: Session, sender: House, ward: House):
    transfer = a_draft(sender, [ward])
    with unit_of_work():
        staying.record_death(session, transfer.patient, by=sender.clinician)
    assert transfer.status is T.DELETED
    with pytest.raises(StepNotAllowed), unit_of_work():
        asking.submit(session, transfer, [ward.unit], by=sender.clinician)


def test_a_bed_is_free_at_the_departure_and_not_at_the_order(session: Session, ward: House):
    home_ward = a_house("331102", beds=1)
    [request] = received(home_ward, ward)
    patient = request.transfer.patient
    with unit_of_work():
        staying.admit_directly(
            session, patient, Wanted(unit_id=home_ward.unit.id, setting=Setting.WARD), by=home_ward.manager,
            at=now() - timedelta(days=3),
        )  # fmt: skip
    with unit_of_work():
        answering.accept(session, request, by=ward.manager)
        at = now() + timedelta(hours=1)
        answering.agree(session, request, at, by=ward.manager)
        answering.agree(session, request, at, by=home_ward.clinician)
    assert not free_beds(session, home_ward.unit.id)
    with unit_of_work():
        moving.depart(session, request, by=home_ward.clinician)
    assert home_ward.beds[0].state is BedState.CLEANING
    with unit_of_work():
        staying.cleaned(session, home_ward.beds[0], by=home_ward.manager)
    assert free_beds(session, home_ward.unit.id)


def test_nobody_is_admitted_before_the_handover_is_complete(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    with unit_of_work():
        answering.accept(session, request, by=ward.manager)
        at = now() + timedelta(hours=1)
        answering.agree(session, request, at, by=ward.manager)
        answering.agree(session, request, at, by=sender.clinician)
        moving.depart(session, request, by=sender.clinician)
        moving.arrive(session, request, by=ward.manager)
    with pytest.raises(Refused, match="交接还差"), unit_of_work():
        moving.admit(session, request, by=ward.manager)
    assert request.status is S.ARRIVED


def test_a_refusal_on_arrival_looks_for_a_place_again(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    with unit_of_work():
        answering.accept(session, request, by=ward.manager)
        at = now() + timedelta(hours=1)
        answering.agree(session, request, at, by=ward.manager)
        answering.agree(session, request, at, by=sender.clinician)
        moving.depart(session, request, by=sender.clinician)
        moving.arrive(session, request, by=ward.manager)
        moving.end(session, request, RequestAction.REFUSE, "需要隔离", by=ward.manager)
    assert (request.status, request.transfer.status) == (S.REFUSED_ON_ARRIVAL, T.ACTIVE)
    assert free_beds(session, ward.unit.id)


def test_a_visit_takes_a_place_of_the_team_by_the_same_code(session: Session, ward: House):
    team = a_house(unit=a_unit(an_institution(), UnitKind.HOME_TEAM, beds=1))
    [request] = received(ward, team, setting=Setting.HOME)
    with unit_of_work():
        answering.accept(session, request, by=team.manager)
        at = now() + timedelta(hours=20)
        answering.agree(session, request, at, by=team.manager)
        assert answering.agree(session, request, at, by=ward.clinician)
    assert request.assignment is not None
    assert (request.assignment.place_no, request.assignment.in_bed) == (1, False)
    [second] = received(ward, team, setting=Setting.HOME)
    with unit_of_work():
        answering.accept(session, second, by=team.manager)
        answering.agree(session, second, at, by=team.manager)
    with pytest.raises(Conflict, match="没有空位"), unit_of_work():
        answering.agree(session, second, at, by=ward.clinician)
    handed_over(request, ward, team)
    with unit_of_work():
        moving.admit(session, request, by=team.liaison)
        moving.close(session, request, by=team.liaison)
    assert request.transfer.outcome is Outcome.HOME_CARE_STARTED


def test_a_held_bed_is_extended_once(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    with unit_of_work():
        answering.accept(session, request, by=ward.manager)
        answering.extend(session, request, "车辆晚到", by=sender.liaison)
    with pytest.raises(Refused, match="只可延长1次"), unit_of_work():
        answering.extend(session, request, "再晚", by=sender.liaison)


def test_whoever_saw_an_older_version_is_told_so(session: Session, sender: House, ward: House):
    transfer = a_draft(sender, [ward])
    seen = transfer.version
    with unit_of_work():
        asking.edit(session, transfer, {"words": "请尽快"}, by=sender.clinician, seen=seen)
    with pytest.raises(Conflict, match="刚被别人"), unit_of_work():
        asking.edit(session, transfer, {"words": "不急"}, by=sender.clinician, seen=seen)


def test_a_reservation_for_a_need_that_is_not_there_is_nobody_elses(session: Session, sender: House, ward: House):
    patient = a_patient(sender)
    standards = standards_now(session)[1]
    with unit_of_work():
        held = reserving.reserve(
            session, patient, Wanted(unit_id=ward.unit.id, setting=Setting.WARD), by=ward.manager, standards=standards
        )
    with pytest.raises(Conflict), unit_of_work():
        other = a_patient(sender)
        reserving.reserve(
            session, other, Wanted(unit_id=ward.unit.id, setting=Setting.WARD), by=ward.manager, standards=standards
        )
    with unit_of_work():
        reserving.release(session, held, "不再需要", by=ward.manager)
    assert free_beds(session, ward.unit.id)
