"""How work is ordered on the desk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hospice.desk.rules import Task, Urgency, arranged, stale_urgency, waited, waiting_urgency

ON = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

tasks = st.builds(
    Task,
    urgency=st.sampled_from(Urgency),
    since=st.integers(0, 730).map(lambda days: NOON - timedelta(days=days)),
    when=st.just(""),
    what=st.text(max_size=3),
    detail=st.just(""),
    url=st.just("/"),
    button=st.just(""),
)


@given(st.lists(tasks))
def test_what_is_urgent_stands_first_and_nothing_is_lost(app, found):
    with app.test_request_context():
        parts = arranged(found)
    shown = [task for part in parts for task in part.tasks]
    assert sorted(shown, key=repr) == sorted(found, key=repr)
    assert all(a.urgency <= b.urgency for a, b in pairwise(shown))
    assert all(a.since <= b.since for part in parts for a, b in pairwise(part.tasks))
    assert all(part.tasks for part in parts)


def test_what_came_yesterday_stands_before_what_came_today():
    assert waiting_urgency(NOON - timedelta(days=1), ON) is Urgency.FIRST
    assert waiting_urgency(NOON, ON) is Urgency.TODAY


def test_the_day_changes_at_midnight_in_zhejiang_and_not_in_greenwich():
    assert waiting_urgency(datetime(2026, 11, 21, 15, 59, tzinfo=UTC), ON) is Urgency.FIRST
    assert waiting_urgency(datetime(2026, 11, 21, 16, 0, tzinfo=UTC), ON) is Urgency.TODAY


def test_waiting_is_said_in_days(app):
    with app.test_request_context():
        assert waited(NOON, ON) == "今天提交"
        assert waited(NOON - timedelta(days=3), ON) == "已等3天"


def test_a_confirmation_is_stale_after_its_limit_and_not_on_it():
    assert stale_urgency(100, 100) is Urgency.LATER
    assert stale_urgency(101, 100) is Urgency.FIRST
