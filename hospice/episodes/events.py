"""What has happened to beds and stays. Details hold units, beds and times, never who the patient is."""

from __future__ import annotations

from dataclasses import dataclass

from hospice.core.events import Event


@dataclass(frozen=True, kw_only=True)
class EpisodeStarted(Event):
    """A patient came into the care of the network."""


@dataclass(frozen=True, kw_only=True)
class EpisodeEnded(Event):
    """The care of a patient ended."""


@dataclass(frozen=True, kw_only=True)
class BedReserved(Event):
    """A bed or a place is kept for somebody."""


@dataclass(frozen=True, kw_only=True)
class ReservationExtended(Event):
    """A bed is kept once longer."""


@dataclass(frozen=True, kw_only=True)
class BedEvent(Event):
    """Something after which a bed or a place of the unit may be free; `unit_id` is that unit."""

    unit_id: int = 0


@dataclass(frozen=True, kw_only=True)
class ReservationReleased(BedEvent):
    """A bed that was kept is back: given up, or its time ran out."""


@dataclass(frozen=True, kw_only=True)
class PatientMoved(BedEvent):
    """Somebody lies in another bed of the same unit."""


@dataclass(frozen=True, kw_only=True)
class PatientLeft(BedEvent):
    """Somebody has left; the departure was confirmed."""


@dataclass(frozen=True, kw_only=True)
class BedCleaned(BedEvent):
    """A bed is ready again."""


@dataclass(frozen=True, kw_only=True)
class DeparturePlanned(Event):
    """It was said when somebody will leave and where to, or that this is no longer so."""


@dataclass(frozen=True, kw_only=True)
class PatientAdmitted(Event):
    """Somebody has come to a bed or a place."""


@dataclass(frozen=True, kw_only=True)
class PatientDied(Event):
    """A patient has died; `patient_id` is whose further plans end."""

    patient_id: int = 0
