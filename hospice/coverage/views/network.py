"""Coverage of the province and of a prefecture: map, figures, tables, and why a figure is what it is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request

from hospice.access.guards import requires
from hospice.access.permissions import Permission
from hospice.core.db import db

from .. import charts, tables
from ..rules.goals import ZHEJIANG
from ..rules.policy import RegionLevel
from ..rules.verdicts import Goal
from ..services import Snapshot, trend
from . import explaining
from .asking import Asked, asked, asked_goal, doors, one_of
from .board import View, body

bp = Blueprint("coverage", __name__)

VIEWS = {"counties": RegionLevel.COUNTY, "prefectures": RegionLevel.PREFECTURE}


@bp.get("/coverage")
@requires(Permission.COVERAGE_READ)
def index() -> Any:
    """The province: every goal, the map, the counties that need attention first."""
    wish = asked()
    return _page(wish, wish.snapshot(), ZHEJIANG)


@bp.get("/coverage/<string:code>")
@requires(Permission.COVERAGE_READ)
def region(code: str) -> Any:
    """A prefecture; a county has its own page."""
    wish = asked()
    snapshot = wish.snapshot()
    level = tables.level_of(snapshot, code) or abort(404)
    if level is RegionLevel.COUNTY:
        return redirect(wish.url("county.detail", code=code), 302)
    return _page(wish, snapshot, code)


def _page(wish: Asked, snapshot: Snapshot, code: str) -> tuple[str, int]:
    goal = asked_goal()
    if goal.value not in snapshot.goals:
        abort(404)
    level = VIEWS[one_of("view", ("prefectures", "counties") if goal is Goal.G1 else ("counties", "prefectures"))]
    view = View(goal, code, tables.unit_level(goal) if goal is Goal.G1 else level)
    page = render_template(
        "coverage/index.html",
        asked=wish,
        snapshot=snapshot,
        view=view,
        body=body(wish, snapshot, view),
        name=tables.name_of(snapshot, code),
        province=code == ZHEJIANG,
    )
    return page, wish.status


@bp.get("/coverage/<string:code>/why")
@requires(Permission.COVERAGE_READ)
def why(code: str) -> Any:
    """The rows that made a figure, each with its tests in words."""
    wish, goal = asked(), asked_goal()
    snapshot = wish.snapshot()
    level = tables.level_of(snapshot, code) or abort(404)
    if level is not tables.unit_level(goal):
        return redirect(_listing(wish, snapshot, goal, code), 302)
    return render_template(
        "coverage/why.html",
        asked=wish,
        snapshot=snapshot,
        goal=goal,
        code=code,
        name=tables.name_of(snapshot, code),
        figure=snapshot.coverage.figure(goal, level, code),
        rows=explaining.rows(snapshot, goal, code, doors(snapshot)),
        prefecture=snapshot.coverage.places.prefecture_of(code),
        goal_text=snapshot.goals[goal.value],
    ), wish.status


def _listing(wish: Asked, snapshot: Snapshot, goal: Goal, code: str) -> str:
    """Where the rows of a figure stand that is made of other figures; G1 has none for a county, but for its prefecture."""
    if code == ZHEJIANG:
        return wish.url("coverage.index", goal=goal.value)
    if goal is Goal.G1:
        return wish.url("coverage.why", code=snapshot.coverage.places.prefecture_of(code), goal=goal.value)
    return wish.url("coverage.region", code=code, goal=goal.value)


@bp.get("/coverage/trend", endpoint="trend")
@requires(Permission.COVERAGE_READ)
def months() -> Any:
    """A goal month by month, with the numbers."""
    wish, snapshot, goal, code = _asked_trend()
    return render_template(
        "coverage/trend.html",
        asked=wish,
        snapshot=snapshot,
        goal=goal,
        code=code,
        name=tables.name_of(snapshot, code),
        chart=chart(snapshot, goal, code),
        goal_text=snapshot.goals[goal.value],
        province=code == ZHEJIANG,
    ), wish.status


def _asked_trend() -> tuple[Asked, Snapshot, Goal, str]:
    wish, goal = asked(), asked_goal()
    snapshot, code = wish.snapshot(), request.args.get("region", ZHEJIANG)
    level = tables.level_of(snapshot, code) or abort(404)
    if goal.value not in snapshot.goals or (goal is Goal.G1 and level is RegionLevel.COUNTY):
        abort(404)
    return wish, snapshot, goal, code


def chart(snapshot: Snapshot, goal: Goal, code: str) -> charts.Chart:
    """The chart of a goal in a region of the day."""
    level = tables.level_of(snapshot, code) or abort(404)
    found = trend(db.session(), snapshot, goal, code)
    return charts.chart(snapshot.coverage.policy, snapshot.coverage.figure(goal, level, code), found)
