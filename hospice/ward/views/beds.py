"""Pages: a bed that nobody has: cleaned, blocked with a reason and an end, isolated, restored."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.db import db
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.episodes.queries.beds import open_assignment
from hospice.episodes.rules.faces import BED_FACES, bed_use
from hospice.facilities.models import Bed
from hospice.facilities.queries.beds import bed_within
from hospice.facilities.queries.current import units_now
from hospice.facilities.rules.places import BedState
from hospice.facilities.services.beds import set_state
from hospice.web.forms import Action, Form

from .. import services
from ..forms import BlockForm, IsolateForm
from .common import attempt, me
from .stays import bp


@bp.get("/ward-beds/<uuid:key>")
@requires(Permission.BEDS_ASSIGN)
def bed(key: uuid.UUID) -> Any:
    """One bed that nobody has: why, until when, and what can be done."""
    found = _bed(key)
    taken = open_assignment(db.session(), found.id)
    if taken is not None:
        return redirect(url_for("stays.detail", key=taken.key))
    return _page(found)


@bp.post("/ward-beds/<uuid:key>/restore")
@requires(Permission.BEDS_ASSIGN)
def restore(key: uuid.UUID) -> Any:
    """The bed is ready again."""
    found, form = _bed(key), Action(request.form)

    def ready(session: Session) -> None:
        services.restore(session, found, by=me())

    return _deed(found, form, ready, _("床位%(no)s可以使用了。", no=found.bed_no))


@bp.post("/ward-beds/<uuid:key>/block")
@requires(Permission.BEDS_ASSIGN)
def block(key: uuid.UUID) -> Any:
    """The bed cannot be used for a while."""
    found, form = _bed(key), BlockForm(request.form)

    def stop(session: Session) -> None:
        reason, until = form.state_reason.data or "", form.state_until.data
        set_state(session, found, BedState.BLOCKED, reason, by=me(), until=until)

    return _deed(found, form, stop, _("床位%(no)s已停用。", no=found.bed_no))


@bp.post("/ward-beds/<uuid:key>/isolate")
@requires(Permission.BEDS_ASSIGN)
def isolate(key: uuid.UUID) -> Any:
    """The bed is kept from being given because of an infection in the room."""
    found, form = _bed(key), IsolateForm(request.form)

    def keep(session: Session) -> None:
        services.isolate(session, found, form.reason.data or "", by=me())

    return _deed(found, form, keep, _("床位%(no)s已改为隔离。", no=found.bed_no))


def _bed(key: uuid.UUID) -> Bed:
    return bed_within(db.session(), actor().scope(Permission.BEDS_ASSIGN), key) or abort(404)


def _deed(found: Bed, form: Form, act: Callable[[Session], Any], said: str) -> Any:
    key, unit_key = found.key, found.unit.key
    status = attempt(form, act) if form.validate() else 422
    if status is None:
        flash(said, "done")
        return redirect(url_for("wards.board", key=unit_key), 303)
    db.session.expire_all()
    return _page(_bed(key), form), status


def _page(found: Bed, wrong: Form | None = None) -> str:
    taken = open_assignment(db.session(), found.id)
    if taken is not None and wrong is not None:
        wrong.refuse(Refused(_("床位%(no)s现在有人在住或已保留。", no=found.bed_no)))
    use = bed_use(found.state, occupied=False, held=False)
    return render_template(
        "stays/bed.html", bed=found, unit=units_now(db.session(), [found.unit_id])[found.unit_id],
        face=BED_FACES[use], wrong=wrong, states=BedState, taken=taken,
        block=wrong if isinstance(wrong, BlockForm)
        else BlockForm(state_reason=found.state_reason, state_until=found.state_until),
        isolate=wrong if isinstance(wrong, IsolateForm) else IsolateForm(),
    )  # fmt: skip
