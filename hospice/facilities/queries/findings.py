"""Contradictions of the registry as a work list: whose they are, where, of which kind, and what became of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from hospice.access.scope import Scope
from hospice.regions.models import Region
from hospice.web.paging import Page

from ..models import Finding
from .current import Place, institutions_now, units_now
from .people import names

MOST_EXPORTED = 20_000


@dataclass(frozen=True, slots=True)
class Filter:
    """Which findings are asked for; empty means all."""

    code: str = ""
    county: str = ""  # code of a county or zone
    owner: str = ""  # mine | none
    state: str = "open"  # open | explained | resolved


@dataclass(frozen=True, slots=True)
class Listed:
    """One finding with the names that its sentence needs."""

    finding: Finding
    institution: Place
    unit: Place | None
    owner: str  # empty: the coordinators of the county
    explained_by: str

    @property
    def subject(self) -> str:
        """What it is about."""
        return f"{self.institution.name}　{self.unit.name}" if self.unit else self.institution.name


def is_open() -> sa.ColumnElement[bool]:
    """The criterion for findings that wait for somebody."""
    return sa.and_(Finding.resolved_at.is_(None), Finding.explained_at.is_(None))


def visible(scope: Scope) -> sa.Select[Any]:
    """The findings of an area."""
    return sa.select(Finding).where(scope.criterion(Finding)).options(joinedload(Finding.region))


def open_count(session: Session, scope: Scope, person_id: int) -> tuple[int, datetime | None]:
    """How many open findings wait for this person (named, or nobody's) in the area, and since when the oldest."""
    mine = sa.or_(Finding.owner_id.is_(None), Finding.owner_id == person_id)
    statement = sa.select(sa.func.count(), sa.func.min(Finding.found_at))
    number, oldest = session.execute(statement.where(is_open(), mine, scope.criterion(Finding))).one()
    return number, oldest


def with_key(session: Session, scope: Scope, key: uuid.UUID) -> Finding | None:
    """One finding of the area."""
    return session.scalar(visible(scope).where(Finding.key == key))  # type: ignore[no-any-return]


def listed(session: Session, scope: Scope, wanted: Filter, person_id: int, number: int, per_page: int) -> Page[Listed]:
    """A page of the work list, the oldest first; what is settled, the newest first."""
    statement = _chosen(scope, wanted, person_id)
    bare = statement.order_by(None).with_only_columns(Finding.id, maintain_column_froms=True)
    total = sa.select(sa.func.count()).select_from(bare.subquery())
    rows = session.scalars(statement.limit(per_page).offset((number - 1) * per_page)).all()
    count = len(rows) if number == 1 and len(rows) < per_page else session.scalar(total) or 0
    return Page(with_names(session, list(rows)), count, number, per_page)


def exported(session: Session, scope: Scope, wanted: Filter, person_id: int) -> Iterator[Listed]:
    """Every chosen finding, for a spreadsheet; at most `MOST_EXPORTED`."""
    rows = session.scalars(_chosen(scope, wanted, person_id).limit(MOST_EXPORTED)).all()
    yield from with_names(session, list(rows))


def of_institution(session: Session, institution_id: int, unit_id: int | None = None) -> list[Listed]:
    """What is open or explained about one institution and its units, or about one of its units alone."""
    rows = session.scalars(
        sa.select(Finding)
        .where(Finding.institution_id == institution_id, Finding.resolved_at.is_(None))
        .where(Finding.unit_id == unit_id if unit_id is not None else sa.true())
        .options(joinedload(Finding.region))
        .order_by(Finding.explained_at.is_not(None), Finding.found_at, Finding.id)
    ).all()
    return with_names(session, list(rows))


def open_by_kind_and_county(
    session: Session, scope: Scope, wanted: Filter, person_id: int
) -> list[tuple[str, str, str, int]]:
    """(kind, county's code, county's name, how many) of the findings in the chosen state: for the filters."""
    chosen = _chosen(scope, replace(wanted, code="", county=""), person_id).order_by(None)
    kept = chosen.with_only_columns(Finding.id, maintain_column_froms=True)
    statement = (
        sa.select(Finding.code, Region.code, Region.name, sa.func.count())
        .join(Region, Region.id == Finding.region_id)
        .where(Finding.id.in_(kept))
        .group_by(Finding.code, Region.code, Region.name)
        .order_by(Region.code)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(statement)]


def _chosen(scope: Scope, wanted: Filter, person_id: int) -> sa.Select[Any]:
    states = {
        "open": is_open(),
        "explained": sa.and_(Finding.resolved_at.is_(None), Finding.explained_at.is_not(None)),
        "resolved": Finding.resolved_at.is_not(None),
    }
    owners: Mapping[str, sa.ColumnElement[bool]] = {
        "mine": Finding.owner_id == person_id,
        "none": Finding.owner_id.is_(None),
    }
    statement = visible(scope).where(states[wanted.state], owners.get(wanted.owner, sa.true()))
    if wanted.code:
        statement = statement.where(Finding.code == wanted.code)
    if wanted.county:
        statement = statement.where(Finding.region_id.in_(sa.select(Region.id).where(Region.code == wanted.county)))
    if wanted.state == "resolved":
        return statement.order_by(Finding.resolved_at.desc(), Finding.id.desc())
    return statement.order_by(Finding.found_at, Finding.id)


def with_names(session: Session, rows: list[Finding]) -> list[Listed]:
    """The findings with the names of what and whom they are about: three statements."""
    institutions = institutions_now(session, (row.institution_id for row in rows))
    units = units_now(session, (row.unit_id for row in rows if row.unit_id))
    people = names(session, [number for row in rows for number in (row.owner_id, row.explained_by_id)])
    return [
        Listed(
            row,
            institutions[row.institution_id],
            units.get(row.unit_id or 0),
            people.get(row.owner_id or 0, ""),
            people.get(row.explained_by_id or 0, ""),
        )
        for row in rows
        if row.institution_id in institutions
    ]
