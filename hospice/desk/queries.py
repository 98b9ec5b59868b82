"""What the desk asks for beside the lists of the packages below: confirmations that run out, openings that are overdue."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.core.clock import ZONE
from hospice.core.dated import in_force
from hospice.facilities.models import CareUnit, Confirmation, Institution, InstitutionRecord, UnitRecord, UnitState
from hospice.facilities.rules.codes import UnitStatus
from hospice.facilities.rules.places import PRIMARY


@dataclass(frozen=True, slots=True)
class Ageing:
    """An entry that somebody has to look at again: a unit that operates, or a primary facility as such."""

    endpoint: str
    key: uuid.UUID
    name: str
    detail: str
    at: datetime


def ageing(session: Session, scope: Scope, on: date, older_than_days: int, most: int) -> list[Ageing]:
    """Entries in scope whose last confirmation is older than so many days, the oldest first."""
    edge = datetime.combine(on - timedelta(days=older_than_days), datetime.min.time(), ZONE)
    units = session.execute(_units(scope, on, edge, most))
    facilities = session.execute(_facilities(scope, on, edge, most))
    found = [Ageing("units.detail", key, name, host, at) for key, name, host, at in units]
    found += [Ageing("institutions.detail", key, name, "", at) for key, name, at in facilities]
    return sorted(found, key=lambda entry: (entry.at, entry.name))[:most]


def _units(scope: Scope, on: date, edge: datetime, most: int) -> sa.Select[Any]:
    last = _last(Confirmation.unit_id)
    return (
        sa.select(CareUnit.key, UnitRecord.name, InstitutionRecord.name, last.c.at)
        .join(UnitRecord, sa.and_(UnitRecord.unit_id == CareUnit.id, in_force(UnitRecord, on)))
        .join(UnitState, sa.and_(UnitState.unit_id == CareUnit.id, in_force(UnitState, on)))
        .join(
            InstitutionRecord,
            sa.and_(InstitutionRecord.institution_id == CareUnit.institution_id, in_force(InstitutionRecord, on)),
        )
        .join(last, last.c.subject == CareUnit.id)
        .where(UnitState.status == UnitStatus.OPERATING, last.c.at < edge, scope.criterion(UnitRecord))
        .order_by(last.c.at, CareUnit.id)
        .limit(most)
    )


def _facilities(scope: Scope, on: date, edge: datetime, most: int) -> sa.Select[Any]:
    last = _last(Confirmation.institution_id)
    return (
        sa.select(Institution.key, InstitutionRecord.name, last.c.at)
        .join(
            InstitutionRecord,
            sa.and_(InstitutionRecord.institution_id == Institution.id, in_force(InstitutionRecord, on)),
        )
        .join(last, last.c.subject == Institution.id)
        .where(InstitutionRecord.kind.in_(PRIMARY), last.c.at < edge, scope.criterion(InstitutionRecord))
        .order_by(last.c.at, Institution.id)
        .limit(most)
    )


def _last(subject: sa.orm.InstrumentedAttribute[Any]) -> sa.Subquery:
    """When each unit, or each institution itself, was last found true."""
    of_the_institution = Confirmation.unit_id.is_(None) if subject is Confirmation.institution_id else sa.true()
    return (
        sa.select(subject.label("subject"), sa.func.max(Confirmation.at).label("at"))
        .where(subject.is_not(None), of_the_institution)
        .group_by(subject)
        .subquery()
    )


@dataclass(frozen=True, slots=True)
class Promised:
    """A unit that is planned or built, and the day for which its opening was promised."""

    key: uuid.UUID
    unit: str
    institution: str
    expected_on: date
    recorded_at: datetime


def overdue(session: Session, scope: Scope, on: date, most: int) -> list[Promised]:
    """Units in scope whose promised opening has passed, the longest overdue first."""
    building = (UnitStatus.PLANNED, UnitStatus.APPROVED, UnitStatus.UNDER_CONSTRUCTION)
    statement = (
        sa.select(CareUnit.key, UnitRecord.name, InstitutionRecord.name, UnitState.expected_on, UnitState.recorded_at)
        .join(UnitRecord, sa.and_(UnitRecord.unit_id == CareUnit.id, in_force(UnitRecord, on)))
        .join(UnitState, sa.and_(UnitState.unit_id == CareUnit.id, in_force(UnitState, on)))
        .join(
            InstitutionRecord,
            sa.and_(InstitutionRecord.institution_id == CareUnit.institution_id, in_force(InstitutionRecord, on)),
        )
        .where(UnitState.status.in_(building), UnitState.expected_on < on, scope.criterion(UnitRecord))
        .order_by(UnitState.expected_on, CareUnit.id)
        .limit(most)
    )
    rows = session.execute(statement)
    return [Promised(key, unit, host, due, at) for key, unit, host, due, at in rows if due is not None]
