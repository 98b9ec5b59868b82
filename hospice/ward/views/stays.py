"""Pages: one stay or reservation, and everything that is done with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import now, today
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.episodes.rules.codes import DischargeOutcome
from hospice.episodes.services import planning, staying
from hospice.web.forms import Form

from .. import services
from ..forms import AdmitForm, DeathForm, ExtendForm, LeaveForm, MoveForm, PlanForm, ReleaseForm
from ..queries.rooms import Taken, stay_seen
from ..rules.words import near_time
from .common import attempt, bed_taken, me
from .stay_page import differences, free_to_move, page_of

bp = Blueprint("stays", __name__)

FORMS: tuple[type[Form], ...] = (AdmitForm, PlanForm, MoveForm, LeaveForm, DeathForm, ExtendForm, ReleaseForm)


@bp.get("/stays/<uuid:key>")
@requires(Permission.BEDS_ASSIGN)
def detail(key: uuid.UUID) -> str:
    """One stay or reservation, and what can be done with it."""
    return _page(_taken(key))


@bp.post("/stays/<uuid:key>/admit")
@requires(Permission.BEDS_ASSIGN)
def admit(key: uuid.UUID) -> Any:
    """Somebody has come to a bed that was kept without a request."""
    taken, form = _taken(key), AdmitForm(request.form)

    def come(session: Session) -> None:
        services.admit_held(session, taken.stay, by=me(), at=form.at.data)

    return _deed(taken, form, come, lambda: _("已办入住。"))


@bp.post("/stays/<uuid:key>/plan")
@requires(Permission.BEDS_ASSIGN)
def plan(key: uuid.UUID) -> Any:
    """Say when somebody will leave, and where to."""
    taken, form = _taken(key), PlanForm(request.form)
    outcome = _outcome(form.outcome.data) if form.leaves_on.data else None

    def say(session: Session) -> None:
        seen = int(form.seen.data) if (form.seen.data or "").isdecimal() else 0
        planning.plan_departure(session, taken.stay, form.leaves_on.data, outcome, by=me(), seen=seen)

    return _deed(taken, form, say, lambda: _("预计离院已更新。"))


@bp.post("/stays/<uuid:key>/move")
@requires(Permission.BEDS_ASSIGN)
def move(key: uuid.UUID) -> Any:
    """Move somebody to another bed of the unit."""
    taken, form = _taken(key), MoveForm(request.form)
    if not form.validate():
        return _page(taken, form), 422
    wanted = free_to_move(db.session(), taken, form.bed.data)
    if wanted is None:
        form.form_errors = [*form.form_errors, bed_taken(_("这张床"), _free(taken))]
        return _page(taken, form), 409

    def shift(session: Session) -> None:
        staying.move(session, taken.stay, wanted.id, by=me(), at=form.at.data)

    return _deed(taken, form, shift, lambda: _("已换到%(bed)s，原床位待清洁。", bed=wanted.bed_no))


@bp.post("/stays/<uuid:key>/leave")
@requires(Permission.BEDS_ASSIGN)
def leave(key: uuid.UUID) -> Any:
    """Confirm that somebody has left: only now is the bed no longer theirs."""
    taken, form = _taken(key), LeaveForm(request.form)
    outcome = _outcome(form.outcome.data)

    def go(session: Session) -> None:
        staying.leave(session, taken.stay, outcome, by=me(), at=form.at.data, reason=form.reason.data or "")

    return _deed(taken, form, go, lambda: _("已确认离院：%(to)s。床位待清洁。", to=outcome.label))


@bp.post("/stays/<uuid:key>/death")
@requires(Permission.BEDS_ASSIGN)
def death(key: uuid.UUID) -> Any:
    """Record that a patient has died here."""
    taken, form = _taken(key), DeathForm(request.form)
    if taken.stay.started_at is None:
        abort(404)

    def die(session: Session) -> None:
        staying.record_death(session, taken.stay.patient, by=me(), at=form.at.data)

    return _deed(taken, form, die, lambda: _("已登记离世。为这位患者安排的提醒和计划都已停止。"))


@bp.post("/stays/<uuid:key>/extend")
@requires(Permission.BEDS_ASSIGN)
def extend(key: uuid.UUID) -> Any:
    """Keep the bed once longer."""
    taken, form = _taken(key), ExtendForm(request.form)

    def longer(session: Session) -> None:
        services.extend(session, taken.stay, form.reason.data or "", by=me())

    return _deed(taken, form, longer, lambda: _("已延长保留，留到%(at)s。", at=_until(key)))


@bp.post("/stays/<uuid:key>/release")
@requires(Permission.BEDS_ASSIGN)
def release(key: uuid.UUID) -> Any:
    """Give the bed back."""
    taken, form = _taken(key), ReleaseForm(request.form)

    def back(session: Session) -> None:
        services.release(session, taken.stay, form.reason.data or "", by=me())

    return _deed(taken, form, back, lambda: _("床位已放回。"))


def _taken(key: uuid.UUID) -> Taken:
    return stay_seen(db.session(), actor().scope(Permission.BEDS_ASSIGN), key) or abort(404)


def _deed(taken: Taken, form: Form, act: Callable[[Session], Any], said: Callable[[], str]) -> Any:
    """Do one thing, or show the page again with the sentence beside the field."""
    if not form.validate():
        return _page(taken, form), 422
    key = taken.stay.key
    status = attempt(form, act)
    if status is None:
        flash(said(), "done")
        return _to_board(taken)
    db.session.expire_all()
    return _page(_taken(key), form), status


def _page(taken: Taken, wrong: Form | None = None) -> str:
    """The page with all its forms; the one that was refused keeps what was typed."""
    made = {kind: _fresh(kind, taken) for kind in FORMS}
    clash = differences(taken, wrong) if isinstance(wrong, PlanForm) else None
    if wrong is not None:
        made[type(wrong)] = wrong
        if clash is not None and isinstance(wrong, PlanForm):
            wrong.seen.data = str(_version(taken))  # saved once more, it holds
            wrong.form_errors = []
    return render_template(
        "stays/detail.html", wrong=wrong, clash=clash, **page_of(db.session(), me(), taken),
        **{kind.__name__.removesuffix("Form").lower(): form for kind, form in made.items()},
    )  # fmt: skip


def _fresh(kind: type[Form], taken: Taken) -> Form:
    if kind is PlanForm:
        told = taken.plan
        outcome = told.outcome if told and told.outcome else DischargeOutcome.TO_HOME
        day = told.leaves_on if told else today() + timedelta(days=1)  # two clicks for the commonest plan
        return PlanForm(leaves_on=day, outcome=outcome.value, seen=str(_version(taken)))
    return kind()


def _version(taken: Taken) -> int:
    return taken.plan.version if taken.plan else 0


def _outcome(code: str | None) -> DischargeOutcome:
    found = next((one for one in DischargeOutcome if one.value == code), None)
    return found if found not in (None, DischargeOutcome.DIED_HERE) and found is not None else abort(400)


def _free(taken: Taken) -> list[str]:
    return [bed.bed_no for bed in page_of(db.session(), me(), taken)["free"]]


def _until(key: uuid.UUID) -> str:
    stay = _taken(key).stay
    return near_time(stay.expires_at, now()) if stay.expires_at else ""


def _to_board(taken: Taken) -> Response:
    return redirect(url_for("wards.board", key=taken.stay.unit.key), 303)
