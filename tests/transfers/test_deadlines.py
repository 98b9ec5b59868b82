"""Deadlines: hours run round the clock, working days in working hours, and a returned request waits for its answer."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.core.clock import ZONE
from hospice.episodes.rules.codes import Priority
from hospice.transfers.rules.calendar import WorkingCalendar
from hospice.transfers.rules.codes import RequestStatus
from hospice.transfers.rules.deadlines import (
    Due,
    Escalation,
    Pause,
    after,
    answer_span,
    deadlines,
    draft_purged_at,
    may_reopen,
    push_due,
    timers,
)
from hospice.transfers.rules.standards import Escalated, Rung, Span, SpanUnit, Standards

OWN = Standards()
# The autumn of 2026: Mid-Autumn, National Day, and two weekend days worked in their stead.
CALENDAR = WorkingCalendar.from_days(
    [(date(2026, 9, day), "HOLIDAY") for day in (25, 26, 27)]
    + [(date(2026, 10, day), "HOLIDAY") for day in range(1, 8)]
    + [(date(2026, 9, 20), "WORKDAY"), (date(2026, 10, 10), "WORKDAY")]
)
HALF_HOUR = timedelta(minutes=30)
START = datetime(2026, 9, 17, tzinfo=ZONE)
HALF_HOURS = st.integers(0, 24 * 2 * 20).map(lambda n: START + n * HALF_HOUR)
SPANS = st.builds(Span, st.integers(1, 40), st.just(SpanUnit.HOURS)) | st.builds(
    Span, st.integers(1, 5), st.sampled_from([SpanUnit.DAYS, SpanUnit.WORKING_DAYS])
)
PAUSES = st.lists(
    st.tuples(HALF_HOURS, st.none() | st.integers(0, 60)).map(
        lambda pair: Pause(pair[0], None if pair[1] is None else pair[0] + pair[1] * HALF_HOUR)
    ),
    max_size=3,
)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def worked(moment: datetime) -> bool:
    """Weekdays and working hours told once more, from the notice's own wording."""
    day = (moment.month, moment.day)
    off = day in {(9, 25), (9, 26), (9, 27), *((10, n) for n in range(1, 8))}
    weekend = moment.strftime("%a") in ("Sat", "Sun") and day not in {(9, 20), (10, 10)}
    return not off and not weekend and 8 <= moment.hour < 18


def by_half_hours(start: datetime, span: Span, pauses: list[Pause]) -> datetime | None:
    """Walk half hour by half hour and count those that count."""
    left = span.amount * {SpanUnit.HOURS: 2, SpanUnit.DAYS: 48, SpanUnit.WORKING_DAYS: 20}[span.unit]
    moment = start
    for _ in range(48 * 60):
        paused = any(pause.since <= moment and (pause.until is None or moment < pause.until) for pause in pauses)
        if not paused and (span.unit is not SpanUnit.WORKING_DAYS or worked(moment)):
            left -= 1
        moment += HALF_HOUR
        if left == 0:
            return moment
    return None


@given(HALF_HOURS, SPANS, PAUSES)
def test_a_span_ends_where_counting_half_hours_ends(start: datetime, span: Span, pauses: list[Pause]) -> None:
    assert after(start, span, CALENDAR, OWN, pauses) == by_half_hours(start, span, pauses)


@given(HALF_HOURS, st.sampled_from(Priority), PAUSES)
def test_the_clock_of_a_request_against_a_naive_one(asked: datetime, priority: Priority, pauses: list[Pause]) -> None:
    night = priority is Priority.PRIOR and not worked(asked)
    span = Span.read("24h" if night else {"P1": "2h", "P2": "8h", "P3": "2wd", "P4": "5wd"}[priority.value])
    clock = deadlines(priority, asked, CALENDAR, OWN, pauses=pauses)
    answer = by_half_hours(asked, span, pauses)
    assert clock.answer_by == answer
    days = {"P1": 1, "P2": 2, "P3": 7}.get(priority.value)
    assert clock.place_by == (asked + timedelta(days) if days else None)
    hour = by_half_hours(asked, Span.read("1h"), pauses)
    rungs = {
        "P1": [(hour, Escalated.DUTY_MANAGER), (answer, Escalated.COUNTY_LIAISON)],
        "P2": [(answer, Escalated.NEXT_UNIT)],
        "P3": [(answer, Escalated.DUTY_MANAGER)],
    }.get(priority.value, [])
    assert clock.escalations == tuple(Escalation(when, to) for when, to in rungs if when is not None)
    assert clock.expires_at == (None if answer is None else answer + timedelta(14))


@pytest.mark.parametrize(
    ("priority", "asked", "answer_by"),
    [
        (Priority.URGENT, at(10, 3, 23), at(10, 4, 1)),  # in the middle of the holiday
        (Priority.PRIOR, at(9, 21, 9), at(9, 21, 17)),
        (Priority.PRIOR, at(9, 21, 17, 30), at(9, 22, 1, 30)),
        (Priority.PRIOR, at(9, 21, 18), at(9, 22, 18)),  # off duty from the very minute
        (Priority.PRIOR, at(9, 20, 9), at(9, 20, 17)),  # a Sunday that is worked
        (Priority.ROUTINE, at(9, 18, 10), at(9, 21, 10)),  # Friday; Saturday is free, Sunday is worked
        (Priority.ROUTINE, at(9, 30, 10), at(10, 9, 10)),  # over the National Day
        (Priority.ROUTINE, at(10, 2, 10), at(10, 9, 18)),  # asked in the holiday: the two days that follow it
        (Priority.PLANNED, at(9, 30, 18), at(10, 13, 18)),
    ],
)
def test_deadlines_around_the_holidays(priority: Priority, asked: datetime, answer_by: datetime) -> None:
    assert deadlines(priority, asked, CALENDAR, OWN).answer_by == answer_by


