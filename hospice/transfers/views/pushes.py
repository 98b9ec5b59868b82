"""Pages: patients who come home, pushed to the family doctor and the home team."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("pushes", __name__)


@bp.get("/pushes")
@requires(Permission.TRANSFERS_READ)
def index() -> str:
    """Discharges that were pushed to one's house."""
    abort(404)


@bp.get("/pushes/<uuid:key>")
@requires(Permission.TRANSFERS_READ)
def detail(key: uuid.UUID) -> str:
    """One push: acknowledge it, note the first contact."""
    abort(404)
