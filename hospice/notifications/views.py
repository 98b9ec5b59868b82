"""Pages: messages to those who work here."""

from __future__ import annotations

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("messages", __name__)


@bp.get("/messages")
@requires(Permission.MESSAGES_READ)
def index() -> str:
    """Messages to oneself, one's house or one's region, newest first."""
    abort(404)
