"""Pages: what awaits me today."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask import session as kept

from hospice.access.guards import Actor, actor, allowed, requires
from hospice.access.permissions import Permission, Role
from hospice.core.clock import local, now, today
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.coverage.services import Snapshot, coverage
from hospice.notifications.queries import unread
from hospice.transfers.queries.ticking import Ticking, ticking

from . import contacts, sent, surroundings, tasks
from .rules import Urgency, arranged

bp = Blueprint("desk", __name__)


def weekday(number: int) -> str:
    """The word of a day of the week, Monday first."""
    return (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))[number]


def figures() -> Snapshot | None:
    """The figures of today; none for those who see no coverage."""
    return coverage(db.session()) if allowed(Permission.COVERAGE_READ) else None


# Who has to know that the clock stands still: those whose work rests on it, and those who can start it.
KEEP_THE_CLOCK = frozenset({Role.COUNTY_COORDINATOR, Role.WARD_MANAGER, Role.SYSTEM_ADMIN})


def clock_of(me: Actor) -> Ticking | None:
    """When the clock last ran; none for those who need not care."""
    return ticking(db.session()) if me.roles & KEEP_THE_CLOCK else None


@bp.get("/")
@requires(Permission.DESK_READ)
def home() -> str:
    """The work list of the person who signed in, most urgent first, and whom to ask."""
    session, me = db.session(), actor()
    found = tasks.awaiting(session, me, today())
    snapshot = figures()
    kept["unread"] = unread(session, me)
    return render_template(
        "desk/home.html",
        parts=arranged(found),
        number=sum(task.urgency is not Urgency.LATER for task in found),
        weekday=weekday(local(now()).weekday()),
        clock=f"{local(now()):%H:%M}",
        contacts=contacts.near(session, me),
        shortcuts=contacts.shortcuts(),
        goals=surroundings.goals(snapshot, me) if snapshot else None,
        houses=surroundings.houses(session, snapshot, me) if snapshot else [],
        duties=[] if found else surroundings.duties(me),
        counts=surroundings.counts(session, me),
        sent=sent.sent_lately(session, me),
        ticking=clock_of(me),
    )
