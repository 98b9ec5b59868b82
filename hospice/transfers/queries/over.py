"""Transfers that are over, page by page from one on; and those that somebody looks for by number or by the patient's name."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.episodes.rules.codes import Priority
from hospice.patients.models import Patient
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.headline import headline

from ..models import Request, Transfer
from ..rules.codes import Outcome, RequestStatus, TransferStatus
from ..rules.numbers import typed
from ..rules.request_life import ACCESS_ENDED, OPEN_REQUESTS
from ..rules.transfer_life import OVER

DONE = OVER | {TransferStatus.ADMITTED}
PER_PAGE, MOST_FOUND = 25, 50
_S = RequestStatus
_CAME_TO = (
    _S.ADMITTED,
    _S.CLOSED,
    _S.ARRIVED,
    _S.IN_TRANSIT,
    _S.SCHEDULED,
    _S.BED_HELD,
    _S.ACCEPTED,
    _S.DIED_IN_TRANSIT,
)


@dataclass(frozen=True, slots=True)
class Past:
    """One transfer as a list of what is over shows it."""

    id: int
    key: uuid.UUID
    number: str
    status: TransferStatus
    outcome: Outcome | None
    priority: Priority
    institution_id: int
    unit_id: int | None  # the unit that took the patient, or has the case
    house_id: int | None  # and its institution
    submitted_at: datetime | None
    ended_at: datetime | None
    name: str
    sex: Sex
    birth_date: date | None

    @property
    def person(self) -> str:
        """The patient with a masked name."""
        return headline(self.name, self.sex, self.birth_date, today())


def _receiver(column: Any) -> Any:
    """Of the request that took the patient, or has the case."""
    took = sa.select(column).where(Request.transfer_id == Transfer.id, Request.status.in_(_CAME_TO))
    return took.order_by(Request.id.desc()).limit(1).scalar_subquery()


def _statement(ids: Any) -> sa.Select[Any]:
    t, r, p = Transfer, Request, Patient
    columns: tuple[Any, ...] = (
        t.id, t.key, t.number, t.status, t.outcome, t.priority, t.institution_id, _receiver(r.unit_id),
        _receiver(r.institution_id), t.submitted_at, t.ended_at, p.name, p.sex, p.birth_date,
    )  # fmt: skip
    return (
        sa.select(*columns)
        .join(Patient, Patient.id == t.patient_id)
        .where(t.id.in_(ids))
        .order_by(t.id.desc())
    )


def over(
    session: Session,
    scope: Scope,
    before: str | None = None,
    priority: Priority | None = None,
    limit: int = PER_PAGE + 1,
) -> list[Past]:
    """What is over in one's houses or areas, the newest first, from the one with the number `before` on."""
    kept: list[sa.ColumnElement[bool]] = [Transfer.status.in_(sorted(DONE))]
    if before is not None:
        kept.append(Transfer.id < sa.select(Transfer.id).where(Transfer.number == before).scalar_subquery())
    if priority is not None:
        kept.append(Transfer.priority == priority)
    parts = [sa.select(Transfer.id).where(scope.criterion(Transfer), *kept).order_by(Transfer.id.desc()).limit(limit)]
    if scope.institutions:
        addressed = sa.and_(
            Request.institution_id.in_(sorted(scope.institutions)),
            Request.status.not_in(sorted(ACCESS_ENDED | OPEN_REQUESTS)),
        )
        mine = sa.select(Transfer.id).join(Request, Request.transfer_id == Transfer.id).where(addressed, *kept)
        parts.append(mine.distinct().order_by(Transfer.id.desc()).limit(limit))
    ids = sa.union(*(sa.select(part.subquery().c[0]) for part in parts))
    return [Past(*row) for row in session.execute(_statement(ids).limit(limit))]


def sought(session: Session, scope: Scope, text: str) -> list[Past]:
    """Transfers with this number; or of patients with this name, only among those whom one's own house sends or is sent."""
    number = typed(text)
    addressed = sa.and_(
        Request.institution_id.in_(sorted(scope.institutions)), Request.status.not_in(sorted(ACCESS_ENDED))
    )
    if number is not None:
        mine = sa.select(Request.transfer_id).where(addressed, Request.transfer_id == Transfer.id).exists()
        this = sa.select(Transfer.id).where(Transfer.number == number, sa.or_(scope.criterion(Transfer), mine))
        return [Past(*row) for row in session.execute(_statement(this))]
    if not scope.institutions:
        return []
    called = Patient.name.startswith(text, autoescape=True)
    sent = sa.select(Transfer.id).join(Patient, Patient.id == Transfer.patient_id)
    asked = sent.join(Request, Request.transfer_id == Transfer.id)
    houses = Transfer.institution_id.in_(sorted(scope.institutions))
    ids = sa.union(sent.where(called, houses), asked.where(called, addressed))
    not_thrown_away = _statement(ids).where(Transfer.status != TransferStatus.DELETED)
    return [Past(*row) for row in session.execute(not_thrown_away.limit(MOST_FOUND))]
