"""Pages: the beds of a unit, one by one."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

from ..forms.bed import BedForm, ChangeForm, CloseForm, RunForm, StateForm
from ..models import Bed, CareUnit, UnitRecord
from ..queries import beds as queries
from ..queries.current import unit_within
from ..rules.beds import count
from ..rules.places import BedKind, BedSex, BedState
from ..services import beds as services
from . import units

bp = Blueprint("beds", __name__)


@units.bp.get("/units/<uuid:key>/beds", endpoint="beds")
@requires(Permission.REGISTRY_READ)
def index(key: uuid.UUID) -> str:
    """All beds of a unit and what they add up to."""
    unit, record = _unit(key, Permission.REGISTRY_READ)
    session = db.session()
    beds = queries.beds_of(session, unit.id)
    return render_template(
        "beds/index.html",
        unit=unit,
        record=record,
        there=[bed for bed in beds if not queries.is_closed(bed)],
        gone=[bed for bed in beds if queries.is_closed(bed)],
        counts=count(queries.stands(beds), today(), blocked_now=True),
        capacity=queries.capacity_now(session, unit.id),
        may_edit=actor().scope(Permission.BEDS_EDIT).covers(record),
        bed_state=BedState,
    )


@bp.get("/units/<uuid:key>/beds/new")
@requires(Permission.BEDS_EDIT)
def new(key: uuid.UUID) -> str:
    """The form for one bed."""
    return _adding(key, BedForm(opened_on=today()))


@bp.post("/units/<uuid:key>/beds/new")
@requires(Permission.BEDS_EDIT)
def add(key: uuid.UUID) -> Any:
    """Add one bed."""

    def one(session: Session, unit: CareUnit, form: BedForm) -> list[Bed]:
        return [
            services.add_bed(session, unit, form.bed_no.data, form.room_no.data or "", _furnishing(form), by=actor())
        ]

    return _add(key, BedForm(request.form), one)


@bp.get("/units/<uuid:key>/beds/run")
@requires(Permission.BEDS_EDIT)
def new_run(key: uuid.UUID) -> str:
    """The form for a run of beds."""
    return _adding(key, RunForm(opened_on=today()))


@bp.post("/units/<uuid:key>/beds/run")
@requires(Permission.BEDS_EDIT)
def add_run(key: uuid.UUID) -> Any:
    """Add a run of beds."""

    def run(session: Session, unit: CareUnit, form: RunForm) -> list[Bed]:
        first, last, beds = (int(field.data or 0) for field in (form.first_room, form.last_room, form.per_room))
        return services.add_run(session, unit, (first, last), beds, _furnishing(form), by=actor())

    return _add(key, RunForm(request.form), run)


@bp.get("/beds/<uuid:key>")
@requires(Permission.BEDS_EDIT)
def edit(key: uuid.UUID) -> str:
    """One bed: what it is, its condition, closing it."""
    bed = _bed(key)
    return _one(bed, _change_form(bed), StateForm(state=bed.state.value, state_reason=bed.state_reason), CloseForm())


@bp.post("/beds/<uuid:key>")
@requires(Permission.BEDS_EDIT)
def change(key: uuid.UUID) -> Any:
    """Change what a bed is."""
    bed, form = _bed(key), ChangeForm(request.form)
    values = _values(form) if form.validate() else None
    return _deed(
        bed, form, values is not None, lambda session: services.change_bed(session, bed, values or {}, by=actor())
    )


@bp.post("/beds/<uuid:key>/state")
@requires(Permission.BEDS_EDIT)
def state(key: uuid.UUID) -> Any:
    """Change the condition of a bed."""
    bed, form = _bed(key), StateForm(request.form)
    fits = form.validate()
    return _deed(bed, form, fits, lambda session: services.set_state(session, bed, *_condition(form), by=actor()))


@bp.post("/beds/<uuid:key>/close")
@requires(Permission.BEDS_EDIT)
def close(key: uuid.UUID) -> Any:
    """Take a bed away for good."""
    bed, form = _bed(key), CloseForm(request.form)
    fits = form.validate()
    return _deed(bed, form, fits, lambda session: services.close_bed(session, bed, form.closed_on.data, by=actor()))


def _unit(key: uuid.UUID, permission: Permission) -> tuple[CareUnit, UnitRecord]:
    found = unit_within(db.session(), actor().scope(permission), key)
    return found if found is not None else abort(404)


def _bed(key: uuid.UUID) -> Bed:
    found = queries.bed_within(db.session(), actor().scope(Permission.BEDS_EDIT), key)
    return found if found is not None else abort(404)


def _furnishing(form: Any) -> services.Furnishing:
    return services.Furnishing(
        opened_on=form.opened_on.data,
        kind=BedKind(form.kind.data),
        sex=BedSex(form.sex.data),
        features=form.features.data or (),
    )


def _values(form: ChangeForm) -> dict[str, Any]:
    return {
        "room_no": form.room_no.data or "",
        "kind": BedKind(form.kind.data),
        "sex": BedSex(form.sex.data),
        "features": list(form.features.data or ()),
    }


def _condition(form: StateForm) -> tuple[BedState, str]:
    state = BedState(form.state.data)
    return state, (form.state_reason.data or "") if state is not BedState.READY else ""


def _change_form(bed: Bed) -> ChangeForm:
    return ChangeForm(room_no=bed.room_no, kind=bed.kind.value, sex=bed.sex.value, features=bed.features)


def _deed(bed: Bed, form: Any, fits: bool, act: Any) -> Any:
    """Do one thing to a bed, or show its page again with the sentence beside the field."""
    if fits:
        try:
            with unit_of_work() as session:
                act(session)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("床位%(no)s已更新。", no=bed.bed_no), "done")
            return _to_beds(bed.unit.key)
    forms = {
        ChangeForm: _change_form(bed),
        StateForm: StateForm(state=bed.state.value, state_reason=bed.state_reason),
        CloseForm: CloseForm(),
        type(form): form,
    }
    return _one(bed, forms[ChangeForm], forms[StateForm], forms[CloseForm]), 422


def _add(key: uuid.UUID, form: Any, act: Any) -> Any:
    """Add beds, or show the form again with the sentence beside the field."""
    unit, _record = _unit(key, Permission.BEDS_EDIT)
    if form.validate():
        try:
            with unit_of_work() as session:
                beds = act(session, unit, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            listed = beds[0].bed_no if len(beds) == 1 else f"{beds[0].bed_no}—{beds[-1].bed_no}"
            flash(_("已增加%(n)s张床：%(listed)s。", n=len(beds), listed=listed), "done")
            return _to_beds(key)
    return _adding(key, form), 422


def _adding(key: uuid.UUID, form: BedForm | RunForm) -> str:
    unit, record = _unit(key, Permission.BEDS_EDIT)
    capacity = queries.capacity_now(db.session(), unit.id)
    is_run = isinstance(form, RunForm)
    return render_template("beds/new.html", unit=unit, record=record, form=form, is_run=is_run, capacity=capacity)


def _one(bed: Bed, change_form: ChangeForm, state_form: StateForm, close_form: CloseForm) -> str:
    record = _unit(bed.unit.key, Permission.BEDS_EDIT)[1]
    forms = (change_form, state_form, close_form)
    wrong = next((form for form in forms if form.errors or form.form_errors), change_form)
    return render_template(
        "beds/edit.html",
        bed=bed,
        record=record,
        change=change_form,
        state=state_form,
        close=close_form,
        wrong=wrong,
        states=BedState,
    )


def _to_beds(key: uuid.UUID) -> Response:
    return redirect(url_for("units.beds", key=key), 303)
