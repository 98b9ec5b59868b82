"""Scope: the area in which one person may do one thing, read as a WHERE for queries and as a yes or no for one object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from hospice.regions.models import Region


class Placed(Protocol):
    """Something that lies in a region and may belong to an institution."""

    def scope_values(self) -> tuple[str, int | None]:
        """The path of the region and the id of the institution of this object."""
        ...


@dataclass(frozen=True, slots=True)
class Scope:
    """Regions by their path (a region covers what lies under it) and institutions by their id.

    The two readings say the same; a test compares them for every institution and many scopes.
    """

    paths: frozenset[str] = frozenset()
    institutions: frozenset[int] = frozenset()
    everywhere: bool = False

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.paths or self.institutions)

    def criterion(self, model: type[Any]) -> sa.ColumnElement[bool]:
        """The WHERE that keeps the rows of `model` inside this scope.

        Its `scope_columns()` are those of the region's id and of the institution's id (none where it has no institution).
        """
        if self.everywhere:
            return sa.true()
        region_id, institution_id = model.scope_columns()
        parts: list[sa.ColumnElement[bool]] = []
        if self.paths:
            parts.append(region_id.in_(sa.select(Region.id).where(self._inside(Region.path))))
        if self.institutions and institution_id is not None:
            parts.append(institution_id.in_(sorted(self.institutions)))
        return sa.or_(*parts) if parts else sa.false()

    def criterion_at(self, path: sa.ColumnElement[str], institution_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        """The same WHERE for a statement that has joined the region: no look at all the others."""
        if self.everywhere:
            return sa.true()
        parts = [self._inside(path)] if self.paths else []
        if self.institutions:
            parts.append(institution_id.in_(sorted(self.institutions)))
        return sa.or_(*parts) if parts else sa.false()

    def _inside(self, path: Any) -> sa.ColumnElement[bool]:
        return sa.or_(*(path.startswith(start, autoescape=True) for start in sorted(self.paths)))

    def covers(self, thing: Placed) -> bool:
        """Whether this one object lies inside the scope."""
        path, institution_id = thing.scope_values()
        return self.covers_path(path) or institution_id in self.institutions

    def covers_path(self, path: str) -> bool:
        """Whether the region with this path lies inside the scope."""
        return self.everywhere or any(path.startswith(start) for start in self.paths)
