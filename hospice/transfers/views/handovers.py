"""Pages: the handover of a request."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort

from hospice.access.guards import requires
from hospice.access.permissions import Permission

bp = Blueprint("handovers", __name__)


@bp.get("/requests/<uuid:key>/handover")
@requires(Permission.TRANSFERS_STEP)
def detail(key: uuid.UUID) -> str:
    """The handover list, the four domains, open needs and medicines."""
    abort(404)


@bp.get("/requests/<uuid:key>/summary")
@requires(Permission.TRANSFERS_READ)
def summary(key: uuid.UUID) -> str:
    """The transfer on paper."""
    abort(404)
