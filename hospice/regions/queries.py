"""Asking for divisions: by code, by level, and what became of a former one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .models import Level, Population, Region, Succession


def by_code(session: Session, code: str) -> Region | None:
    """The division with this code, former ones included."""
    return session.scalar(sa.select(Region).where(Region.code == code))


def standing(on: date) -> sa.ColumnElement[bool]:
    """The criterion for divisions that exist on the day."""
    return sa.and_(
        sa.or_(Region.valid_from.is_(None), Region.valid_from <= on),
        sa.or_(Region.valid_to.is_(None), Region.valid_to > on),
    )


def children(session: Session, region: Region, on: date) -> Sequence[Region]:
    """What lies directly under a division on a day, by code."""
    return session.scalars(
        sa.select(Region).where(Region.parent_id == region.id, standing(on)).order_by(Region.code)
    ).all()


def of_level(session: Session, level: Level, on: date) -> Sequence[Region]:
    """All divisions of a level on a day, by code; zones of county level included."""
    return session.scalars(sa.select(Region).where(Region.level == level, standing(on)).order_by(Region.code)).all()


def population(session: Session, region: Region) -> Population | None:
    """The latest census figures of a division."""
    latest = sa.select(Population).where(Population.region_id == region.id).order_by(Population.year.desc()).limit(1)
    return session.scalar(latest)


def successors(session: Session, region: Region) -> list[Region]:
    """The present divisions that follow a former one, through all steps; a standing one follows itself."""
    if region.valid_to is None:
        return [region]
    steps = sa.select(Region).join(Succession, Succession.to_id == Region.id).where(Succession.from_id == region.id)
    found: dict[int, Region] = {}
    for later in session.scalars(steps.order_by(Region.code)):
        found.update({end.id: end for end in successors(session, later)})
    return list(found.values())
