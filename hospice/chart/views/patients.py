"""Pages: the patients of a house, and one patient."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("patients", __name__)


@bp.get("/patients")
@requires(Permission.PATIENTS_READ)
def index() -> str:
    """Patients of one's own house, searched by name or initials."""
    abort(404)


@bp.get("/patients/new")
@requires(Permission.PATIENTS_EDIT)
def new() -> str:
    """The form for a new patient."""
    abort(404)


@bp.post("/patients/new")
@requires(Permission.PATIENTS_EDIT)
def add() -> str:
    """The form for a new patient."""
    abort(404)


@bp.get("/patients/<uuid:key>")
@requires(Permission.PATIENTS_READ)
def detail(key: uuid.UUID) -> str:
    """One patient."""
    abort(404)


@bp.get("/patients/<uuid:key>/edit")
@requires(Permission.PATIENTS_EDIT)
def edit(key: uuid.UUID) -> str:
    """Change what is told of a patient."""
    abort(404)


@bp.post("/patients/<uuid:key>/edit")
@requires(Permission.PATIENTS_EDIT)
def change(key: uuid.UUID) -> str:
    """Change what is told of a patient."""
    abort(404)
