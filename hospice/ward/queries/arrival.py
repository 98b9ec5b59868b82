"""Whom a unit may take in directly: patients of one's own house who lie nowhere and are promised nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.beds import IS_OPEN
from hospice.episodes.queries.stays import own_patients
from hospice.patients.models import Patient

MOST = 20


def may_come(session: Session, scope: Scope, name: str, in_bed: bool) -> Sequence[Patient]:
    """Living patients of one's own house, the latest changed first; narrowed by a part of the name."""
    statement = sa.select(Patient).where(own_patients(scope), Patient.died_at.is_(None))
    if in_bed:
        lies = sa.select(BedAssignment.id).where(BedAssignment.patient_id == Patient.id, BedAssignment.in_bed, IS_OPEN)
        statement = statement.where(~lies.exists())
    if name:
        statement = statement.where(Patient.name.contains(name, autoescape=True))
    return session.scalars(statement.order_by(Patient.changed_at.desc(), Patient.id.desc()).limit(MOST)).all()


def one_who_may_come(session: Session, scope: Scope, key: uuid.UUID) -> Patient | None:
    """One of them, by the key."""
    return session.scalar(sa.select(Patient).where(Patient.key == key, own_patients(scope)))
