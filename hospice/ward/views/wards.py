"""Pages: every bed of a unit on one screen."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("wards", __name__)


@bp.get("/wards")
@requires(Permission.WARDS_READ)
def index() -> str:
    """The units of one's own house, or the only one."""
    abort(404)


@bp.get("/wards/<uuid:key>")
@requires(Permission.WARDS_READ)
def board(key: uuid.UUID) -> str:
    """All beds or places of a unit, and who waits."""
    abort(404)
