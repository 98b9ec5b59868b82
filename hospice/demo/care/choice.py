"""Whom to ask for a place: the unit that is wished for, and others that could do it, near ones rather than far ones."""

from __future__ import annotations

from collections.abc import Iterable

from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.wishes import BY_VISIT, Setting

from .houses import Unit
from .journeys import Journeys
from .ledger import Ledger
from .persons import Person
from .staff import Team

_ASKED = {
    Priority.URGENT: (2, 3),
    Priority.PRIOR: (1, 2, 2, 3),
    Priority.ROUTINE: (1, 1, 2),
    Priority.PLANNED: (1,),
}  # [P]


class Choice(Journeys):
    """Knows the units of a part of the province by what they offer."""

    def __init__(self, ledger: Ledger, units: Iterable[Unit], teams: dict[int, Team], tell_from: int) -> None:
        super().__init__(ledger, teams, tell_from)
        self.units = list(units)
        self.by_setting: dict[Setting, list[Unit]] = {setting: [] for setting in Setting}
        for unit in self.units:
            self.by_setting[unit.setting].append(unit)

    def how_many(self, priority: Priority, setting: Setting) -> int:
        """How many are asked at once: the more urgent, the more."""
        if setting in BY_VISIT:
            return 1
        return self.dice.choice(_ASKED[priority])

    def receivers(
        self, setting: Setting, person: Person, now: int, first: Unit | None, most: int, but: set[int]
    ) -> list[Unit]:
        """The unit that is wished for, then others: near ones rather than far ones."""
        found = [first] if first is not None else []
        open_now = [
            unit for unit in self.by_setting[setting] if unit is not first and unit.id not in but and unit.works(now)
        ]
        near = [unit for unit in open_now if unit.site.county.origin == person.county.origin]
        if setting in BY_VISIT or setting is Setting.COMMUNITY:
            open_now = near
        while len(found) < most and open_now:
            pool = near if near and self.dice.random() < 0.7 else open_now
            chosen = self.dice.choice(pool)
            found.append(chosen)
            open_now = [unit for unit in open_now if unit is not chosen]
            near = [unit for unit in near if unit is not chosen]
        return found
