"""Pages: who waits for a bed of a unit, and what was offered to whom."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("waiting", __name__)


@bp.get("/wards/<uuid:key>/waiting")
@requires(Permission.WARDS_READ)
def index(key: uuid.UUID) -> str:
    """The waiting list of a unit, with its fairness log."""
    abort(404)
