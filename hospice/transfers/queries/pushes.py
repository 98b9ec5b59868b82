"""Discharge pushes: to one's house, of one's county, and what of them is due."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from hospice.access.scope import Scope
from hospice.core.clock import local, now
from hospice.patients.models import Patient

from ..models import DischargePush
from ..rules.handover import MedicineBridge, last_day, runs_out_too_early
from ..rules.pushing import SEEN_AFTER, PushMatter

Push = DischargePush
IS_OPEN = sa.and_(Push.first_contact_at.is_(None), Push.cancelled_at.is_(None))
_DUE = sa.case((Push.acknowledged_at.is_(None), Push.ack_by), else_=Push.contact_by)
_LISTED = timedelta(days=30)  # how far back the list shows what is done


class PushRow(NamedTuple):
    """One open push for a list of tasks: what is due, by when, about whom (the patient is to be shown masked)."""

    key: uuid.UUID
    matter: PushMatter
    due: datetime
    patient: Patient
    from_institution_id: int
    institution_id: int | None

    @property
    def is_overdue(self) -> bool:
        """Whether its time is over."""
        return self.due <= now()


class Told(NamedTuple):
    """Medicines as they were told: the bridge, the day on which the opioid ends, and whether that is too early."""

    bridge: MedicineBridge
    last_day: date | None
    too_early: bool


def open_pushes(session: Session, scope: Scope) -> list[PushRow]:
    """What waits in one's house; for a county, what nobody has been found for and what is overdue. The soonest first."""
    mine: list[sa.ColumnElement[bool]] = []
    if scope.institutions:
        mine.append(Push.institution_id.in_(sorted(scope.institutions)))
    if scope.paths or scope.everywhere:
        nobody_s = sa.or_(Push.institution_id.is_(None), now() >= _DUE)
        mine.append(sa.and_(_inside(scope), nobody_s))
    if not mine:
        return []
    rows = session.scalars(_with_patient().where(IS_OPEN, sa.or_(*mine)).order_by(_DUE, Push.id))
    return [PushRow(row.key, row.matter, row.due, row.patient, row.from_institution_id, row.institution_id)
            for row in rows]  # fmt: skip


def _inside(scope: Scope) -> sa.ColumnElement[bool]:
    """The criterion of the regions alone: what belongs to a house of one's own comes in by itself."""
    return Scope(paths=scope.paths, everywhere=scope.everywhere).criterion(Push)


def visible(scope: Scope) -> sa.ColumnElement[bool]:
    """Pushes to one's house or in one's area, and those that one's house made: it reads what became of them."""
    return sa.or_(scope.criterion(Push), Push.from_institution_id.in_(sorted(scope.institutions)))


def push_within(session: Session, scope: Scope, key: uuid.UUID) -> Push | None:
    """A push that somebody may see."""
    return session.scalar(_with_patient().where(Push.key == key, visible(scope)))


def listed(session: Session, scope: Scope) -> Sequence[Push]:
    """Open pushes, the most overdue first, and what was done or cancelled of late, newest first."""
    ended = sa.func.coalesce(Push.first_contact_at, Push.cancelled_at)
    recent = sa.or_(IS_OPEN, ended > now() - _LISTED)
    order = (sa.case((IS_OPEN, 0), else_=1), sa.case((IS_OPEN, _DUE)), ended.desc(), Push.id)
    return session.scalars(_with_patient().where(visible(scope), recent).order_by(*order).limit(200)).all()


def of_patient(session: Session, patient_id: int, *, only_open: bool = False) -> Sequence[Push]:
    """The pushes of a patient, the earliest first."""
    mine = sa.select(Push).where(Push.patient_id == patient_id)
    return session.scalars((mine.where(IS_OPEN) if only_open else mine).order_by(Push.id)).all()


def told_by(push: DischargePush) -> Told | None:
    """What the house that sent the patient home told beside the record, and where the opioid ends by it."""
    if push.briefed_at is None:
        return None
    bridge = MedicineBridge(push.on_opioid, push.opioid_days_left, push.next_prescriber or None, push.next_contact_on)
    on = local(push.left_at).date()
    return Told(bridge, last_day(bridge, on), runs_out_too_early(bridge, on))


def is_told(scope: Scope) -> sa.ColumnElement[bool]:
    """The criterion for patients who are pushed to one's house, until a while after the first contact."""
    ended = sa.func.coalesce(Push.first_contact_at, Push.cancelled_at)
    return (
        sa.select(Push.id)
        .where(Push.patient_id == Patient.id, Push.institution_id.in_(sorted(scope.institutions)))
        .where(sa.or_(ended.is_(None), ended > now() - SEEN_AFTER))
        .exists()
    )


def _with_patient() -> sa.Select[Push]:
    return sa.select(Push).options(joinedload(Push.patient), joinedload(Push.region))
