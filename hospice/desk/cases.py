"""What transfers and discharges ask of somebody today, as tasks of the desk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from flask import url_for
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.access.permissions import Permission
from hospice.accounts.models import User
from hospice.core.clock import now
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.facilities.queries.current import institutions_now
from hospice.patients.rules.headline import headline
from hospice.transfers.queries.pushes import PushRow, open_pushes
from hospice.transfers.queries.worklist import lines_for
from hospice.transfers.rules.duties import Duty, Line
from hospice.transfers.rules.pushing import PushMatter
from hospice.transfers.rules.timeleft import time_left
from hospice.transfers.views import rows

from .rules import Task, Urgency

MOST = 12  # tasks about transfers; the rest is behind "全部"
DRAFT_WARNED = timedelta(days=3)  # a draft is announced so long before it is thrown away

_PUSHES: dict[PushMatter, tuple[Any, Any]] = {
    PushMatter.ROUTE: (lazy("出院推送还没有接收机构"), lazy("去指定")),
    PushMatter.ACKNOWLEDGE: (lazy("出院推送待签收"), lazy("签收")),
    PushMatter.CONTACT: (lazy("首次随访还没登记"), lazy("登记随访")),
}


def tasks(session: Session, actor: Actor, on: date) -> list[Task]:
    """What this person has to do about transfers, the soonest first; a draft only shortly before it is thrown away."""
    if not actor.scope(Permission.TRANSFERS_READ):
        return []
    due = [line for line in lines_for(session, cast(User, actor)) if line.duty is not None and _is_near(line)]
    return [_task(row) for row in rows.rows(session, rows.ordered(due)[:MOST])]


def _is_near(line: Line) -> bool:
    return line.duty is not Duty.SUBMIT or (line.due is not None and line.due <= now() + DRAFT_WARNED)


def _task(row: rows.Row) -> Task:
    return Task(
        urgency=Urgency(row.part), since=row.since, when=str(row.left.words), what=row.what,
        detail="　".join(part for part in (row.person, row.where) if part), url=row.url, button=row.button,
        icon=row.left.icon, tone=row.left.tone, about=row.person,
    )  # fmt: skip


def pushes(session: Session, actor: Actor, on: date) -> list[Task]:
    """Patients who come home: to be acknowledged, and to be contacted."""
    scope = actor.scope(Permission.TRANSFERS_READ)
    found = open_pushes(session, scope)[:MOST] if scope else []
    names = institutions_now(session, {row.from_institution_id for row in found})
    return [_push(row, names[row.from_institution_id].name if row.from_institution_id in names else "", on)
            for row in found if row.matter in _PUSHES]  # fmt: skip


def _push(row: PushRow, house: str, on: date) -> Task:
    left = time_left(row.due, now())
    what, button = _PUSHES[row.matter]
    person = headline(row.patient.name, row.patient.sex, row.patient.birth_date, on)
    return Task(
        urgency=Urgency(left.part), since=row.due, when=str(left.words), what=str(what),
        detail=_("%(person)s　由%(house)s出院回家", person=person, house=house),
        url=url_for("pushes.detail", key=row.key), button=str(button), icon=left.icon, tone=left.tone, about=person,
    )  # fmt: skip
