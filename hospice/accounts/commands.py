"""`flask accounts …`: for the server, before anybody can sign in, and for what administrators may not do to each other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
import sqlalchemy as sa
from flask.cli import AppGroup
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hospice.access.permissions import ADMINISTRATORS, AT_INSTITUTION, Role
from hospice.access.scope import Scope
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.facilities.models import Institution
from hospice.regions import queries as regions
from hospice.regions.models import Region

from . import queries
from .models import User
from .rules import one_time_password, password_fault
from .services import grants, lifecycle, passwords
from .sign_in import hasher

group = AppGroup("accounts", help="Accounts and grants.")

ROLES = click.Choice([role.value for role in Role])
EVERYWHERE = Scope(everywhere=True)
PASSWORD_VARIABLE = "HOSPICE_ADMIN_PASSWORD"  # noqa: S105 - the name of a variable


@contextmanager
def _deed() -> Iterator[Session]:
    """A unit of work whose refusal is one sentence and exit code 2; nothing of it is stored."""
    try:
        with unit_of_work() as session:
            yield session
    except Refused as refused:
        raise click.UsageError(str(refused.message)) from refused
    except IntegrityError as refused:
        raise click.UsageError("数据库不接受这次改动，什么都没有写入。") from refused


@group.command("create-admin")
@click.option("--role", type=click.Choice(sorted(role.value for role in ADMINISTRATORS)), required=True)
@click.option("--login", required=True)
@click.option("--name", required=True)
@click.option("--workplace", default="")
def create_admin(role: str, login: str, name: str, workplace: str) -> None:
    """Open the account of one of the three administrators.

    The password is read from HOSPICE_ADMIN_PASSWORD, or asked for.
    """
    typed = os.environ.get(PASSWORD_VARIABLE) or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    fault = password_fault(typed, login)
    if fault:
        raise click.UsageError(fault)
    hashed = hasher().hash(typed)
    with _deed() as session:
        province = session.scalar(sa.select(Region).where(Region.parent_id.is_(None)))
        if province is None:
            raise Refused("还没有区划，请先运行 flask regions load。")
        person = lifecycle.Person(
            _short("login", login, 40), _short("name", name, 50), _short("workplace", workplace, 100)
        )
        user = lifecycle.open_account(session, person, hashed, None, must_change=False)
        grants.give(session, user, Role(role), region=province, by=None)
    click.echo(f"{login}: {Role(role).words}")


@group.command("create")
@click.option("--login", required=True)
@click.option("--name", required=True)
@click.option("--workplace", default="")
@click.option("--position", default="")
@click.option("--phone", default="")
def create(login: str, name: str, workplace: str, position: str, phone: str) -> None:
    """Open an account and print its one-time password."""
    made = one_time_password()
    hashed = hasher().hash(made)
    with _deed() as session:
        person = lifecycle.Person(
            _short("login", login, 40), _short("name", name, 50), _short("workplace", workplace, 100),
            _short("position", position, 50), phone,
        )  # fmt: skip
        lifecycle.open_account(session, person, hashed, None)
    click.echo(made)


@group.command("grant")
@click.option("--login", required=True)
@click.option("--role", type=ROLES, required=True)
@click.option("--at", "place", required=True, help="Code of a region, or name of an institution.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The first day on which it no longer holds.")
def grant(login: str, role: str, place: str, until: datetime | None) -> None:
    """Give a role at a region or at an institution."""
    with _deed() as session:
        user = _account(session, login)
        region = institution = None
        if Role(role) in AT_INSTITUTION:
            institution = _institution(session, place)
        else:
            region = regions.by_code(session, place)
            if region is None:
                raise Refused(f"没有代码为“{place}”的区划。")
        day = until.date() if until else None
        grants.give(session, user, Role(role), region=region, institution=institution, until=day, by=None)
    click.echo(f"{login}: {Role(role).words}　{place}")


@group.command("list")
@click.option("--role", type=ROLES, default=None)
@click.option("--q", "text", default="", help="Part of a name, login or workplace.")
def list_accounts(role: str | None, text: str) -> None:
    """List accounts: login, name, workplace, roles, state; parted by tabs."""
    number, more = 1, True
    while more:
        page = queries.page(db.session(), EVERYWHERE, number, 200, text=text, role=Role(role) if role else None)
        for user in page.rows:
            click.echo(
                "\t".join((user.login, user.name, user.workplace, _roles(user), "open" if user.is_active else "closed"))
            )
        number, more = number + 1, number < page.pages


@group.command("close")
@click.option("--login", required=True)
def close(login: str) -> None:
    """Close an account."""
    with _deed() as session:
        lifecycle.close(session, _account(session, login), None)
    click.echo(f"{login}: closed")


@group.command("reset-password")
@click.option("--login", required=True)
def reset_password(login: str) -> None:
    """Give a one-time password and print it."""
    made = one_time_password()
    hashed = hasher().hash(made)
    with _deed() as session:
        passwords.reset(session, _account(session, login), hashed, None)
    click.echo(made)


def _account(session: Session, login: str) -> User:
    user = queries.by_login(session, login)
    if user is None:
        raise Refused(f"没有账号“{login}”。")
    return user


def _institution(session: Session, name: str) -> Institution:
    found = queries.institutions_called(session, EVERYWHERE, name)
    if len(found) == 1:
        return found[0][0]
    names = "、".join(name for _institution, name in found[: queries.NAMES_SHOWN])
    raise Refused(f"有几家都符合：{names}。请写全称。" if found else f"没有找到机构“{name}”。")


def _roles(user: User) -> str:
    return ", ".join(
        f"{grant.role.value}@{grant.region.code if grant.region else 'institution'}" for grant in user.live_grants
    )


def _short(option: str, text: str, most: int) -> str:
    text = text.strip()
    if len(text) > most:
        raise Refused(f"--{option} 最多{most}个字，给了{len(text)}个。")
    if option in ("login", "name") and not text:
        raise Refused(f"--{option} 不能为空。")
    return text
