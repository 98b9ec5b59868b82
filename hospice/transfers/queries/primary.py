"""The houses whose family doctors care for the people of a county, and which of them know a patient."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import today
from hospice.core.dated import in_force
from hospice.episodes.models import BedAssignment
from hospice.facilities.models import CareUnit, InstitutionRecord
from hospice.facilities.rules.places import InstitutionState
from hospice.patients.models import Patient
from hospice.regions.models import Region

from ..models import DischargePush
from ..rules.pushing import FAMILY_DOCTORS, Candidate


def candidates(session: Session, patient: Patient) -> list[Candidate]:
    """The primary houses of the county of the patient's home."""
    knowing = _who_knows(session, patient)
    its = InstitutionRecord
    rows = session.execute(_houses(patient.region).with_only_columns(its.institution_id, its.township_id))
    return [Candidate(number, township, number in knowing) for number, township in rows]


def family_doctor_houses(session: Session, region: Region) -> list[tuple[int, str]]:
    """(id, name) of the primary houses of a county, by name: from which a coordinator chooses."""
    its = InstitutionRecord
    rows = session.execute(_houses(region).with_only_columns(its.institution_id, its.name).order_by(its.name))
    return [(number, name) for number, name in rows]


def _houses(region: Region) -> sa.Select[InstitutionRecord]:
    its = InstitutionRecord
    inside = sa.select(Region.id).where(Region.path.startswith(region.path, autoescape=True))
    return sa.select(its).where(
        in_force(its, today()), its.kind.in_(sorted(FAMILY_DOCTORS)), its.state == InstitutionState.ACTIVE,
        its.region_id.in_(inside),
    )  # fmt: skip


def _who_knows(session: Session, patient: Patient) -> set[int]:
    """Houses that keep the patient's record, had the patient in their care, or took note of an earlier push."""
    cared = (
        sa.select(CareUnit.institution_id)
        .join(BedAssignment, BedAssignment.unit_id == CareUnit.id)
        .where(BedAssignment.patient_id == patient.id, BedAssignment.started_at.is_not(None))
    )
    pushed = sa.select(DischargePush.institution_id).where(
        DischargePush.patient_id == patient.id, DischargePush.acknowledged_at.is_not(None)
    )
    return {patient.institution_id, *session.scalars(sa.union(cared, pushed)).all()} - {None}
