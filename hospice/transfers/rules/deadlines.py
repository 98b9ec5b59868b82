"""By when somebody must answer and a place must be found, whom silence reaches, and what time does (domain §3.4–3.5).

Hours and days run round the clock. Working days run in working hours only: `2wd` is twice the hours of a working day.
While a request is returned for completion its answer clock stands still; the patient's own clock to a place runs on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from hospice.core.i18n import lazy
from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.codes import Coded

from .calendar import Interval, WorkingCalendar
from .codes import RequestStatus
from .standards import Escalated, Span, SpanUnit, Standards

FOREVER = timedelta(days=36_500)
NEVER = datetime.max.replace(tzinfo=UTC)


class Pause(NamedTuple):
    """`[since, until)`, while which the answer clock stands still; no end means it still does."""

    since: datetime
    until: datetime | None


class Escalation(NamedTuple):
    """When silence reaches whom."""

    at: datetime
    to: Escalated


class Deadlines(NamedTuple):
    """The clock of a request; an instant is none while the clock stands still, or where the class has no such limit."""

    answer_by: datetime | None
    place_by: datetime | None
    escalations: tuple[Escalation, ...]
    expires_at: datetime | None


def after(
    start: datetime, span: Span, calendar: WorkingCalendar, standards: Standards, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """The instant at which a span has run since `start`, without the pauses; none while a pause has no end."""
    left, counted = _measure(start, span, calendar, standards)
    for begin, end in _without(counted, pauses):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return None


def _measure(
    start: datetime, span: Span, calendar: WorkingCalendar, standards: Standards
) -> tuple[timedelta, Iterable[Interval]]:
    if span.unit is SpanUnit.WORKING_DAYS:
        opens, closes = standards.duty_start, standards.duty_end
        day = datetime.combine(date.min, closes) - datetime.combine(date.min, opens)
        return span.amount * day, calendar.duty(start, opens, closes)
    unit = timedelta(hours=1) if span.unit is SpanUnit.HOURS else timedelta(days=1)
    return span.amount * unit, ((start, start + FOREVER),)


def _without(counted: Iterable[Interval], pauses: Sequence[Pause]) -> Iterator[Interval]:
    """Take the pauses out of intervals that follow one another; a pause without end is the end of all."""
    ordered = sorted((pause.since, pause.until or NEVER) for pause in pauses)
    for begin, end in counted:
        rest = begin
        for since, until in ordered:
            if since < end and until > rest:
                if since > rest:
                    yield rest, since
                rest = until
        if rest == NEVER:
            return
        if rest < end:
            yield rest, end


def answer_span(priority: Priority, start: datetime, calendar: WorkingCalendar, standards: Standards) -> Span:
    """How long a receiver has: longer for some classes where the request comes outside working hours."""
    off_duty = standards.sla_answer_off_duty.get(priority)
    if off_duty is not None and not calendar.on_duty(start, standards.duty_start, standards.duty_end):
        return off_duty
    return standards.sla_answer[priority]


def deadlines(
    priority: Priority,
    asked_at: datetime,
    calendar: WorkingCalendar,
    standards: Standards,
    *,
    first_asked_at: datetime | None = None,
    pauses: Sequence[Pause] = (),
) -> Deadlines:
    """The clock of a request asked at `asked_at`.

    `first_asked_at` is when the need was first submitted: rerouting keeps it, so that the patient's wait is not hidden.
    """

    def run(span: Span) -> datetime | None:
        return after(asked_at, span, calendar, standards, pauses)

    answer_by = run(answer_span(priority, asked_at, calendar, standards))
    place = standards.sla_place.get(priority)
    place_by = after(first_asked_at or asked_at, place, calendar, standards) if place else None
    reached = [
        (run(rung.after) if rung.after else answer_by, rung.to) for rung in standards.sla_escalation.get(priority, ())
    ]
    escalations = tuple(Escalation(at, to) for at, to in reached if at is not None)
    last = max([at for at, _to in escalations] + ([answer_by] if answer_by else []), default=None)
    expires = last + timedelta(days=standards.referral_expire_days) if answer_by and last else None
    return Deadlines(answer_by, place_by, escalations, expires)


class Due(Coded):
    """What time asks for in a state."""

    REMIND_ANSWER = "REMIND_ANSWER", lazy("提醒补充资料")
    EXPIRE = "EXPIRE", lazy("到期自动结束")
    REVIEW = "REVIEW", lazy("候床复核")
    ALERT_TRANSIT = "ALERT_TRANSIT", lazy("转运超时提醒")
    HANDOVER = "HANDOVER", lazy("完成交接")


class Timer(NamedTuple):
    """When what is due."""

    at: datetime
    due: Due

    @property
    def words(self) -> Any:
        """What is due, in words."""
        return self.due.label


def timers(status: RequestStatus, since: datetime, priority: Priority, standards: Standards) -> list[Timer]:
    """What time asks for in a state entered (or last reviewed) at `since`; a held bed has its own clock."""
    limits: dict[RequestStatus, list[tuple[int | None, Due]]] = {
        RequestStatus.RETURNED: [
            (standards.return_remind_h, Due.REMIND_ANSWER),
            (standards.return_expire_d * 24, Due.EXPIRE),
        ],
        RequestStatus.WAITLISTED: [(standards.waiting_review_h.get(priority), Due.REVIEW)],
        RequestStatus.IN_TRANSIT: [(standards.transit_alert_h, Due.ALERT_TRANSIT)],
        RequestStatus.ARRIVED: [(standards.transit_handover_h, Due.HANDOVER)],
    }
    hours = limits.get(status, [])
    return [Timer(since + timedelta(hours=number), due) for number, due in hours if number is not None]


def draft_purged_at(last_edited_at: datetime, standards: Standards) -> datetime:
    """When a draft that nobody touches is deleted."""
    return last_edited_at + timedelta(days=standards.referral_draft_purge_days)


def may_reopen(closed_at: datetime, now: datetime, standards: Standards) -> bool:
    """Whether a closed transfer may still be opened again."""
    return now <= closed_at + timedelta(days=standards.referral_reopen_days)


def push_due(discharged_at: datetime, standards: Standards) -> tuple[datetime, datetime]:
    """By when a discharge push is acknowledged, and by when the patient is first contacted (domain §2.4)."""
    return (
        discharged_at + timedelta(hours=standards.push_ack_h),
        discharged_at + timedelta(hours=standards.push_first_contact_h),
    )
