"""The divisions that a list of the registry can be narrowed to, and those that a form offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.regions.models import Level, Region
from hospice.regions.queries import standing

# What a list is narrowed to, by how many divisions deep the reader's own area lies.
_BELOW = {1: (Level.PREFECTURE, Level.COUNTY), 2: (Level.COUNTY,), 3: (Level.TOWNSHIP,)}


@dataclass(frozen=True, slots=True)
class Area:
    """A division as a list and a form need it."""

    id: int
    code: str
    name: str
    level: Level
    path: str
    parent_id: int | None

    @property
    def is_township(self) -> bool:
        """Whether it is the lowest level."""
        return self.level is Level.TOWNSHIP


def _areas(session: Session, *criteria: Any) -> list[Area]:
    columns = sa.select(Region.id, Region.code, Region.name, Region.level, Region.path, Region.parent_id)
    return [Area(*row) for row in session.execute(columns.where(standing(today()), *criteria).order_by(Region.path))]


def choices(session: Session, scope: Scope) -> tuple[list[Area], list[Area]]:
    """(the reader's own areas, the divisions under them to which a list can be narrowed): one statement."""
    if not (scope.everywhere or scope.paths):
        return [], []
    depth = 1 if scope.everywhere else min(path.count("/") - 1 for path in scope.paths)
    levels = _BELOW.get(depth, ())
    own = Region.level == Level.PROVINCE if scope.everywhere else Region.path.in_(sorted(scope.paths))
    found = _areas(session, sa.or_(own, sa.and_(Region.level.in_(levels), scope.criterion(Region))))
    mine = [area for area in found if (area.level is Level.PROVINCE if scope.everywhere else area.path in scope.paths)]
    return mine, [area for area in found if area not in mine]


def counties_and_townships(session: Session, scope: Scope) -> tuple[list[Area], list[Area]]:
    """The counties (zones included) and townships of a scope: for forms. One statement."""
    found = _areas(session, Region.level.in_((Level.COUNTY, Level.TOWNSHIP)), scope.criterion(Region))
    return [area for area in found if not area.is_township], [area for area in found if area.is_township]


def within(areas: Sequence[Area], code: str) -> Area | None:
    """The area with this code, where it is one of these."""
    return next((area for area in areas if area.code == code), None)
