"""The registry as it is looked over for contradictions: flat facts of one day, whoever asks and from wherever they come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from .codes import InstitutionKind, UnitKind, UnitStatus
from .places import InstitutionState


class InstitutionSeen(NamedTuple):
    """An institution as it counts today."""

    id: int
    name: str
    kind: InstitutionKind
    state: InstitutionState
    region_id: int
    county: str  # code of the county or zone
    county_name: str
    credit_code: str | None
    licence_no: str | None
    licence_from: date | None
    licence_to: date | None  # last day of validity, included
    licence_checked_on: date | None
    licensed_beds: int | None
    licensed_subjects: Sequence[str]
    host_institution_id: int | None
    duty_phone: str
    liaison_name: str
    looked_at: date | None  # when the commission last looked at it as a whole
    lies_in: str  # county in which its point lies, where that is another one; else empty
    km_outside: float


class UnitSeen(NamedTuple):
    """A unit as it counts today, with its state and its places."""

    id: int
    institution_id: int
    name: str
    kind: UnitKind
    region_id: int
    county: str
    county_name: str
    opened_on: date | None
    approval_document: str
    shared_specialty: bool
    own_sign_and_rules: bool
    duty_phone: str
    liaison_name: str
    status: UnitStatus
    status_since: date
    expected_on: date | None
    installed: int | None  # none: not reported
    open: int | None
    staffed: int | None
    places_told_on: date | None  # of declared places: when they were told
    looked_at: date | None  # when the commission last looked at it, at its house, or confirmed its state
    designated_for: Sequence[str]  # names of the regions for which it is designated
    lies_in: str
    km_outside: float


class DeclarationSeen(NamedTuple):
    """What a primary facility declares, as it counts today."""

    institution_id: int
    modes: Sequence[str]
    trained_physicians: int
    trained_nurses: int


class Registry(NamedTuple):
    """Everything that is looked over together."""

    institutions: Sequence[InstitutionSeen]
    units: Sequence[UnitSeen]
    declarations: Sequence[DeclarationSeen]


class Limits(NamedTuple):
    """The configurable limits, by the keys of domain §10."""

    confirm_max_age_days: int
    licence_overdue_grace_days: int


class Found(NamedTuple):
    """One contradiction; the evidence is plain JSON and changes only when the facts do."""

    code: str
    institution_id: int
    unit_id: int | None
    region_id: int
    evidence: dict[str, Any]

    @property
    def about(self) -> tuple[str, int, int | None]:
        """What tells one finding from another."""
        return self.code, self.institution_id, self.unit_id
