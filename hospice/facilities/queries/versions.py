"""What lists and figures rest on, as a few numbers: as long as they stay the same, so does all that is made of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.policy.models import Goal, Rule
from hospice.regions.models import Region, Succession

from ..models.confirmation import EVERYTHING, Revision, part_of

__all__ = ["EVERYTHING", "numbers", "part_of", "version"]

_LATEST = (
    Rule.approved_at,
    Rule.superseded_at,
    Goal.id,
    Region.id,
    Succession.id,
)

# Every page asks this first, so it is put together once; what comes back is only compared, never read.
_ASKED: tuple[Any, ...] = (sa.func.sum(Revision.number), *map(sa.func.max, _LATEST))
_STATEMENT = sa.text(str(sa.select(*(sa.select(each).scalar_subquery().label(f"v{n}") for n, each in enumerate(_ASKED)))))


def version(session: Session) -> tuple[Any, ...]:
    """Revision of the registry, and the latest changes of rules, goals and divisions, in one statement."""
    return tuple(session.execute(_STATEMENT).one())


def numbers(session: Session) -> dict[int, int]:
    """How often the facts about each part of the institutions, and about all else, have changed."""
    return {row.id: row.number for row in session.execute(sa.select(Revision.id, Revision.number))}
