"""Pages: scores, each made from the items of its formula."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template, request
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.patients.models import Patient
from hospice.patients.queries import records
from hospice.patients.rules.clinical import RatedBy
from hospice.patients.rules.scores.catalogue import CURRENT
from hospice.patients.rules.scores.formula import Measure
from hospice.patients.rules.scores.result import CLINICIAN_DECIDES
from hospice.patients.services import clinical

from ..forms.score import ScoreFields, score_form
from ..rules.answers import source_words
from .deeds import living, saved
from .patients import bp, said

# How a score is written in an address.
CODES = {score.lower().replace("_", "-"): score for score in CURRENT}
SCORE = "any({})".format(",".join(f'"{code}"' for code in CODES))  # quoted, since some of them have a hyphen


@bp.get("/patients/<uuid:key>/scores")
@requires(Permission.PATIENTS_EDIT)
def scores(key: uuid.UUID) -> str:
    """Which score is to be taken, and what was found last."""
    patient = living(key)
    newest = {row.score: row for row in records.scores(db.session(), patient.id)}
    offered = [(code, CURRENT[score], newest.get(score)) for code, score in CODES.items()]
    return render_template("patients/scores.html", patient=patient, headline=said(patient), offered=offered)


@bp.get(f"/patients/<uuid:key>/scores/<{SCORE}:score>")
@requires(Permission.PATIENTS_EDIT)
def score(key: uuid.UUID, score: str) -> str:
    """The items of one score."""
    return _page(score_form(CODES[score])(), living(key))


@bp.post(f"/patients/<uuid:key>/scores/<{SCORE}:score>")
@requires(Permission.PATIENTS_EDIT)
def assess(key: uuid.UUID, score: str) -> Any:
    """Compute a score and keep it; what cannot be is refused beside its item."""
    patient = living(key)
    form = score_form(CODES[score])(request.form)

    def deed(session: Session, patient: Patient) -> None:
        answers = {code: answer for code, answer in form.answers().items() if answer is not None}
        clinical.assess(
            session, patient, CODES[score], answers, by=actor(), at=form.moment(), rated_by=RatedBy(form.rated_by.data)
        )

    words = _("已记录%(score)s。", score=CURRENT[CODES[score]].label)
    return saved(form, patient, lambda: _page(form, patient), deed, words)


def _page(form: ScoreFields, patient: Patient) -> str:
    formula = form.formula
    return render_template(
        "patients/score.html", form=form, patient=patient, headline=said(patient), formula=formula,
        measured={item.code for item in formula.items if isinstance(item, Measure)},
        source=source_words(formula.source), decides=CLINICIAN_DECIDES,
    )  # fmt: skip
