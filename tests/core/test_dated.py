"""Facts with two times: the arithmetic of spans, and what the database remembers, against a naive list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from hospice.core.clock import frozen
from hospice.core.dated import Span, confirm, in_force, known, overlay, pending, propose
from hospice.core.db import db
from hospice.facilities.models import CareUnit, UnitCapacity
from hospice.facilities.rules.places import CapacitySource

from ..factories import an_institution

FIRST, DAYS = date(2025, 1, 1), 40


def day(number):
    return FIRST + timedelta(days=number)


@st.composite
def spans(draw):
    start = draw(st.integers(0, DAYS - 1))
    end = draw(st.one_of(st.none(), st.integers(start + 1, DAYS)))
    return Span(day(start), day(end) if end is not None else None)


def days_of(span):
    """The days of a span, one by one: what a naive reader would write down."""
    return {day(number) for number in range(DAYS + 5) if span.covers(day(number))}


@given(spans(), spans())
def test_what_is_left_of_a_span_is_what_a_naive_reader_would_leave(one, other):
    left = one.without(other)
    assert set().union(*map(days_of, left)) == days_of(one) - days_of(other)
    assert sum(len(days_of(span)) for span in left) == len(days_of(one) - days_of(other))
    assert all(span.end is None or span.start < span.end for span in left)
    assert left == sorted(left, key=lambda span: span.start)


@given(spans(), spans())
def test_spans_meet_exactly_where_they_share_a_day(one, other):
    assert one.meets(other) == bool(days_of(one) & days_of(other)) == other.meets(one)


@dataclass(frozen=True)
class Row:
    span: Span


@given(st.lists(spans(), max_size=6), spans())
def test_an_overlay_touches_those_that_meet_it_and_leaves_the_rest_alone(all_spans, new):
    rows = [Row(span) for span in all_spans]
    touched = overlay(rows, new)
    assert [row for row, _ in touched] == [row for row in rows if days_of(row.span) & days_of(new)]
    for row, left in touched:
        assert set().union(*map(days_of, left)) == days_of(row.span) - days_of(new)


@dataclass(frozen=True)
class Told:
    """One entry of the naive model: from `at` on, the days of `span` have this number."""

    at: datetime
    span: Span
    beds: int


def naive(told, on, known_at):
    """The number on a day as known at an instant: the latest entry that covers the day and was made by then."""
    fitting = [entry for entry in told if entry.at <= known_at and entry.span.covers(on)]
    return fitting[-1].beds if fitting else None


def asked(unit, on, known_at=None):
    return db.session.scalar(
        sa.select(UnitCapacity.open).where(UnitCapacity.unit_id == unit.id, in_force(UnitCapacity, on, known_at))
    )


def a_fact(unit, span, beds):
    return UnitCapacity(
        unit_id=unit.id, installed=beds, open=beds, staffed=beds, source=CapacitySource.DECLARED,
        valid_from=span.start, valid_to=span.end,
    )  # fmt: skip


def a_bare_unit():
    unit = CareUnit(institution=an_institution())
    db.session.add(unit)
    db.session.commit()
    return unit


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(spans(), st.booleans()), min_size=1, max_size=5))
def test_any_day_as_known_at_any_instant_is_what_a_naive_list_says(session, deeds):
    unit, told = a_bare_unit(), []
    for number, (span, counts) in enumerate(deeds):
        at = datetime(2026, 1, 1 + number, 8, tzinfo=UTC)
        with frozen(at):
            fact = propose(session, a_fact(unit, span, number))
            if counts:
                confirm(session, fact, None)
                told.append(Told(at, span, number))
    for number in range(len(deeds) + 1):
        instant = datetime(2026, 1, 1 + number, 7, tzinfo=UTC) + timedelta(hours=2)
        for offset in range(0, DAYS + 3, 3):
            assert asked(unit, day(offset), instant) == naive(told, day(offset), instant)
    for offset in range(0, DAYS + 3, 3):
        assert asked(unit, day(offset)) == naive(told, day(offset), datetime(2027, 1, 1, tzinfo=UTC))
    rows = session.scalars(sa.select(UnitCapacity).where(UnitCapacity.unit_id == unit.id, known(UnitCapacity))).all()
    assert sum(len(days_of(row.span)) for row in rows) == len(set().union(*(days_of(row.span) for row in rows), set()))


def test_a_proposal_changes_nothing_and_gives_way_to_the_next_one(session):
    unit, always = a_bare_unit(), Span(FIRST)
    confirm(session, a_fact(unit, always, 1), None)
    propose(session, a_fact(unit, always, 2))
    later = propose(session, a_fact(unit, always, 3))
    assert asked(unit, day(5)) == 1
    waiting = session.scalars(
        sa.select(UnitCapacity).where(UnitCapacity.unit_id == unit.id, pending(UnitCapacity))
    ).all()
    assert waiting == [later]


def test_two_proposals_about_one_subject_cannot_wait_side_by_side(session):
    unit = a_bare_unit()
    session.add_all([a_fact(unit, Span(FIRST), 1), a_fact(unit, Span(FIRST), 2)])
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize(("one", "other"), [(Span(day(0)), Span(day(9))), (Span(day(0), day(5)), Span(day(4), day(9)))])
def test_the_database_itself_refuses_two_confirmed_facts_for_one_day(session, one, other):
    unit, at = a_bare_unit(), datetime(2026, 1, 1, tzinfo=UTC)
    first, second = a_fact(unit, one, 1), a_fact(unit, other, 2)
    first.confirmed_at = second.confirmed_at = at
    session.add(first)
    session.flush()
    session.add(second)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_neighbouring_facts_stand_side_by_side(session):
    unit = a_bare_unit()
    for number, span in enumerate((Span(day(0), day(5)), Span(day(5), day(9)), Span(day(9)))):
        confirm(session, a_fact(unit, span, number), None)
    assert [asked(unit, day(number)) for number in (4, 5, 8, 9)] == [0, 1, 1, 2]


def test_a_fact_without_a_day_is_refused(session):
    unit = a_bare_unit()
    session.add(a_fact(unit, Span(day(5), day(5)), 1))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
