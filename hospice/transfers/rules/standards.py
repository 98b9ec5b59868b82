"""What is assumed about transfers: the keys of domain §10 that this package uses, with their defaults.

All are assumptions [P], so every one can be changed by a dated rule and is shown as assumed. Keys that domain §3 names
without giving them a name there (working hours, limits of priority and placement) have theirs here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from hospice.core.i18n import lazy
from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.codes import Coded


class SpanUnit(StrEnum):
    """What a span counts: hours and days of the calendar, or working days."""

    HOURS = "h"
    DAYS = "d"
    WORKING_DAYS = "wd"


class Span(NamedTuple):
    """A length of time as the settings write it: `2h`, `7d`, `5wd`."""

    amount: int
    unit: SpanUnit

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `2h`, `7d` or `5wd`; ValueError otherwise."""
        if (found := re.fullmatch(r"([1-9]\d{0,3})(h|d|wd)", text, re.ASCII)) is None:
            raise ValueError(f"{text!r} is no span")
        return cls(int(found[1]), SpanUnit(found[2]))

    @property
    def words(self) -> Any:
        """The span as people say it."""
        return {
            SpanUnit.HOURS: lazy("%(n)s小时", n=self.amount),
            SpanUnit.DAYS: lazy("%(n)s天", n=self.amount),
            SpanUnit.WORKING_DAYS: lazy("%(n)s个工作日", n=self.amount),
        }[self.unit]


class Escalated(Coded):
    """Whom silence reaches next."""

    DUTY_MANAGER = "DUTY_MANAGER", lazy("接收单位值班负责人")
    COUNTY_LIAISON = "COUNTY_LIAISON", lazy("县级卫生健康部门联络人")
    NEXT_UNIT = "NEXT_UNIT", lazy("下一家备选单位")


class Rung(NamedTuple):
    """One rung of the ladder: after how long, and to whom. No span means at the deadline for the answer."""

    after: Span | None
    to: Escalated


_P = Priority
Spans = Mapping[Priority, Span]
Ladder = Mapping[Priority, tuple[Rung, ...]]
Hours = Mapping[Priority, int]


def _spans(**texts: str) -> Spans:
    return MappingProxyType({Priority(code): Span.read(text) for code, text in texts.items()})


ANSWER = _spans(P1="2h", P2="8h", P3="2wd", P4="5wd")
ANSWER_OFF_DUTY = _spans(P2="24h")
PLACE = _spans(P1="24h", P2="48h", P3="7d")  # P4 by agreement
LADDER: Ladder = MappingProxyType(
    {
        _P.URGENT: (Rung(Span.read("1h"), Escalated.DUTY_MANAGER), Rung(Span.read("2h"), Escalated.COUNTY_LIAISON)),
        _P.PRIOR: (Rung(None, Escalated.NEXT_UNIT),),
        _P.ROUTINE: (Rung(None, Escalated.DUTY_MANAGER),),
    }
)
REVIEW: Hours = MappingProxyType({_P.URGENT: 24, _P.PRIOR: 24, _P.ROUTINE: 72})


@dataclass(frozen=True, slots=True)
class Standards:
    """The standards in force on a day; `sla_answer` is the key `sla.answer`."""

    sla_answer: Spans = field(default_factory=lambda: ANSWER)
    sla_answer_off_duty: Spans = field(default_factory=lambda: ANSWER_OFF_DUTY)
    sla_place: Spans = field(default_factory=lambda: PLACE)
    sla_escalation: Ladder = field(default_factory=lambda: LADDER)
    waiting_review_h: Hours = field(default_factory=lambda: REVIEW)
    duty_start: time = time(8)  # working hours of a working day; the plan is silent on them
    duty_end: time = time(18)
    referral_most_receivers: int = 3  # domain §7.2: the consent names at most three
    referral_expire_days: int = 14
    referral_draft_purge_days: int = 30
    referral_reopen_days: int = 7
    return_remind_h: int = 48
    return_expire_d: int = 7
    transit_alert_h: int = 4
    transit_handover_h: int = 2
    push_ack_h: int = 24
    push_first_contact_h: int = 72
    priority_urgent_days: int = 3  # §3.4: expected survival
    priority_urgent_nrs: int = 8
    priority_prior_days: int = 14
    priority_prior_nrs: int = 7
    entry_max_months: int = 6  # §3.3 [V:Shanghai]
    home_max_km: int = 15
    home_min_pps: int = 30
    home_carer_hours: int = 12
    home_max_nrs: int = 3
    community_max_nrs: int = 6
    clinic_min_pps: int = 50
    ward_min_nrs: int = 7
    ward_esas_points: int = 7
    ward_esas_items: int = 2
    exit_calm_h: int = 48  # §3.3: NRS low for so long before a step down
    upward_unstable_days: int = 3

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read a mapping of configuration keys to JSON values; keys of others are passed over.

        Spans by class are `{"P1": "2h", "P3": "2wd"}`, ladders `{"P1": [["1h", "DUTY_MANAGER"]]}` with `null` for the
        deadline, times `"08:00"`. ValueError names the key whose value cannot be read.
        """
        known = {entry.name.replace("_", ".", 1): entry.name for entry in fields(cls)}
        read = cls(**{known[key]: _read(key, value) for key, value in values.items() if key in known})
        if read.duty_start >= read.duty_end:
            raise ValueError("duty.start: must be before duty.end")
        return read


def _read(key: str, value: Any) -> Any:
    try:
        reader: Callable[[Any], Any] = _READERS.get(key, _whole)
        return reader(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"{key}: {value!r} cannot be read") from error


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a whole number")
    return value


def _read_spans(value: Any) -> Spans:
    return _spans(**value)


def _read_ladder(value: Any) -> Ladder:
    return MappingProxyType({Priority(code): tuple(_rung(*rung) for rung in rungs) for code, rungs in value.items()})


def _rung(after: str | None, to: str) -> Rung:
    return Rung(None if after is None else Span.read(after), Escalated(to))


def _read_hours(value: Any) -> Hours:
    return MappingProxyType({Priority(code): _whole(hours) for code, hours in value.items()})


_READERS: dict[str, Callable[[Any], Any]] = {
    "sla.answer": _read_spans,
    "sla.answer_off_duty": _read_spans,
    "sla.place": _read_spans,
    "sla.escalation": _read_ladder,
    "waiting.review_h": _read_hours,
    "duty.start": time.fromisoformat,
    "duty.end": time.fromisoformat,
}
