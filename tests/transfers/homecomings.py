"""Patients who lie in a ward, and leave it."""

from __future__ import annotations

from datetime import timedelta

from hospice.core.clock import now
from hospice.core.db import unit_of_work
from hospice.episodes.models import BedAssignment
from hospice.episodes.rules.codes import DischargeOutcome
from hospice.episodes.services import staying
from hospice.episodes.services.reserving import Wanted
from hospice.patients.models import Patient
from hospice.patients.rules.wishes import Setting
from tests.cases import House


def lies_in(ward: House, patient: Patient, hours: float = 48) -> BedAssignment:
    """Somebody has lain in a ward for so many hours."""
    wanted = Wanted(unit_id=ward.unit.id, setting=Setting.WARD)
    with unit_of_work() as session:
        at = now() - timedelta(hours=hours)
        return staying.admit_directly(session, patient, wanted, by=ward.clinician, at=at)


def goes(ward: House, stay: BedAssignment, outcome: DischargeOutcome = DischargeOutcome.TO_HOME) -> None:
    """Somebody leaves the ward, for home unless told otherwise."""
    with unit_of_work() as session:
        staying.leave(session, stay, outcome, by=ward.clinician)
