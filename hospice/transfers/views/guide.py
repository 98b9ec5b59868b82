"""Pages: how a transfer goes, drawn from the tables."""

from __future__ import annotations

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("guide", __name__)


@bp.get("/help/transfers")
@requires(Permission.DESK_READ)
def index() -> str:
    """The steps, sides and time standards."""
    abort(404)
