"""What stands beside the tasks of those who care: what became of the patients whom the house has sent lately."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.access.permissions import Permission
from hospice.core.clock import local, now, today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.episodes.rules.faces import Face
from hospice.facilities.queries.current import institutions_now
from hospice.patients.models import Patient
from hospice.patients.rules import masking
from hospice.transfers.models import Request, Transfer
from hospice.transfers.rules.codes import Outcome, RequestStatus, TransferStatus
from hospice.transfers.rules.faces import face
from hospice.transfers.rules.outcomes import DEATHS
from hospice.web.filters import day

MOST = 5
LATELY = timedelta(days=30)
_S, _T = RequestStatus, TransferStatus
_TELLING = (_S.ADMITTED, _S.CLOSED, _S.IN_TRANSIT, _S.ARRIVED, _S.WAITLISTED)


class Sent(NamedTuple):
    """One patient whom the house has sent: how it stands, who, and what is known."""

    state: Face
    name: str
    more: str
    url: str


def sent_lately(session: Session, actor: Actor) -> list[Sent]:
    """The last that were sent by one's houses and of whom something is to be told, the latest first: two statements."""
    houses = actor.scope(Permission.TRANSFERS_SEND).institutions
    if not houses:
        return []
    found = session.execute(_statement(sorted(houses))).all()
    houses_now = institutions_now(session, {row.institution_id for row in found if row.institution_id is not None})
    return [
        _sent(row, houses_now[row.institution_id].name if row.institution_id in houses_now else "") for row in found
    ]


def _statement(houses: list[int]) -> sa.Select[Any]:
    t, r = Transfer, Request
    changed = sa.func.coalesce(t.ended_at, r.since)
    over = t.status.in_(sorted((_T.CLOSED, _T.ENDED, _T.CANCELLED, _T.EXPIRED)))
    columns: tuple[Any, ...] = (t.key, t.status, t.outcome, t.ended_at, Patient.name, r.institution_id, r.status.label("asked"),
                                r.departed_at, r.admitted_at, r.since)  # fmt: skip
    return (
        sa.select(*columns)
        .join(Patient, Patient.id == t.patient_id)
        .outerjoin(r, sa.and_(r.transfer_id == t.id, r.status.in_(_TELLING)))
        .where(t.institution_id.in_(houses), t.submitted_at > now() - LATELY, sa.or_(over, r.id.is_not(None)))
        .order_by(changed.desc(), t.id.desc())
        .limit(MOST)
    )


def _sent(row: Any, house: str) -> Sent:
    asked = row.asked if row.status in (_T.ACTIVE, _T.UNDERWAY) and row.asked is not None else None
    return Sent(face(asked or row.status), masking.name(row.name), _more(row, house),
                url_for("transfers.detail", key=row.key))  # fmt: skip


def _more(row: Any, house: str) -> str:
    """`11月19日，丽水市中心医院`, `13:10出发`, `候床第3天`, `11月15日，离世`."""
    if row.ended_at is not None:
        return _("%(day)s，%(how)s", day=day(row.ended_at), how=_ENDS.get(row.outcome, row.outcome.label))
    if row.status is _T.ADMITTED:
        return _("%(day)s，%(house)s", day=day(row.admitted_at or row.since), house=house)
    if row.asked is _S.WAITLISTED:
        return _("第%(n)s天，%(house)s", n=(today() - local(row.since).date()).days + 1, house=house)
    left: datetime = row.departed_at or row.since
    return _("%(time)s出发，往%(house)s", time=f"{local(left):%H:%M}", house=house)


_ENDS: dict[Outcome, Any] = {outcome: lazy("离世") for outcome in DEATHS}
