"""When somebody is expected to leave, and where to: told beforehand, so that the next one can be prepared for."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now, today
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.patients.queries.records import lock_patient

from ..events import DeparturePlanned
from ..models import BedAssignment, PlannedDeparture
from ..rules.codes import AssignmentState, DischargeOutcome
from .reserving import fresh, where

FURTHEST = timedelta(days=366)  # [P] a plan beyond a year is a typing error


def plan_departure(
    session: Session,
    assignment: BedAssignment,
    leaves_on: date | None,
    outcome: DischargeOutcome | None,
    *,
    by: Actor | None,
    seen: int | None = None,
) -> PlannedDeparture | None:
    """Say when a patient will leave and where to; without a day the plan is dropped.

    `seen` is the version of the plan that was on the page (0 for none): `Conflict` where it is another one now.
    """
    lock_patient(session, assignment.patient_id)
    assignment = fresh(session, assignment)
    if assignment.state is not AssignmentState.ACTIVE:
        raise Conflict(_("这位患者已不在这张床上。"))
    plan = session.get(PlannedDeparture, assignment.id, populate_existing=True)
    if seen is not None and seen != (plan.version if plan else 0):
        raise Conflict(_("有人刚刚改过这条资料。您的修改没有覆盖对方。"))
    _refuse_odd(leaves_on, outcome)
    if plan is None:
        if leaves_on is None:
            return None
        plan = PlannedDeparture(assignment_id=assignment.id)
    plan.by_id, plan.at = by.id if by else None, now()
    plan.leaves_on, plan.outcome = leaves_on, outcome if leaves_on else None
    session.add(plan)
    session.flush()
    details = {"on": leaves_on.isoformat() if leaves_on else None, "to": outcome.value if outcome else None}
    publish(DeparturePlanned(**where(session, assignment, by), details=details))
    return plan


def _refuse_odd(leaves_on: date | None, outcome: DischargeOutcome | None) -> None:
    if leaves_on is None:
        return
    if leaves_on < today():
        raise Refused(_("预计离院日期已经过去。已经离院的，请办理“确认离院”。"), field="leaves_on")
    if leaves_on > today() + FURTHEST:
        raise Refused(_("预计离院日期最多提前一年填写。"), field="leaves_on")
    if outcome is None or outcome is DischargeOutcome.DIED_HERE:
        raise Refused(_("请选择去处。"), field="outcome")
