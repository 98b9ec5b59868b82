"""Pages: what awaits me today."""

from __future__ import annotations

from flask import Blueprint, render_template

from hospice.access.guards import actor, allowed, requires
from hospice.access.permissions import Permission
from hospice.core.clock import local, now, today
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.coverage.services import Snapshot, coverage

from . import contacts, surroundings, tasks
from .rules import arranged

bp = Blueprint("desk", __name__)


def weekday(number: int) -> str:
    """The word of a day of the week, Monday first."""
    return (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))[number]


def figures() -> Snapshot | None:
    """The figures of today; none for those who see no coverage."""
    return coverage(db.session()) if allowed(Permission.COVERAGE_READ) else None


@bp.get("/")
@requires(Permission.DESK_READ)
def home() -> str:
    """The work list of the person who signed in, most urgent first, and whom to ask."""
    session, me = db.session(), actor()
    found = tasks.awaiting(session, me, today())
    snapshot = figures()
    return render_template(
        "desk/home.html",
        parts=arranged(found),
        number=len(found),
        weekday=weekday(local(now()).weekday()),
        clock=f"{local(now()):%H:%M}",
        contacts=contacts.near(session, me),
        shortcuts=contacts.shortcuts(),
        goals=surroundings.goals(snapshot, me) if snapshot else None,
        houses=surroundings.houses(snapshot, me) if snapshot else [],
        duties=[] if found else surroundings.duties(me),
        counts=surroundings.counts(session, me),
    )
