"""Pages: where in the province there is a place, without naming a patient."""

from __future__ import annotations

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("places", __name__)


@bp.get("/places")
@requires(Permission.PLACES_SEARCH)
def index() -> str:
    """Free places across the province."""
    abort(404)
