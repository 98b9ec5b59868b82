"""Reservations run out at their instant, are extended once with a reason, and last as long as their class allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.core.errors import Refused
from hospice.episodes.rules.codes import Priority
from hospice.episodes.rules.reservations import Reservation, extend, reserve
from hospice.episodes.rules.standards import Standards

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
OWN = Standards()


@pytest.mark.parametrize(("priority", "hours"), [(Priority.URGENT, 4), (Priority.PRIOR, 24), (Priority.ROUTINE, 48)])
def test_a_bed_is_held_for_the_hours_of_its_class(priority: Priority, hours: int) -> None:
    assert reserve(priority, NOW, OWN) == Reservation(NOW, NOW + hours * HOUR)
    assert reserve(priority, NOW, OWN, NOW + HOUR).expires_at == NOW + HOUR
    with pytest.raises(Refused, match=f"最长保留{hours}小时"):
        reserve(priority, NOW, OWN, NOW + (hours + 1) * HOUR)


def test_a_planned_transfer_needs_an_agreed_time() -> None:
    with pytest.raises(Refused, match="保留到何时"):
        reserve(Priority.PLANNED, NOW, OWN)
    assert reserve(Priority.PLANNED, NOW, OWN, NOW + 100 * HOUR).expires_at == NOW + 100 * HOUR
    for past in (NOW, NOW - HOUR):
        with pytest.raises(Refused, match="已经过去"):
            reserve(Priority.PLANNED, NOW, OWN, past)


@given(st.integers(-100, 100))
def test_at_the_instant_of_expiry_the_bed_is_back(minutes: int) -> None:
    held = Reservation(NOW, NOW + 4 * HOUR)
    now = held.expires_at + timedelta(minutes=minutes)
    assert held.has_run_out(now) is (minutes >= 0)
    assert held.left(now) == timedelta(minutes=max(0, -minutes))


def test_a_reservation_is_extended_once_and_with_a_reason() -> None:
    held = reserve(Priority.URGENT, NOW, OWN)
    longer = extend(held, Priority.URGENT, NOW + HOUR, "山路积雪", OWN)
    assert longer == Reservation(NOW, NOW + 8 * HOUR, extended=True)
    with pytest.raises(Refused, match="只可延长1次"):
        extend(longer, Priority.URGENT, NOW + HOUR, "山路积雪", OWN)
    with pytest.raises(Refused, match="原因"):
        extend(held, Priority.URGENT, NOW + HOUR, "  ", OWN)
    with pytest.raises(Refused, match="已放回"):
        extend(held, Priority.URGENT, held.expires_at, "山路积雪", OWN)


def test_an_agreed_reservation_is_extended_by_its_own_length() -> None:
    held = reserve(Priority.PLANNED, NOW, OWN, NOW + 10 * HOUR)
    assert extend(held, Priority.PLANNED, NOW, "改期", OWN).expires_at == NOW + 20 * HOUR


def test_hours_are_settings() -> None:
    own = Standards.from_values({"bed.hold_hours": {"P1": 6}, "bed.fresh_hours": [12, 48], "medd.alert": 90})
    assert reserve(Priority.URGENT, NOW, own).expires_at == NOW + 6 * HOUR
    assert own.bed_fresh_hours == (12, 48)
    for key, value in {"bed.hold_hours": {"P9": 4}, "bed.fresh_hours": [72, 24]}.items():
        with pytest.raises(ValueError, match=key):
            Standards.from_values({key: value})
    for value in ({"P1": 0}, {"P1": "4"}, [4], 4):
        with pytest.raises(ValueError, match=r"bed\.hold_hours"):
            Standards.from_values({"bed.hold_hours": value})
