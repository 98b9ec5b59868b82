"""What is told about an institution or a unit, and which of it waits for the commission before it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, TypeVar

from .codes import Grade, GradeClass, InstitutionKind, OrgLevel, Ownership, Profit, UnitKind, UnitStatus
from .places import CapacitySource, InstitutionState


@dataclass(frozen=True, kw_only=True)
class InstitutionFacts:
    """Everything that is told about an institution; the names are those of `InstitutionRecord`."""

    name: str
    kind: InstitutionKind
    level: OrgLevel
    ownership: Ownership
    region_id: int
    special_type: str = ""
    grade: Grade = Grade.NONE
    grade_class: GradeClass = GradeClass.N
    built_to_grade2: bool = False
    profit: Profit = Profit.NONPROFIT
    licensor_level: OrgLevel | None = None
    state: InstitutionState = InstitutionState.ACTIVE
    credit_code: str | None = None
    licence_no: str | None = None
    licence_issuer: str = ""
    licence_from: date | None = None
    licence_to: date | None = None
    licence_checked_on: date | None = None
    licensed_beds: int | None = None
    licensed_subjects: list[str] = field(default_factory=list)
    own_licence: bool = True
    host_institution_id: int | None = None
    township_id: int | None = None
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    accuracy_m: int | None = None
    point_source: str = ""
    phone: str = ""
    duty_phone: str = ""
    liaison_name: str = ""
    liaison_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class UnitFacts:
    """Everything that is told about a unit itself; the names are those of `UnitRecord`."""

    kind: UnitKind
    name: str
    region_id: int
    ward_no: str = ""
    lon: float | None = None
    lat: float | None = None
    opened_on: date | None = None
    approval_document: str = ""
    shared_specialty: bool = False
    own_sign_and_rules: bool = True
    partners: str = ""
    abilities: list[str] = field(default_factory=list)
    duty_phone: str = ""
    liaison_name: str = ""
    liaison_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class StatusFacts:
    """The state of a unit from a day on, and the opening that is promised while it is planned or built."""

    status: UnitStatus
    expected_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Places:
    """How many places a unit has, in the measure of its kind (`places.MEASURES`)."""

    installed: int
    open: int
    staffed: int
    source: CapacitySource = CapacitySource.DECLARED


# What the tests of a goal read (domain §1.3, §1.5): a change of it counts only once an officer has confirmed it.
INSTITUTION_WAITS = frozenset(
    {
        "kind",
        "grade",
        "built_to_grade2",
        "level",
        "ownership",
        "licensor_level",
        "state",
        "credit_code",
        "licence_no",
        "licence_from",
        "licence_to",
        "licence_checked_on",
        "licensed_beds",
        "own_licence",
        "host_institution_id",
        "region_id",
    }
)
UNIT_WAITS = frozenset(
    {"kind", "region_id", "opened_on", "approval_document", "shared_specialty", "own_sign_and_rules"}
)

# Names and telephone numbers of people: for those alone who may read contacts (domain §7.3).
CONTACTS = frozenset({"liaison_name", "liaison_phone", "duty_phone", "phone"})
PERSONAL = frozenset({"liaison_name", "liaison_phone"})

Facts = TypeVar("Facts", InstitutionFacts, UnitFacts)


def told_by(kind: type[Facts], source: Any) -> Facts:
    """The facts that a stored record tells."""
    return kind(**{item.name: getattr(source, item.name) for item in fields(kind)})


def changed(before: Facts, after: Facts) -> list[str]:
    """Names of the fields that differ, in their order."""
    return [item.name for item in fields(before) if getattr(before, item.name) != getattr(after, item.name)]


def needs_confirmation(names: Iterable[str], waits: frozenset[str]) -> bool:
    """Whether a change of these fields waits for the commission."""
    return not waits.isdisjoint(names)
