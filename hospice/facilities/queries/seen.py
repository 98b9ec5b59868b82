"""Reads the registry as the rules on contradictions look at it: a fixed number of statements, for one institution or all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import local
from hospice.core.dated import in_force
from hospice.geo import boundaries
from hospice.regions.models import Region

from ..models import (
    CareUnit,
    Confirmation,
    Designation,
    InstitutionRecord,
    ServiceDeclaration,
    UnitCapacity,
    UnitRecord,
    UnitState,
)
from ..rules.places import CapacitySource
from ..rules.seen import DeclarationSeen, InstitutionSeen, Registry, UnitSeen

Ids = frozenset[int] | None  # institutions that are asked about; none: all of them


def registry(session: Session, on: date, ids: Ids = None) -> Registry:
    """What counts on the day of all institutions, or of these."""
    regions = _regions(session)
    looked = _looked_at(session, ids)
    houses = [_house(row, regions, looked) for row in session.execute(_institutions(on, ids))]
    beside = _Beside(session, on, ids, regions)
    units = [_unit(row, regions, looked, beside) for row in session.execute(_units(on, ids))]
    return Registry(houses, units, [DeclarationSeen(*row) for row in session.execute(_declarations(on, ids))])


def alike(session: Session, on: date, ids: frozenset[int]) -> frozenset[int]:
    """These institutions and those that share a licence, a credit code or a name in the county with one of them."""
    mine, other = sa.orm.aliased(InstitutionRecord), InstitutionRecord
    same = sa.or_(
        other.licence_no == mine.licence_no,
        other.credit_code == mine.credit_code,
        sa.and_(other.name == mine.name, other.region_id == mine.region_id),
    )
    statement = (
        sa.select(other.institution_id)
        .join(mine, same)
        .where(mine.institution_id.in_(ids), in_force(mine, on), in_force(other, on))
    )
    return ids | frozenset(session.scalars(statement))


def _regions(session: Session) -> Mapping[int, Any]:
    columns = sa.select(Region.id, Region.code, Region.name, Region.parent_id, Region.statutory)
    return {row.id: row for row in session.execute(columns.where(Region.level != "township"))}


def _institutions(on: date, ids: Ids) -> sa.Select[Any]:
    its = InstitutionRecord
    columns: Any = sa.select(
        its.institution_id, its.name, its.kind, its.state, its.region_id, its.credit_code, its.licence_no,
        its.licence_from, its.licence_to, its.licence_checked_on, its.licensed_beds, its.licensed_subjects,
        its.host_institution_id, its.duty_phone, its.liaison_name, its.lon, its.lat,
    )  # fmt: skip
    return columns.where(in_force(its, on), its.institution_id.in_(ids) if ids is not None else sa.true())  # type: ignore[no-any-return]


def _units(on: date, ids: Ids) -> sa.Select[Any]:
    its, state = UnitRecord, UnitState
    columns: Any = sa.select(
            its.unit_id, CareUnit.institution_id, its.name, its.kind, its.region_id, its.opened_on,
            its.approval_document, its.shared_specialty, its.own_sign_and_rules, its.duty_phone, its.liaison_name,
            its.lon, its.lat, state.status, state.valid_from, state.expected_on, state.confirmed_at,
        )  # fmt: skip
    joined = columns.join(CareUnit, CareUnit.id == its.unit_id)
    joined = joined.join(state, sa.and_(state.unit_id == its.unit_id, in_force(state, on)))
    return joined.where(in_force(its, on), CareUnit.institution_id.in_(ids) if ids is not None else sa.true())  # type: ignore[no-any-return]


def _declarations(on: date, ids: Ids) -> sa.Select[Any]:
    its = ServiceDeclaration
    columns: Any = sa.select(its.institution_id, its.modes, its.trained_physicians, its.trained_nurses)
    return columns.where(in_force(its, on), its.institution_id.in_(ids) if ids is not None else sa.true())  # type: ignore[no-any-return]


Looked = Mapping[tuple[int, int | None], datetime]


def _looked_at(session: Session, ids: Ids) -> Looked:
    """When somebody last looked at each institution and unit."""
    its = Confirmation
    statement = sa.select(its.institution_id, its.unit_id, sa.func.max(its.at, type_=its.at.type))
    if ids is not None:
        statement = statement.where(its.institution_id.in_(ids))
    return {(row[0], row[1]): row[2] for row in session.execute(statement.group_by(its.institution_id, its.unit_id))}


def _house(row: Any, regions: Mapping[int, Any], looked: Looked) -> InstitutionSeen:
    region = regions[row.region_id]
    return InstitutionSeen._make(
        (*row[:5], region.code, region.name, *row[5:15],
         _day(looked.get((row.institution_id, None))), *_placement(row.lon, row.lat, region, regions))
    )  # fmt: skip


@dataclass(init=False)
class _Beside:
    """Places and designations of units."""

    places: dict[int, Any]
    designated: dict[int, list[str]]

    def __init__(self, session: Session, on: date, ids: Ids, regions: Mapping[int, Any]) -> None:
        its, mark = UnitCapacity, Designation
        asked = sa.true() if ids is None else its.unit_id.in_(_units_of(ids))
        columns = sa.select(its.unit_id, its.installed, its.open, its.staffed, its.source, its.recorded_at)
        self.places = {row.unit_id: row for row in session.execute(columns.where(in_force(its, on), asked))}
        asked = sa.true() if ids is None else mark.unit_id.in_(_units_of(ids))
        self.designated = defaultdict(list)
        for row in session.execute(sa.select(mark.unit_id, mark.region_id).where(in_force(mark, on), asked)):
            self.designated[row.unit_id].append(regions[row.region_id].name)


def _units_of(ids: Iterable[int]) -> sa.Select[Any]:
    return sa.select(CareUnit.id).where(CareUnit.institution_id.in_(ids))


def _unit(row: Any, regions: Mapping[int, Any], looked: Looked, beside: _Beside) -> UnitSeen:
    region, places = regions[row.region_id], beside.places.get(row.unit_id)
    times = (looked.get((row.institution_id, row.unit_id)), looked.get((row.institution_id, None)), row.confirmed_at)
    declared = places is not None and places.source is CapacitySource.DECLARED
    return UnitSeen._make(
        (*row[:5], region.code, region.name, *row[5:11], *row[13:16],
        *(places[1:4] if places is not None else (None, None, None)),
        _day(places.recorded_at) if declared and places is not None else None,
        _day(max((at for at in times if at is not None), default=None)),
        tuple(beside.designated.get(row.unit_id, ())),
        *_placement(row.lon, row.lat, region, regions))
    )  # fmt: skip


def _placement(lon: float | None, lat: float | None, region: Any, regions: Mapping[int, Any]) -> tuple[str, float]:
    """(the county in which the point lies where that is another one, how far outside); a zone lies in its host."""
    county = region if region.statutory else regions.get(region.parent_id, region)
    known = boundaries.shipped().codes()
    if lon is None or lat is None or county.code not in known:
        return "", 0.0
    verdict = boundaries.judge(lon, lat, county.code)
    if verdict.placement is not boundaries.Placement.OUTSIDE:
        return "", 0.0
    names = {row.code: row.name for row in regions.values()}
    return names.get(verdict.county, verdict.county), verdict.km_outside


def _day(at: datetime | None) -> date | None:
    return local(at).date() if at is not None else None
