"""What a transfer looks for, put together from its need and the patient's record, and the places found for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from hospice.core.clock import today
from hospice.geo.datum import Position
from hospice.patients.models import Patient
from hospice.patients.queries.records import state_now
from hospice.patients.rules.clinical import Isolation
from hospice.patients.rules.codes import Insurance
from hospice.regions.models import Region

from ..models import Transfer
from ..rules.finding import Found, found
from ..rules.places import Offered, Sought
from .cases import requests_of, standards_now
from .places import Look, offered

# Whoever pays alone, or by a commercial policy, needs no filing with the insurance of another area [G].
_PAYS_ALONE = frozenset({Insurance.SELF_PAY, Insurance.COMMERCIAL})


class Search(NamedTuple):
    """What was looked for, from where, and what was found."""

    sought: Sought
    look: Look
    found: Found


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a reader keeps of the places: those of a division, those that can do something, those within a distance."""

    path: str = ""
    abilities: frozenset[str] = frozenset()
    km: int | None = None

    def __bool__(self) -> bool:
        return bool(self.path or self.abilities or self.km)

    def keeps(self, place: Offered) -> bool:
        """Whether a place stays."""
        within = self.km is None or (place.km is not None and place.km <= self.km)
        return place.region_path.startswith(self.path) and self.abilities <= place.abilities and within


def search(session: Session, transfer: Transfer, *, once_more: bool = False) -> Search:
    """The places for a transfer; `once_more` leaves out those that are asked already."""
    patient, standards = transfer.patient, standards_now(session)
    asked = requests_of(session, transfer.id, only_open=True) if once_more else ()
    look = Look(
        setting=transfer.setting, standards=standards[1], sender_id=transfer.institution_id,
        origin_unit_id=transfer.unit_id, asked=frozenset(request.unit_id for request in asked),
        home=home_of(patient)[0], relative=point_of(transfer.relative_region),
    )  # fmt: skip
    sought = sought_for(session, transfer, home_km=standards[0].home_max_km)
    return Search(sought, look, found(sought, offered(session, look)))


def sought_for(session: Session, transfer: Transfer, *, home_km: int) -> Sought:
    """What the need and the record ask of a place."""
    patient, state = transfer.patient, state_now(session, transfer.patient_id)
    isolation = state.isolation if state is not None else None
    insured = session.get(Region, patient.insurance_region_id) if patient.insurance_region_id else None
    return Sought(
        setting=transfer.setting, on=today(), priority=transfer.priority, sex=patient.sex,
        isolation=None if isolation is None else isolation is not Isolation.STANDARD,
        abilities=frozenset(transfer.abilities), insured_at=insured.path if insured is not None else "",
        needs_filing=patient.insurance is not None and patient.insurance not in _PAYS_ALONE,
        filed=bool(patient.off_site_filed), home_km=home_km,
    )  # fmt: skip


def home_of(patient: Patient) -> tuple[Position | None, Region | None]:
    """Where the patient lives, and the division whose middle stands for it where the home itself is not placed."""
    if patient.lon is not None and patient.lat is not None:
        return (patient.lon, patient.lat), None
    for region in (patient.township, patient.region):
        if (point := point_of(region)) is not None:
            return point, region
    return None, None


def point_of(region: Region | None) -> Position | None:
    """The middle of a division, where it is known."""
    if region is None or region.lon is None or region.lat is None:
        return None
    return region.lon, region.lat


def narrowed(places: Iterable[Offered], narrowing: Narrowing) -> list[Offered]:
    """Those that stay, in their order."""
    keeps: Callable[[Offered], bool] = narrowing.keeps
    return [place for place in places if keeps(place)]
