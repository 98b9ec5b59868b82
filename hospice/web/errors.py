"""Error pages that say what to do next and give nothing away."""

from __future__ import annotations

from flask import Flask, current_app, render_template, request
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from hospice.core.db import db
from hospice.core.errors import Refused

KNOWN = {400, 403, 404, 405, 409, 413, 429}


def _for_nobody() -> None:
    """Draw the page without asking who is signed in: what failed may be the very database that knows."""
    db.session.rollback()
    current_app.login_manager._update_request_context_with_user()  # type: ignore[attr-defined]  # noqa: SLF001


def install(app: Flask) -> None:
    """Answer every error with a page of the house."""

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> tuple[str, int]:
        code = error.code or 500
        page = code if code in KNOWN else 400 if code < 500 else 500
        if page == 500:
            _for_nobody()
        return render_template(f"errors/{page}.html"), code

    @app.errorhandler(Refused)
    def _refused(error: Refused) -> tuple[str, int]:
        return render_template("errors/refused.html", message=error.message), 409

    @app.errorhandler(IntegrityError)
    def _conflict(error: IntegrityError) -> tuple[str, int]:
        db.session.rollback()
        app.logger.warning("conflict at %s: %s", request.endpoint, type(error.orig).__name__)
        return render_template("errors/409.html"), 409

    @app.errorhandler(OperationalError)
    def _database(error: OperationalError) -> tuple[str, int]:
        db.session.rollback()
        app.logger.error("database at %s: %s", request.endpoint, type(error.orig).__name__)
        _for_nobody()
        return render_template("errors/503.html"), 503
