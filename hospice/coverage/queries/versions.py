"""What a figure rests on, as a few numbers: as long as they stay the same, so does every figure."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.facilities.models import Revision
from hospice.policy.models import Goal, Rule
from hospice.regions.models import Region, Succession


def version(session: Session) -> tuple[Any, ...]:
    """Revision of the registry, and the latest changes of rules, goals and divisions, in one statement."""
    parts = (
        sa.select(sa.func.max(Revision.number)),
        sa.select(sa.func.max(Rule.approved_at)),
        sa.select(sa.func.max(Rule.superseded_at)),
        sa.select(sa.func.max(Goal.id)),
        sa.select(sa.func.max(Region.id)),
        sa.select(sa.func.max(Succession.id)),
    )
    row = session.execute(sa.select(*(part.scalar_subquery() for part in parts))).one()
    return tuple(row)
