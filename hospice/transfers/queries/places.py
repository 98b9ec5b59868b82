"""Every unit of the province that could serve a need, with what is known of it: a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from hospice.core.clock import now, today
from hospice.core.dated import in_force
from hospice.episodes.rules.codes import Priority
from hospice.episodes.rules.faces import freshness
from hospice.episodes.rules.standards import Standards
from hospice.facilities.models import (
    CareUnit,
    Consortium,
    ConsortiumMember,
    InstitutionRecord,
    UnitCapacity,
    UnitRecord,
    UnitState,
)
from hospice.facilities.rules.codes import UnitKind, UnitStatus
from hospice.facilities.rules.places import InstitutionState
from hospice.geo.datum import Position
from hospice.geo.distance import distance_matrix, kilometres
from hospice.patients.rules.wishes import Setting
from hospice.regions.models import Region

from ..models import WaitingEntry
from ..rules.places import KINDS, Habit, Offered, serves
from .habits import habits
from .stock import Stocks

_NOBODY = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """For what kind of place somebody looks, and from where."""

    setting: Setting
    standards: Standards
    sender_id: int | None = None  # whose consortia count
    origin_unit_id: int | None = None  # where the patient is now
    asked: frozenset[int] = frozenset()
    home: Position | None = None
    relative: Position | None = None


def offered(session: Session, look: Look) -> list[Offered]:
    """The units of the whole province that serve the setting or are to serve it; what was closed is gone."""
    kinds, on = KINDS[look.setting], today()
    beside = _Beside(session, look, kinds, on)
    rows = session.connection().execute(_units(kinds, on)).all()
    places = [_place(row, beside, look) for row in rows if serves(look.setting, row.kind, row.house_kind)]
    return _with_distances(places, look)


def exactly(places: Iterable[Offered], look: Look) -> list[Offered]:
    """The same with the distances that are shown, along the ellipsoid: only for the few of a page."""
    return [
        replace(place, km=_between(look.home, place), relative_km=_between(look.relative, place)) for place in places
    ]


def _between(there: Position | None, place: Offered) -> float | None:
    return None if there is None or place.position is None else kilometres(there, place.position)


@dataclass(init=False, slots=True)
class _Beside:
    """What other tables say of the units, by their id."""

    stocks: Stocks
    habits: Mapping[int, Habit]
    waiting: Mapping[int, tuple[int, ...]]
    groups: Mapping[int, tuple[str, ...]]

    def __init__(self, session: Session, look: Look, kinds: frozenset[UnitKind], on: date) -> None:
        self.stocks = Stocks(session, kinds, on)
        self.habits = habits(session, now())
        self.waiting = _waiting(session)
        self.groups = _groups(session, look.sender_id, on)


@lru_cache(maxsize=16)
def _units(kinds: frozenset[UnitKind], on: date) -> sa.Select[Any]:
    """Kept for the day: to build a statement costs more than to run it. Likewise below."""
    its, house, above = UnitRecord, InstitutionRecord, aliased(Region)
    columns: list[Any] = [
        its.unit_id, CareUnit.key, CareUnit.institution_id, house.name.label("house"), its.name.label("unit"), its.kind,
        house.kind.label("house_kind"), house.state.label("house_state"), its.abilities, its.lon, its.lat,
        house.lon.label("house_lon"), house.lat.label("house_lat"), Region.lon.label("region_lon"),
        Region.lat.label("region_lat"), Region.path, Region.name.label("region"), above.name.label("above"),
        its.duty_phone, house.duty_phone.label("house_phone"), UnitState.status, UnitState.expected_on,
        UnitCapacity.open, UnitCapacity.staffed, UnitCapacity.recorded_at,
    ]  # fmt: skip
    return (
        sa.select(*columns)
        .join(CareUnit, CareUnit.id == its.unit_id)
        .join(UnitState, sa.and_(UnitState.unit_id == its.unit_id, in_force(UnitState, on)))
        .join(house, sa.and_(house.institution_id == CareUnit.institution_id, in_force(house, on)))
        .join(Region, Region.id == its.region_id)
        .join(above, above.id == Region.parent_id)
        .outerjoin(UnitCapacity, sa.and_(UnitCapacity.unit_id == its.unit_id, in_force(UnitCapacity, on)))
        .where(in_force(its, on), its.kind.in_(sorted(kinds)), UnitState.status != UnitStatus.CLOSED)
    )


_UNIT = (WaitingEntry.unit_id + sa.literal_column("0")).label("unit")  # see queries.stock
_WAITING = (
    sa.select(_UNIT, WaitingEntry.priority, sa.func.count())
    .where(WaitingEntry.left_at.is_(None))
    .group_by(_UNIT, WaitingEntry.priority)
)


def _waiting(session: Session) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = defaultdict(lambda: list(_NOBODY))
    for unit_id, priority, number in session.connection().execute(_WAITING):
        found[unit_id][Priority(priority).rank - 1] = number
    return {unit_id: tuple(counts) for unit_id, counts in found.items()}


def _groups(session: Session, sender_id: int | None, on: date) -> dict[int, tuple[str, ...]]:
    """The institutions that share a consortium with the sender, with the names of what they share; the sender too."""
    if sender_id is None:
        return {}
    mine, theirs = aliased(ConsortiumMember), aliased(ConsortiumMember)
    lasting = [
        sa.and_(one.valid_from <= on, sa.or_(one.valid_to.is_(None), one.valid_to > on)) for one in (mine, theirs)
    ]
    statement = (
        sa.select(theirs.institution_id, Consortium.name)
        .join(mine, mine.consortium_id == theirs.consortium_id)
        .join(Consortium, Consortium.id == theirs.consortium_id)
        .where(mine.institution_id == sender_id, *lasting)
        .order_by(Consortium.name)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for institution_id, name in session.execute(statement):
        found[institution_id].append(name)
    return {institution_id: tuple(names) for institution_id, names in found.items()}


def _place(row: Any, beside: _Beside, look: Look) -> Offered:
    stock, told_at = beside.stocks.of(row)
    position, roughly = _position(row)
    return Offered(
        unit_id=row.unit_id, key=row.key, institution_id=row.institution_id, house=row.house, unit=row.unit,
        kind=row.kind, house_kind=row.house_kind, region_path=row.path, region=row.region,
        above=row.above, status=row.status, expected_on=row.expected_on,
        house_active=row.house_state is InstitutionState.ACTIVE,
        phone=row.duty_phone or row.house_phone, abilities=frozenset(row.abilities), stock=stock,
        age=freshness(told_at, now(), look.standards), told_at=told_at,
        waiting=beside.waiting.get(row.unit_id, _NOBODY), habit=beside.habits.get(row.unit_id, Habit()),
        consortia=beside.groups.get(row.institution_id, ()), position=position, roughly=roughly,
        is_origin=row.unit_id == look.origin_unit_id, is_asked=row.unit_id in look.asked,
    )  # fmt: skip


def _position(row: Any) -> tuple[Position | None, bool]:
    """Where the unit stands: at its own point, at its house's, or somewhere in its division."""
    for lon, lat, roughly in (
        (row.lon, row.lat, False),
        (row.house_lon, row.house_lat, False),
        (row.region_lon, row.region_lat, True),
    ):
        if lon is not None and lat is not None:
            return (lon, lat), roughly
    return None, False


def _with_distances(places: list[Offered], look: Look) -> list[Offered]:
    there = [place.position for place in places if place.position is not None]
    origins = [look.home, look.relative]
    if not there or origins == [None, None]:
        return places
    columns = [iter(distance_matrix([one], there)[0].tolist()) if one is not None else None for one in origins]
    found = []
    for place in places:
        known = place.position is not None
        home, relative = (next(column) if column is not None and known else None for column in columns)
        found.append(replace(place, km=home, relative_km=relative))
    return found
