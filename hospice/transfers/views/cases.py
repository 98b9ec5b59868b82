"""Pages: one transfer."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("transfers", __name__)


@bp.get("/transfers/<uuid:key>")
@requires(Permission.TRANSFERS_READ)
def detail(key: uuid.UUID) -> str:
    """One transfer: whose turn it is, where the patient was, what has happened."""
    abort(404)
