"""Which patients somebody may see: of one's own record or care, of a request or a push that is addressed to one."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.episodes.queries.stays import own_patients
from hospice.patients.models import Patient

from ..models import Request, Transfer
from ..rules.request_life import ACCESS_ENDED
from .pushes import is_told


def visible(scope: Scope) -> sa.ColumnElement[bool]:
    """The criterion for patients of a house: its own, those whom it is asked to take, until that is taken back, and those
    who are pushed to it on coming home, until a while after the first contact.
    """
    asked = (
        sa.select(Request.id)
        .join(Transfer, Transfer.id == Request.transfer_id)
        .where(Transfer.patient_id == Patient.id, Request.institution_id.in_(sorted(scope.institutions)))
        .where(Request.status.not_in(sorted(ACCESS_ENDED)))
        .exists()
    )
    return sa.or_(own_patients(scope), asked, is_told(scope))


def patient_seen(session: Session, scope: Scope, key: uuid.UUID) -> Patient | None:
    """A patient whom somebody may see."""
    return session.scalar(sa.select(Patient).where(Patient.key == key, visible(scope)))


def patient_cared_for(session: Session, scope: Scope, key: uuid.UUID) -> Patient | None:
    """A patient of one's own record or care: for whom one may enter things and ask for a place."""
    return session.scalar(sa.select(Patient).where(Patient.key == key, own_patients(scope)))
