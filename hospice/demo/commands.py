"""`flask demo …`"""

from __future__ import annotations

import time
from datetime import date

import click
import flask_migrate
from flask import current_app
from flask.cli import AppGroup

from hospice.accounts.sign_in import hasher
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.facilities.commands import Day
from hospice.policy import services as policy
from hospice.regions import services as regions
from hospice.transfers.services.days_off import load_calendar

from . import accounts, chance, loader, nation
from .loader import Order, Size
from .words import ABOUT, ASSUMPTION, PASSWORD

group = AppGroup("demo", help="The synthetic province.")
DAY = Day()


class _Stopped(click.ClickException):
    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(self.message, err=True)


@group.command("load")
@click.option("--size", type=click.Choice([size.value for size in Size]), default=Size.PROVINCE.value)
@click.option("--seed", type=click.IntRange(0, 10**9), default=2027, show_default=True)
@click.option("--on", "day", type=DAY, default=None, help="Reference day; today by default.")
def load(size: str, seed: int, day: date | None) -> None:
    """Load the synthetic network; the same seed and reference day give the same rows."""
    begun = time.monotonic()
    try:
        _load(Size(size), Order(seed, day or today(), _password_hash(seed)))
    except Refused as refused:
        raise _Stopped(refused.message) from None
    click.echo(f"用时{time.monotonic() - begun:.0f}秒。")


def _password_hash(seed: int) -> str:
    """One hash for all; its salt comes from the seed, since the password is no secret anyway."""
    return hasher().hash(PASSWORD, salt=chance.key("salt", seed).bytes)


def _load(size: Size, order: Order) -> None:
    with unit_of_work() as session:
        loader.check(session, current_app.config["MODE"])
        present = loader.loaded(session)
        if present:
            click.echo(f"演示数据已经在库里（{present:,}家机构），没有改动。要重新开始，请运行 flask demo reset。")
            return
        counts = loader.load(session, order, size)
    _tell("浙江省" if size is not Size.COUNTY else "丽水市", counts)
    if size is Size.NATION:
        _load_nation(order)
    click.echo(ABOUT)
    click.echo(ASSUMPTION)


def _load_nation(order: Order) -> None:
    """One transaction for each province, so that none is too large."""
    for prefix in nation.PREFIXES:
        with unit_of_work() as session:
            nation.copy_divisions(session, prefix)
            counts = loader.load_clone(session, order, prefix)
        _tell(f"演示{prefix}省", counts)


def _tell(where: str, counts: dict[str, int]) -> None:
    click.echo(
        f"{where}：机构{counts['institution']:,}家，单元{counts['care_unit']:,}个，床位{counts['bed']:,}张，"
        f"账号{counts['user']:,}个，共{sum(counts.values()):,}行。"
    )


@group.command("accounts")
@click.option("--all", "everyone", is_flag=True, help="Officers and coordinators of every county too.")
def show_accounts(everyone: bool) -> None:
    """Print the demo accounts: role, name, area, login, password."""
    lines = accounts.table(db.session(), everyone=everyone)
    if not lines:
        raise _Stopped("还没有演示账号。请先运行 flask demo load。")
    click.echo("\n".join(lines))


@group.command("reset")
@click.option("--size", type=click.Choice([size.value for size in Size]), default=Size.PROVINCE.value)
@click.option("--seed", type=click.IntRange(0, 10**9), default=2027, show_default=True)
@click.option("--on", "day", type=DAY, default=None, help="Reference day; today by default.")
@click.confirmation_option(prompt="库里的全部内容都会清空，再重新装入演示数据。确定吗")
def reset(size: str, seed: int, day: date | None) -> None:
    """Empty the database, the audit trail too, and load reference and demo data anew."""
    try:
        with unit_of_work() as session:
            loader.check(session, current_app.config["MODE"])
    except Refused as refused:
        raise _Stopped(refused.message) from None
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()
    with unit_of_work() as session:
        regions.load(session)
        policy.load_defaults(session)
        load_calendar(session)
    _load(Size(size), Order(seed, day or today(), _password_hash(seed)))
