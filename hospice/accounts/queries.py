"""Asking for accounts: the scope first."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from hospice.access.permissions import Role
from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.dated import known
from hospice.facilities.models import Institution, InstitutionRecord
from hospice.regions.models import Level, Region
from hospice.web.paging import Page

from .models import Grant, User

NAMES_SHOWN = 5


def visible(scope: Scope) -> sa.Select[Any]:
    """Accounts with a grant inside the scope, and those without any grant, which lie nowhere yet."""
    statement = sa.select(User)
    if scope.everywhere:
        return statement
    here = sa.or_(
        scope.criterion(_GrantPlace),
        Grant.institution_id.in_(sa.select(InstitutionRecord.institution_id).where(scope.criterion(InstitutionRecord))),
    )
    return statement.where(sa.or_(~User.grants.any(), User.grants.any(here)))


class _GrantPlace:
    """Where a grant stands, for a scope to look at."""

    @classmethod
    def scope_columns(cls) -> tuple[Any, Any]:
        return Grant.region_id, Grant.institution_id


def one(session: Session, scope: Scope, key: uuid.UUID) -> User | None:
    """One account by its public key, if it lies in the scope."""
    return session.scalars(visible(scope).where(User.key == key)).unique().one_or_none()


def page(
    session: Session,
    scope: Scope,
    number: int,
    per_page: int,
    *,
    text: str = "",
    role: Role | None = None,
    region: str = "",
    state: str = "",
) -> Page[User]:
    """Accounts by name, a page of them; `state` is open, closed, waiting (must change its password) or empty."""
    statement = visible(scope).where(*_wished(text, role, region, state))
    total = session.scalar(sa.select(sa.func.count()).select_from(statement.options().order_by(None).subquery())) or 0
    rows = session.scalars(
        statement.options(selectinload(User.grants).joinedload(Grant.region))
        .order_by(User.closed_at.is_not(None), User.workplace, User.name, User.id)
        .limit(per_page)
        .offset((number - 1) * per_page)
    ).all()
    return Page(rows, total, number, per_page)  # fmt: skip


def _wished(text: str, role: Role | None, region: str, state: str) -> list[sa.ColumnElement[bool]]:
    wished: list[sa.ColumnElement[bool]] = []
    if text:
        columns = (User.name, User.login, User.phone, User.workplace)
        wished.append(sa.or_(*(column.icontains(text, autoescape=True) for column in columns)))
    if role or region:
        wished.append(User.grants.any(sa.and_(live(), *_at(role, region))))
    if state:
        wished.append(
            {
                "open": User.closed_at.is_(None),
                "closed": User.closed_at.is_not(None),
                "waiting": sa.and_(User.closed_at.is_(None), User.must_change_password),
            }.get(state, sa.true())
        )
    return wished


def _at(role: Role | None, region: str) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = [Grant.role == role] if role else []
    if region:
        inside = sa.select(Region.id).where(Region.path.contains(f"/{region}/", autoescape=True))
        there = sa.select(InstitutionRecord.institution_id).where(InstitutionRecord.region_id.in_(inside))
        wanted.append(sa.or_(Grant.region_id.in_(inside), Grant.institution_id.in_(there)))
    return wanted


def live() -> sa.ColumnElement[bool]:
    """The criterion for grants in force today."""
    return sa.and_(
        Grant.ended_at.is_(None),
        Grant.valid_from <= today(),
        sa.or_(Grant.valid_to.is_(None), Grant.valid_to > today()),
    )


def standing_grants(session: Session, user_id: int) -> Sequence[Grant]:
    """Grants of somebody that are in force or will be."""
    return session.scalars(
        sa.select(Grant)
        .where(
            Grant.user_id == user_id,
            Grant.ended_at.is_(None),
            sa.or_(Grant.valid_to.is_(None), Grant.valid_to > today()),
        )
        .options(joinedload(Grant.region))
    ).all()


def by_login(session: Session, typed: str) -> User | None:
    """The account with this login, or with this mobile number."""
    text = typed.strip().lower()
    return session.scalars(sa.select(User).where(sa.or_(User.login == text, User.phone == text))).unique().one_or_none()


def institution_names(session: Session, ids: set[int]) -> dict[int, str]:
    """What institutions are called now, by id; one that waits for the commission goes by the name that it was given."""
    if not ids:
        return {}
    rows = session.execute(
        sa.select(InstitutionRecord.institution_id, InstitutionRecord.name)
        .where(InstitutionRecord.institution_id.in_(ids), InstitutionRecord.superseded_at.is_(None))
        .order_by(InstitutionRecord.confirmed_at.is_not(None), InstitutionRecord.valid_from)
    )
    return {number: name for number, name in rows}  # noqa: C416 - rows are not pairs to mypy


def institutions_called(session: Session, scope: Scope, text: str) -> list[tuple[Institution, str]]:
    """Institutions of the scope with this name, or, when there is none, some whose name holds it."""
    statement = (
        sa.select(Institution, InstitutionRecord.name)
        .join(InstitutionRecord, InstitutionRecord.institution_id == Institution.id)
        .where(known(InstitutionRecord), InstitutionRecord.valid_to.is_(None), scope.criterion(InstitutionRecord))
        .order_by(InstitutionRecord.name)
        .limit(NAMES_SHOWN + 1)
    )
    exact = session.execute(statement.where(InstitutionRecord.name == text)).all()
    rows = exact or session.execute(statement.where(InstitutionRecord.name.icontains(text, autoescape=True))).all()
    return [(institution, name) for institution, name in rows]


def regions(session: Session, scope: Scope) -> Sequence[Region]:
    """Provinces, prefectures and counties of the scope that exist today, a county under its prefecture."""
    return session.scalars(
        sa.select(Region)
        .where(
            Region.level != Level.TOWNSHIP,
            sa.or_(Region.valid_to.is_(None), Region.valid_to > today()),
            scope.criterion(Region),
        )
        .order_by(Region.path)
    ).all()
