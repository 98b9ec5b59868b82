"""What the desk asks for beside the lists of the packages below: confirmations that run out, openings that are overdue."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.core.clock import ZONE
from hospice.core.dated import in_force
from hospice.facilities.models import CareUnit, Confirmation, InstitutionRecord, UnitRecord, UnitState
from hospice.facilities.rules.codes import UnitStatus


@dataclass(frozen=True, slots=True)
class Ageing:
    """A unit that operates, and when somebody last said that its entry is true."""

    key: uuid.UUID
    unit: str
    institution: str
    at: datetime


def ageing(session: Session, scope: Scope, on: date, older_than_days: int, most: int) -> tuple[list[Ageing], int]:
    """Operating units in scope whose last confirmation is older than so many days: the oldest `most`, and how many in all."""
    last = (
        sa.select(Confirmation.unit_id, sa.func.max(Confirmation.at).label("at"))
        .where(Confirmation.unit_id.is_not(None))
        .group_by(Confirmation.unit_id)
        .subquery()
    )
    edge = datetime.combine(on - timedelta(days=older_than_days), datetime.min.time(), ZONE)
    statement = (
        sa.select(CareUnit.key, UnitRecord.name, InstitutionRecord.name, last.c.at, sa.func.count().over())
        .join(UnitRecord, sa.and_(UnitRecord.unit_id == CareUnit.id, in_force(UnitRecord, on)))
        .join(UnitState, sa.and_(UnitState.unit_id == CareUnit.id, in_force(UnitState, on)))
        .join(
            InstitutionRecord,
            sa.and_(InstitutionRecord.institution_id == CareUnit.institution_id, in_force(InstitutionRecord, on)),
        )
        .join(last, last.c.unit_id == CareUnit.id)
        .where(UnitState.status == UnitStatus.OPERATING, last.c.at < edge, scope.criterion(UnitRecord))
        .order_by(last.c.at, CareUnit.id)
        .limit(most)
    )
    rows = session.execute(statement).all()
    return [Ageing(*row[:4]) for row in rows], rows[0][4] if rows else 0


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
