"""`flask coverage …`: the figures of the pages, and the rows behind them, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from hospice.core.clock import now
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.facilities.commands import Day, Instant
from hospice.web.spreadsheets import comma_separated, plain

from . import tables
from .queries.facts import end_of
from .rules.policy import RegionLevel
from .rules.verdicts import Goal
from .rules.words import evidence, sentence
from .services import Snapshot, coverage

group = AppGroup("coverage", help="Coverage of the goals.")

_goal = click.option("--goal", type=click.Choice([goal.value for goal in Goal]), required=True, help="Which goal.")
_on = click.option("--on", type=Day(), help="The day; today without it.")
_known_at = click.option("--known-at", type=Instant(), help="As known at this instant; now without it.")
_format = click.option("--format", "layout", type=click.Choice(["csv", "json"]), default="csv", show_default=True)

WHY_HEAD = (
    "goal",
    "region",
    "on",
    "kind",
    "key",
    "name",
    "institution",
    "counts",
    "by_designation",
    "cautions",
    "criterion",
    "passed",
    "reasons",
    "sentence",
    "evidence",
)


@group.command()
@_goal
@click.option(
    "--level", type=click.Choice([level.value for level in RegionLevel]), default="province", show_default=True
)
@click.option("--region", metavar="CODE", help="Only this region and what lies in it.")
@_on
@_known_at
@_format
def show(goal: str, level: str, region: str | None, on: date | None, known_at: datetime | None, layout: str) -> None:
    """Print the figures of a goal at a level."""
    snapshot = _snapshot(on, known_at)
    its, at = Goal(goal), RegionLevel(level)
    if its is Goal.G1 and at is RegionLevel.COUNTY:
        raise click.UsageError(_("G1按设区市判定，没有县级数字。请用--level prefecture。"))
    code = _known(snapshot, region)
    _print(tables.HEAD, tables.figure_rows(snapshot, its, at, code), layout, snapshot)


@group.command()
@_goal
@click.option("--region", metavar="CODE", required=True, help="A county (G2, G3) or a prefecture (G1).")
@_on
@_known_at
@_format
def why(goal: str, region: str, on: date | None, known_at: datetime | None, layout: str) -> None:
    """Print the rows that made a figure: every ward or facility with each of its tests."""
    snapshot, its = _snapshot(on, known_at), Goal(goal)
    code = _known(snapshot, region)
    if tables.level_of(snapshot, code) is not tables.unit_level(its):
        needed = _("设区市") if its is Goal.G1 else _("县（市、区）")
        raise click.UsageError(
            _("%(goal)s的逐项检查按%(level)s给出，%(code)s不是。", goal=goal, level=needed, code=code)
        )
    _print(WHY_HEAD, _checks(snapshot, its, code), layout, snapshot)


def _snapshot(on: date | None, known_at: datetime | None) -> Snapshot:
    if known_at is not None and known_at > max(now(), end_of(now().date())):
        raise click.BadParameter(_("这个时间还没有到，当时所知不能晚于现在。"), param_hint="--known-at")
    try:
        return coverage(db.session(), on, known_at)
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(_("数据库还不能用。请先运行 flask db upgrade。")) from error


def _known(snapshot: Snapshot, region: str | None) -> str:
    code = region or snapshot.coverage.province_code
    if tables.level_of(snapshot, code) is None:
        raise click.BadParameter(_("没有代码为“%(code)s”的地区。", code=code[:20]), param_hint="--region")
    return code


def _checks(snapshot: Snapshot, goal: Goal, code: str) -> list[list[Any]]:
    if goal is Goal.G3:
        facilities = snapshot.coverage.primaries_of(code)
        return [
            [
                goal.value,
                code,
                snapshot.on,
                "institution",
                one.institution.key,
                one.institution.name,
                one.institution.name,
                one.provides,
                False,
                " ".join(one.cautions),
                *_told(check),
            ]
            for one in facilities
            for check in one.checks
        ]
    return [
        [
            goal.value,
            code,
            snapshot.on,
            "unit",
            one.unit.key,
            one.unit.name,
            one.institution.name,
            one.counts,
            one.by_designation,
            " ".join(one.cautions),
            *_told(check),
        ]
        for one in snapshot.coverage.wards_of(goal, code)
        for check in one.checks
    ]


def _told(check: Any) -> list[Any]:
    return [check.criterion.value, check.passed, " ".join(check.reasons), str(sentence(check)), str(evidence(check))]


def _print(head: Sequence[str], rows: Sequence[Sequence[Any]], layout: str, snapshot: Snapshot) -> None:
    """CSV for tables; JSON with the day and the knowledge that the figures rest on."""
    if layout == "csv":
        click.echo(comma_separated(head, rows), nl=False)
        return
    said = [dict(zip(head, map(_json, row), strict=True)) for row in rows]
    known_at = plain(snapshot.known_at) if snapshot.known_at else None
    answer = {"on": snapshot.on.isoformat(), "known_at": known_at, "rows": said}
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
