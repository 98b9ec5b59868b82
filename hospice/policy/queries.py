"""Asking for goals and rules: what was in force on a day, as known at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import today
from hospice.core.db import once

from .models import Goal, Rule
from .rules import SETTINGS


def values(session: Session, on: date | None = None, known_at: datetime | None = None) -> dict[str, Any]:
    """Every configuration key with the value in force on a day: the default where nobody has set one."""
    on = on or today()
    return dict(once(session, ("rules", on, known_at), lambda: _values(session, on, known_at)))


def _values(session: Session, on: date, known_at: datetime | None) -> dict[str, Any]:
    found = {setting.key: setting.default for setting in SETTINGS.values()}
    rows = session.execute(
        sa.select(Rule.rule_key, Rule.value).where(*_in_force(on, known_at)).order_by(Rule.id)
    )
    found.update({key: value for key, value in rows if key in SETTINGS})
    return found


def _in_force(on: date, known_at: datetime | None) -> tuple[sa.ColumnElement[bool], ...]:
    span = (Rule.valid_from <= on, sa.or_(Rule.valid_to.is_(None), Rule.valid_to > on))
    if known_at is None:
        return (*span, Rule.approved_at.is_not(None), Rule.superseded_at.is_(None))
    known = sa.or_(Rule.superseded_at.is_(None), Rule.superseded_at > known_at)
    return (*span, Rule.approved_at <= known_at, known)


def goals(session: Session, on: date | None = None) -> Sequence[Goal]:
    """The version of each goal that holds on a day, by code."""
    newest = (
        sa.select(Goal.code, sa.func.max(Goal.version).label("version"))
        .where(Goal.valid_from <= (on or today()))
        .group_by(Goal.code)
        .subquery()
    )
    joined = sa.and_(Goal.code == newest.c.code, Goal.version == newest.c.version)
    return session.scalars(sa.select(Goal).join(newest, joined).order_by(Goal.code)).all()


def history(session: Session, key: str) -> Sequence[Rule]:
    """Every row ever written for a key, newest first."""
    return session.scalars(sa.select(Rule).where(Rule.rule_key == key).order_by(Rule.id.desc())).all()


def waiting(session: Session) -> Sequence[Rule]:
    """Proposed values that nobody has approved yet, oldest first."""
    open_ones = sa.select(Rule).where(Rule.approved_at.is_(None), Rule.superseded_at.is_(None))
    return session.scalars(open_ones.order_by(Rule.id)).all()


def set_keys(session: Session, on: date | None = None) -> dict[str, Rule]:
    """The row in force of each key that somebody has set."""
    rows = session.scalars(sa.select(Rule).where(*_in_force(on or today(), None)).order_by(Rule.id))
    return {row.rule_key: row for row in rows}
