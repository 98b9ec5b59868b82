"""Pages: the work list of transfers."""

from __future__ import annotations

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("worklists", __name__)


@bp.get("/transfers")
@requires(Permission.TRANSFERS_READ)
def index() -> str:
    """Transfers that one sends or is asked for, the most urgent first."""
    abort(404)
