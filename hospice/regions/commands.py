"""`flask regions …`: the reference data of the province."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from hospice.core.db import unit_of_work
from hospice.core.errors import Refused

from . import queries, services, sources
from .models import Change, Region

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


@group.command("succeed")
@click.argument("former")
@click.argument("later", nargs=-1, required=True)
@click.option("--change", type=click.Choice([kind.value for kind in Change]), required=True, help="What became of it.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The first day on which it is gone.")
@click.option("--document", required=True, help="Name and number of the approval.")
def succeed(former: str, later: tuple[str, ...], change: str, on: datetime, document: str) -> None:
    """End the division FORMER and name the divisions LATER that follow it (codes)."""
    try:
        with unit_of_work() as session:
            services.succeed(
                session, _found(session, former), [_found(session, code) for code in later],
                Change(change), on.date(), document,
            )  # fmt: skip
    except Refused as refused:
        raise click.UsageError(refused.message) from None
    click.echo(f"{former} → {'、'.join(later)}（{on:%Y-%m-%d}）")


@group.command("zone")
@click.argument("code")
@click.argument("name")
@click.option("--host", required=True, help="Code of the county under which the zone lies.")
def zone(code: str, name: str, host: str) -> None:
    """Register a functional zone: managed like a county, never one of the 90."""
    try:
        with unit_of_work() as session:
            services.found_zone(session, code, name, _found(session, host))
    except Refused as refused:
        raise click.UsageError(refused.message) from None
    click.echo(f"{code} {name}")


def _found(session: Session, code: str) -> Region:
    region = queries.by_code(session, code)
    if region is None:
        raise Refused(f"没有代码为{code}的区划。")
    return region
