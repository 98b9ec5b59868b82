"""One patient's ribbon through the settings: one statement."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import local
from hospice.patients.models import Patient

from ..models import BedAssignment
from ..rules.ribbon import Drawing, Passage, Planned, draw


def drawing(session: Session, patient: Patient, today: date, planned: Planned | None = None) -> Drawing:
    """Where the patient was until today, and the place that is planned next; `planned` is what the caller knows."""
    mine = sa.select(BedAssignment.setting, BedAssignment.started_at, BedAssignment.ended_at).where(
        BedAssignment.patient_id == patient.id, BedAssignment.started_at.is_not(None)
    )
    stays = [Passage(setting, start, end) for setting, start, end in session.execute(mine) if start is not None]
    died_on = local(patient.died_at).date() if patient.died_at else None
    return draw(stays, today, planned, died_on)
