"""What a step costs: the number of SQL statements of each, so that a new one is seen. Never a time.

The person is read before the step, as a page does; the numbers are those of the unit of work alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now, today
from hospice.core.db import db, once, unit_of_work
from hospice.episodes.rules.codes import Priority
from hospice.episodes.services import reserving
from hospice.patients.queries.records import lock_patient
from hospice.policy.models import Rule, Standing
from hospice.policy.queries import values
from hospice.transfers.models import Request
from hospice.transfers.queries.cases import standards_now
from hospice.transfers.rules.codes import DeclineReason
from hospice.transfers.services import answering, asking, moving
from tests.cases import House, a_draft, a_house, a_patient, received, submitted
from tests.counting import counted


def cost(deed: Callable[[Session], Any]) -> int:
    """How many statements a deed takes, without those about its actor, whom a page has read already."""
    db.session.commit()
    with counted() as statements, unit_of_work() as session:
        deed(session)
    return len([each for each in statements if not ("role_grant" in each and each.startswith("SELECT"))])


def test_each_step_of_a_request_takes_few_statements(session: Session) -> None:
    sender, ward, other = a_house("331102"), a_house(beds=3), a_house("331102", beds=1)
    [first, second] = submitted(sender, ward, other)
    liaison, manager = ward.liaison, ward.manager
    at, bed_id = now() + timedelta(hours=2), ward.beds[0].id
    assert cost(lambda work: answering.receive(work, second, by=other.liaison)) <= 8
    assert cost(lambda work: answering.receive(work, first, by=liaison)) <= 8
    words = "本病区目前没有相应的护理条件"
    assert cost(lambda work: answering.decline(work, second, DeclineReason.OTHER, words, by=other.manager)) <= 8
    assert cost(lambda work: answering.accept(work, first, by=manager, bed_id=bed_id)) <= 28
    assert cost(lambda work: answering.agree(work, first, at, by=liaison)) <= 6
    assert cost(lambda work: answering.agree(work, first, at, by=sender.liaison)) <= 9
    assert cost(lambda work: moving.depart(work, first, by=sender.liaison)) <= 21
    assert cost(lambda work: moving.arrive(work, first, by=liaison)) <= 8


def test_a_submission_grows_by_its_receivers_alone(session: Session) -> None:
    sender, ward, other = a_house("331102"), a_house(), a_house("331102")
    one, both = a_draft(sender, [ward]), a_draft(sender, [ward, other])
    least = cost(lambda work: asking.submit(work, one, [ward.unit], by=sender.clinician))
    more = cost(lambda work: asking.submit(work, both, [ward.unit, other.unit], by=sender.clinician))
    assert least <= 32
    assert more - least <= 11


def test_a_reservation_takes_few_statements(session: Session) -> None:
    ward = a_house(beds=2)
    patient = a_patient(ward)
    wanted = reserving.Wanted(unit_id=ward.unit.id, setting="WARD", priority=Priority.ROUTINE)  # type: ignore[arg-type]
    deed = lambda work: reserving.reserve(work, patient, wanted, by=_as(ward), standards=standards_now(work)[1])  # noqa: E731
    assert cost(deed) <= 12


def _as(house: House) -> Actor:
    return house.manager


def test_what_is_read_once_is_read_anew_in_the_next_deed_and_where_it_changes(session: Session) -> None:
    key = "confirm.max_age_days"
    before = values(session)[key]
    with unit_of_work() as work:
        assert values(work)[key] == before
        work.add(_rule(key, 2))
        work.flush()
        assert values(work)[key] == 2
    with unit_of_work() as work:
        work.execute(sa.update(Rule).where(Rule.rule_key == key).values(value=1))
        assert once(work, "nothing", lambda: 1) == 1
    with unit_of_work() as work:
        assert values(work)[key] == 1


def _rule(key: str, value: Any) -> Rule:
    return Rule(rule_key=key, value=value, title=key, valid_from=today(), source="x", standing=Standing.ASSUMPTION,
                approved_at=now())  # fmt: skip


def test_a_lock_that_went_with_a_savepoint_is_taken_again(session: Session) -> None:
    number = a_patient(a_house()).id
    with unit_of_work() as work:
        with counted() as first, work.begin_nested() as savepoint:
            lock_patient(work, number)
            savepoint.rollback()
        with counted() as second:
            lock_patient(work, number)
        with counted() as third:
            lock_patient(work, number)
    assert (len(first), len(second), len(third)) == (1, 1, 0)


def test_a_deed_reads_the_case_as_it_is_under_the_lock(session: Session) -> None:
    sender, ward = a_house("331102"), a_house(beds=1)
    [request] = received(sender, ward)
    with unit_of_work() as work:
        work.execute(sa.update(Request).where(Request.id == request.id).values(words="anders", version=Request.version + 1))
    with unit_of_work() as work:
        answering.accept(work, request, by=ward.manager)
    assert request.words == "anders"
