"""What every deed about a patient has in common: for whom one may act, and how it is saved or refused."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, url_for
from sqlalchemy.orm import Session

from hospice.access.guards import actor
from hospice.access.permissions import Permission
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.patients.models import Patient
from hospice.transfers.queries.patients import patient_cared_for
from hospice.web.forms import Form


def cared_for(key: uuid.UUID) -> Patient:
    """A patient for whom the reader may enter things."""
    return patient_cared_for(db.session(), actor().scope(Permission.PATIENTS_EDIT), key) or abort(404)


def living(key: uuid.UUID) -> Patient:
    """The same, while the patient lives: nothing is planned or rated any more after a death."""
    patient = cared_for(key)
    refuse_after_death(patient)
    return patient


def refuse_after_death(patient: Patient) -> None:
    """Raise `Refused` where the patient has died."""
    if patient.died_at is not None:
        raise Refused(_("这位患者已离世，资料只作保存，不再记录评估和计划。"))


def saved(
    form: Form, patient: Patient, page: Callable[[], str], deed: Callable[[Session, Patient], Any], words: str,
    *, after_death: bool = False,
) -> Any:  # fmt: skip
    """Check the form, do the deed in one unit of work, and go back to the patient; a refusal keeps what was typed."""
    if not form.validate():
        return page(), 422
    try:
        with unit_of_work() as session:
            if not after_death:
                refuse_after_death(patient)
            deed(session, patient)
    except Refused as refused:
        form.refuse(refused)
        return page(), 409 if isinstance(refused, Conflict) else 422
    flash(words, "done")
    return redirect(url_for("patients.detail", key=patient.key), 303)
