"""Transfers and requests that somebody may see, with their history."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.db import once
from hospice.episodes.rules import standards as episode_standards
from hospice.policy.queries import values

from ..models import CalendarDay, Request, Step, Transfer
from ..rules import standards
from ..rules.calendar import WorkingCalendar
from ..rules.codes import RequestStatus
from ..rules.request_life import ACCESS_ENDED, HAS_THE_CASE, OPEN_REQUESTS

IS_OPEN = Request.status.in_(sorted(OPEN_REQUESTS))


def visible(scope: Scope) -> sa.ColumnElement[bool]:
    """The criterion for transfers of an area: sent from there, or addressed to it and not taken back."""
    addressed = (
        sa.select(Request.id)
        .where(Request.transfer_id == Transfer.id, Request.institution_id.in_(sorted(scope.institutions)))
        .where(Request.status.not_in(sorted(ACCESS_ENDED)))
        .exists()
    )
    return sa.or_(scope.criterion(Transfer), addressed)


def transfer_within(session: Session, scope: Scope, key: uuid.UUID) -> Transfer | None:
    """A transfer of an area."""
    return session.scalar(sa.select(Transfer).where(Transfer.key == key, visible(scope)))


def request_within(session: Session, scope: Scope, key: uuid.UUID) -> Request | None:
    """A request that an area sends or is asked; none once it was taken back from those who were asked."""
    asked = sa.and_(Request.institution_id.in_(sorted(scope.institutions)), Request.status.not_in(sorted(ACCESS_ENDED)))
    statement = sa.select(Request).join(Transfer, Transfer.id == Request.transfer_id)
    return session.scalar(statement.where(Request.key == key, sa.or_(asked, scope.criterion(Transfer))))


def requests_of(session: Session, transfer_id: int, *, only_open: bool = False) -> Sequence[Request]:
    """The requests of a transfer in the order in which they were made."""
    mine = sa.select(Request).where(Request.transfer_id == transfer_id)
    return session.scalars((mine.where(IS_OPEN) if only_open else mine).order_by(Request.id)).all()


def taker(session: Session, transfer_id: int) -> Request | None:
    """The request that has the case, if one has."""
    mine = sa.select(Request).where(Request.transfer_id == transfer_id)
    return session.scalar(mine.where(Request.status.in_(sorted(HAS_THE_CASE))))


def lead(session: Session, transfer_id: int) -> Request | None:
    """The request that has the case or has taken the patient in."""
    found = sorted(HAS_THE_CASE | {RequestStatus.ADMITTED})
    return session.scalar(sa.select(Request).where(Request.transfer_id == transfer_id, Request.status.in_(found)))


def history(session: Session, transfer_id: int) -> Sequence[Step]:
    """Every step of a transfer and of its requests, in time."""
    return session.scalars(sa.select(Step).where(Step.transfer_id == transfer_id).order_by(Step.id)).all()


def standards_now(session: Session) -> tuple[standards.Standards, episode_standards.Standards]:
    """The time standards of transfers and of beds in force today."""
    def read() -> tuple[standards.Standards, episode_standards.Standards]:
        found = values(session, today())
        return standards.Standards.from_values(found), episode_standards.Standards.from_values(found)

    return once(session, ("standards", today()), read)


def calendar(session: Session) -> WorkingCalendar:
    """The official days off that are loaded."""

    def read() -> WorkingCalendar:
        rows = session.execute(sa.select(CalendarDay.day, CalendarDay.kind))
        return WorkingCalendar.from_days((day, kind.value) for day, kind in rows)

    return once(session, "calendar", read)
