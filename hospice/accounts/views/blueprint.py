"""The blueprint of the accounts pages, and the one rule that holds before every page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for

from hospice.access.guards import actor

bp = Blueprint("accounts", __name__)

OF_ONES_OWN = frozenset({"accounts.password", "accounts.change_password", "accounts.sign_out"})
ALWAYS_OPEN = OF_ONES_OWN | {"static", "elder", "language", "accounts.sign_in", "accounts.let_in", "regions.about_data"}


@bp.before_app_request
def _first_a_password_of_ones_own() -> Any:
    """Whoever signed in with a one-time password chooses another before anything else."""
    if request.endpoint in ALWAYS_OPEN:
        return None
    person: Any = actor()
    if not person.is_authenticated or not person.must_change_password:
        return None
    return redirect(url_for("accounts.password"), 303)
