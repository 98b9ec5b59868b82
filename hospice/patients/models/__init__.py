"""What is stored of a patient: who they are, who decides with them, what they have, wish and agreed to."""

from .clinical import ClinicalState, Diagnosis, DiagnosisCode, PatientScore
from .consent import Consent, ConsentReceiver
from .patient import Contact, Patient
from .wishes import PlaceWish, WishStatement

__all__ = [
    "ClinicalState",
    "Consent",
    "ConsentReceiver",
    "Contact",
    "Diagnosis",
    "DiagnosisCode",
    "Patient",
    "PatientScore",
    "PlaceWish",
    "WishStatement",
]
