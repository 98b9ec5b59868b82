"""Pages: how the patient is, what the patient has, takes and wishes."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template, request
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.patients.models import ClinicalState, Patient
from hospice.patients.queries import records
from hospice.patients.rules.clinical import NAMED_STAFF_ONLY
from hospice.patients.rules.sight import infections_kept, infections_seen
from hospice.patients.rules.wishes import Wish
from hospice.patients.services import clinical

from ..forms.diagnosis import DiagnosisForm
from ..forms.medicines import FIRST_ROWS, MOST_ROWS, PARTS, MedicinesForm
from ..forms.state import StateForm
from ..forms.wishes import WishesForm
from ..queries.whole import houses_now, places_now
from .deeds import living, saved
from .patients import bp, said, treats

CARRIED_WORDS = ("prognosis", "phase", "consciousness", "isolation", "allergy", "allergies")


@bp.get("/patients/<uuid:key>/state")
@requires(Permission.PATIENTS_EDIT)
def state(key: uuid.UUID) -> str:
    """The whole state, with what was said last."""
    patient = living(key)
    before, sees = records.state_now(db.session(), patient.id), treats(houses_now(db.session(), patient))
    form = StateForm(data=_shown(before, sees=sees) if before else None)
    if before:
        form.fill(before)
    return _state_page(form, patient, sees=sees)


@bp.post("/patients/<uuid:key>/state")
@requires(Permission.PATIENTS_EDIT)
def describe(key: uuid.UUID) -> Any:
    """Record the state; what the writer may not see stays as it was."""
    patient = living(key)
    sees = treats(houses_now(db.session(), patient))
    form = StateForm(request.form)
    form.hide(() if sees else NAMED_STAFF_ONLY)

    def deed(session: Session, patient: Patient) -> None:
        before, values = records.state_now(session, patient.id), form.state()
        known = (before.infections or []) if before else []
        kept = infections_kept(values["infections"] or [], known, treats=sees)
        clinical.describe_part(session, patient, {**values, "infections": kept or None}, by=actor())

    return saved(form, patient, lambda: _state_page(form, patient, sees=sees), deed, _("病情已记录。"))


def _shown(state: ClinicalState, *, sees: bool) -> dict[str, Any]:
    shown = infections_seen(state.infections or [], treats=sees).shown
    return {
        **{name: getattr(state, name) or "" for name in CARRIED_WORDS},
        "devices": list(state.devices or []), "infections": list(shown),
        "severe_dyspnoea": bool(state.severe_dyspnoea), "severe_bleeding": bool(state.severe_bleeding),
    }  # fmt: skip


def _state_page(form: StateForm, patient: Patient, *, sees: bool) -> str:
    form.hide(() if sees else NAMED_STAFF_ONLY)
    return render_template("patients/state.html", form=form, patient=patient, headline=said(patient), sees=sees)


@bp.get("/patients/<uuid:key>/medicines")
@requires(Permission.PATIENTS_EDIT)
def medicines(key: uuid.UUID) -> str:
    """The list of medicines, with blank rows."""
    patient = living(key)
    before = records.state_now(db.session(), patient.id)
    known = (before.medicines if before else None) or []
    form = MedicinesForm(data={"no_medicines": before is not None and before.medicines == []})
    form.fill_rows(known)
    return _medicines_page(form, patient)


@bp.post("/patients/<uuid:key>/medicines")
@requires(Permission.PATIENTS_EDIT)
def list_medicines(key: uuid.UUID) -> Any:
    """Record the list of medicines; the rest of the state is carried on."""
    patient, form = living(key), MedicinesForm(request.form)

    def deed(session: Session, patient: Patient) -> None:
        said_now = {"medicines": form.medicines()}
        clinical.describe_part(session, patient, said_now, by=actor(), only_medicines=True)

    return saved(form, patient, lambda: _medicines_page(form, patient), deed, _("用药清单已更新。"))


def _medicines_page(form: MedicinesForm, patient: Patient) -> str:
    rows = min(MOST_ROWS, max(FIRST_ROWS, len(form.rows()) + 2))
    return render_template(
        "patients/medicines.html",
        form=form,
        patient=patient,
        headline=said(patient),
        rows=rows,
        parts=PARTS,
        most=MOST_ROWS,
    )


@bp.get("/patients/<uuid:key>/diagnoses")
@requires(Permission.PATIENTS_EDIT)
def diagnosis(key: uuid.UUID) -> str:
    """One more diagnosis."""
    return _diagnosis_page(DiagnosisForm(), living(key))


@bp.post("/patients/<uuid:key>/diagnoses")
@requires(Permission.PATIENTS_EDIT)
def diagnose(key: uuid.UUID) -> Any:
    """Record a diagnosis: beside the main one, or in its place."""
    patient, form = living(key), DiagnosisForm(request.form)
    form.look_up(db.session())
    if "find" in request.form:
        return _diagnosis_page(form, patient)

    def deed(session: Session, patient: Patient) -> None:
        main = form.rank.data == "main"
        clinical.diagnose(session, patient, str(form.code), form.details(), by=actor(), main=main)

    return saved(form, patient, lambda: _diagnosis_page(form, patient), deed, _("诊断已记录。"))


def _diagnosis_page(form: DiagnosisForm, patient: Patient) -> str:
    return render_template("patients/diagnosis.html", form=form, patient=patient, headline=said(patient))


@bp.get("/patients/<uuid:key>/wishes")
@requires(Permission.PATIENTS_EDIT)
def wishes(key: uuid.UUID) -> str:
    """All wishes at once, with what was said last."""
    patient = living(key)
    form = WishesForm()
    form.fill(records.wishes_now(db.session(), patient.id), places_now(db.session(), patient.id))
    return _wishes_page(form, patient)


@bp.post("/patients/<uuid:key>/wishes")
@requires(Permission.PATIENTS_EDIT)
def wish(key: uuid.UUID) -> Any:
    """Record what the patient said."""
    patient, form = living(key), WishesForm(request.form)

    def deed(session: Session, patient: Patient) -> None:
        answers = form.answers(records.wishes_now(session, patient.id))
        clinical.wish(session, patient, answers, by=actor(), note=form.note.data or "")
        before, places = places_now(session, patient.id), form.places()
        if places != ((before.care, before.death) if before else (None, None)):
            clinical.wish_places(session, patient, *places, by=actor())

    return saved(form, patient, lambda: _wishes_page(form, patient), deed, _("意愿已记录。"))


def _wishes_page(form: WishesForm, patient: Patient) -> str:
    return render_template(
        "patients/wishes.html", form=form, patient=patient, headline=said(patient), wishes=list(Wish)
    )
