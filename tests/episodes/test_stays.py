"""Stays are half-open, the day of admission counts, and no two stays may be true together."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.core.errors import Refused
from hospice.episodes.rules.stays import Stay, bed_days, day_number, first_overlap, length_of_stay, occupancy

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = date(2026, 11, 22)
HOURS = st.integers(0, 12)
STAYS = st.builds(
    lambda start, length: Stay(NOON + start * HOUR, None if length == 0 else NOON + (start + length) * HOUR),
    HOURS,
    HOURS,
)


@given(STAYS, STAYS)
def test_two_stays_overlap_when_some_half_hour_lies_in_both(one: Stay, other: Stay) -> None:
    moments = [NOON + n * HOUR / 2 for n in range(60)]
    assert one.overlaps(other) is any(one.holds(moment) and other.holds(moment) for moment in moments)
    assert one.overlaps(other) is other.overlaps(one)


def test_who_leaves_at_ten_makes_room_for_who_comes_at_ten() -> None:
    assert not Stay(NOON, NOON + HOUR).overlaps(Stay(NOON + HOUR))


def test_a_back_dated_stay_finds_the_stay_that_it_contradicts() -> None:
    known = [Stay(NOON, NOON + 2 * HOUR), Stay(NOON + 3 * HOUR, NOON + 5 * HOUR), Stay(NOON + 6 * HOUR)]
    assert first_overlap(Stay(NOON + HOUR, NOON + 4 * HOUR), known) == known[0]
    assert first_overlap(Stay(NOON + 4 * HOUR), known) == known[1]
    assert first_overlap(Stay(NOON + 5 * HOUR, NOON + 6 * HOUR), known) is None


def test_a_stay_that_ends_before_it_begins_is_refused() -> None:
    for end in (NOON, NOON - HOUR):
        with pytest.raises(Refused, match="晚于入住时间"):
            Stay(NOON, end)
    with pytest.raises(ValueError, match="time zone"):
        Stay(NOON.replace(tzinfo=None))


def test_the_day_of_admission_counts_and_a_stay_of_hours_is_one_day() -> None:
    assert [length_of_stay(DAY, DAY + timedelta(n)) for n in (0, 1, 2, 10)] == [1, 1, 2, 10]
    assert [day_number(DAY, DAY + timedelta(n)) for n in (0, 1, 2)] == [1, 2, 3]
    with pytest.raises(Refused):
        length_of_stay(DAY, DAY - timedelta(1))


OFFSETS = st.integers(0, 20)
DATED = st.tuples(OFFSETS, st.none() | OFFSETS).map(
    lambda pair: (DAY + timedelta(pair[0]), None if pair[1] is None else DAY + timedelta(pair[0] + pair[1]))
)


@given(st.lists(DATED, max_size=6), OFFSETS, OFFSETS)
def test_bed_days_are_the_days_on_which_somebody_lay_there(
    stays: list[tuple[date, date | None]], start: int, length: int
) -> None:
    since, until = DAY + timedelta(start), DAY + timedelta(start + length)
    counted = 0
    for n in range(60):
        day = DAY + timedelta(n)
        for admitted, discharged in stays:
            there = admitted <= day and (discharged is None or day < discharged or day == admitted)
            counted += since <= day < until and there
    assert bed_days(stays, since, until) == counted


@given(st.lists(DATED.filter(lambda stay: stay[1] is not None), max_size=6))
def test_all_bed_days_of_ended_stays_are_their_lengths(stays: list[tuple[date, date]]) -> None:
    assert bed_days(stays, DAY, DAY + timedelta(99)) == sum(length_of_stay(*stay) for stay in stays)


def test_occupancy_may_exceed_one_and_is_unknown_without_open_beds() -> None:
    assert occupancy(33, 30) == Fraction(11, 10)
    assert occupancy(0, 0) is None
