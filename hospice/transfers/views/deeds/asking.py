"""What a step's page needs besides the form: choices, what is proposed, and what is to be known before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from hospice.core.clock import now
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.episodes.queries.beds import free_beds, free_place, is_tracked
from hospice.episodes.queries.stays import stays_now
from hospice.episodes.rules.deaths import presumed
from hospice.patients.rules.codes import DeathPlace
from hospice.web.filters import moment
from hospice.web.forms import choices, pairs

from ...forms import steps as forms
from ...models import Request, Transfer
from ...queries import waiting as lists
from ...queries.cases import standards_now
from ...queries.complete import missing_for_departure, missing_for_submission
from ...rules.bed_names import bed_name
from ...rules.codes import RequestStatus, Route, TransferAction
from ...rules.minimum import Datum
from ...rules.outcomes import outcomes_for
from ...rules.waiting import above
from .wording import bed_words


def nothing(_session: Session, _subject: Any, _form: forms.StepForm) -> dict[str, Any]:
    """Nothing more."""
    return {}


def beds(session: Session, request: Request, form: forms.BedForm) -> dict[str, Any]:
    """The free beds, for how long one is kept, and who waits above."""
    transfer = request.transfer
    if transfer.route is Route.VISIT:
        form.bed.choices = pairs([(forms.ANY_BED, "")])
        return {"visit": True}
    tracked = is_tracked(session, request.unit_id)
    free = list(free_beds(session, request.unit_id, transfer.patient.sex)) if tracked else []
    options = [(forms.ANY_BED, lazy("任一空床")), *((str(bed.id), _furnished(bed)) for bed in free)]
    form.bed.choices = pairs(options)
    room = bool(free) if tracked else free_place(session, request.unit_id) is not None
    hours = standards_now(session)[1].bed_hold_hours.get(transfer.priority)
    return {"visit": False, "tracked": tracked, "room": room, "hours": hours, "above": _above(session, request)}


def what_is_missing(session: Session, request: Request, _form: forms.StepForm) -> dict[str, Any]:
    """What the receiver asks for, and what of the data set is still not there."""
    return {"asked": request.words, "missing": missing_for_submission(session, request.transfer)}


def waiting(_session: Session, request: Request, form: forms.WaitForm) -> dict[str, Any]:
    """The plan that was made before."""
    if not form.bridging_plan.raw_data:
        form.bridging_plan.data = request.transfer.bridging_plan
    return {}


def held(_session: Session, request: Request, _form: forms.StepForm) -> dict[str, Any]:
    """Until when the bed is kept now."""
    kept = request.assignment
    return {"facts": [(_("现在保留到"), moment(kept.expires_at)), (_("床位"), bed_words(kept))] if kept else []}


def times(_session: Session, request: Request, form: forms.AgreeForm) -> dict[str, Any]:
    """The time that stands between the two sides."""
    if not form.at.raw_data:
        form.at.data = request.scheduled_for
    if not form.proposed.raw_data:
        form.proposed.data = request.scheduled_for.isoformat() if request.scheduled_for else ""
    return {"at": request.scheduled_for, "deed_of": request}


def just_now(session: Session, subject: Request | Transfer, form: Any) -> dict[str, Any]:
    """Now, and for a death the place in which the patient lay."""
    if not form.at.raw_data:
        form.at.data = now()
    if "place" in form and not form.place.raw_data:
        transfer = subject.transfer if isinstance(subject, Request) else subject
        lying = presumed((stay.setting, stay.in_bed) for stay in stays_now(session, transfer.patient_id))
        form.place.data = (lying or DeathPlace.UNKNOWN).value
    return {}


def departure(session: Session, request: Request, form: forms.DepartForm) -> dict[str, Any]:
    """Now, and what must be said before anybody leaves, each with the page where it is entered."""
    patient, missing = request.transfer.patient, missing_for_departure(session, request.transfer)
    entered = [(datum.label, _ENTERED[datum]) for datum in missing if datum in _ENTERED]
    return {
        "lacks_transport": Datum.TRANSPORT in missing,
        "missing": [(words, url_for(page, key=patient.key)) for words, page in entered],
        **just_now(session, request, form),
    }


_ENTERED = {Datum.CARE_CONSENT: "patients.new_consent", Datum.WISHES_ASKED: "patients.wishes"}


def timer(_session: Session, request: Request, form: forms.TimerForm) -> dict[str, Any]:
    """The present limit: of the answer, or of the bed that is kept."""
    kept = request.assignment if request.status is RequestStatus.BED_HELD else None
    limit = kept.expires_at if kept else request.answer_by
    if not form.at.raw_data:
        form.at.data = limit
    return {"facts": [(_("床位现在保留到") if kept else _("现在的答复时限"), moment(limit))]}


def outcomes(action: TransferAction) -> Callable[[Session, Transfer, forms.OutcomeForm], dict[str, Any]]:
    """How a need can end by this step."""

    def prepare(_session: Session, transfer: Transfer, form: forms.OutcomeForm) -> dict[str, Any]:
        form.outcome.choices = choices(outcomes_for(action, transfer.setting))
        return {}

    return prepare


def _furnished(bed: Any) -> str:
    return f"{bed_name(bed.bed_no)}（{bed.sex.label}）" if bed.sex.value != "ANY" else bed_name(bed.bed_no)


def _above(session: Session, request: Request) -> list[tuple[Any, Any, Any, Any]]:
    """Who waits above, without names: class, since when, why above, and why the bed is not for them (none: it is)."""
    entries = lists.waiting_list(session, request.unit_id)
    if not entries:
        return []
    waiters = lists.with_one_more(lists.waiters(entries), request)
    not_for = lists.fitting(session, request.unit_id, entries).unsuitable
    upper = above(str(request.key), waiters)
    return [(one.waiter.priority, one.waiter.since, one.why, not_for.get(one.waiter.key)) for one in upper]
