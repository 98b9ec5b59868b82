"""A figure: what, where, how much of how much, and everything that is said beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from .policy import RegionLevel
from .thresholds import percent
from .trajectory import GoalState
from .verdicts import Goal


class MapClass(StrEnum):
    """The classes of the map, as the style sheet calls them (design §5); `words.class_label` names them by goal."""

    M5 = "m5"
    M4 = "m4"
    M3 = "m3"
    M2 = "m2"
    M1 = "m1"
    NA = "na"
    NOD = "nod"


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Wards of a region that do not count yet but would, by type, grade, level and kind."""

    units: tuple[int, ...] = ()  # ids
    on_time: date | None = None  # earliest expected opening from the day on, at the latest at the deadline
    overdue: date | None = None  # earliest expected opening that has passed


@dataclass(frozen=True, slots=True)
class Figure:
    """One goal in one region on one day."""

    goal: Goal
    level: RegionLevel
    code: str
    name: str  # empty for the province
    numerator: int  # counties or prefectures met; facilities that provide
    denominator: int  # 0: not applicable
    met: bool
    formal: bool  # false: management view (管理视角)
    shortfall: int  # how many more of the numerator's units reach the goal
    map_class: MapClass
    state: GoalState
    expected: Fraction  # of the numerator on the day, by the straight line or its milestones
    reported: bool  # false: nobody below has ever reported anything; not zero
    counted: int  # wards, or facilities, that count
    by_designation: int  # of the numerator: met by designation alone (G1, G2)
    declared: int = 0  # G3: facilities at L1 or above
    capable: int = 0  # L2 or above
    active: int = 0  # L3
    units_met: int = 0  # own counties (G1 province: prefectures) that are at the goal
    units: int = 0  # of those to which the goal applies
    not_applicable: tuple[str, ...] = ()  # codes of own counties without a denominator, listed apart
    unreported: tuple[str, ...] = ()  # codes of own counties that never reported
    pipeline: Pipeline = Pipeline()
    forecast: int = 0  # G1, G2: the numerator at the deadline if all on-time openings hold

    @property
    def applicable(self) -> bool:
        """Whether there is anything to judge."""
        return self.denominator > 0

    @property
    def percent(self) -> str | None:
        """The share cut to one decimal; none where not applicable."""
        return percent(self.numerator, self.denominator) if self.denominator else None

    @property
    def pipeline_ok(self) -> bool:
        """PIPELINE_OK of domain §1.9: met, or a ward is expected to open in time."""
        return self.met or self.pipeline.on_time is not None
