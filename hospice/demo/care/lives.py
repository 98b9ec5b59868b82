"""What becomes of people: they come, stay, go on to the next setting or home, and die; of all of it time decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.wishes import Setting
from hospice.transfers.rules.codes import Party, RequestAction, RequestStatus, TransferAction, TransferStatus
from hospice.transfers.rules.outcomes import outcome_of_death
from hospice.transfers.rules.request_life import ACCESS_ENDED, HAS_THE_CASE

from ..land import Place as Division
from . import assumptions as assumed
from . import clinical, handing, pushes
from .case import Asked, Case, Hand
from .choice import Choice
from .houses import FOREVER, Unit
from .ledger import Ledger
from .minutes import DAY, HOUR, awake, on_duty
from .persons import Person, Register
from .staff import Team
from .stays import MOVED, Kept

_PRIORITIES = tuple(Priority)
_LEAD = HAS_THE_CASE | {RequestStatus.ADMITTED}
_VISIT_MINUTES = 40
_OUT = ("TO_HOME", "TO_HOME", "TO_HOME", "TO_ACUTE", "SELF_DISCHARGE")


class Lives(Choice):
    """The people of one prefecture."""

    def __init__(
        self, ledger: Ledger, units: Iterable[Unit], teams: dict[int, Team], senders: Mapping[str, list[int]],
        regions: Mapping[int, int], register: Register, ends: int, detailed_from: int,
    ) -> None:  # fmt: skip
        super().__init__(ledger, units, teams, ends - 3 * DAY)
        self.senders, self.regions, self.register = senders, regions, register
        self.ends, self.detailed_from = ends, detailed_from
        self.people: list[Person] = []
        self.pushed: set[tuple[int, int]] = set()  # patient and house of pushes that are still open

    def open_up(
        self, begin: int, shares: Mapping[int, float], homes: Mapping[int, tuple[list[Division], list[float]]]
    ) -> None:
        """Let people come to every unit from its first day on; `homes` are the counties they come from."""
        self.begun, self.homes, self.shares = begin, homes, shares
        for unit in self.units:
            self._next(max(begin, unit.spans[0][0]), unit)
            if unit.is_told:
                self.at(unit.quiet_from + HOUR, self._clear, unit)

    def _next(self, now: int, unit: Unit) -> None:
        there = sum(place.opened <= now for place in unit.places) or 1
        early = now < max(self.begun, unit.spans[0][0]) + assumed.FILLS * unit.pace.mean * DAY
        mean = (
            unit.pace.mean * DAY / (there * unit.pace.full * assumed.NEW * self.shares[unit.id] * (2 if early else 1))
        )
        self.at(now + 1 + int(self.dice.expovariate(1 / mean)), self.come, unit)

    def come(self, now: int, unit: Unit) -> None:
        """Somebody needs what this unit offers."""
        self._next(now, unit)
        if not unit.works(now):
            return
        dice = self.dice
        counties, weights = self.homes[unit.id]
        county = counties[0] if len(counties) == 1 else dice.choices(counties, weights)[0]
        priority = dice.choices(_PRIORITIES, assumed.PRIORITIES[unit.setting])[0]
        asks = now if priority is Priority.URGENT else awake(now) if priority is Priority.PRIOR else on_duty(now)
        self.at(asks, self._comes, (unit, county, priority))

    def _comes(self, now: int, what: tuple[Unit, Division, Priority]) -> None:
        """The need is clear, at an hour at which somebody is there to see to it."""
        (unit, county, priority), dice = what, self.dice
        if not unit.works(now):
            return
        survival = assumed.SURVIVAL[priority] * (assumed.AT_HOME if unit.setting is Setting.HOME else 1)
        dies = now + int(dice.expovariate(1 / (survival * DAY))) + 3 * HOUR
        if dice.random() > assumed.BY_TRANSFER[unit.setting] and (
            place := unit.free(now, "1" if dice.random() < 0.5 else "2")
        ):
            self._walk_in(now, unit, place, county, dies)
            return
        house = dice.choice(self.senders.get(county.origin) or [unit.site.id])
        person = self._enter(county, house, now - 60, dies)
        found = self.receivers(unit.setting, person, now, unit, self.how_many(priority, unit.setting), set())
        self.send(person, unit.setting, priority, now, house, self.regions[house], found)

    def _clear(self, now: int, unit: Unit) -> None:
        """Whoever waits for this unit or has asked it finds another one."""
        for wait in list(unit.waiting):
            self.give_up(now, wait.asked)
        for case in self.cases:
            for asked in case.requests:
                if asked.unit is unit and asked.status is RequestStatus.SUBMITTED:
                    self.open(now, asked)

    def _enter(self, county: Division, house: int, now: int, dies: int) -> Person:
        person = self.register.enter(county, house, self.teams[house].sends, now, dies)
        self.people.append(person)
        self.at(dies, self.die, person)
        return person

    def _walk_in(self, now: int, unit: Unit, place: Any, county: Division, dies: int) -> None:
        """From the same house, without a transfer; some of these are entered a day or two later."""
        person = self._enter(county, unit.site.id, now - 30, dies)
        if person.sex not in place.sexes:
            found = unit.free(now, person.sex)
            if found is None:
                person.dies = FOREVER
                return
            place = found
        later = self.dice.randrange(10 * HOUR, 50 * HOUR) if self.dice.random() < assumed.BACK_DATED else 5
        typed = min(now + later, self.ends - 1)
        by = self.teams[unit.site.id].decides
        clinical.describe(self.ledger, person, Priority.ROUTINE, by, now)
        kept = self.beds.take(person, unit, place, now, by.id, typed)
        self.begins(now, person, kept)

    def begins(self, now: int, person: Person, kept: Kept) -> None:
        """A stay begins: for how long it is planned, and what happens in it."""
        dice, unit, began = self.dice, kept.unit, kept.started or now
        person.stay, person.legs = kept, person.legs + 1
        if unit.setting is Setting.CLINIC:
            self.at(now + _VISIT_MINUTES, self._visited, person)
            return
        days = min(dice.lognormvariate(0, 0.55) * unit.pace.days * 1.15, unit.pace.longest)
        planned = now + int(days * DAY) + HOUR
        self.at(on_duty(planned), self.onward, person)
        if kept.place.until < FOREVER:
            self.at(max(now + HOUR, kept.place.until - dice.randrange(60, 300)), self._must_go, person)
        if kept.place.bed is not None and dice.random() < assumed.MOVES:
            self.at(now + int(days * DAY * dice.random()) + HOUR, self._move, person)
        for _ in range(dice.choice((0, 0, 1, 2))):
            later = began + dice.randrange(12 * HOUR, int(days * DAY) + DAY)
            self.at(later, self._rated, (person, kept))

    def _rated(self, now: int, what: tuple[Person, Kept]) -> None:
        person, kept = what
        if person.stay is kept:
            by = self.teams[kept.unit.site.id].sends
            clinical.score(self.ledger, person, "NRS", clinical.later_pain(self.dice), by, now)

    def _move(self, now: int, person: Person) -> None:
        kept = person.stay
        if kept is None or kept.place.bed is None or (place := kept.unit.free(now, person.sex)) is None:
            return
        if place.until < FOREVER or kept.place.until < FOREVER:
            return
        self.cleaned(now, kept, None, MOVED)
        by = self.teams[kept.unit.site.id].decides.id
        person.stay = self.beds.take(person, kept.unit, place, now, by, now)
        for case in person.cases:
            if case.leaves is kept:
                case.leaves = person.stay

    def _must_go(self, now: int, person: Person) -> None:
        """The bed or the unit is given up: nobody may lie there any longer."""
        if person.stay is not None and person.stay.place.until < now + 2 * DAY:
            self._out(now, person, "TO_HOME")

    def _visited(self, now: int, person: Person) -> None:
        """After a visit to the clinic: another one, or another setting."""
        kept = person.stay
        if person.died is not None or kept is None:
            return
        self.cleaned(now, kept, "TO_HOME")
        person.stay = None
        if self.dice.random() < 0.62:
            days = self.dice.randrange(7, 22)
            self.at(on_duty(now + days * DAY, 9, 16), self._again, (person, kept.unit))
        else:
            self.at(on_duty(now + self.dice.randrange(2, 14) * DAY), self.onward, person)

    def _again(self, now: int, what: tuple[Person, Unit]) -> None:
        person, unit = what
        if person.died is not None or person.stay is not None or person.cases:
            return
        place = unit.free(now, person.sex) if unit.works(now) else None
        if place is not None:
            person.stay = self.beds.take(person, unit, place, now, self.teams[unit.site.id].decides.id, now)
            self.at(now + _VISIT_MINUTES, self._visited, person)
        else:
            self.at(on_duty(now + 3 * DAY, 9, 16), self.onward, person)

    def onward(self, now: int, person: Person) -> None:
        """The planned time is over: where to?"""
        kept = person.stay
        if person.died is not None or any(case.status is not TransferStatus.ADMITTED for case in person.cases):
            return
        here = kept.unit.setting if kept is not None else Setting.CLINIC
        choices = assumed.ONWARD[here] if person.legs < assumed.MOST_LEGS else ()
        chance = self.dice.random()
        for setting, share in choices:
            chance -= share
            if chance < 0:
                first = self.receivers(setting, person, now, None, 1, {kept.unit.id} if kept else set())
                if first:
                    self._send_on(now, person, kept, setting, first)
                    return
        if kept is not None or person.episode is not None:
            self._out(now, person, self.dice.choice(_OUT))

    def _send_on(self, now: int, person: Person, kept: Kept | None, setting: Setting, first: list[Unit]) -> None:
        left = person.dies - now
        priority = Priority.URGENT if left < 3 * DAY else Priority.PRIOR if left < 14 * DAY else Priority.ROUTINE
        house = kept.unit.site.id if kept is not None else person.house
        more = self.receivers(setting, person, now, first[0], self.how_many(priority, setting), set())
        self.send(person, setting, priority, now, house, self.regions[house], more, kept)

    def _out(self, now: int, person: Person, outcome: str) -> None:
        """Out of the care of the network."""
        if person.stay is not None:
            kept, person.stay = person.stay, None
            if outcome == "TO_HOME" and kept.unit.in_bed:
                pushes.push(self, now, kept, None)
            self.cleaned(now, kept, outcome)
        for case in list(person.cases):
            if case.status is TransferStatus.ADMITTED:
                self._close_early(now, case)
        if person.episode is not None and person.episode.ended is None:
            person.episode.ended, person.episode.outcome = now, outcome
            person.episode = None
        if not person.cases:
            person.dies = FOREVER  # nobody tells the network

    def _close_early(self, now: int, case: Case) -> None:
        asked = next(one for one in case.requests if one.status is RequestStatus.ADMITTED)
        self.close(now, asked)

    def leaves(self, now: int, kept: Kept, outcome: str, to: Unit) -> None:
        """From one place to the next."""
        person = kept.care.person
        if person.stay is not kept:
            return
        person.stay = None
        if outcome == "TO_HOME" and kept.unit.in_bed:
            pushes.push(self, now, kept, to)
        self.cleaned(now, kept, outcome)

    def came_to_nothing(self, now: int, case: Case) -> None:
        """Whoever has a bed stays in it for a while; whoever has none is cared for elsewhere."""
        person = case.person
        person.cases.remove(case)
        if person.stay is not None:
            self.at(on_duty(now + self.dice.randrange(2, 9) * DAY), self.onward, person)
        elif person.died is None:
            self._out(now, person, "TO_ACUTE" if case.status is TransferStatus.ENDED else "TO_HOME")

    def die(self, now: int, person: Person) -> None:
        """All that was planned ends, each by where the patient was."""
        if person.dies > now or person.died is not None:
            return
        person.died = now
        house = person.stay.unit.site.id if person.stay is not None else person.house
        by = self.teams[house].decides
        for case in list(person.cases):
            self._end_by_death(now, case, Hand(by, Party.SYSTEM, "患者已离世"))
        person.cases.clear()
        if person.stay is not None:
            kept, person.stay = person.stay, None
            self.cleaned(now, kept, "DIED_HERE")
        if person.episode is not None and person.episode.ended is None:
            person.episode.ended, person.episode.outcome = now, "DIED_HERE"

    def _end_by_death(self, now: int, case: Case, hand: Hand) -> None:
        lead = next((one for one in case.requests if one.status in _LEAD), None)
        if lead is not None:
            self.walker.take(lead, RequestAction.DIE, now, hand)
            if lead.unit.waiting:
                self.at(now + 1, self.freed, lead.unit)
            return
        asked = next((one for one in case.requests if one.status not in ACCESS_ENDED), None)
        outcome = outcome_of_death(asked.status if asked else RequestStatus.SUBMITTED, case.status)
        self.walker.take_need(case, TransferAction.DIE, now, hand, outcome)

    def hand_over(self, now: int, asked: Asked) -> None:
        """A complete handover; signed item by item where it is recent."""
        handing.hand_over(self.ledger, asked, self.teams, now, detailed=now >= self.detailed_from)
