"""Versions of the checklist, and what units answered."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from hospice.access.scope import Scope

from ..models import Assessment, AssessmentAnswer, ChecklistItem, ChecklistTemplate, UnitRecord
from ..rules.codes import UnitKind


def versions(session: Session) -> Sequence[ChecklistTemplate]:
    """All versions, the newest first."""
    return session.scalars(sa.select(ChecklistTemplate).order_by(ChecklistTemplate.version.desc())).all()


def version_with_key(session: Session, key: uuid.UUID) -> ChecklistTemplate | None:
    """One version with its lines."""
    whole = sa.select(ChecklistTemplate).options(selectinload(ChecklistTemplate.items))
    return session.scalar(whole.where(ChecklistTemplate.key == key))


def in_use(session: Session) -> ChecklistTemplate | None:
    """The newest published version."""
    published = sa.select(ChecklistTemplate).where(ChecklistTemplate.published_at.is_not(None))
    newest = published.order_by(ChecklistTemplate.version.desc()).limit(1)
    return session.scalar(newest.options(selectinload(ChecklistTemplate.items)))


def draft(session: Session) -> ChecklistTemplate | None:
    """The version that is being edited, if any."""
    return session.scalar(sa.select(ChecklistTemplate).where(ChecklistTemplate.published_at.is_(None)))


def applying(template: ChecklistTemplate, kind: UnitKind) -> list[ChecklistItem]:
    """The lines that a ward or a centre answers."""
    return [item for item in template.items if (item.for_centers if kind is UnitKind.CENTER else item.for_wards)]


def history(session: Session, unit_id: int) -> Sequence[Assessment]:
    """What a unit answered, the newest first."""
    mine = sa.select(Assessment).where(Assessment.unit_id == unit_id).options(joinedload(Assessment.template))
    return session.scalars(mine.order_by(Assessment.assessed_on.desc(), Assessment.id.desc()).limit(100)).all()


def assessment_within(session: Session, scope: Scope, key: uuid.UUID) -> Assessment | None:
    """One assessment of a unit of the area, with its answers."""
    inside = sa.select(UnitRecord.unit_id).where(UnitRecord.superseded_at.is_(None), scope.criterion(UnitRecord))
    whole = selectinload(Assessment.answers).joinedload(AssessmentAnswer.item)
    found = sa.select(Assessment).where(Assessment.key == key, Assessment.unit_id.in_(inside))
    return session.scalar(found.options(whole, joinedload(Assessment.template), joinedload(Assessment.unit)))
