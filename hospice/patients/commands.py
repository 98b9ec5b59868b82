"""`flask patients …`: the list of diagnosis codes."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from hospice.core.db import unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

from .services.codes import SHIPPED, SHIPPED_SOURCE, SHIPPED_VERSION, load_codes

group = AppGroup("patients", help="Patients' records.")
MOST_VERSION, MOST_SOURCE = 40, 200  # as long as the columns are


@group.command("load-codes")
@click.option(
    "--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=SHIPPED, help="A CSV: code, name."
)
@click.option("--list-version", default=SHIPPED_VERSION, help="How the list is called.")
@click.option("--source", default=SHIPPED_SOURCE, help="Where the list comes from.")
def load(file: Path, list_version: str, source: str) -> None:
    """Load a list of diagnosis codes; the newest list is the one that is searched."""
    for words, most in ((list_version, MOST_VERSION), (source, MOST_SOURCE)):
        if len(words) > most:
            raise click.UsageError(_("最多%(most)s个字，您填了%(has)s个。", most=most, has=len(words)))
    try:
        with unit_of_work() as session:
            added = load_codes(session, file, list_version, source)
    except Refused as refused:
        raise click.ClickException(refused.message) from refused
    click.echo(_("载入了%(n)s条诊断编码。", n=added))
