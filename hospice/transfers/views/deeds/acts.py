"""From what was typed to the service that does it: one line a step. A sentence that is answered is said afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.i18n import gettext as _
from hospice.patients.rules.codes import DeathPlace
from hospice.web.filters import moment

from ...forms import steps as forms
from ...models import Request, Transfer
from ...rules.codes import DeclineReason, Outcome, RequestAction, Route
from ...services import answering, asking, moving
from ...services.seeing import Overtaken
from .wording import bed_words


def open_(session: Session, request: Request, _form: forms.StepForm, by: User) -> None:
    """Open it for review."""
    answering.receive(session, request, by=by)


def send_back(session: Session, request: Request, form: forms.ReturnForm, by: User) -> None:
    """Say what is missing."""
    answering.send_back(session, request, form.words(), by=by)


def answer(session: Session, request: Request, _form: forms.StepForm, by: User) -> None:
    """Send it again."""
    asking.answer(session, request, by=by)


def accept(session: Session, request: Request, form: forms.BedForm, by: User) -> str | None:
    """Take the case, and a bed with it."""
    until, reason = form.until.data, form.reason.data or ""
    held = answering.accept(session, request, by=by, bed_id=form.bed_id(), until=until, reason=reason)
    if held is None:
        return None
    return _("已受理，%(bed)s保留到%(until)s。", bed=bed_words(held), until=moment(held.expires_at))


def hold(session: Session, request: Request, form: forms.BedForm, by: User) -> str:
    """Keep a bed."""
    until, reason = form.until.data, form.reason.data or ""
    held = answering.hold(session, request, by=by, bed_id=form.bed_id(), until=until, reason=reason)
    return _("%(bed)s已保留到%(until)s。", bed=bed_words(held), until=moment(held.expires_at))


def decline(session: Session, request: Request, form: forms.DeclineForm, by: User) -> str | None:
    """Say no and why; for lack of a bed it is the waiting list."""
    reason = DeclineReason(form.decline_reason.data)
    second = form.second_option.data or ""
    answering.decline(session, request, reason, form.text.data or "", by=by, second_option=second)
    return _("无空床不作不予受理：已登记候床，有床时按先后安排。") if reason is DeclineReason.NO_BED else None


def waitlist(session: Session, request: Request, form: forms.WaitForm, by: User) -> None:
    """Put the patient on the list."""
    answering.waitlist(session, request, form.bridging_plan.data or "", by=by)


def extend(session: Session, request: Request, form: forms.ReasonForm, by: User) -> None:
    """Keep the bed once longer."""
    answering.extend(session, request, form.reason.data or "", by=by)


def schedule(session: Session, request: Request, form: forms.AgreeForm, by: User) -> str:
    """Agree to the time that was proposed, or propose one."""
    at = form.at.data
    if at is None:
        raise ValueError("the form was not validated")
    now_proposed = request.scheduled_for.isoformat() if request.scheduled_for else ""
    if (form.proposed.data or "") != now_proposed:
        raise Overtaken(_("对方刚刚改了时间，现在是%(at)s。请看过再定。", at=moment(request.scheduled_for)))
    if request.scheduled_for is not None and _minute(request.scheduled_for) == _minute(at):
        at = request.scheduled_for  # pages show and send minutes: it is the same time
    if answering.agree(session, request, at, by=by):
        return _("时间已排定：%(at)s。", at=moment(at))
    return _("已提出%(at)s，等对方确认。对方会收到通知。", at=moment(at))


def depart(session: Session, request: Request, form: forms.DepartForm, by: User) -> None:
    """The patient has left."""
    moving.depart(session, request, by=by, at=form.at.data, transport=form.transport)


def arrive(session: Session, request: Request, form: forms.TimeForm, by: User) -> None:
    """The patient is there."""
    moving.arrive(session, request, by=by, at=form.at.data)


def admit(session: Session, request: Request, _form: forms.StepForm, by: User) -> str | None:
    """The patient is taken in; after a first visit nobody lies anywhere."""
    moving.admit(session, request, by=by)
    return _("首次上门或首诊已登记，照护已开始。") if request.transfer.route is Route.VISIT else None


def refuse(session: Session, request: Request, form: forms.ReasonForm, by: User) -> None:
    """The patient came and was not taken in."""
    moving.end(session, request, RequestAction.REFUSE, form.reason.data or "", by=by)


def abort(session: Session, request: Request, form: forms.ReasonForm, by: User) -> None:
    """The journey was broken off."""
    moving.end(session, request, RequestAction.ABORT, form.reason.data or "", by=by)


def no_show(session: Session, request: Request, form: forms.ReasonForm, by: User) -> None:
    """Nobody came."""
    moving.end(session, request, RequestAction.NO_SHOW, form.reason.data or "", by=by)


def withdraw_one(session: Session, request: Request, form: forms.ReasonForm, by: User) -> None:
    """One receiver is not asked any more."""
    moving.end(session, request, RequestAction.WITHDRAW, form.reason.data or "", by=by)


def die(session: Session, request: Request, form: forms.DeathForm, by: User) -> None:
    """The patient has died."""
    moving.die(session, request, by=by, at=form.at.data, place=_place(form))


def close(session: Session, request: Request, _form: forms.StepForm, by: User) -> None:
    """Everything is done."""
    moving.close(session, request, by=by)


def reopen(session: Session, request: Request, form: forms.ReasonForm, by: User) -> None:
    """Open a closed case again."""
    moving.reopen(session, request, form.reason.data or "", by=by)


def override_timer(session: Session, request: Request, form: forms.TimerForm, by: User) -> None:
    """Give more time, or less."""
    if form.at.data is None:
        raise ValueError("the form was not validated")
    answering.override_timer(session, request, form.at.data, form.reason.data or "", by=by)


def withdraw(session: Session, transfer: Transfer, form: forms.OutcomeForm, by: User) -> None:
    """Take the whole transfer back."""
    asking.withdraw(session, transfer, Outcome(form.outcome.data), form.reason.data or "", by=by)


def conclude(session: Session, transfer: Transfer, form: forms.OutcomeForm, by: User) -> None:
    """Look no further."""
    asking.conclude(session, transfer, Outcome(form.outcome.data), form.reason.data or "", by=by)


def die_searching(session: Session, transfer: Transfer, form: forms.DeathForm, by: User) -> None:
    """The patient has died before a place was found."""
    moving.die_searching(session, transfer, by=by, at=form.at.data, place=_place(form))


def reopen_transfer(session: Session, transfer: Transfer, form: forms.ReasonForm, by: User) -> None:
    """Look for a place again after all."""
    moving.reopen_transfer(session, transfer, form.reason.data or "", by=by)


def _minute(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(second=0, microsecond=0)


def _place(form: Any) -> DeathPlace | None:
    """What was said of the place; 不详 is not said, and then the bed in which the patient lay tells it."""
    place = DeathPlace(form.place.data)
    return None if place is DeathPlace.UNKNOWN else place
