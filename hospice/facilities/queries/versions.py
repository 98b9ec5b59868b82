"""What lists and figures rest on, as a few numbers: as long as they stay the same, so does all that is made of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.policy.models import Goal, Rule
from hospice.regions.models import Region, Succession

from ..models import Revision

_LATEST = (
    Revision.number,
    Rule.approved_at,
    Rule.superseded_at,
    Goal.id,
    Region.id,
    Succession.id,
)

# Every page asks this first, so it is put together once; what comes back is only compared, never read.
_STATEMENT = sa.text(
    str(
        sa.select(
            *(sa.select(sa.func.max(column)).scalar_subquery().label(f"v{n}") for n, column in enumerate(_LATEST))
        )
    )
)


def version(session: Session) -> tuple[Any, ...]:
    """Revision of the registry, and the latest changes of rules, goals and divisions, in one statement."""
    return tuple(session.execute(_STATEMENT).one())
