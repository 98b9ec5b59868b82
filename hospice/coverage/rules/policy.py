"""Which counting rules hold: the keys of domain §10 that G1 to G3 use, typed, with their defaults.

All are assumptions [P] until somebody outside sets them, so every one can be changed by a dated rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
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


def _key(key: str, default: Any) -> Any:
    return field(default=default, metadata={"key": key})


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
    """The counting rules in force on a day."""

    goal_baseline: date = _key("goal.baseline", date(2024, 1, 1))  # where the linear expectation starts
    goal_deadline: date = _key("goal.deadline", date(2027, 12, 31))  # 到2027年: inclusive
    goal_at_risk: Fraction = _key("goal.at_risk", Fraction(9, 10))  # of the expectation; below it is behind
    g1_baseline: int = _key("g1.baseline", 0)  # prefectures that had a ward on the baseline date
    g2_baseline: int = _key("g2.baseline", 0)
    g3_baseline: int = _key("g3.baseline", 0)
    g1_milestones: Milestones = _key("g1.milestones", ())  # {"2026-12-31": 9}: replace the straight line of the province
    g2_milestones: Milestones = _key("g2.milestones", ())
    g3_milestones: Milestones = _key("g3.milestones", ())
    g1_provincial_counts: bool = _key("g1.provincial_counts", False)
    g2_allow_designation: bool = _key("g2.allow_designation", True)
    g2_allow_double_count: bool = _key("g2.allow_double_count", False)
    g2_max_districts_per_ward: int = _key("g2.max_districts_per_ward", 1)
    g2_hospice_center_counts: bool = _key("g2.hospice_center_counts", False)
    level_private_by_licensor: bool = _key("level.private_by_licensor", True)
    ward_eligible_kinds: frozenset[InstitutionKind] = _key("ward.eligible_kinds", ELIGIBLE_KINDS)
    ward_min_beds_count: int = _key("ward.min_beds_count", 1)
    ward_require_checklist: bool = _key("ward.require_checklist", False)
    ward_suspension_grace_days: int = _key("ward.suspension_grace_days", 0)
    ward_relocation_grace_days: int = _key("ward.relocation_grace_days", 90)
    ward_shared_specialty_counts: bool = _key("ward.shared_specialty_counts", True)
    confirm_max_age_days: int = _key("confirm.max_age_days", 100)
    licence_overdue_grace_days: int = _key("licence.overdue_grace_days", 90)
    g3_target: Fraction = _key("g3.target", Fraction(1, 2))  # [V:Plan]
    g3_formal_unit: RegionLevel = _key("g3.formal_unit", RegionLevel.PROVINCE)
    g3_provide_level: ProvideLevel = _key("g3.provide_level", ProvideLevel.L2)
    g3_active_window_days: int = _key("g3.active_window_days", 365)
    g3_branch_needs_own_licence: bool = _key("g3.branch_needs_own_licence", True)

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Policy:
        """Read a mapping of configuration keys to JSON values; keys of other goals are passed over.

        Dates are ISO text, shares `[1, 2]`, provide levels "L2", milestones `{"2026-12-31": 80}`, kinds a list of
        codes. ValueError names the key whose value cannot be read.
        """
        known = {entry.metadata["key"]: entry for entry in fields(cls)}
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
            return ProvideLevel[value]
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
