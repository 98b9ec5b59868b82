"""What a primary facility declares and did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import today
from hospice.core.dated import known, pending

from ..models import ServiceActivity, ServiceDeclaration
from ..rules.codes import ServiceMode


@dataclass(frozen=True, slots=True)
class Declared:
    """The declarations of one facility that still say something: what counts today, what waits, what was before."""

    current: ServiceDeclaration | None
    waiting: ServiceDeclaration | None
    earlier: Sequence[ServiceDeclaration]

    @property
    def latest(self) -> ServiceDeclaration | None:
        """The one that a person edits."""
        return self.waiting or self.current


def declared(session: Session, institution_id: int) -> Declared:
    """All live declarations of a facility: one statement."""
    its = ServiceDeclaration
    rows = session.scalars(
        sa.select(its).where(its.institution_id == institution_id, _live(its)).order_by(its.valid_from.desc())
    ).all()
    counting = [row for row in rows if not row.is_pending]
    current = next((row for row in counting if row.span.covers(today())), None)
    waiting = next((row for row in rows if row.is_pending), None)
    return Declared(current, waiting, [row for row in counting if row is not current])


def activities(session: Session, institution_id: int, most: int = 24) -> Sequence[ServiceActivity]:
    """The monthly counts of a facility, the newest first; a count that waits stands before the one it would replace."""
    its = ServiceActivity
    newest = (its.valid_from.desc(), its.confirmed_at.is_(None).desc(), its.id.desc())
    mine = sa.select(its).where(its.institution_id == institution_id, _live(its))
    return session.scalars(mine.order_by(*newest).limit(most)).all()


def mode_words(codes: Sequence[str]) -> str:
    """Modes as people read them."""
    return "、".join(str(mode.label) for mode in ServiceMode if mode.value in codes)


def _live(model: Any) -> sa.ColumnElement[bool]:
    return sa.or_(known(model), pending(model))
