"""What tests of the ward do over and over: somebody lies in a bed, and a form's data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hospice.core.clock import local, now
from hospice.core.db import db, unit_of_work
from hospice.episodes.models import BedAssignment
from hospice.episodes.services import reserving, staying
from hospice.episodes.services.reserving import Wanted
from hospice.facilities.models import Bed
from hospice.patients.models import Patient
from hospice.patients.rules.wishes import Setting
from hospice.transfers.queries.cases import standards_now
from tests.cases import House, a_patient


def lies(house: House, bed: Bed | None = None, days: float = 2, patient: Patient | None = None) -> BedAssignment:
    """Somebody has lain in the bed for so many days."""
    patient = patient or a_patient(house)
    wanted = Wanted(unit_id=house.unit.id, setting=Setting.WARD, bed_id=bed.id if bed else None)
    with unit_of_work() as session:
        return staying.admit_directly(session, patient, wanted, by=house.manager, at=now() - timedelta(days=days))


def kept(house: House, bed: Bed, patient: Patient | None = None) -> BedAssignment:
    """A bed is kept for somebody without a request behind it."""
    wanted = Wanted(unit_id=house.unit.id, setting=Setting.WARD, bed_id=bed.id)
    with unit_of_work() as session:
        standards = standards_now(session)[1]
        return reserving.reserve(session, patient or a_patient(house), wanted, by=house.manager, standards=standards)


def typed(days: float = 0, **more: Any) -> str:
    """A moment so many days from now, as a browser sends it."""
    return f"{local(now() + timedelta(days=days, **more)):%Y-%m-%dT%H:%M}"


def again(thing: Any) -> Any:
    """The row as it is now."""
    db.session.refresh(thing)
    return thing
