"""Pages: one step of a request or of a transfer. The table of deeds makes them all; the tables of steps refuse."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.episodes.queries.beds import free_beds, is_tracked
from hospice.facilities.models import Bed

from ...forms.steps import BedForm, StepForm
from ...models import Request, Transfer
from ...queries.cases import request_within, transfer_within
from ...queries.page import who
from ...rules.bed_names import bed_name
from ...rules.codes import RequestAction, TransferAction
from ...rules.request_life import REQUESTS
from ...rules.steps import StepNotAllowed
from ...rules.transfer_life import TRANSFERS
from ...services import seeing
from ...services.acting import parties_of
from .. import cases
from .registry import REQUEST_DEEDS, TRANSFER_DEEDS, Deed

bp = Blueprint("requests", __name__)

Subject = Request | Transfer
Find = Callable[[Session, Scope, uuid.UUID], Subject | None]


def _view(deed: Deed, find: Find) -> Any:
    def view(key: uuid.UUID) -> Any:
        subject = find(db.session(), actor().scope(Permission.TRANSFERS_STEP), key)
        if subject is None:
            abort(404)
        return _take(deed, subject) if request.method == "POST" else _ask(deed, subject)

    view.__doc__ = f"{deed.action.value}: see the table of deeds."
    return requires(Permission.TRANSFERS_STEP)(view)


for each in REQUEST_DEEDS:
    bp.add_url_rule(
        f"/requests/<uuid:key>/{each.word}", each.endpoint.partition(".")[2], _view(each, request_within),
        methods=["GET", "POST"] if each.asks else ["POST"],
    )  # fmt: skip
for each in TRANSFER_DEEDS:
    cases.bp.add_url_rule(
        f"/transfers/<uuid:key>/{each.word}", each.endpoint.partition(".")[2], _view(each, transfer_within),
        methods=["GET", "POST"] if each.asks else ["POST"],
    )  # fmt: skip


def _ask(deed: Deed, subject: Subject) -> Any:
    """The form of a step, or the case as it is, where the step is not possible now."""
    try:
        _refuse_impossible(deed, subject)
    except StepNotAllowed as refused:
        return _told(deed, subject, refused.message, 409)
    return _page(deed, subject, deed.form())


def _take(deed: Deed, subject: Subject) -> Any:
    """Take the step, or say why not: beside the field, or above the case as it is now."""
    form = deed.form(request.form)
    deed.prepare(db.session(), subject, form)
    fits = form.validate()
    if form.csrf_token.errors:
        return _page(deed, subject, form), 422
    by: Any = actor()
    try:
        seeing.compare(db.session(), subject, deed.action, form.seen_steps, by=by)
        _refuse_impossible(deed, subject)
        if not fits:
            return _page(deed, subject, form), 422
        said = _do(deed, subject, form, by)
    except seeing.AlreadyDone as again:
        return _to_case(deed, subject, again.message)
    except StepNotAllowed as refused:
        return _told(deed, subject, refused.message, 409, form)
    except Refused as refused:
        return _refused(deed, subject, form, refused)
    return _to_case(deed, subject, str(said or deed.done))


def _do(deed: Deed, subject: Subject, form: StepForm, by: Any) -> Any:
    try:
        with unit_of_work() as session:
            seeing.refuse_overtaken(session, subject, deed.action, form.seen_steps, by=by)
            return deed.act(session, subject, form, by)
    except IntegrityError as error:  # two at the same instant: the database let one of them
        raise Conflict(_("别人刚刚抢先一步，您的操作没有执行。"), field="bed") from error


def _refuse_impossible(deed: Deed, subject: Subject) -> None:
    """Raise `StepNotAllowed` where the table has no row for this person now; what else is needed, the service asks."""
    by: Any = actor()
    if isinstance(subject, Request) and isinstance(deed.action, RequestAction):
        transfer = subject.transfer
        REQUESTS.step(subject.status, deed.action, transfer.route, parties_of(by, transfer, subject))
    elif isinstance(subject, Transfer) and isinstance(deed.action, TransferAction):
        TRANSFERS.step(subject.status, deed.action, subject.route, parties_of(by, subject))


def _refused(deed: Deed, subject: Subject, form: StepForm, refused: Refused) -> Any:
    """Above the form with all that was typed, as long as the step is possible; else above the case."""
    status = 409 if isinstance(refused, Conflict) else 422
    try:
        _refuse_impossible(deed, subject)
    except StepNotAllowed:
        return _told(deed, subject, refused.message, status, form)
    if isinstance(refused, Conflict) and refused.field == "bed" and isinstance(form, BedForm):
        refused = Conflict(_lost_bed(subject, form, refused))
    if not deed.asks:
        return _told(deed, subject, refused.message, status)
    form.refuse(refused)
    return _page(deed, subject, form), status


def _lost_bed(subject: Subject, form: BedForm, refused: Refused) -> str:
    """Which bed is gone and which are left (design §7, sentence 17)."""
    if not isinstance(subject, Request):
        return refused.message
    session, number = db.session(), form.bed_id()
    wanted = session.get(Bed, number) if number else None
    mine = wanted is not None and wanted.unit_id == subject.unit_id
    gone = (
        _("%(bed)s刚被他人保留，或现在不能使用。", bed=bed_name(wanted.bed_no)) if mine and wanted else _("空床刚被他人保留。")
    )
    patient = subject.transfer.patient
    left = free_beds(session, subject.unit_id, patient.sex) if is_tracked(session, subject.unit_id) else []
    if not left:
        return _("没有保留成功：") + gone + _("现在没有可选的床位，可以登记候床。")
    return _("没有保留成功：") + gone + _("还有%(beds)s可选。", beds="、".join(bed.bed_no for bed in left[:5]))


def _page(deed: Deed, subject: Subject, form: StepForm) -> str:
    session = db.session()
    transfer = subject.transfer if isinstance(subject, Request) else subject
    context = deed.prepare(session, subject, form)
    form.seen.data = str(seeing.seen_of(session, subject))
    return render_template(
        deed.template, deed=deed, subject=subject, transfer=transfer, form=form, who=who(transfer),
        unit=cases.unit_name(session, subject) if isinstance(subject, Request) else None,
        **{"facts": [], **context},
    )  # fmt: skip


def _told(deed: Deed, subject: Subject, message: str, status: int, form: StepForm | None = None) -> Any:
    """The case as it is now, with why the step was not taken, and what had been typed for it."""
    transfer = subject.transfer if isinstance(subject, Request) else subject
    typed = [
        (str(field.label.text), str(field.data))
        for field in (form or ())
        if field.type in ("TextAreaField", "StringField") and field.data
    ]
    found = cases.drawn(transfer.key, problem=message, typed=typed)
    if found is None:  # a receiver that was released meanwhile sees the case no more
        return render_template("errors/refused.html", message=message), status
    return found, status


def _to_case(deed: Deed, subject: Subject, said: str) -> Response:
    flash(said, "done")
    transfer = subject.transfer if isinstance(subject, Request) else subject
    return redirect(url_for("transfers.detail", key=transfer.key), 303)
