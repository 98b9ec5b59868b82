"""Pages: for whom a place is looked for."""

from __future__ import annotations

from flask import render_template, request

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.db import db
from hospice.web.paging import asked_page

from ...queries.drafts import cases_of, patients_to_send
from .drafts import bp, who

FEW = 8  # patients that the page shows before a name is typed


@bp.get("/transfers/new")
@requires(Permission.TRANSFERS_SEND)
def start() -> str:
    """For whom: a patient of one's own house, or a new one."""
    session, scope = db.session(), actor().scope(Permission.TRANSFERS_SEND)
    words = request.args.get("q", "").replace("\x00", "").strip()[:50]
    page = patients_to_send(session, scope, words, asked_page()[0], FEW)
    cases = cases_of(session, [patient.id for patient in page.rows], scope)
    return render_template("drafts/start.html", page=page, words=words, cases=cases, who=who)
