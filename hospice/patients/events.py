"""What has happened with patients' records. Details hold codes and names of fields, never who the patient is."""

from __future__ import annotations

from dataclasses import dataclass

from hospice.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PatientRegistered(Event):
    """A patient was entered."""


@dataclass(frozen=True, kw_only=True)
class PatientAmended(Event):
    """What is told of a patient or of the people around was changed."""


@dataclass(frozen=True, kw_only=True)
class IdentityRevealed(Event):
    """Somebody read the full identity number."""


@dataclass(frozen=True, kw_only=True)
class ConsentSigned(Event):
    """A consent was recorded."""


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Event):
    """A consent ended; what rests on it ends with it."""


@dataclass(frozen=True, kw_only=True)
class PatientAssessed(Event):
    """A score, a condition, a diagnosis or a wish was recorded."""


@dataclass(frozen=True, kw_only=True)
class DiagnosisCodesLoaded(Event):
    """A list of diagnosis codes was loaded."""
