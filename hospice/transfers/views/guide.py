"""Pages: how a transfer goes, drawn from the tables that refuse and allow."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, render_template

from hospice.access.guards import allowed, requires
from hospice.access.permissions import Permission
from hospice.core.clock import today
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.policy import queries as policy
from hospice.policy.rules import GROUPS, SETTINGS

from ..queries.cases import calendar
from ..queries.ticking import Ticking, ticking
from ..rules.codes import Party
from ..rules.diagram import draw
from ..rules.drawing import Picture, placed
from ..rules.faces import face
from ..rules.request_life import REQUESTS
from ..rules.steps import Life, names
from ..rules.transfer_life import TRANSFERS

bp = Blueprint("guide", __name__)

TIMED = ("transfers", "beds")  # the parts of the rules that are shown here


class StepLine(NamedTuple):
    """One step as the table shows it."""

    action: Any
    sources: list[Any]
    target: Any
    who: str
    needs: list[Any]
    reason: bool
    only: Any | None
    by: frozenset[Party]


class Told(NamedTuple):
    """One life: its title, its picture, the steps that lead forward, and all steps."""

    title: str
    about: str
    picture: Picture
    steps: list[StepLine]


@bp.get("/help/transfers")
@requires(Permission.DESK_READ)
def index() -> str:
    """The steps, sides and time standards."""
    session = db.session()
    values, rows = policy.values(session), policy.set_keys(session)
    lives = [
        _told(
            REQUESTS, _("一家接收单位的办理过程"), _("每请一家单位，就有一条这样的过程；一家受理后，其余各家自动解除。")
        ),
        _told(TRANSFERS, _("整个转介的过程"), _("转介是患者的需要，从草稿到结案；由各家单位的办理带着往前走。")),
    ]
    return render_template(
        "guide/index.html",
        lives=lives,
        parties=[party for party in Party if party is not Party.SYSTEM],
        standards=[(GROUPS[group], [row for row in SETTINGS.values() if row.group == group]) for group in TIMED],
        values=values,
        rows=rows,
        missing=_missing_years(),
        clock=_clock(),
    )


def _clock() -> Ticking | None:
    """When the clock last ran, for those who work with transfers."""
    return ticking(db.session()) if allowed(Permission.TRANSFERS_READ) else None


def _missing_years() -> list[int]:
    """Years that are here or near and whose days off are not loaded: they are counted from Monday to Friday alone."""
    days = calendar(db.session())
    near = [today().year] + ([today().year + 1] if today().month == 12 else [])
    return [year for year in near if not days.covers(year)]


def _told(life: Life[Any, Any], title: str, about: str) -> Told:
    steps = [
        StepLine(
            step.action.label,
            [face(status) for status in type(life.start) if status in step.sources],
            face(step.target),
            names(step.by),
            [need.label for need in step.needs],
            step.reason,
            next(iter(step.routes)).label if len(step.routes) == 1 else None,
            step.by,
        )
        for step in life.steps
    ]
    return Told(title, about, placed(draw(life)), steps)