def test_rerouting_does_not_hide_how_long_the_patient_has_waited() -> None:
    clock = deadlines(Priority.URGENT, at(9, 21, 12), CALENDAR, OWN, first_asked_at=at(9, 21, 9))
    assert (clock.answer_by, clock.place_by) == (at(9, 21, 14), at(9, 22, 9))


def test_while_a_request_is_returned_its_answer_clock_stands_still() -> None:
    still = deadlines(Priority.URGENT, at(9, 21, 9), CALENDAR, OWN, pauses=[Pause(at(9, 21, 9, 30), None)])
    assert (still.answer_by, still.escalations, still.expires_at) == (None, (), None)
    assert still.place_by == at(9, 22, 9)
    again = deadlines(Priority.URGENT, at(9, 21, 9), CALENDAR, OWN, pauses=[Pause(at(9, 21, 9, 30), at(9, 21, 15))])
    assert again.answer_by == at(9, 21, 16, 30)


def test_the_calendar_is_data() -> None:
    assert CALENDAR.covers(2026)
    assert not CALENDAR.covers(2027)
    assert WorkingCalendar().is_working_day(date(2026, 10, 1))  # without data a holiday is a weekday
    with pytest.raises(ValueError, match="both"):
        WorkingCalendar.from_days([(date(2026, 10, 1), "HOLIDAY"), (date(2026, 10, 1), "WORKDAY")])
    with pytest.raises(ValueError, match="FESTIVAL"):
        WorkingCalendar.from_days([(date(2026, 10, 1), "FESTIVAL")])


@given(HALF_HOURS)
def test_duty_is_told_alike(moment: datetime) -> None:
    assert CALENDAR.on_duty(moment, time(8), time(18)) is worked(moment)
    span = answer_span(Priority.PRIOR, moment, CALENDAR, OWN)
    assert str(span.words) == ("8小时" if worked(moment) else "24小时")


def test_what_time_asks_for_in_each_state() -> None:
    now = at(9, 21, 9)

    def due(status: RequestStatus, priority: Priority = Priority.URGENT) -> list[tuple[float, Due]]:
        return [((one.at - now) / timedelta(hours=1), one.due) for one in timers(status, now, priority, OWN)]

    assert due(RequestStatus.RETURNED) == [(48, Due.REMIND_ANSWER), (168, Due.EXPIRE)]
    assert [due(RequestStatus.WAITLISTED, one) for one in Priority] == [
        [(24, Due.REVIEW)], [(24, Due.REVIEW)], [(72, Due.REVIEW)], [],
    ]  # fmt: skip
    assert due(RequestStatus.IN_TRANSIT) == [(4, Due.ALERT_TRANSIT)]
    assert due(RequestStatus.ARRIVED) == [(2, Due.HANDOVER)]
    timed = {RequestStatus.RETURNED, RequestStatus.WAITLISTED, RequestStatus.IN_TRANSIT, RequestStatus.ARRIVED}
    assert all(due(status) == [] for status in set(RequestStatus) - timed)
    assert draft_purged_at(now, OWN) == now + timedelta(30)
    assert push_due(now, OWN) == (now + timedelta(1), now + timedelta(3))
    assert may_reopen(now, now + timedelta(7), OWN)
    assert not may_reopen(now, now + timedelta(7, seconds=1), OWN)


def test_standards_are_settings_by_the_keys_of_the_domain() -> None:
    own = Standards.from_values(
        {
            "sla.answer": {"P1": "1h", "P2": "4h", "P3": "1wd", "P4": "3wd"},
            "sla.place": {"P1": "12h"},
            "sla.escalation": {"P1": [["1h", "COUNTY_LIAISON"], [None, "NEXT_UNIT"]]},
            "waiting.review_h": {"P1": 12},
            "referral.expire_days": 7,
            "return.remind_h": 24,
            "transit.alert_h": 3,
            "push.first_contact_h": 48,
            "home.max_km": 20,
            "duty.start": "08:30",
            "bed.hold_hours": {"P1": 4},
        }
    )
    assert own.sla_answer[Priority.ROUTINE] == Span(1, SpanUnit.WORKING_DAYS)
    assert own.sla_escalation[Priority.URGENT][1] == Rung(None, Escalated.NEXT_UNIT)
    assert own.waiting_review_h == {Priority.URGENT: 12}
    assert (own.referral_expire_days, own.return_remind_h, own.transit_alert_h) == (7, 24, 3)
    assert (own.push_first_contact_h, own.home_max_km, own.duty_start) == (48, 20, time(8, 30))
    assert Standards.from_values({}) == OWN
    assert str(own.sla_answer[Priority.PLANNED].words) == "3个工作日"


@pytest.mark.parametrize(
    ("key", "value"),
    [("sla.answer", {"P1": "2"}), ("sla.answer", {"P7": "2h"}), ("sla.place", "24h"), ("sla.escalation", {"P1": ["1h"]}),
     ("sla.escalation", {"P1": [["1h", "NOBODY"]]}), ("waiting.review_h", {"P1": "a day"}), ("duty.start", "eight"),
     ("duty.start", "19:00"), ("referral.expire_days", "14"), ("referral.expire_days", True), ("home.max_km", -1)],
)  # fmt: skip
def test_a_setting_that_cannot_be_read_is_named(key: str, value: object) -> None:
    with pytest.raises(ValueError, match=key.replace(".", r"\.")):
        Standards.from_values({key: value})
