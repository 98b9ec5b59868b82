"""How a bed and a figure's age look: a word, a shape and a colour, never a colour alone (design §6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded
from hospice.facilities.rules.places import BedState

from .codes import Priority
from .standards import Standards


class Face(NamedTuple):
    """What `components/status.html` draws: the word, the shape's name, and the tone (go, mind, hot or none)."""

    word: Any
    icon: str
    tone: str


class BedUse(Coded):
    """What a bed is at this moment: its own condition and who has it, taken together; exactly one holds."""

    FREE = "FREE", lazy("空床")
    HELD = "HELD", lazy("已保留")
    OCCUPIED = "OCCUPIED", lazy("在住")
    CLEANING = "CLEANING", lazy("清洁中")
    BLOCKED = "BLOCKED", lazy("停用")
    ISOLATION = "ISOLATION", lazy("隔离")


BED_FACES = {
    BedUse.FREE: Face(BedUse.FREE.label, "ring", "go"),
    BedUse.HELD: Face(BedUse.HELD.label, "half", "go"),
    BedUse.OCCUPIED: Face(BedUse.OCCUPIED.label, "full", ""),
    BedUse.CLEANING: Face(BedUse.CLEANING.label, "dots", ""),
    BedUse.BLOCKED: Face(BedUse.BLOCKED.label, "stop", ""),
    BedUse.ISOLATION: Face(BedUse.ISOLATION.label, "dia", "mind"),
}

PRIORITY_FACES = {
    Priority.URGENT: Face(Priority.URGENT.label, "tri", "hot"),
    Priority.PRIOR: Face(Priority.PRIOR.label, "dia", "mind"),
    Priority.ROUTINE: Face(Priority.ROUTINE.label, "ring", ""),
    Priority.PLANNED: Face(Priority.PLANNED.label, "dash", ""),
}

_BY_STATE = {
    BedState.READY: BedUse.FREE,
    BedState.CLEANING: BedUse.CLEANING,
    BedState.CONTAMINATED: BedUse.CLEANING,
    BedState.ISOLATION: BedUse.ISOLATION,
    BedState.BLOCKED: BedUse.BLOCKED,
}


def bed_use(state: BedState, *, occupied: bool, held: bool) -> BedUse:
    """What the bed is: whoever lies in it comes first, then a promise, then the bed's own condition."""
    if occupied:
        return BedUse.OCCUPIED
    return BedUse.HELD if held else _BY_STATE[state]


class Freshness(Coded):
    """How old a figure about beds is."""

    FRESH = "FRESH", lazy("新")
    AGEING = "AGEING", lazy("较新")
    OLD = "OLD", lazy("请先电话核实")


FRESHNESS_FACES = {
    Freshness.FRESH: ("full", "go"),
    Freshness.AGEING: ("half", "mind"),
    Freshness.OLD: ("ring", "hot"),
}


def freshness(reported_at: datetime | None, now: datetime, standards: Standards) -> Freshness:
    """How old the figure is; one that was never reported is old."""
    fresh, ageing = (timedelta(hours=hours) for hours in standards.bed_fresh_hours)
    if reported_at is None or now - reported_at > ageing:
        return Freshness.OLD
    return Freshness.FRESH if now - reported_at <= fresh else Freshness.AGEING


def freshness_face(age: Freshness, standards: Standards) -> Face:
    """How the age is shown, in the hours that hold."""
    fresh, ageing = standards.bed_fresh_hours
    words = {Freshness.FRESH: lazy("%(n)s小时内", n=fresh), Freshness.AGEING: lazy("%(n)s小时内", n=ageing)}
    return Face(words.get(age, age.label), *FRESHNESS_FACES[age])
