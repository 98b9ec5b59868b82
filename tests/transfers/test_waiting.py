"""The waiting list: class, then waiting time, then key; every place can be explained, every exception has a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.core.errors import Refused
from hospice.episodes.rules.codes import Priority
from hospice.transfers.rules.waiting import Waiter, above, offer, override, position, ranked

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
WAITERS = st.lists(
    st.builds(
        Waiter,
        st.sampled_from("abcdefgh"),
        st.sampled_from(Priority),
        st.integers(0, 3).map(lambda hours: NOW - timedelta(hours=hours)),
    ),
    max_size=7,
    unique_by=lambda waiter: waiter.key,
)


def comes_before(one: Waiter, other: Waiter) -> bool:
    """The rule in words: more urgent, else waiting longer, else by key."""
    if one.priority.value != other.priority.value:
        return one.priority.value < other.priority.value
    if NOW - one.since != NOW - other.since:
        return NOW - one.since > NOW - other.since
    return one.key < other.key


def by_pairs(waiters: list[Waiter]) -> list[Waiter]:
    """Sort by exchanging neighbours until all stand right."""
    order = list(waiters)
    for _round in order:
        for n in range(len(order) - 1):
            if comes_before(order[n + 1], order[n]):
                order[n], order[n + 1] = order[n + 1], order[n]
    return order


@given(WAITERS)
def test_the_order_is_that_of_comparing_two_and_two(waiters: list[Waiter]) -> None:
    assert ranked(waiters) == by_pairs(waiters)
    assert [position(waiter.key, waiters) for waiter in ranked(waiters)] == list(range(1, len(waiters) + 1))


def test_the_order_does_not_depend_on_how_the_list_was_read() -> None:
    waiters = [Waiter(key, Priority.PRIOR, NOW) for key in "abcd"]
    assert {tuple(w.key for w in ranked(order)) for order in permutations(waiters)} == {("a", "b", "c", "d")}


@given(WAITERS)
def test_who_stands_above_and_why_covers_everybody_before(waiters: list[Waiter]) -> None:
    order = ranked(waiters)
    for place, own in enumerate(order):
        told = above(own.key, waiters)
        assert [one.waiter for one in told] == order[:place]
        for one in told:
            urgent = one.waiter.priority is not own.priority
            longer = not urgent and one.waiter.since < own.since
            assert ("级别更高" in str(one.why)) is urgent
            assert ("等候更久" in str(one.why)) is longer
            assert ("编号先后" in str(one.why)) is (not urgent and not longer)


@given(WAITERS, st.sets(st.sampled_from("abcdefgh")))
def test_a_free_bed_goes_to_the_first_whom_it_suits(waiters: list[Waiter], unsuitable: set[str]) -> None:
    made = offer(waiters, dict.fromkeys(unsuitable, "需隔离"))
    fitting = [waiter for waiter in ranked(waiters) if waiter.key not in unsuitable]
    assert made.waiter == (fitting[0] if fitting else None)
    before = ranked(waiters)[: ranked(waiters).index(fitting[0])] if fitting else ranked(waiters)
    assert [one.waiter for one in made.passed_over] == before
    assert all(one.why == "需隔离" for one in made.passed_over)


def test_out_of_turn_needs_a_reason_that_stays_beside_those_passed_over() -> None:
    first, second, third = (Waiter(key, Priority.ROUTINE, NOW + timedelta(n)) for n, key in enumerate("abc"))
    waiters = [third, second, first]
    assert override("a", waiters, {}, "").waiter is first
    with pytest.raises(Refused, match="越过了先后次序"):
        override("c", waiters, {"a": "需单间"}, " ")
    given_away = override("c", waiters, {"a": "需单间"}, "家属住处最近")
    assert given_away.waiter is third
    assert [(one.waiter.key, str(one.why)) for one in given_away.passed_over] == [
        ("a", "需单间"), ("b", "人工调整：家属住处最近"),
    ]  # fmt: skip
    assert override("c", waiters, {"a": "需单间", "b": "男床位"}, "").waiter is third
