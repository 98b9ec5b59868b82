"""Designations of an area, and the wards and divisions that one can be made of."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.dated import in_force, known, pending
from hospice.regions.models import Level, Region
from hospice.web.paging import Page

from ..models import CareUnit, Designation, InstitutionRecord, UnitRecord, UnitState
from ..rules.codes import UnitKind
from ..rules.designations import Candidate, Wish
from .current import Place, institutions_now, units_now
from .people import names

WARDS = (UnitKind.WARD, UnitKind.CENTER)


@dataclass(frozen=True, slots=True)
class Listed:
    """One designation with the names that it needs."""

    designation: Designation
    unit: Place
    institution: Place
    recorded_by: str
    confirmed_by: str

    @property
    def state(self) -> str:
        """One of waiting, in_force, to_come, over."""
        if self.designation.is_pending:
            return "waiting"
        span = self.designation.span
        if span.covers(today()):
            return "in_force"
        return "to_come" if span.start > today() else "over"


def visible(scope: Scope) -> sa.Select[Any]:
    """Designations for divisions of an area, or of wards that stand there."""
    if scope.everywhere:
        inside: sa.ColumnElement[bool] = sa.true()
    else:
        regions = sa.select(Region.id).where(scope.criterion(Region))
        wards = sa.select(UnitRecord.unit_id).where(UnitRecord.superseded_at.is_(None), scope.criterion(UnitRecord))
        inside = sa.or_(Designation.region_id.in_(regions), Designation.unit_id.in_(wards))
    live = sa.or_(known(Designation), pending(Designation))
    return sa.select(Designation).where(live, inside).options(joinedload(Designation.region))


def listed(session: Session, scope: Scope, number: int, per_page: int) -> Page[Listed]:
    """Designations, those that wait first, then the newest."""
    order = (Designation.confirmed_at.is_not(None), Designation.valid_from.desc(), Designation.id.desc())
    bare = visible(scope).with_only_columns(Designation.id, maintain_column_froms=True)
    total = session.scalar(sa.select(sa.func.count()).select_from(bare.subquery())) or 0
    rows = session.scalars(visible(scope).order_by(*order).limit(per_page).offset((number - 1) * per_page)).all()
    return Page(with_names(session, rows), total, number, per_page)


def with_names(session: Session, rows: Sequence[Designation]) -> list[Listed]:
    """The designations with what and whom they name: four statements."""
    units = units_now(session, {row.unit_id for row in rows})
    hosts = dict(_hosts(session, units))
    houses = institutions_now(session, set(hosts.values()))
    people = names(session, [number for row in rows for number in (row.recorded_by_id, row.confirmed_by_id)])
    return [
        Listed(
            row,
            units[row.unit_id],
            houses[hosts[row.unit_id]],
            people.get(row.recorded_by_id or 0, ""),
            people.get(row.confirmed_by_id or 0, ""),
        )
        for row in rows
        if row.unit_id in units and hosts[row.unit_id] in houses
    ]


def _hosts(session: Session, units: Any) -> list[tuple[int, int]]:
    if not units:
        return []
    return [
        (row[0], row[1])
        for row in session.execute(sa.select(CareUnit.id, CareUnit.institution_id).where(CareUnit.id.in_(units)))
    ]


def with_key(session: Session, scope: Scope, key: uuid.UUID) -> Designation | None:
    """One designation of the area."""
    return session.scalar(visible(scope).where(Designation.key == key))  # type: ignore[no-any-return]


def wards(session: Session, scope: Scope) -> list[tuple[uuid.UUID, str]]:
    """(key, words) of the confirmed wards and centres of an area, by county and name."""
    unit, house = UnitRecord, InstitutionRecord
    rows = session.execute(
        sa.select(CareUnit.key, house.name, unit.name, Region.name)
        .join(unit, unit.unit_id == CareUnit.id)
        .join(house, house.institution_id == CareUnit.institution_id)
        .join(Region, Region.id == unit.region_id)
        .where(in_force(unit, today()), in_force(house, today()), unit.kind.in_(WARDS), scope.criterion(unit))
        .order_by(Region.code, house.name, unit.name)
    )
    return [(row[0], f"{row[3]}　{row[1]}　{row[2]}") for row in rows]


def divisions(session: Session, scope: Scope) -> Sequence[Region]:
    """The prefectures and counties of an area for which a ward may be designated."""
    levels = Region.level.in_((Level.PREFECTURE, Level.COUNTY))
    there = sa.or_(Region.valid_to.is_(None), Region.valid_to > today())
    return session.scalars(sa.select(Region).where(levels, there, scope.criterion(Region)).order_by(Region.code)).all()


def candidate(session: Session, unit_id: int, besides_id: int | None = None) -> Candidate | None:
    """A ward as the rules on designations look at it; none where it is not confirmed."""
    unit, house, state = UnitRecord, InstitutionRecord, UnitState
    row = session.execute(
        sa.select(unit.kind, state.status, house.kind, house.level, Region.path)
        .join(CareUnit, CareUnit.id == unit.unit_id)
        .join(house, sa.and_(house.institution_id == CareUnit.institution_id, in_force(house, today())))
        .join(Region, Region.id == unit.region_id)
        .outerjoin(state, sa.and_(state.unit_id == unit.unit_id, in_force(state, today())))
        .where(unit.unit_id == unit_id, in_force(unit, today()))
    ).first()
    if row is None:
        return None
    its = Designation
    others = session.execute(
        sa.select(its.goal, Region.name)
        .join(Region, Region.id == its.region_id)
        .where(its.unit_id == unit_id, its.id != (besides_id or 0), sa.or_(in_force(its, today()), pending(its)))
        .order_by(its.id)
    )
    return Candidate(*row[:4], prefecture_code(row.path), [(goal, name) for goal, name in others])


def wish(goal: str, region: Region) -> Wish:
    """For which goal and division, as the rules look at it."""
    return Wish(goal, region.statutory, prefecture_code(region.path))


def prefecture_code(path: str) -> str:
    """The code of the prefecture in a path of divisions; empty above it."""
    codes = path.strip("/").split("/")
    return codes[1] if len(codes) > 1 else ""
