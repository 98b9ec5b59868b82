"""Figures are kept while nothing changes, and are new the moment something does; the trend says the same month by month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hospice.core.db import db
from hospice.coverage.rules.policy import RegionLevel
from hospice.coverage.rules.verdicts import Goal
from hospice.coverage.services import coverage, trend
from hospice.facilities.models import Designation, ServiceActivity
from hospice.facilities.rules.codes import UnitStatus
from hospice.policy.models import Rule, Standing
from tests.factories import OPENED, a_declaration, a_region, a_unit

from .registry import ON, a_counting_ward, a_facility, a_hospital, a_municipal_ward, a_state, at, changed, end_state


def met(session: Session, code: str = "331181", on: date = ON, known_at: datetime | None = None) -> bool:
    return coverage(session, on, known_at).coverage.figure(Goal.G2, RegionLevel.COUNTY, code).met


def test_the_same_day_asked_again_costs_one_statement(session: Session, sql_count: Callable[..., Any]) -> None:
    a_counting_ward()
    first = coverage(session, ON)
    with sql_count() as statements:
        again = coverage(session, ON)
    assert again is first
    assert len(statements) == 1


def test_a_new_ward_is_seen_at_once(session: Session) -> None:
    assert not met(session)
    a_counting_ward()
    assert met(session)


def test_every_day_and_every_knowledge_has_its_own_figures(session: Session) -> None:
    late = datetime(2026, 5, 1, 3, tzinfo=UTC)
    a_counting_ward(recorded_at=late, confirmed_at=late)
    assert met(session)
    assert not met(session, on=date(2024, 2, 29))
    assert met(session, on=date(2024, 3, 1))
    assert not met(session, known_at=at(date(2026, 4, 30)))
    assert met(session, known_at=at(date(2026, 5, 2)))


def test_an_approved_rule_changes_the_figures_at_once(session: Session) -> None:
    a_counting_ward(beds=3)
    assert met(session)
    session.add(Rule(
        rule_key="ward.min_beds_count", value=5, title="", valid_from=date(2020, 1, 1), source="", standing=Standing.ASSUMPTION,
        approved_at=at(ON),
    ))
    session.commit()
    assert not met(session)


def test_old_figures_are_let_go_when_something_changes(session: Session, app: Any) -> None:
    for day in range(1, 20):
        coverage(session, date(2026, 10, day))
    shelf = app.extensions["hospice_shelf_coverage"]
    assert len(shelf._things) == 12
    changed()
    coverage(session, ON)
    assert len(shelf._things) == 1


def a_history() -> None:
    """Wards that open, pause and end, a designation, facilities that begin and stop: something of everything."""
    a_counting_ward("331181", valid_from=date(2025, 2, 10), opened_on=date(2025, 2, 10))
    paused = a_counting_ward("331124")
    end_state(paused, date(2025, 9, 5))
    a_state(paused, UnitStatus.SUSPENDED, date(2025, 9, 5), date(2026, 2, 1))
    a_state(paused, UnitStatus.OPERATING, date(2026, 2, 1))
    moving = a_counting_ward("331125")
    end_state(moving, date(2026, 6, 20))
    a_state(moving, UnitStatus.RELOCATING, date(2026, 6, 20))
    municipal = a_municipal_ward("331102")
    a_municipal_ward("330102", valid_from=date(2025, 8, 8), opened_on=date(2025, 8, 8))
    db.session.add(Designation(
        unit_id=municipal.id, region_id=a_region("331122").id, goal="G2", approver="省卫健委", document_no="浙卫〔2025〕1号",
        valid_from=date(2025, 5, 1), valid_to=date(2026, 5, 1), recorded_at=at(OPENED), confirmed_at=at(OPENED),
    ))
    a_unit(a_hospital("331126"), status=UnitStatus.UNDER_CONSTRUCTION)
    a_facility("331181")
    stopped = a_facility("331181", provides=False)
    a_declaration(stopped, valid_from=date(2025, 1, 5), valid_to=date(2025, 8, 1))
    a_declaration(stopped, valid_from=date(2026, 3, 1))
    a_facility("331181", provides=False, valid_from=date(2025, 6, 1))
    a_facility("331124", provides=False, valid_to=date(2026, 1, 1))
    two_signs = a_facility("330102", licence_no="SAME")
    a_facility("330102", provides=False, licence_no="SAME-2", credit_code="X", valid_from=date(2025, 3, 3))
    assert two_signs.id
    changed()


@pytest.mark.parametrize("code", ["330000", "331100", "331181", "331124", "331122", "330102", "331102"])
def test_every_month_of_the_trend_is_the_figure_of_that_day(session: Session, code: str) -> None:
    a_history()
    snapshot = coverage(session, ON)
    level = {"330000": RegionLevel.PROVINCE, "331100": RegionLevel.PREFECTURE}.get(code, RegionLevel.COUNTY)
    for goal in Goal:
        if (goal, level) == (Goal.G1, RegionLevel.COUNTY):
            assert trend(session, snapshot, goal, code) == ()
            continue
        months = trend(session, snapshot, goal, code)
        assert months[0].on == date(2024, 3, 31)
        assert months[-1].on == ON
        assert len(months) == 33
        for month in months:
            figure = coverage(session, month.on).coverage.figure(goal, level, code)
            assert (month.numerator, month.denominator) == (figure.numerator, figure.denominator), (goal, month.on)


def test_the_history_of_the_test_above_moves_in_every_goal(session: Session) -> None:
    a_history()
    for goal in Goal:
        assert len({month.numerator for month in trend(session, coverage(session, ON), goal, "330000")}) > 1


def test_a_trend_of_active_facilities_knows_in_which_months_they_served(session: Session) -> None:
    institution = a_facility()
    for start, end in ((date(2024, 5, 1), date(2024, 6, 1)), (date(2026, 2, 1), date(2026, 3, 1))):
        session.add(ServiceActivity(
            institution_id=institution.id, services=1, valid_from=start, valid_to=end,
            recorded_at=at(end), confirmed_at=at(end),
        ))
    session.add(Rule(
        rule_key="g3.provide_level", value="L3", title="", valid_from=date(2020, 1, 1), source="", standing=Standing.ASSUMPTION,
        approved_at=at(date(2020, 1, 1)),
    ))
    changed()
    months = trend(session, coverage(session, ON), Goal.G3, "331181")
    provided = {(month.on.year, month.on.month) for month in months if month.numerator}
    assert (2024, 4) not in provided
    assert (2024, 5) in provided
    assert (2025, 5) in provided
    assert (2025, 6) not in provided
    assert (2026, 2) in provided
    for month in months:
        figure = coverage(session, month.on).coverage.figure(Goal.G3, RegionLevel.COUNTY, "331181")
        assert month.numerator == figure.numerator, month.on


def test_a_trend_is_told_as_known_then(session: Session) -> None:
    late = datetime(2026, 5, 1, 3, tzinfo=UTC)
    a_counting_ward(recorded_at=late, confirmed_at=late)
    a_counting_ward("331124")
    known = coverage(session, ON, at(date(2026, 4, 1)))
    assert trend(session, known, Goal.G2, "330000")[-1].numerator == 1
    assert trend(session, coverage(session, ON), Goal.G2, "330000")[0].numerator == 2


def test_the_trend_reads_the_facts_once(session: Session, sql_count: Callable[..., Any]) -> None:
    a_history()
    snapshot = coverage(session, ON)
    with sql_count() as statements:
        for goal in Goal:
            trend(session, snapshot, goal, "330000")
    assert len(statements) <= 8


def test_an_empty_registry_has_a_trend_of_one_month(session: Session) -> None:
    assert [month.numerator for month in trend(session, coverage(session, ON), Goal.G2, "330000")] == [0]
