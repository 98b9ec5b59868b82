"""What the coverage pages fetch and give away: figures and points of the map, its script, the drawn trend, spreadsheets."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from flask import Response, abort, make_response, render_template, request

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import today
from hospice.core.i18n import gettext as _
from hospice.facilities.rules.codes import UnitKind, UnitStatus
from hospice.web.spreadsheets import download, workbook

from .. import tables
from ..rules.class_words import class_label
from ..rules.goals import ZHEJIANG
from ..rules.policy import RegionLevel
from ..rules.verdicts import Goal
from ..services import Snapshot
from .asking import Asked, Doors, asked, asked_goal, doors, language, one_of
from .board import View, map_parts
from .network import VIEWS, _asked_trend, bp, chart

SHOWN = {UnitKind.WARD: "ward", UnitKind.CENTER: "center"}
_STATES = {UnitStatus.OPERATING: "open", UnitStatus.SUSPENDED: "stopped", UnitStatus.RELOCATING: "stopped"}
LEVELS = ("county", "prefecture")


def _kept(snapshot: Snapshot, name: Any, mimetype: str, make: Any) -> Response:
    """An answer that is made once and answered 304 to those who have it; only ever kept by the reader's own browser."""
    body, tag = snapshot.once(name, lambda: _tagged(make()))
    response = make_response(body)
    response.mimetype = mimetype
    response.set_etag(tag)
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.vary.update(("Cookie", "Accept-Language"))
    return response.make_conditional(request)  # type: ignore[return-value]


def _tagged(text: str) -> tuple[bytes, str]:
    body = text.encode()
    return body, sha256(body).hexdigest()[:24]


@bp.get("/coverage/figures.json")
@requires(Permission.COVERAGE_READ)
def figures() -> Response:
    """Class, word and link of every region on the map, and the wards and centres as points."""
    wish, snapshot, view = _asked_map()
    reader = doors(snapshot)
    name = ("figures", view, reader.scope, language(), tuple(sorted(wish.typed.items())))
    return _kept(snapshot, name, "application/json", lambda: _figures(wish, snapshot, view, reader))


def _asked_map() -> tuple[Asked, Snapshot, View]:
    wish, goal, level = asked(), asked_goal(), RegionLevel(one_of("level", LEVELS))
    snapshot, code = wish.snapshot(), request.args.get("region", ZHEJIANG)
    if tables.level_of(snapshot, code) not in (RegionLevel.PROVINCE, RegionLevel.PREFECTURE):
        abort(404)
    return wish, snapshot, View(goal, code, level)


def _figures(wish: Asked, snapshot: Snapshot, view: View, reader: Doors) -> str:
    goal, code, level = view
    found = snapshot.coverage.figures_of(goal, level) if (goal, level) != (Goal.G1, RegionLevel.COUNTY) else []
    county = level is RegionLevel.COUNTY
    points = _points(snapshot, reader, from_afar=code != ZHEJIANG)
    said: dict[str, Any] = {"classes": {}, "words": {}, "links": {}, "points": points}
    for figure in found:
        said["classes"][figure.code] = figure.map_class.value
        said["words"][figure.code] = _word(figure)
        endpoint = "county.detail" if county else "coverage.region"
        said["links"][figure.code] = wish.url(endpoint, code=figure.code, **({} if county else {"goal": goal.value}))
    if language() == "en":
        said["labels"] = {place.code: place.name_en for place in snapshot.facts.places.values() if place.name_en}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _word(figure: Any) -> str:
    word = str(class_label(figure.goal, figure.map_class))
    if figure.denominator > 1:
        return _("%(word)s，%(n)s/%(d)s", word=word, n=figure.numerator, d=figure.denominator)
    return word


def _points(snapshot: Snapshot, reader: Doors, *, from_afar: bool) -> list[dict[str, Any]]:
    """Wards and centres that stand or are to come; closed ones are history. A whole province shows them from near only."""
    found = []
    for unit in snapshot.facts.units:
        point = snapshot.facts.points.get(unit.id)
        if unit.kind not in SHOWN or unit.status is UnitStatus.CLOSED or point is None:
            continue
        said: dict[str, Any] = {
            "name": unit.name,
            "lon": round(point[0], 5),
            "lat": round(point[1], 5),
            "kind": SHOWN[unit.kind],
            "state": _STATES.get(unit.status, "planned"),
            "word": str(unit.status.label),
        }
        if not from_afar:
            said["near"] = True
        url = reader.unit(unit)
        found.append({**said, "url": url} if url else said)
    return found


@bp.get("/coverage/map.js")
@requires(Permission.COVERAGE_READ)
def map_script() -> Response:
    """The few lines that draw the map of a view."""
    wish, snapshot, view = _asked_map()
    name = ("script", view, language(), tuple(sorted(wish.typed.items())))
    return _kept(snapshot, name, "text/javascript", lambda: map_parts(wish, snapshot, view).script)


@bp.get("/coverage/trend.svg")
@requires(Permission.COVERAGE_READ)
def trend_drawing() -> Response:
    """The trend as a drawing of its own, so that the page need not wait for fifty months to be computed."""
    _wish, snapshot, goal, code = _asked_trend()
    name = ("drawing", goal, code, language())
    return _kept(
        snapshot,
        name,
        "image/svg+xml",
        lambda: render_template("coverage/trend.svg", chart=chart(snapshot, goal, code)),
    )


@bp.get("/coverage.xlsx")
@requires(Permission.COVERAGE_EXPORT)
def export() -> Response:
    """The figures of a goal in the reader's own area, with the day, the knowledge and the counting rules they rest on."""
    wish, goal, level = asked(), asked_goal(), VIEWS[one_of("view", tuple(VIEWS))]
    if wish.form.errors:
        abort(400)
    snapshot, code = wish.snapshot(), request.args.get("region", ZHEJIANG)
    if tables.level_of(snapshot, code) is None or goal.value not in snapshot.goals:
        abort(404)
    level = tables.unit_level(goal) if goal is Goal.G1 else level
    scope, places = actor().scope(Permission.COVERAGE_EXPORT), snapshot.facts.places
    figures = tables.within(snapshot, snapshot.coverage.figures_of(goal, level), code)
    mine = [figure for figure in figures if scope.covers_path(places[figure.code].path)]
    body = workbook(
        goal.value,
        [str(word) for word in tables.sheet_head(goal)],
        [tables.sheet_row(snapshot, figure) for figure in mine],
        note=_note(wish, snapshot, goal),
    )
    return download(body, _("覆盖-%(goal)s-%(day)s", goal=goal.value, day=snapshot.on.isoformat()))


def _note(wish: Asked, snapshot: Snapshot, goal: Goal) -> str:
    """Which figures these are, in one line above the table."""
    text = snapshot.goals[goal.value]
    known = wish.typed.get("known_at") or _("导出时（%(day)s）", day=today().isoformat())
    return _(
        "%(title)s。数据截至%(on)s，按%(known)s所知；口径：%(document)s，%(article)s，第%(version)s版。",
        title=text.title,
        on=snapshot.on.isoformat(),
        known=known,
        document=text.document,
        article=text.article,
        version=text.version,
    )
