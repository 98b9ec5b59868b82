"""Pages: what is done at a bed."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("stays", __name__)


@bp.get("/stays/<uuid:key>")
@requires(Permission.BEDS_ASSIGN)
def detail(key: uuid.UUID) -> str:
    """One stay or reservation, and what can be done with it."""
    abort(404)
