"""Instants are UTC; the business day is the one on the wall in Zhejiang."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hospice.core import clock


def test_the_business_day_turns_at_four_in_the_afternoon_of_utc():
    with clock.frozen(datetime(2026, 11, 22, 15, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 22)
    with clock.frozen(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 23)


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_the_clock_runs_again_after_it_was_held():
    with clock.frozen(datetime(2000, 1, 1, tzinfo=UTC)):
        assert clock.now().year == 2000
    assert clock.now().year > 2000


def test_local_time_is_eight_hours_ahead_in_summer_and_winter():
    for month in (1, 7):
        assert clock.local(datetime(2026, month, 1, tzinfo=UTC)).hour == 8
