"""Pages: the register of transfers."""

from __future__ import annotations

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("register", __name__)


@bp.get("/transfers/register")
@requires(Permission.REGISTER_READ)
def index() -> str:
    """All transfers of an area, filtered."""
    abort(404)


@bp.get("/transfers/register.xlsx")
@requires(Permission.REGISTER_READ)
def sheet() -> str:
    """The same as a spreadsheet."""
    abort(404)
