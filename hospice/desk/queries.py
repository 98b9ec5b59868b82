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
    last = _last(Confirmation.unit_id == CareUnit.id)
    return (
        sa.select(CareUnit.key, UnitRecord.name, InstitutionRecord.name, last)
        .join(UnitRecord, sa.and_(UnitRecord.unit_id == CareUnit.id, in_force(UnitRecord, on)))
        .join(UnitState, sa.and_(UnitState.unit_id == CareUnit.id, in_force(UnitState, on)))
        .join(
            InstitutionRecord,
            sa.and_(InstitutionRecord.institution_id == CareUnit.institution_id, in_force(InstitutionRecord, on)),
        )
        .where(UnitState.status == UnitStatus.OPERATING, last < edge, scope.criterion(UnitRecord))
        .order_by(last, CareUnit.id)
        .limit(most)
    )


def _facilities(scope: Scope, on: date, edge: datetime, most: int) -> sa.Select[Any]:
    last = _last(sa.and_(Confirmation.institution_id == Institution.id, Confirmation.unit_id.is_(None)))
    return (
        sa.select(Institution.key, InstitutionRecord.name, last)
        .join(
            InstitutionRecord,
            sa.and_(InstitutionRecord.institution_id == Institution.id, in_force(InstitutionRecord, on)),
        )
        .where(InstitutionRecord.kind.in_(PRIMARY), last < edge, scope.criterion(InstitutionRecord))
        .order_by(last, Institution.id)
        .limit(most)
    )


def _last(of_the_row: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """When the unit, or the institution itself, of the row was last found true: asked for the few rows in scope alone."""
    latest = sa.select(sa.func.max(Confirmation.at)).where(of_the_row).scalar_subquery()
    return sa.type_coerce(latest, Confirmation.at.type)


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
