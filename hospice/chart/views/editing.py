"""Pages: what is told of the person, changed; what is masked elsewhere is not shown here either."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.patients.models import Patient
from hospice.patients.rules import masking
from hospice.patients.services import identity

from ..forms.new import EditPatientForm
from .deeds import cared_for
from .entering import areas
from .patients import bp, home_of, said

# What is compared where two people changed the same thing; what is masked is not laid side by side.
COMPARED = (
    "sex", "birth_date", "capacity", "knows_diagnosis", "insurance", "hardship", "floor", "religion", "language",
    "diet", "customs", "family",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One thing that somebody else sees otherwise."""

    label: Any
    before: str
    after: str


@bp.get("/patients/<uuid:key>/edit")
@requires(Permission.PATIENTS_EDIT)
def edit(key: uuid.UUID) -> str:
    """Change what is told of a patient."""
    patient = cared_for(key)
    return _page(_offered(EditPatientForm(data=EditPatientForm.showing(patient))), patient)


@bp.post("/patients/<uuid:key>/edit")
@requires(Permission.PATIENTS_EDIT)
def change(key: uuid.UUID) -> Any:
    """Change what is told of a patient."""
    patient = cared_for(key)
    form = _offered(EditPatientForm(request.form))
    if "find" in request.form:
        return _page(form, patient)
    if not form.validate():
        return _page(form, patient), 422
    try:
        with unit_of_work() as session:
            _amend(session, patient, form)
    except (Conflict, IntegrityError) as conflict:
        return _conflicted(form, patient, conflict), 409
    except Refused as refused:
        form.refuse(refused)
        return _page(form, patient), 422
    flash(_("已保存，当即生效。"), "done")
    for doubt in form.doubts():
        flash(f"{_('请核对。')}{doubt}", "mind")
    return redirect(url_for("patients.detail", key=key), 303)


def _amend(session: Session, patient: Patient, form: EditPatientForm) -> None:
    document = form.document() if form.id_number.data else None
    identity.amend_patient(session, patient, form.changes(), by=actor(), seen=form.seen_version(), document=document)


def _conflicted(form: EditPatientForm, patient: Patient, conflict: Exception) -> str:
    db.session.rollback()
    session = db.session()
    session.refresh(patient)
    if isinstance(conflict, Conflict) and conflict.field is None:
        form.seen.data = str(patient.version)
        return _page(form, patient, _differences(form, patient))
    form.refuse(Refused(_("这个证件号码已属于网络中的另一位患者，请再核对。"), field="id_number"))
    return _page(form, patient)


def _differences(form: EditPatientForm, patient: Patient) -> list[Difference]:
    typed = form.values()
    return [
        Difference(form[name].label.text, _words(getattr(patient, name)), _words(typed[name]))
        for name in COMPARED if getattr(patient, name) != typed[name]
    ]  # fmt: skip


def _words(value: Any) -> str:
    return str(getattr(value, "label", "" if value is None else value))


def _offered(form: EditPatientForm) -> EditPatientForm:
    form.offer(*areas())
    return form


def _page(form: EditPatientForm, patient: Patient, differences: list[Difference] | None = None) -> str:
    return render_template(
        "patients/edit.html", form=form, patient=patient, headline=said(patient), home=home_of(patient),
        masked=masking.name(patient.name), differences=differences,
    )  # fmt: skip
