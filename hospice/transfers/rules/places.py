"""What is looked for, and what the search knows of a unit: plain facts, from wherever they come."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from hospice.episodes.rules.codes import Priority
from hospice.episodes.rules.faces import Freshness
from hospice.facilities.rules.codes import InstitutionKind, UnitKind, UnitStatus
from hospice.facilities.rules.places import PRIMARY
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting

HABIT_DAYS = 30  # [P] over how many days the habit of answering is looked at

KINDS: dict[Setting, frozenset[UnitKind]] = {
    Setting.HOME: frozenset({UnitKind.HOME_TEAM, UnitKind.HOME_BED}),
    Setting.COMMUNITY: frozenset({UnitKind.ROOM, UnitKind.BED, UnitKind.WARD}),
    Setting.CLINIC: frozenset({UnitKind.CLINIC}),
    Setting.WARD: frozenset({UnitKind.WARD, UnitKind.CENTER}),
    Setting.CENTER: frozenset({UnitKind.CENTER}),
}


def serves(setting: Setting, kind: UnitKind, house: InstitutionKind) -> bool:
    """Whether a kind of unit is a place of this setting. A centre takes in like a ward; a primary facility's ward is in
    the community.
    """
    if setting is Setting.COMMUNITY and kind is UnitKind.WARD:
        return house in PRIMARY
    return kind in KINDS[setting]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for, as far as it is known."""

    setting: Setting
    on: date
    priority: Priority = Priority.PLANNED
    sex: Sex | None = None
    isolation: bool | None = False
    abilities: frozenset[str] = frozenset()
    insured_at: str = ""  # path of the division; none where nobody has said
    needs_filing: bool = False  # whoever pays alone does not care where
    filed: bool = False
    measured: bool = True  # whether distances are asked for at all
    home_km: int = 15  # how far a home team goes (home.max_km)


class Stock(NamedTuple):
    """Places of a unit now. Free ones by who may lie there; `set_aside` of them are kept for transfers (预留)."""

    open: int
    staffed: int
    free: int
    for_men: int = 0
    for_women: int = 0
    set_aside: int = 0
    held: int = 0
    occupied: int = 0
    tracked: bool = False

    @property
    def all_free(self) -> int:
        """Free places, whoever may lie there."""
        return self.free + self.for_men + self.for_women

    def fitting(self, sex: Sex | None) -> int:
        """Free places for a person of this sex; whose sex is not known could lie in any."""
        own = {Sex.MALE: self.for_men, Sex.FEMALE: self.for_women}
        return self.free + own[sex] if sex in own else self.all_free


class Habit(NamedTuple):
    """How a unit has answered lately: how often it was asked, how often it answered or declined, in how many minutes."""

    asked: int = 0
    answered: int = 0
    declined: int = 0
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A unit as the search knows it."""

    unit_id: int
    key: uuid.UUID
    institution_id: int
    house: str
    unit: str
    kind: UnitKind
    house_kind: InstitutionKind
    region_path: str
    region: str  # the county
    above: str  # the prefecture
    status: UnitStatus = UnitStatus.OPERATING
    expected_on: date | None = None
    house_active: bool = True
    phone: str = ""
    abilities: frozenset[str] = frozenset()
    stock: Stock | None = None  # none: nobody has reported
    age: Freshness = Freshness.OLD
    told_at: datetime | None = None
    waiting: tuple[int, ...] = (0, 0, 0, 0)  # by class, the most urgent first
    habit: Habit = field(default_factory=Habit)
    consortia: tuple[str, ...] = ()  # names of those that it shares with the sender
    position: tuple[float, float] | None = None
    roughly: bool = False  # the position is that of the division, not of the house
    km: float | None = None
    relative_km: float | None = None
    is_origin: bool = False
    is_asked: bool = False

    @property
    def above_path(self) -> str:
        """The path of the division above."""
        return "/".join(self.region_path.split("/")[:-2]) + "/"

    def ahead(self, priority: Priority) -> int:
        """How many wait who would be offered a bed first."""
        return sum(self.waiting[: priority.rank])
