"""`flask registry check` and `flask registry checklist-load`."""

from __future__ import annotations

import time

import click
from flask.cli import with_appcontext

from hospice.core.db import unit_of_work
from hospice.core.i18n import gettext as _

from .services.checklist import load_default
from .services.findings import check_all


@click.command("check")
@with_appcontext
def check() -> None:
    """Look all institutions over for contradictions; doing it twice changes nothing."""
    started = time.perf_counter()
    with unit_of_work() as session:
        done = check_all(session)
    seconds = f"{time.perf_counter() - started:.1f}"
    click.echo(
        _(
            "登记疑点：现有%(standing)s条，新发现%(new)s条，内容有变%(changed)s条，已改正%(gone)s条（%(seconds)s秒）。",
            **done._asdict(),
            seconds=seconds,
        )
    )


@click.command("checklist-load")
@with_appcontext
def checklist_load() -> None:
    """Publish the shipped checklist as version 1; where there is a version, it is left alone."""
    with unit_of_work() as session:
        made = load_default(session)
        said = _("已载入自评清单第1版，共%(n)s项。", n=len(made.items)) if made else _("已有自评清单，没有改动。")
    click.echo(said)


COMMANDS = (check, checklist_load)
