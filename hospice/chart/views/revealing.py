"""Pages: who the patient is, in full, for one look that is recorded."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template, request

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.db import unit_of_work
from hospice.patients.models import Patient
from hospice.patients.services.identity import reveal_identity

from ..forms.consent import RevealForm
from .patients import bp, home_of, said, seen


@bp.get("/patients/<uuid:key>/reveal")
@requires(Permission.IDENTITY_REVEAL)
def ask_to_reveal(key: uuid.UUID) -> str:
    """Why the full identity is needed."""
    return _page(RevealForm(), seen(key, Permission.IDENTITY_REVEAL))


@bp.post("/patients/<uuid:key>/reveal")
@requires(Permission.IDENTITY_REVEAL)
def reveal(key: uuid.UUID) -> Any:
    """Show it once. The answer to the post is the page itself: an address that could be opened again would show it twice."""
    patient, form = seen(key, Permission.IDENTITY_REVEAL), RevealForm(request.form)
    if not form.validate():
        return _page(form, patient), 422
    with unit_of_work() as session:
        identity = reveal_identity(session, patient, form.reason(), by=actor())
    return render_template(
        "patients/revealed.html", patient=patient, identity=identity, headline=said(patient), home=home_of(patient),
        reason=form.reason(),
    )  # fmt: skip


def _page(form: RevealForm, patient: Patient) -> str:
    return render_template("patients/reveal.html", form=form, patient=patient, headline=said(patient))
