"""What of one's lists has changed: a few sums in one statement, that differ as soon as anything on them does."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.accounts.models import User
from hospice.notifications.queries import unread_statement

from ..models import Request, Transfer
from ..rules.request_life import OPEN_REQUESTS
from .worklist import GOES_ON


def state(session: Session, person: User) -> tuple[int, ...]:
    """Unread messages; number and versions of open transfers and requests of one's houses and areas: one statement."""
    scope = person.scope(Permission.TRANSFERS_READ)
    columns = [unread_statement(person), *(_sums(scope) if scope else ())]
    row = session.execute(sa.select(*(column.scalar_subquery() for column in columns))).one()
    return tuple(int(value or 0) for value in row)


def _sums(scope: Scope) -> list[sa.Select[Any]]:
    """Every step raises the version of its row; what leaves the list changes the number."""
    sent = sa.and_(scope.criterion(Transfer), Transfer.status.in_(sorted(GOES_ON)))
    asked = sa.and_(Request.institution_id.in_(sorted(scope.institutions)), Request.status.in_(sorted(OPEN_REQUESTS)))
    of_sent = sa.select(sa.func.sum(Request.version)).join(Transfer, Transfer.id == Request.transfer_id).where(sent)
    return [
        sa.select(sa.func.count(Transfer.id)).where(sent),
        sa.select(sa.func.sum(Transfer.version)).where(sent),
        of_sent,
        sa.select(sa.func.count(Request.id)).where(asked),
        sa.select(sa.func.sum(Request.version)).where(asked),
    ]
