"""Pages: the steps of a request and of a transfer."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("requests", __name__)


@bp.post("/requests/<uuid:key>/open")
@requires(Permission.TRANSFERS_STEP)
def open_(key: uuid.UUID) -> str:
    """Open a request for review."""
    abort(404)
