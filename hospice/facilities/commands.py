"""`flask registry …`: the rows behind the coverage figures, for anyone who wants to recompute them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from hospice.core.clock import ZONE
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.regions.queries import by_code
from hospice.web.forms import EARLIEST, LATEST
from hospice.web.spreadsheets import comma_separated

from .commands_checks import COMMANDS
from .queries import exports

group = AppGroup("registry", help="The registry.")
for each in COMMANDS:
    group.add_command(each)


class Day(click.ParamType[date]):
    """A date, `2026-11-22`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse, and refuse days that no document of this field can carry."""
        try:
            day = value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(_("“%(text)s”不是日期。请按年-月-日填写，例如2026-11-22。", text=str(value)[:40]), param, ctx)
        if not EARLIEST <= day <= LATEST:
            self.fail(_("日期应在1900年到2100年之间。"), param, ctx)
        return day


class Instant(click.ParamType[datetime]):
    """An instant, `2026-11-22T14:00:00+08:00`; without a zone it is the clock of Asia/Shanghai."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse; the answer is aware."""
        try:
            at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            at = None
        if at is None or not EARLIEST <= at.date() <= LATEST:
            text = str(value)[:40]
            self.fail(_("“%(text)s”不是时刻。请写成例如2026-11-22T14:00:00+08:00。", text=text), param, ctx)
        return at if at.tzinfo else at.replace(tzinfo=ZONE)


@group.command("export")
@click.option("--what", type=click.Choice(list(exports.TABLES)), required=True, help="Which rows.")
@click.option(
    "--format", type=click.Choice(["csv"]), default="csv", show_default=True, help="The format.", expose_value=False
)
@click.option("--on", type=Day(), help="Rows that are true on this day; without it, of every day (units: today).")
@click.option("--known-at", type=Instant(), help="As known at this instant; without it, as known now.")
@click.option("--region", default="", help="Code of a division; without it, the whole network.")
def export(what: str, on: date | None, known_at: datetime | None, region: str) -> None:
    """Write confirmed rows with every date to the standard output (CSV, UTF-8, codes instead of words)."""
    session = db.session()
    try:
        where = by_code(session, region) if region else None
        if region and where is None:
            raise click.BadParameter(_("没有代码为%(code)s的区划。", code=region[:20]), param_hint="--region")
        head, rows = exports.table(session, what, on, known_at, where.path if where else "/")
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(_("数据库没有准备好。请先运行flask db upgrade和flask regions load。")) from error
    click.echo(comma_separated(head, rows), nl=False)
