"""Which counting rules hold: the keys of domain §10 that G1 to G3 use, typed, with their defaults.

All are assumptions [P] until somebody outside sets them, so every one can be changed by a dated rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import Any

from hospice.facilities.rules.codes import InstitutionKind

Milestones = tuple[tuple[date, int], ...]


class RegionLevel(StrEnum):
    """The levels at which figures are given."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


class ProvideLevel(IntEnum):
    """How far a primary facility has come (domain §1.5); 0 is not declared."""

    L0 = 0
    L1 = 1  # declared
    L2 = 2  # capable
    L3 = 3  # active


# [V:Plan §三(一)1]: general, TCM, integrated, rehabilitation, nursing hospitals "and other specialised institutions".
ELIGIBLE_KINDS = frozenset(
    {
        InstitutionKind.GENERAL,
        InstitutionKind.TCM,
        InstitutionKind.INTEGRATED,
        InstitutionKind.SPECIAL,
        InstitutionKind.REHAB,
        InstitutionKind.NURSING_HOSPITAL,
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """The counting rules in force on a day; `g2_max_districts_per_ward` is the key `g2.max_districts_per_ward`."""

    goal_baseline: date = date(2024, 1, 1)  # where the linear expectation starts
    goal_deadline: date = date(2027, 12, 31)  # 到2027年: inclusive
    goal_at_risk: Fraction = Fraction(9, 10)  # of the expectation; below it is behind
    g1_baseline: int = 0  # prefectures that had a ward on the baseline date
    g2_baseline: int = 0
    g3_baseline: int = 0
    g1_milestones: Milestones = ()  # {"2026-12-31": 9}: a bend in the line of the province
    g2_milestones: Milestones = ()
    g3_milestones: Milestones = ()
    g1_provincial_counts: bool = False
    g2_allow_designation: bool = True
    g2_allow_double_count: bool = False
    g2_max_districts_per_ward: int = 1
    g2_hospice_center_counts: bool = False
    level_private_by_licensor: bool = True
    ward_eligible_kinds: frozenset[InstitutionKind] = ELIGIBLE_KINDS
    ward_min_beds_count: int = 1
    ward_require_checklist: bool = False
    ward_suspension_grace_days: int = 0
    ward_relocation_grace_days: int = 90
    ward_shared_specialty_counts: bool = True
    confirm_max_age_days: int = 100
    licence_overdue_grace_days: int = 90
    g3_target: Fraction = Fraction(1, 2)  # [V:Plan]
    g3_formal_unit: RegionLevel = RegionLevel.PROVINCE
    g3_provide_level: ProvideLevel = ProvideLevel.L2
    g3_active_window_days: int = 365
    g3_branch_needs_own_licence: bool = True

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Policy:
        """Read a mapping of configuration keys to JSON values; keys of other goals are passed over.

        Dates are ISO text, shares `[1, 2]`, provide levels "L2", milestones `{"2026-12-31": 80}`, kinds a list of
        codes. ValueError names the key whose value cannot be read.
        """
        known = {entry.name.replace("_", ".", 1): entry for entry in fields(cls)}
        read = {known[key].name: _read(key, value, known[key].default) for key, value in values.items() if key in known}
        return cls(**read)


def _read(key: str, value: Any, default: Any) -> Any:
    try:
        return value if type(value) is type(default) else _converted(value, default)
    except (TypeError, ValueError, KeyError, AttributeError, ZeroDivisionError) as error:
        raise ValueError(f"{key}: {value!r} cannot be read") from error


def _converted(value: Any, default: Any) -> Any:
    match default:
        case ProvideLevel():
            return {"L1": ProvideLevel.L1, "L2": ProvideLevel.L2, "L3": ProvideLevel.L3}[value]
        case RegionLevel():
            return RegionLevel(value)
        case date():
            return date.fromisoformat(value)
        case Fraction():
            return Fraction(*value) if isinstance(value, list | tuple) else Fraction(value)
        case frozenset():
            return frozenset(InstitutionKind(code) for code in value)
        case tuple():
            return tuple(sorted((date.fromisoformat(day), int(count)) for day, count in value.items()))
        case _:
            raise ValueError("neither a whole number nor yes or no, as it should be")
