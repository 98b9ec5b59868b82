"""The body of a coverage page: made once for all who may do the same, and kept as long as its figures hold."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import current_app, render_template, url_for
from markupsafe import Markup

from hospice.access.guards import allowed
from hospice.access.permissions import Permission
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.geo import maps

from .. import tables
from ..rules.figures import Figure
from ..rules.policy import RegionLevel
from ..rules.verdicts import Goal
from ..services import Snapshot
from ..words import state_of
from .asking import Asked, language

FIRST = 10  # rows of "先看这些县"

# The plan's other goals count people, who are not in the registry yet; they are named, never shown as zero.
TO_COME = (("G4", lazy("医务人员培训")), ("G5", lazy("新增结业证书")), ("G6", lazy("志愿者培训")))


class View(NamedTuple):
    """What a board shows: a goal in the province or a prefecture, by counties or by prefectures."""

    goal: Goal
    code: str
    level: RegionLevel

    @property
    def map_level(self) -> Any:
        """The word that the map uses."""
        return "city" if self.level is RegionLevel.PREFECTURE else "county"


def body(asked: Asked, snapshot: Snapshot, view: View) -> Markup:
    """The rendered body, from the shelf where it lies there. A page that could not read an answer is made for itself."""
    may_export = allowed(Permission.COVERAGE_EXPORT)

    def made() -> Markup:
        context = _context(asked, snapshot, view)
        return Markup(render_template("coverage/_page.html", may_export=may_export, **context))  # noqa: S704 - our own

    if asked.form.errors:
        return made()
    return snapshot.once(("body", view, may_export, language(), tuple(sorted(asked.typed.items()))), made)


def _context(asked: Asked, snapshot: Snapshot, view: View) -> dict[str, Any]:
    goal, code, level = view
    above = tables.level_of(snapshot, code)
    figure = snapshot.coverage.figure(goal, above or RegionLevel.PROVINCE, code)
    figures = tables.within(snapshot, snapshot.coverage.figures_of(goal, level), code)
    units = tables.within(snapshot, snapshot.coverage.figures_of(goal, tables.unit_level(goal)), code)
    urgent = tables.urgent(snapshot, goal, level, code)
    return {
        "asked": asked,
        "snapshot": snapshot,
        "view": view,
        "figure": figure,
        "goal_text": snapshot.goals[goal.value],
        "goals": _goals(snapshot, above or RegionLevel.PROVINCE, code),
        "to_come": TO_COME,
        "urgent": urgent[:FIRST],
        "urgent_count": len(urgent),
        "lines": tables.everything(snapshot, goal, level, code),
        "legend": tables.legend(goal, figures),
        "openings": tables.openings(snapshot, goal, code),
        "left": tables.left_open(goal, units),
        "designated": _designated(units),
        "apart": _apart(snapshot, figure),
        "map_div": map_parts(asked, snapshot, view).div,
        "approval_no": current_app.config["MAP_APPROVAL_NO"],
        "province": code == snapshot.coverage.province_code,
        "name": tables.name_of(snapshot, code),
        "policy": snapshot.coverage.policy,
        "state": state_of(figure),
        "places": snapshot.coverage.places,
        "deadline": snapshot.goals[goal.value].deadline,
    }


def _goals(snapshot: Snapshot, level: RegionLevel, code: str) -> list[tuple[Any, Figure, Any]]:
    """(words of the goal, figure, state) of each goal in the region."""
    figures = [snapshot.coverage.figure(goal, level, code) for goal in Goal if goal.value in snapshot.goals]
    return [(snapshot.goals[figure.goal.value], figure, state_of(figure)) for figure in figures]


def _designated(figures: list[Figure]) -> str:
    return "、".join(figure.name for figure in figures if figure.by_designation)


def _apart(snapshot: Snapshot, figure: Figure) -> list[str]:
    """Who is neither met nor unmet: 龙港市不设乡镇街道，不适用；嵊泗县未报，不按零计."""
    said = []
    if figure.not_applicable:
        said.append(
            _("%(names)s没有乡镇卫生院和社区卫生服务中心，不适用", names=_names(snapshot, figure.not_applicable))
        )
    if figure.unreported:
        said.append(_("%(names)s未报数据，不按零计", names=_names(snapshot, figure.unreported)))
    return said


def _names(snapshot: Snapshot, codes: tuple[str, ...]) -> str:
    """At most six names; the table says the rest."""
    names = "、".join(tables.name_of(snapshot, code) for code in codes[:6])
    return names if len(codes) <= 6 else _("%(names)s等%(n)s个县", names=names, n=len(codes))


def map_parts(asked: Asked, snapshot: Snapshot, view: View) -> maps.MapParts:
    """The map of a view: its div and its script."""

    def made() -> maps.MapParts:
        tiles = current_app.config["MAP_TILES"]
        return maps.network_map(
            boundaries=url_for("regions.boundaries"),
            figures=asked.url("coverage.figures", goal=view.goal.value, level=view.level.value, region=view.code),
            level=view.map_level,
            focus=() if view.code == snapshot.coverage.province_code else (view.code,),
            label=_("覆盖地图：%(title)s", title=snapshot.goals[view.goal.value].title),
            tiles=[maps.Tiles(tiles, current_app.config["MAP_TILES_ATTRIBUTION"])] if tiles else (),
        )

    return snapshot.once(("map", view, language(), tuple(sorted(asked.typed.items()))), made)
