"""Beds and places for patients: kept, lain in, left. One place has one patient at a time, and one patient one bed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hospice.episodes.models import BedAssignment, Episode
from hospice.episodes.rules.codes import Priority

from .houses import FOREVER, Place, Unit
from .ledger import Ledger
from .minutes import HOUR, stamp
from .persons import Person

HOLD_HOURS = {Priority.URGENT: 4, Priority.PRIOR: 24, Priority.ROUTINE: 48, Priority.PLANNED: 48}  # bed.hold_hours
MOVED = "本单元内换床"  # as the service writes it


@dataclass(slots=True, eq=False)
class Care:
    """An episode of care."""

    id: int
    key: str
    person: Person
    started: int
    ended: int | None = None
    outcome: str | None = None


@dataclass(slots=True, eq=False)
class Kept:
    """A bed or place that somebody has or had."""

    id: int
    key: str
    care: Care
    unit: Unit
    place: Place
    by: int
    created: int
    state: str = "RESERVED"
    version: int = 1
    reserved: int | None = None
    expires: int | None = None
    extended: bool = False
    started: int | None = None
    ended: int | None = None
    outcome: str | None = None
    reason: str = ""

    def admit(self, at: int) -> None:
        """The patient has come."""
        self.state, self.started, self.expires, self.version = "ACTIVE", at, None, self.version + 1

    def release(self, at: int, reason: str) -> None:
        """Nobody comes; the place is free at once."""
        self.state, self.ended, self.reason, self.version = "RELEASED", at, reason, self.version + 1
        self.place.free_at = at

    def leave(self, at: int, outcome: str | None, cleaning: int, reason: str = "") -> None:
        """The patient has left; a bed is to be cleaned before the next one comes."""
        self.state, self.ended, self.outcome, self.reason = "COMPLETED", at, outcome, reason
        self.version += 1
        self.place.free_at = at + (cleaning if self.place.bed is not None else 0)


class Beds:
    """Gives places away and remembers all of them."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.all: list[Kept] = []
        self.cares: list[Care] = []

    def care_of(self, person: Person, at: int) -> Care:
        """The episode that goes on; it begins with the first place."""
        if person.episode is None:
            person.episode = Care(self.ledger.number(Episode), self.ledger.key(), person, at)
            self.cares.append(person.episode)
        care: Care = person.episode
        return care

    def keep(self, person: Person, unit: Unit, place: Place, at: int, until: int, by: int) -> Kept:
        """Promise a place."""
        kept = self._new(person, unit, place, at, by)
        kept.reserved, kept.expires = at, until
        return kept

    def take(self, person: Person, unit: Unit, place: Place, at: int, by: int, typed: int) -> Kept:
        """Give a place to somebody who is there already; `typed` is when that was entered."""
        kept = self._new(person, unit, place, at, by)
        kept.state, kept.started, kept.created = "ACTIVE", at, typed
        return kept

    def _new(self, person: Person, unit: Unit, place: Place, at: int, by: int) -> Kept:
        care = self.care_of(person, at)
        kept = Kept(self.ledger.number(BedAssignment), self.ledger.key(), care, unit, place, by, at)
        place.free_at = FOREVER
        self.all.append(kept)
        return kept

    def put_down(self) -> None:
        """Write every episode and every assignment."""
        rows = self.ledger.rows
        for care in self.cares:
            rows[Episode].append((
                care.id, care.key, care.person.id, stamp(care.started), stamp(care.ended), care.outcome, 1, stamp(care.started),
            ))  # fmt: skip
        for kept in self.all:
            rows[BedAssignment].append((
                kept.id, kept.key, kept.version, kept.care.id, kept.care.person.id, kept.unit.id, kept.place.bed,
                kept.place.number, kept.unit.setting.value, int(kept.unit.in_bed), kept.state, stamp(kept.reserved),
                stamp(kept.expires), int(kept.extended), stamp(kept.started), stamp(kept.ended), kept.outcome, kept.reason,
                kept.by, stamp(kept.created),
            ))  # fmt: skip


def cleaning_of(dice: Any) -> int:
    """Minutes until a bed is ready again [P]."""
    minutes: int = dice.randrange(45, 4 * HOUR)
    return minutes
