"""A bed that is given past those who wait: never without a reason, and never without its row in the fairness log."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.audit.models import AuditEvent
from hospice.core.clock import now
from hospice.core.db import unit_of_work
from hospice.core.errors import Refused
from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.codes import UnitKind
from hospice.facilities.rules.places import BedSex
from hospice.notifications.models import Message
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting
from hospice.transfers.models import BedOffer, WaitingEntry
from hospice.transfers.rules.codes import RequestStatus
from hospice.transfers.services import answering, moving
from hospice.transfers.services.waiting import offer_next
from tests.cases import House, a_house, received
from tests.factories import a_unit, an_institution

from .stations import station

S = RequestStatus


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=2)


def offers(session: Session) -> list[BedOffer]:
    return list(session.scalars(sa.select(BedOffer)))


def test_a_direct_acceptance_past_somebody_needs_a_reason(session: Session, sender: House, ward: House):
    station(S.WAITLISTED, sender, ward)
    later = station(S.RECEIVED, sender, ward)
    with pytest.raises(Refused) as refused, unit_of_work():
        answering.accept(session, later, by=ward.manager)
    assert refused.value.field == "reason"
    assert (later.status, offers(session)) == (S.RECEIVED, [])


def test_the_reason_stands_beside_everybody_who_was_passed_over(session: Session, sender: House, ward: House):
    above = [station(S.WAITLISTED, sender, ward, priority=each) for each in (Priority.URGENT, Priority.ROUTINE)]
    station(S.WAITLISTED, sender, a_house())  # waits elsewhere
    station(S.WAITLISTED, sender, ward, priority=Priority.PLANNED)  # stands below
    later = station(S.RECEIVED, sender, ward)
    with unit_of_work():
        held = answering.accept(session, later, by=ward.manager, reason="只剩隔离间")
    [offer] = offers(session)
    assert held is not None
    assert (offer.assignment_id, offer.by_id) == (held.id, ward.manager.id)
    passed = [session.get_one(WaitingEntry, row.entry_id).request_id for row in offer.passed]
    assert passed == [request.id for request in above]
    assert all("只剩隔离间" in row.why for row in offer.passed)
    assert (offer.entry.request_id, offer.entry.left_for) == (later.id, "HOLD")
    audited = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "bed_offered")).one()
    assert audited.details == {"passed_over": 2, "out_of_turn": True}


def test_who_waits_for_a_bed_that_does_not_fit_is_passed_over_with_that_reason(session: Session, sender: House):
    ward = a_house(beds=1)
    waits = station(S.WAITLISTED, sender, ward)
    later = station(S.RECEIVED, sender, ward)
    ward.beds[0].sex = BedSex.MALE
    later.transfer.patient.sex = Sex.MALE
    session.commit()
    with unit_of_work():
        answering.accept(session, later, by=ward.manager)
    [offer] = offers(session)
    assert [(row.why, session.get_one(WaitingEntry, row.entry_id).request_id) for row in offer.passed] == [
        ("没有相应性别的空床", waits.id)
    ]


def test_somebody_taken_from_the_list_by_hand_leaves_a_row_too(session: Session, sender: House, ward: House):
    first, second = station(S.WAITLISTED, sender, ward), station(S.WAITLISTED, sender, ward)
    with pytest.raises(Refused), unit_of_work():
        answering.hold(session, second, by=ward.liaison)
    with unit_of_work():
        answering.hold(session, first, by=ward.liaison)
    [offer] = offers(session)
    assert (offer.entry.request_id, offer.passed, offer.override_reason) == (first.id, [], "")


def test_the_clock_writes_one_row_and_not_two(session: Session, sender: House, ward: House):
    first = station(S.WAITLISTED, sender, ward)
    with unit_of_work():
        offer_next(session, ward.unit.id)
    [offer] = offers(session)
    assert (offer.entry.request_id, offer.by_id) == (first.id, None)


def test_where_nobody_waits_nothing_is_written(session: Session, sender: House, ward: House):
    station(S.BED_HELD, sender, ward)
    assert offers(session) == []
    assert session.scalars(sa.select(WaitingEntry)).all() == []


def test_a_visit_agreed_past_those_who_wait_is_written_down(session: Session, ward: House):
    team = a_house(unit=a_unit(an_institution(), UnitKind.HOME_TEAM, beds=1))
    station(S.WAITLISTED, ward, team, setting=Setting.HOME)
    [request] = received(ward, team, setting=Setting.HOME)
    at = now() + timedelta(hours=5)
    with unit_of_work():
        answering.accept(session, request, by=team.manager)
        answering.agree(session, request, at, by=team.manager)
        assert answering.agree(session, request, at, by=ward.clinician)
    [offer] = offers(session)
    assert [row.why for row in offer.passed] == ["人工调整：按双方约定的时间安排"]


def test_a_time_that_one_side_says_is_told_to_the_other_and_audited(session: Session, sender: House, ward: House):
    request, at = station(S.BED_HELD, sender, ward), now() + timedelta(hours=3)
    for _press in range(2):
        with unit_of_work():
            answering.agree(session, request, at, by=ward.liaison)
    told = session.scalars(sa.select(Message).where(Message.kind == "time_proposed")).all()
    assert [message.institution_id for message in told] == [sender.institution.id]
    audited = sa.select(sa.func.count(AuditEvent.id)).where(AuditEvent.action == "time_proposed")
    assert session.scalar(audited) == 1
    with unit_of_work():
        answering.agree(session, request, at, by=sender.clinician)
    assert session.scalar(audited) == 1  # with that it is scheduled, which is told by itself


def test_a_death_on_the_way_is_one_on_the_way(session: Session, sender: House, ward: House):
    request = station(S.IN_TRANSIT, sender, ward)
    with unit_of_work():
        moving.die(session, request, by=ward.manager)
    assert str(request.transfer.patient.died_where.label) == "来院、转运途中"  # type: ignore[union-attr]
    assert request.status is S.DIED_IN_TRANSIT
