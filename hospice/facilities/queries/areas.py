"""The divisions that a list of the registry can be narrowed to, and those that a form offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
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


def _areas(session: Session, statement: sa.Select[Any]) -> list[Area]:
    return [Area(*row) for row in session.execute(statement)]


def _standing(on: date, *criteria: Any) -> sa.Select[Any]:
    columns: list[Any] = [Region.id, Region.code, Region.name, Region.level, Region.path, Region.parent_id]
    return sa.select(*columns).where(standing(on), *criteria).order_by(Region.path)


@lru_cache(maxsize=256)
def _choices(scope: Scope, on: date) -> sa.Select[Any]:
    """Kept, since to build a statement costs more than to run it."""
    depth = 1 if scope.everywhere else min(path.count("/") - 1 for path in scope.paths)
    own = Region.level == Level.PROVINCE if scope.everywhere else Region.path.in_(sorted(scope.paths))
    below = sa.and_(Region.level.in_(_BELOW.get(depth, ())), scope.criterion(Region))
    return _standing(on, sa.or_(own, below))


def choices(session: Session, scope: Scope) -> tuple[list[Area], list[Area]]:
    """(the reader's own areas, the divisions under them to which a list can be narrowed): one statement."""
    if not (scope.everywhere or scope.paths):
        return [], []
    found = _areas(session, _choices(scope, today()))
    mine = [area for area in found if (area.level is Level.PROVINCE if scope.everywhere else area.path in scope.paths)]
    return mine, [area for area in found if area not in mine]


def counties_and_townships(session: Session, scope: Scope) -> tuple[list[Area], list[Area]]:
    """The counties (zones included) and townships of a scope: for forms. One statement."""
    found = _areas(
        session, _standing(today(), Region.level.in_((Level.COUNTY, Level.TOWNSHIP)), scope.criterion(Region))
    )
    return [area for area in found if not area.is_township], [area for area in found if area.is_township]


def within(areas: Sequence[Area], code: str) -> Area | None:
    """The area with this code, where it is one of these."""
    return next((area for area in areas if area.code == code), None)
