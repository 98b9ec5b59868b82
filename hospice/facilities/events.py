"""What has happened in the registry. Details hold codes and names of fields, never what was written in them."""

from __future__ import annotations

from dataclasses import dataclass

from hospice.core.events import Event


@dataclass(frozen=True, kw_only=True)
class InstitutionRegistered(Event):
    """An institution was entered and waits for the commission."""


@dataclass(frozen=True, kw_only=True)
class InstitutionAmended(Event):
    """What is told of an institution was changed."""


@dataclass(frozen=True, kw_only=True)
class InstitutionStillTrue(Event):
    """Somebody looked at an institution and found everything as registered."""


@dataclass(frozen=True, kw_only=True)
class UnitRegistered(Event):
    """A care unit was entered and waits for the commission."""


@dataclass(frozen=True, kw_only=True)
class UnitAmended(Event):
    """What is told of a unit was changed."""


@dataclass(frozen=True, kw_only=True)
class UnitStatusProposed(Event):
    """A unit is said to have changed its state; the commission has not confirmed it yet."""


@dataclass(frozen=True, kw_only=True)
class CapacityDeclared(Event):
    """The number of places of a unit was told."""


@dataclass(frozen=True, kw_only=True)
class UnitStillTrue(Event):
    """Somebody looked at a unit and found everything as registered."""

    unit_id: int


@dataclass(frozen=True, kw_only=True)
class RegistryExported(Event):
    """A list of the registry left as a spreadsheet."""


@dataclass(frozen=True, kw_only=True)
class FactsConfirmed(Event):
    """The commission stands behind what was recorded: from now on it counts."""


@dataclass(frozen=True, kw_only=True)
class FactsSentBack(Event):
    """The commission gave something back to those who recorded it."""


@dataclass(frozen=True, kw_only=True)
class BedsAdded(Event):
    """Beds were added to a unit, one by one or as a run."""


@dataclass(frozen=True, kw_only=True)
class BedChanged(Event):
    """What a bed is, or its condition, was changed."""


@dataclass(frozen=True, kw_only=True)
class BedClosed(Event):
    """A bed was taken away for good."""


@dataclass(frozen=True, kw_only=True)
class FindingHandedOver(Event):
    """A contradiction got an owner, or went back to the coordinators of the county."""


@dataclass(frozen=True, kw_only=True)
class FindingExplained(Event):
    """Somebody said why a contradiction is right after all, or took that back."""


@dataclass(frozen=True, kw_only=True)
class ServiceDeclared(Event):
    """A primary facility declared what it provides; it waits for the commission."""


@dataclass(frozen=True, kw_only=True)
class ServiceEndDeclared(Event):
    """A primary facility declared that it no longer provides; it waits for the commission."""


@dataclass(frozen=True, kw_only=True)
class ServiceActivityTold(Event):
    """A primary facility told its services of a month; it waits for the commission."""


@dataclass(frozen=True, kw_only=True)
class DesignationProposed(Event):
    """A prefecture proposed that a ward serves as the ward of a division."""


@dataclass(frozen=True, kw_only=True)
class DesignationEnded(Event):
    """A designation holds no longer from a day on."""


@dataclass(frozen=True, kw_only=True)
class ChecklistChanged(Event):
    """A draft of the checklist was made, edited or published."""


@dataclass(frozen=True, kw_only=True)
class UnitAssessed(Event):
    """A unit answered the checklist, or an external review overrode the result."""


@dataclass(frozen=True, kw_only=True)
class ProgramUnitChanged(Event):
    """A guidance centre or a base was set up or ended."""


@dataclass(frozen=True, kw_only=True)
class ConsortiumChanged(Event):
    """A consortium was formed, or its members changed."""


# Deeds after which an institution is looked over for contradictions anew (`services.findings.look_again`).
CHANGES: tuple[type[Event], ...] = (
    InstitutionRegistered,
    InstitutionAmended,
    InstitutionStillTrue,
    UnitRegistered,
    UnitAmended,
    UnitStatusProposed,
    CapacityDeclared,
    UnitStillTrue,
    FactsConfirmed,
    BedsAdded,
    BedChanged,
    BedClosed,
    DesignationEnded,
)
