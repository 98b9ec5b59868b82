"""Pages: a new transfer, in three steps."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("drafts", __name__)


@bp.get("/transfers/new")
@requires(Permission.TRANSFERS_SEND)
def start() -> str:
    """For whom: a patient of one's own house, or a new one."""
    abort(404)


@bp.get("/patients/<uuid:key>/transfers/new")
@requires(Permission.TRANSFERS_SEND)
def new(key: uuid.UUID) -> str:
    """What the patient needs."""
    abort(404)


@bp.post("/patients/<uuid:key>/transfers/new")
@requires(Permission.TRANSFERS_SEND)
def add(key: uuid.UUID) -> str:
    """What the patient needs."""
    abort(404)


@bp.get("/transfers/<uuid:key>/edit")
@requires(Permission.TRANSFERS_SEND)
def edit(key: uuid.UUID) -> str:
    """What the patient needs, changed."""
    abort(404)


@bp.post("/transfers/<uuid:key>/edit")
@requires(Permission.TRANSFERS_SEND)
def change(key: uuid.UUID) -> str:
    """What the patient needs, changed."""
    abort(404)


@bp.get("/transfers/<uuid:key>/places")
@requires(Permission.TRANSFERS_SEND)
def places(key: uuid.UUID) -> str:
    """Places that fit, and the choice of up to three."""
    abort(404)


@bp.post("/transfers/<uuid:key>/places")
@requires(Permission.TRANSFERS_SEND)
def choose(key: uuid.UUID) -> str:
    """Places that fit, and the choice of up to three."""
    abort(404)


@bp.get("/transfers/<uuid:key>/consent")
@requires(Permission.TRANSFERS_SEND)
def consent(key: uuid.UUID) -> str:
    """The consent that names the receivers, and the submission."""
    abort(404)


@bp.post("/transfers/<uuid:key>/consent")
@requires(Permission.TRANSFERS_SEND)
def submit(key: uuid.UUID) -> str:
    """The consent that names the receivers, and the submission."""
    abort(404)
