"""What the page of a stay shows: who, where, since when, what the transfer behind it allows, and which beds are free."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.clock import now, today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.episodes.queries.beds import free_beds, is_tracked
from hospice.episodes.rules.codes import AssignmentState, DischargeOutcome
from hospice.episodes.rules.faces import BED_FACES, BedUse, Face
from hospice.facilities.models import Bed
from hospice.facilities.queries.current import units_now
from hospice.transfers.models import Request, Transfer
from hospice.transfers.rules.codes import RequestAction, RequestStatus
from hospice.transfers.rules.faces import REQUEST_FACES
from hospice.transfers.rules.request_life import HAS_THE_CASE, REQUESTS
from hospice.transfers.rules.transfer_life import OPEN_TRANSFERS
from hospice.transfers.services.acting import parties_of

from ..forms import LEAVES_FOR, PlanForm
from ..queries.board import stay_of
from ..queries.rooms import Taken
from ..rules.tiles import plan_in_words
from ..rules.words import near_day, near_time

_FACES = {
    AssignmentState.RESERVED: BED_FACES[BedUse.HELD],
    AssignmentState.ACTIVE: BED_FACES[BedUse.OCCUPIED],
    AssignmentState.COMPLETED: Face(AssignmentState.COMPLETED.label, "done", ""),
    AssignmentState.RELEASED: Face(AssignmentState.RELEASED.label, "dash", ""),
}
# Where the next step of a transfer is taken, and what it is called there.
_NEXT = {
    RequestStatus.BED_HELD: ("transfers.detail", lazy("去约定时间")),
    RequestStatus.SCHEDULED: ("handovers.detail", lazy("去写交接")),
    RequestStatus.IN_TRANSIT: ("transfers.detail", lazy("登记到达")),
    RequestStatus.ARRIVED: ("handovers.detail", lazy("去交接并办入住")),
}


class Difference(NamedTuple):
    """One of two values that met."""

    label: Any
    before: str
    after: str


def page_of(session: Session, by: User, taken: Taken) -> dict[str, Any]:
    """Everything beside the forms."""
    stay, request, _plan = taken
    serving = request if request is not None and request.status in HAS_THE_CASE else None
    transfer = request.transfer if request is not None else None
    actions = (
        REQUESTS.actions(serving.status, transfer.route, parties_of(by, transfer, serving))
        if serving is not None and transfer is not None
        else []
    )
    return {
        "stay": stay, "request_": request, "seen": stay_of(taken), "face": _FACES[stay.state],
        "unit": units_now(session, [stay.unit_id])[stay.unit_id], "bed_no": bed_label(taken),
        "is_active": stay.state is AssignmentState.ACTIVE, "is_reserved": stay.state is AssignmentState.RESERVED,
        "free": _free_for(session, taken), "leaves_for": LEAVES_FOR, "serving": serving,
        "serving_face": REQUEST_FACES[serving.status] if serving else None, "next_": _next(serving),
        "may_extend": serving is None or RequestAction.EXTEND in actions,
        "may_release": serving is None or RequestAction.NO_SHOW in actions,
        "leaving": _outgoing(session, stay.patient_id, stay.unit.institution_id),
        "ended_for": _reason(stay.end_reason), "near_time": lambda at: near_time(at, now()),
        "planned": plan_in_words(_plan.leaves_on, _plan.outcome, today()) if _plan and _plan.leaves_on else "",
    }  # fmt: skip


def bed_label(taken: Taken) -> str:
    """3-2, or the number of the place."""
    stay = taken.stay
    return stay.bed.bed_no if stay.bed is not None else _("第%(n)s位", n=stay.place_no)


def free_to_move(session: Session, taken: Taken, key: str | None) -> Bed | None:
    """The free bed of that key, if it is one and is free."""
    try:
        wanted = uuid.UUID(key or "")
    except ValueError:
        return None
    return next((bed for bed in _free_for(session, taken) if bed.key == wanted), None)


def differences(taken: Taken, form: PlanForm) -> list[Difference] | None:
    """What somebody else has just planned beside what was typed; none where nobody did."""
    version = taken.plan.version if taken.plan else 0
    if form.seen.data == str(version) or not form.form_errors:
        return None
    now_, typed = taken.plan, _outcome_words(form.outcome.data)
    both = [
        Difference(_("预计离院日期"), _day(now_.leaves_on if now_ else None), _day(form.leaves_on.data)),
        Difference(_("去处"), str(now_.outcome.label) if now_ and now_.outcome else "", typed),
    ]
    return [one for one in both if one.before != one.after]


def _free_for(session: Session, taken: Taken) -> Sequence[Bed]:
    stay = taken.stay
    if stay.state is not AssignmentState.ACTIVE or stay.bed_id is None or not is_tracked(session, stay.unit_id):
        return []
    return free_beds(session, stay.unit_id, stay.patient.sex)


def _next(serving: Request | None) -> tuple[str, Any] | None:
    if serving is None or serving.status not in _NEXT:
        return None
    endpoint, words = _NEXT[serving.status]
    key = serving.key if endpoint == "handovers.detail" else serving.transfer.key
    return url_for(endpoint, key=key), words


def _outgoing(session: Session, patient_id: int, institution_id: int) -> Transfer | None:
    """A transfer away from here that is under way: its departure is confirmed there."""
    mine = sa.select(Transfer).where(
        Transfer.patient_id == patient_id, Transfer.institution_id == institution_id, Transfer.inpatient,
        Transfer.status.in_(sorted(OPEN_TRANSFERS)),
    )  # fmt: skip
    return session.scalar(mine.limit(1))


def _reason(words: str) -> str:
    """Why it ended; where a step of a transfer gave the bed back without words, the status it led to."""
    return next((str(status.label) for status in RequestStatus if status.value == words), words)


def _day(value: Any) -> str:
    return near_day(value, today()) if value else ""


def _outcome_words(code: str | None) -> str:
    return next((str(one.label) for one in DischargeOutcome if one.value == code), "")
