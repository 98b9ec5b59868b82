"""`flask policy …`: goals and rules."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from hospice.core.db import db, unit_of_work

from . import queries, services
from .rules import SETTINGS

group = AppGroup("policy", help="Goals and rules.")


@group.command("load")
def load() -> None:
    """Bring the goals of the plan into the database; a second time changes nothing."""
    with unit_of_work() as session:
        added = services.load_defaults(session)
    click.echo(f"目标新增{added}项。")


@group.command("show")
def show() -> None:
    """Print every rule with its value, whether it is an assumption, and its source."""
    rows = queries.set_keys(db.session())
    for key, value in queries.values(db.session()).items():
        row, setting = rows.get(key), SETTINGS[key]
        standing, source = (row.standing.value, row.source) if row else (setting.standing, setting.source)
        click.echo(f"{key}\t{setting.words(value)}\t{standing}\t{source}\t{setting.title}")
