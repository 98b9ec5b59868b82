"""Pages: a new patient, and the list of diagnosis codes that its form asks."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.facilities.queries.areas import Area, counties_and_townships
from hospice.facilities.queries.current import Place, institutions_now
from hospice.patients.models import Patient
from hospice.patients.queries.codes import search
from hospice.patients.queries.records import same_person
from hospice.patients.rules.codes import IdType
from hospice.patients.rules.contact import document_number
from hospice.patients.services import clinical, identity
from hospice.transfers.queries.patients import patient_seen
from hospice.web.forms import pairs

from ..forms.new import NewPatientForm
from .patients import bp


@bp.get("/diagnosis-codes")
@requires(Permission.PATIENTS_EDIT)
def diagnosis_codes() -> Any:
    """Codes that fit what is typed, for the script of the form."""
    found = search(db.session(), request.args.get("q", "")[:60])
    return jsonify([{"code": row.code, "name": row.name} for row in found])


@bp.get("/patients/new")
@requires(Permission.PATIENTS_EDIT)
def new() -> str:
    """The form for a new patient."""
    houses = _houses()
    form = NewPatientForm()
    if len(houses) == 1:
        form.county.data = _county_code(next(iter(houses.values())))
    return _page(_offered(form, houses))


@bp.post("/patients/new")
@requires(Permission.PATIENTS_EDIT)
def add() -> Any:
    """Enter a patient: everything that was typed, in one unit of work, or nothing."""
    form = _offered(NewPatientForm(request.form), _houses())
    form.early = "early" in request.form
    form.look_up(db.session())
    if "find" in request.form:  # a button that only looks something up keeps what was typed and checks nothing
        return _page(form)
    if not form.validate():
        return _page(form), 422
    try:
        with unit_of_work() as session:
            key = _enter(session, form).key
    except (Conflict, IntegrityError) as conflict:
        return _page(_told_of_twice(form, conflict)), 409
    except Refused as refused:
        form.refuse(refused)
        return _page(form), 422
    flash(_("已登记。资料可随时补充，评估和意愿在患者页记录。"), "done")
    for doubt in form.doubts():
        flash(f"{_('请核对。')}{doubt}", "mind")
    return redirect(url_for("patients.detail", key=key), 303)


def _enter(session: Session, form: NewPatientForm) -> Patient:
    by = actor()
    patient = identity.register_patient(
        session, int(form.institution.data), form.document(), form.person(), by=by,
        synthetic=current_app.config["MODE"] == "demo",
    )  # fmt: skip
    for person in (form.contact(), form.second()):
        if person is not None:
            identity.add_contact(session, patient, person, by=by)
    if form.code:
        clinical.diagnose(session, patient, form.code, form.details(), by=by)
    state = {**form.state(), "medicines": form.medicines()}
    if any(value is not None and value not in ("", False) for value in state.values()):
        clinical.describe(session, patient, state, by=by)
    for score, answers in form.scores():
        clinical.assess(session, patient, score, answers, by=by)
    return patient


def _told_of_twice(form: NewPatientForm, conflict: Exception) -> NewPatientForm:
    """Lead to the person where the reader may see them; say no more than that there is one where not."""
    db.session.rollback()
    form.twin = _twin(form)
    words = _("这位患者刚刚已被登记，请不要重复登记。")  # by somebody who was faster: the database said so
    if isinstance(conflict, Conflict):
        words = conflict.message
    if form.twin is not None:
        words = _("这位患者已在您能看到的名单中，请从已有的资料办理。")
    form.refuse(Refused(words, field="id_number"))
    return form


def _twin(form: NewPatientForm) -> Patient | None:
    number, kind = form.id_number.data, IdType(form.id_type.data)
    if not number:
        return None
    resident = form.resident()
    other = same_person(db.session(), kind, resident.number if resident else document_number(number))
    return patient_seen(db.session(), actor().scope(Permission.PATIENTS_READ), other.key) if other else None


def _houses() -> dict[int, Place]:
    """The institutions at which the reader may enter patients."""
    scope = actor().scope(Permission.PATIENTS_EDIT)
    return institutions_now(db.session(), scope.institutions) or abort(403)


def _county_code(house: Place) -> str:
    counties, _townships = areas()
    return next((area.code for area in counties if area.id == house.region_id), "")


def areas() -> tuple[list[Area], list[Area]]:
    """All counties and townships: a patient may live anywhere in the province."""
    return counties_and_townships(db.session(), Scope(everywhere=True))


def _offered(form: NewPatientForm, houses: dict[int, Place]) -> NewPatientForm:
    form.institution.choices = pairs((str(house.id), house.name) for house in houses.values())
    if len(houses) == 1:
        form.institution.data = str(next(iter(houses)))
    form.offer(*areas())
    return form


def _page(form: NewPatientForm) -> str:
    return render_template("patients/new.html", form=form)
