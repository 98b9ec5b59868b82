"""A planned departure frees no bed, is told once, and never silently overwrites what somebody else has just planned."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.audit.models import AuditEvent
from hospice.core.clock import today
from hospice.core.db import unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.episodes.models import PlannedDeparture
from hospice.episodes.queries.beds import free_beds
from hospice.episodes.rules.codes import DischargeOutcome
from hospice.episodes.services import planning, staying
from tests.cases import House, a_house
from tests.ward.doing import lies

TOMORROW = timedelta(days=1)
HOME = DischargeOutcome.TO_HOME


@pytest.fixture
def house(session: Session) -> House:
    return a_house(beds=1)


def test_a_plan_leaves_the_bed_taken_and_a_trace(session: Session, house: House):
    stay = lies(house)
    with unit_of_work():
        plan = planning.plan_departure(session, stay, today() + TOMORROW, HOME, by=house.manager)
    assert plan is not None
    assert (plan.outcome, plan.by_id) == (HOME, house.manager.id)
    assert free_beds(session, house.unit.id) == []
    traces = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "departure_planned")).all()
    assert [trace.subject for trace in traces] == [f"assignment:{stay.key}"]


def test_a_plan_is_dropped_and_its_row_stays(session: Session, house: House):
    stay = lies(house)
    with unit_of_work():
        assert planning.plan_departure(session, stay, None, None, by=house.manager) is None
        planning.plan_departure(session, stay, today(), HOME, by=house.manager)
        planning.plan_departure(session, stay, None, HOME, by=house.manager)
    kept = session.get_one(PlannedDeparture, stay.id)
    assert (kept.leaves_on, kept.outcome, kept.version) == (None, None, 2)


@pytest.mark.parametrize(
    ("days", "outcome", "words"),
    [
        (-1, HOME, "已经过去"),
        (400, HOME, "提前一年"),
        (1, None, "请选择去处"),
        (1, DischargeOutcome.DIED_HERE, "请选择去处"),
    ],
)
def test_what_cannot_be_planned_is_refused(
    session: Session, house: House, days: int, outcome: DischargeOutcome | None, words: str
):
    stay = lies(house)
    with pytest.raises(Refused, match=words), unit_of_work():
        planning.plan_departure(session, stay, today() + timedelta(days=days), outcome, by=house.manager)
    assert session.get(PlannedDeparture, stay.id) is None


def test_a_plan_that_somebody_else_changed_is_not_overwritten(session: Session, house: House):
    stay = lies(house)
    with unit_of_work():
        planning.plan_departure(session, stay, today() + TOMORROW, HOME, by=house.manager, seen=0)
    with pytest.raises(Conflict), unit_of_work():
        planning.plan_departure(session, stay, today(), HOME, by=house.clinician, seen=0)
    assert session.get_one(PlannedDeparture, stay.id).leaves_on == today() + TOMORROW


def test_nobody_plans_for_who_has_left(session: Session, house: House):
    stay = lies(house)
    with unit_of_work():
        staying.leave(session, stay, HOME, by=house.manager)
    with pytest.raises(Conflict), unit_of_work():
        planning.plan_departure(session, stay, today(), HOME, by=house.manager)
