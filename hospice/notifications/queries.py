"""Messages for somebody, newest first."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.regions.models import Region

from .models import Message, Seen


def unseen(session: Session, scope: Scope, user_id: int, limit: int = 50) -> Sequence[Message]:
    """Messages for this person, for the institutions and for the regions of the scope that were not seen yet."""
    to = [Message.user_id == user_id]
    if scope.institutions:
        to.append(Message.institution_id.in_(sorted(scope.institutions)))
    if scope.paths:
        here = sa.select(Region.id).where(Region.path.in_(sorted(scope.paths)))
        to.append(sa.and_(Message.institution_id.is_(None), Message.region_id.in_(here)))
    seen = sa.select(Seen.message_id).where(Seen.message_id == Message.id, Seen.user_id == user_id).exists()
    return session.scalars(
        sa.select(Message).where(sa.or_(*to), ~seen).order_by(Message.created_at.desc(), Message.id.desc()).limit(limit)
    ).all()
