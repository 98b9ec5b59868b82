"""The register of transfers: the scope first, newest first, page by page from a row on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.core.clock import ZONE, now
from hospice.episodes.rules.codes import Priority
from hospice.facilities.models import Institution
from hospice.patients.models import Patient
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting
from hospice.regions.models import Region

from ..models import Request, Transfer
from ..rules.codes import DeclineReason, Outcome, RequestStatus, TransferStatus
from ..rules.worklist import SILENT
from .cases import visible

PER_PAGE, BATCH = 25, 1000
STATUSES = [status for status in TransferStatus if status not in (TransferStatus.DRAFT, TransferStatus.DELETED)]
_T, _R = Transfer, Request


@dataclass(frozen=True, slots=True)
class Wish:
    """Which rows are wanted; what is none or empty is not asked."""

    since: date | None = None
    until: date | None = None
    path: str | None = None  # of the sender's county or prefecture
    receiver: str = ""
    setting: Setting | None = None
    priority: Priority | None = None
    status: TransferStatus | None = None
    outcome: Outcome | None = None
    decline: DeclineReason | None = None
    overdue: bool = False

    def as_details(self) -> dict[str, str]:
        """What was asked, for the trail."""
        asked = {name: getattr(self, name) for name in self.__slots__}
        return {name: str(value) for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """How one receiver that was asked has answered."""

    status: RequestStatus
    unit_id: int
    institution_id: int
    asked_at: datetime
    answer_by: datetime | None
    decided_at: datetime | None
    decline: DeclineReason | None

    def is_late(self, at: datetime) -> bool:
        """Whether it came, or still fails to come, after its time."""
        if self.answer_by is None:
            return False
        if self.decided_at is not None:
            return self.decided_at > self.answer_by
        return self.status in SILENT and self.answer_by < at


@dataclass(frozen=True, slots=True)
class Entry:
    """One transfer, with what is known of the person and of the answers; what a reader may see of it the page decides."""

    id: int
    key: UUID
    number: str
    submitted_at: datetime
    ended_at: datetime | None
    status: TransferStatus
    outcome: Outcome | None
    priority: Priority
    setting: Setting
    institution_id: int
    county: str
    name: str
    sex: Sex
    birth_date: date | None
    home: str
    answers: tuple[Answer, ...] = ()


def criteria(scope: Scope, wish: Wish) -> list[sa.ColumnElement[bool]]:
    """The criteria of the wanted transfers: inside the scope, submitted, and as asked."""
    wanted = [visible(scope), _T.status.in_(sorted(STATUSES)), _T.submitted_at.is_not(None)]
    if wish.since:
        wanted.append(_T.submitted_at >= _midnight(wish.since))
    if wish.until:
        wanted.append(_T.submitted_at < _midnight(wish.until + timedelta(days=1)))
    if wish.path:
        wanted.append(Scope(paths=frozenset({wish.path})).criterion(_T))
    same = {_T.setting: wish.setting, _T.priority: wish.priority, _T.status: wish.status, _T.outcome: wish.outcome}
    wanted += [column == value for column, value in same.items() if value is not None]
    return wanted + [asked.exists() for asked in _of_requests(wish)]


def _of_requests(wish: Wish) -> Iterator[sa.Select[Any]]:
    """What has to be true of one of the receivers that were asked."""
    any_of = sa.select(_R.id).where(_R.transfer_id == _T.id)
    if wish.receiver:
        called = Institution.search_text.icontains(wish.receiver, autoescape=True)
        yield any_of.join(Institution, Institution.id == _R.institution_id).where(called)
    if wish.decline is not None:
        yield any_of.where(_R.decline_reason == wish.decline)
    if wish.overdue:
        yield any_of.where(late())


def late() -> sa.ColumnElement[bool]:
    """The criterion for requests that were, or are not, answered in time."""
    silent = sa.and_(_R.decided_at.is_(None), _R.status.in_(sorted(SILENT)), _R.answer_by < now())
    return sa.or_(_R.decided_at > _R.answer_by, silent)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def total(session: Session, scope: Scope, wish: Wish) -> int:
    """How many transfers are wanted."""
    return session.scalar(sa.select(sa.func.count(_T.id)).where(*criteria(scope, wish))) or 0


def entries(
    session: Session, scope: Scope, wish: Wish, before: str | None = None, limit: int = PER_PAGE
) -> list[Entry]:
    """At most so many transfers, newest first, from the one with the number `before` on: two statements."""
    home = sa.orm.aliased(Region)
    columns: tuple[Any, ...] = (
        _T.id, _T.key, _T.number, _T.submitted_at, _T.ended_at, _T.status, _T.outcome, _T.priority, _T.setting,
        _T.institution_id, Region.name, Patient.name, Patient.sex, Patient.birth_date, home.name,
    )  # fmt: skip
    statement = (
        sa.select(*columns)
        .join(Region, Region.id == _T.region_id)
        .join(Patient, Patient.id == _T.patient_id)
        .join(home, home.id == Patient.region_id)
        .where(*criteria(scope, wish))
        .order_by(_T.submitted_at.desc(), _T.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(_after(session, before))
    rows = session.execute(statement).all()
    answers = _answers(session, [row[0] for row in rows])
    return [replace(Entry(*row), answers=tuple(answers.get(row[0], ()))) for row in rows]


def _after(session: Session, number: str) -> sa.ColumnElement[bool]:
    """The criterion for what comes after a row in the order of the register."""
    row = session.execute(sa.select(_T.submitted_at, _T.id).where(_T.number == number)).one_or_none()
    if row is None or row[0] is None:
        return sa.true()
    return sa.or_(_T.submitted_at < row[0], sa.and_(_T.submitted_at == row[0], _T.id < row[1]))


def _answers(session: Session, ids: Sequence[int]) -> dict[int, list[Answer]]:
    columns: tuple[Any, ...] = (
        _R.transfer_id, _R.status, _R.unit_id, _R.institution_id, _R.asked_at, _R.answer_by, _R.decided_at,
        _R.decline_reason,
    )  # fmt: skip
    found: dict[int, list[Answer]] = {}
    for transfer_id, *said in session.execute(sa.select(*columns).where(_R.transfer_id.in_(ids)).order_by(_R.id)):
        found.setdefault(transfer_id, []).append(Answer(*said))
    return found


def all_entries(session: Session, scope: Scope, wish: Wish, most: int) -> Iterator[list[Entry]]:
    """All wanted transfers in batches, newest first, at most `most`."""
    before, left = None, most
    while left > 0:
        batch = entries(session, scope, wish, before, min(BATCH, left))
        if not batch:
            return
        yield batch
        before, left = batch[-1].number, left - len(batch)
