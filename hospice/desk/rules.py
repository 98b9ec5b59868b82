"""How work is ordered: what is late first, then what runs out soonest, then what has waited longest. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from hospice.core.clock import local
from hospice.core.i18n import gettext as _


class Urgency(IntEnum):
    """The three parts of a desk, in the order in which they stand."""

    FIRST = 0  # 先办这些: late, or waiting for this person alone
    TODAY = 1  # 今天之内
    LATER = 2  # 之后


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that awaits somebody.

    `when` says in words how late or how old it is; `since` orders things of one urgency (oldest first); `icon` and
    `tone` are those of design §6; `url` and `button` are the one act that it asks for.
    """

    urgency: Urgency
    since: datetime
    when: str
    what: str
    detail: str
    url: str
    button: str
    icon: str = "ring"
    tone: str = ""
    about: str = ""  # whom it concerns, for the button's full name; empty where `what` says it


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the desk with its tasks."""

    urgency: Urgency
    title: str
    tasks: list[Task] = field(default_factory=list)


def arranged(tasks: Iterable[Task]) -> list[Part]:
    """The parts that have tasks, most urgent first, the oldest task of each first."""
    ordered = sorted(tasks, key=lambda task: (task.urgency, task.since, task.what))
    titles = {Urgency.FIRST: _("先办这些"), Urgency.TODAY: _("今天之内"), Urgency.LATER: _("之后")}
    parts = [
        Part(urgency, titles[urgency], [task for task in ordered if task.urgency is urgency]) for urgency in Urgency
    ]
    return [part for part in parts if part.tasks]


def waited(since: datetime, on: date) -> str:
    """How long something has waited, in days: `今天`, `已等3天`."""
    days = (on - local(since).date()).days
    return _("今天提交") if days <= 0 else _("已等%(n)s天", n=days)


def waiting_urgency(since: datetime, on: date) -> Urgency:
    """What came yesterday or earlier stands first; what came today may wait until the evening."""
    return Urgency.FIRST if local(since).date() < on else Urgency.TODAY


def stale_urgency(age_days: int, limit: int) -> Urgency:
    """A confirmation past its limit stands first; one that will pass it within ten days stands later."""
    return Urgency.FIRST if age_days > limit else Urgency.LATER
