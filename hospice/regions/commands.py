"""`flask regions …`: the reference data of the province."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from hospice.core.db import unit_of_work
from hospice.core.errors import Refused

from . import services, sources

group = AppGroup("regions", help="Divisions, residents, borders.")


@group.command("load")
@click.option("--from", "folder", type=click.Path(path_type=Path), default=sources.DATA, help="Folder of the files.")
def load(folder: Path) -> None:
    """Bring divisions, census and borders into the database; again and again with the same result."""
    try:
        with unit_of_work() as session:
            loaded = services.load(session, folder)
    except Refused as refused:
        raise click.ClickException(refused.message) from None
    click.echo(
        f"区划{loaded.regions}个（新增或更新{loaded.changed}个），常住人口{loaded.residents:,}人，"
        f"其中65岁及以上{loaded.aged_65:,}人。"
    )
