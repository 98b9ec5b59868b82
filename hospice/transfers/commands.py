"""`flask transfers …`: what transfers rest on."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from hospice.core.db import unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

from .services.days_off import SHIPPED, load_calendar

group = AppGroup("transfers", help="Transfers.")


@group.command("load-calendar")
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=SHIPPED,
    help="A CSV: day, kind, source.",
)
def load(file: Path) -> None:
    """Load the official holidays and the days worked in their stead; the years of the file become what it says."""
    try:
        with unit_of_work() as session:
            changed, years = load_calendar(session, file)
    except Refused as refused:
        raise click.ClickException(refused.message) from refused
    named = "、".join(map(str, years))
    click.echo(_("%(years)s年的节假日已载入，新增或更改%(n)s天。", years=named, n=changed))
