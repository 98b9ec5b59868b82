"""What the page of a county tells beside its figures: its people, and what has changed there lately."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.facilities.models import (
    Designation,
    InstitutionRecord,
    ServiceDeclaration,
    UnitCapacity,
    UnitRecord,
    UnitState,
)
from hospice.regions.models import Level, Population, Region

SHOWN = 6


@dataclass(frozen=True, slots=True)
class About:
    """A county and its people."""

    code: str
    name: str
    path: str
    townships: int
    aged_65: int | None
    census: int | None  # year


def about(session: Session, code: str) -> About:
    """One county in one statement."""
    county, below = Region, sa.orm.aliased(Region)
    townships = (
        sa.select(sa.func.count())
        .where(below.parent_id == county.id, below.level == Level.TOWNSHIP, below.valid_to.is_(None))
        .scalar_subquery()
    )
    row = session.execute(
        sa.select(county.code, county.name, county.path, townships, Population.aged_65, Population.year)
        .outerjoin(Population, Population.region_id == county.id)
        .where(county.code == code)
        .order_by(Population.year.desc())
        .limit(1)
    ).one()
    return About(*row)


class Change(NamedTuple):
    """A fact that the network came to know."""

    about: str  # name of the table
    subject: int  # id of the unit or the institution
    at: datetime
    word: str  # a status or a number, by table


def changes(session: Session, units: Collection[int], institutions: Collection[int], until: datetime) -> list[Change]:
    """The latest confirmed facts of some units and institutions up to an instant, newest first, in one statement."""
    empty = sa.literal("")
    parts = [
        _part(UnitRecord, units, empty, until),
        _part(UnitState, units, UnitState.status, until),
        _part(UnitCapacity, units, UnitCapacity.open, until),
        _part(Designation, units, empty, until),
        _part(InstitutionRecord, institutions, empty, until),
        _part(ServiceDeclaration, institutions, empty, until),
    ]
    rows = sa.union_all(*parts).subquery()
    found = session.execute(sa.select(rows).order_by(rows.c.at.desc(), rows.c.valid_from.desc()).limit(SHOWN * 3))
    # A new fact cuts the days of the old one, which is written anew: of one moment only the newest is a change.
    newest: dict[tuple[str, int, datetime], Change] = {}
    for row in found:
        newest.setdefault((row.about, row.subject, row.at), Change(row.about, row.subject, row.at, row.word))
    return list(newest.values())[:SHOWN]


def _part(model: Any, subjects: Collection[int], word: Any, until: datetime) -> sa.Select[Any]:
    subject = getattr(model, model.SUBJECT)
    return sa.select(
        sa.literal(model.__tablename__).label("about"),
        subject.label("subject"),
        model.confirmed_at.label("at"),
        model.valid_from.label("valid_from"),
        sa.cast(word, sa.String(40)).label("word"),
    ).where(subject.in_(subjects), model.confirmed_at <= until)
