"""Where a patient was and is: the ribbon through the settings."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.facilities.models import CareUnit
from hospice.patients.models import Patient

from ..models import BedAssignment, Episode
from ..rules.codes import AssignmentState


def open_episode(session: Session, patient_id: int) -> Episode | None:
    """The care that goes on."""
    return session.scalar(sa.select(Episode).where(Episode.patient_id == patient_id, Episode.ended_at.is_(None)))


def stays_now(session: Session, patient_id: int) -> Sequence[BedAssignment]:
    """The beds and places that the patient has now, the earliest first."""
    mine = sa.select(BedAssignment).where(
        BedAssignment.patient_id == patient_id, BedAssignment.state == AssignmentState.ACTIVE
    )
    return session.scalars(mine.order_by(BedAssignment.started_at)).all()


def ribbon(session: Session, patient_id: int) -> Sequence[BedAssignment]:
    """Every stay of the patient in time, the present one too."""
    mine = sa.select(BedAssignment).where(BedAssignment.patient_id == patient_id, BedAssignment.started_at.is_not(None))
    return session.scalars(mine.order_by(BedAssignment.started_at)).all()


def own_patients(scope: Scope) -> sa.ColumnElement[bool]:
    """The criterion for patients of an institution: it keeps the record, or the patient is or was in its care."""
    houses = sorted(scope.institutions)
    cared_for = (
        sa.select(BedAssignment.id)
        .join(CareUnit, CareUnit.id == BedAssignment.unit_id)
        .where(BedAssignment.patient_id == Patient.id, CareUnit.institution_id.in_(houses))
        .where(BedAssignment.started_at.is_not(None))
        .exists()
    )
    return sa.or_(scope.criterion(Patient), cared_for)
