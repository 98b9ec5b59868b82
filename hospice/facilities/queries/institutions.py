"""The list of institutions: one statement for one page, whoever asks and however it is narrowed."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from hospice.access.scope import Scope
from hospice.core.clock import ZONE, local, today
from hospice.core.dated import in_force, pending
from hospice.core.i18n import gettext as _
from hospice.regions.models import Region
from hospice.web.filters import day
from hospice.web.locale import chosen
from hospice.web.paging import Page

from ..models import (
    CareUnit,
    Confirmation,
    Institution,
    InstitutionRecord,
    ServiceDeclaration,
    UnitCapacity,
    UnitRecord,
    UnitState,
)
from ..rules import summary
from ..rules.codes import InstitutionKind
from ..rules.places import PRIMARY, InstitutionState
from ..rules.summary import HOSPITALS, Declared, Status, UnitLine
from .areas import Area

R = InstitutionRecord
FRESH, AGEING, STALE, WAITING = "fresh", "ageing", "stale", "waiting"
SORTS = ("place", "name", "confirmed")
FRESH_DAYS = 30  # design §4; how old a confirmation may grow is the setting confirm.max_age_days
_ORDER = {kind: number for number, kind in enumerate((*HOSPITALS, InstitutionKind.HOSPICE_CENTER, *InstitutionKind))}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks of the list; every field empty means everything."""

    words: str = ""
    kinds: tuple[InstitutionKind, ...] = ()
    area: Area | None = None
    freshness: str = ""
    sort: str = "place"
    stale_days: int = 100
    merges_branches: bool = True  # the setting g3.branch_needs_own_licence

    @property
    def is_narrowed(self) -> bool:
        """Whether not everything is shown."""
        return bool(self.words or self.kinds or self.area or self.freshness)


class Line(NamedTuple):
    """One institution of the list, in words."""

    key: uuid.UUID
    name: str
    described: str
    county: str
    services: str
    status: Status
    beds: str
    age: Status  # when the commission last looked
    waits: bool  # nothing about it has been confirmed
    changes: bool  # a change waits


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list, and how many of all rows are primary facilities."""

    page: Page[Line]
    primary: int


@dataclass(slots=True)
class _Gathered:
    row: Any
    units: dict[int, UnitLine] = field(default_factory=dict)


def live(record: Any = R) -> sa.ColumnElement[bool]:
    """One row for each institution: what counts today; what is proposed, where nothing counts yet."""
    other = aliased(R)
    counts = sa.select(other.id).where(other.institution_id == record.institution_id, in_force(other, today()))
    return sa.or_(in_force(record, today()), sa.and_(pending(record), ~counts.exists()))


def last_confirmed(institution_id: Any, confirmed_at: Any) -> sa.ColumnElement[datetime | None]:
    """When the commission last looked; where it never did so expressly, when the record came to count."""
    looked = sa.select(sa.func.max(Confirmation.at)).where(Confirmation.institution_id == institution_id)
    return sa.type_coerce(sa.func.coalesce(looked.scalar_subquery(), confirmed_at), R.confirmed_at.type)


def narrowed(scope: Scope, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """The criteria for records of the list; they need no join, so that an index can give the order."""
    found = [live(), scope.criterion(R)]
    if wanted.kinds:
        found.append(R.kind.in_(wanted.kinds))
    if wanted.area is not None:
        found.append(_inside(wanted.area))
    if wanted.freshness:
        found.append(_as_fresh_as(wanted))
    for word in typed_words(wanted.words):
        named = sa.or_(Region.name.contains(word, autoescape=True), Region.initials == word)
        findable = sa.select(Institution.id).where(Institution.search_text.contains(word, autoescape=True))
        found.append(sa.or_(R.institution_id.in_(findable), R.region_id.in_(sa.select(Region.id).where(named))))
    return found


def typed_words(typed: str) -> list[str]:
    """What somebody typed, as the search text is written: half width, small letters, at most eight words."""
    return unicodedata.normalize("NFKC", typed.replace("\x00", "")).lower().split()[:8]


def ordered(wanted: Wanted) -> list[Any]:
    """The order of the list: by place and kind, by name, or what was confirmed longest ago first."""
    by_kind: Any = sa.case(_ORDER, value=R.kind)
    by_place = [R.region_id, by_kind, R.name, R.id]  # divisions are numbered in the order of their codes
    if wanted.sort == "name":
        return [R.name, R.id]
    if wanted.sort == "confirmed":
        return [last_confirmed(R.institution_id, R.confirmed_at).asc().nulls_first(), *by_place]
    return by_place


def _inside(area: Area) -> sa.ColumnElement[bool]:
    if area.is_township:
        return R.township_id == area.id
    return R.region_id.in_(sa.select(Region.id).where(Region.path.startswith(area.path, autoescape=True)))


def _as_fresh_as(wanted: Wanted) -> sa.ColumnElement[bool]:
    if wanted.freshness == WAITING:
        waiting = aliased(R)
        return sa.select(waiting.id).where(waiting.institution_id == R.institution_id, pending(waiting)).exists()
    at = last_confirmed(R.institution_id, R.confirmed_at)
    midnight = datetime.combine(today(), time.min, ZONE)
    fresh, stale = (midnight - timedelta(days=days) for days in (FRESH_DAYS, wanted.stale_days))
    return {FRESH: at >= fresh, AGEING: sa.and_(at < fresh, at >= stale), STALE: at < stale}[wanted.freshness]


def listed(session: Session, scope: Scope, wanted: Wanted, number: int, per_page: int) -> Listed:
    """One page of the list; a page behind the last one gives the first."""
    on = today()
    rows = session.execute(_page_with_units(scope, wanted, number, per_page, on)).all()
    if not rows and number > 1:
        return listed(session, scope, wanted, 1, per_page)
    gathered: dict[int, _Gathered] = {}
    for row in rows:
        mine = gathered.setdefault(row.institution_id, _Gathered(row))
        if row.unit_id is not None:
            mine.units.setdefault(row.unit_id, _unit(row))
    line = _words(chosen(), on, wanted.stale_days).line
    total, primary = (rows[0].total, rows[0].primary_total) if rows else (0, 0)
    return Listed(Page([line(each) for each in gathered.values()], total, number, per_page), primary)


@lru_cache(maxsize=256)
def _page_with_units(scope: Scope, wanted: Wanted, number: int, per_page: int, on: date) -> sa.Select[Any]:
    """The rows of a page, each repeated for every unit of the institution: all of it in one statement.

    Kept, since to build it costs more than to run it; `on` is the day, so that no statement outlives it.
    """
    order, found = ordered(wanted), narrowed(scope, wanted)
    page = sa.select(R.id).where(*found).order_by(*order).limit(per_page).offset((number - 1) * per_page).cte("page")
    primary = sa.func.count(sa.distinct(sa.case((_counts_as_primary(wanted.merges_branches), _facility()))))
    totals = sa.select(sa.func.count().label("total"), primary.label("primary_total")).where(*found).cte("totals")
    waiting = aliased(R)
    changes = sa.select(waiting.id).where(waiting.institution_id == R.institution_id, pending(waiting)).exists()
    declared = sa.and_(ServiceDeclaration.institution_id == R.institution_id, in_force(ServiceDeclaration, on))
    columns: list[Any] = [
        R.institution_id, Institution.key, R.name, R.kind, R.special_type, R.grade, R.grade_class, R.state,
        R.confirmed_at, Region.short_name.label("county"), totals.c.total, totals.c.primary_total,
        changes.label("changes"), last_confirmed(R.institution_id, R.confirmed_at).label("looked_at"),
        ServiceDeclaration.modes, ServiceDeclaration.trained_physicians, ServiceDeclaration.trained_nurses,
        CareUnit.id.label("unit_id"), UnitRecord.kind.label("unit_kind"), UnitState.status, UnitState.expected_on,
        UnitState.confirmed_at.is_(None).label("unit_waits"), UnitCapacity.open, UnitCapacity.installed,
    ]  # fmt: skip
    return (
        sa.select(*columns)
        .select_from(page)
        .join(totals, sa.true())
        .join(R, R.id == page.c.id)
        .join(Region, Region.id == R.region_id)
        .join(Institution, Institution.id == R.institution_id)
        .outerjoin(ServiceDeclaration, declared)
        .outerjoin(CareUnit, CareUnit.institution_id == R.institution_id)
        .outerjoin(UnitRecord, sa.and_(UnitRecord.unit_id == CareUnit.id, _told_today(UnitRecord)))
        .outerjoin(UnitState, sa.and_(UnitState.unit_id == CareUnit.id, _told_today(UnitState)))
        .outerjoin(UnitCapacity, sa.and_(UnitCapacity.unit_id == CareUnit.id, in_force(UnitCapacity, on)))
        .order_by(*order, CareUnit.id, UnitRecord.confirmed_at.is_(None), UnitState.confirmed_at.is_(None))
    )


def _counts_as_primary(merges_branches: bool) -> sa.ColumnElement[bool]:
    """Institutions of the goal's denominator: a branch without a licence of its own is part of its host."""
    part = sa.and_(R.host_institution_id.is_not(None), ~R.own_licence) if merges_branches else sa.false()
    return sa.and_(R.kind.in_(PRIMARY), R.confirmed_at.is_not(None), R.state == InstitutionState.ACTIVE, ~part)


def _facility() -> sa.ColumnElement[str]:
    """What makes two rows one facility with two signboards: its licence; where it has none, its credit code."""
    other = aliased(R)
    licence = sa.select(sa.func.min(other.licence_no)).where(
        other.credit_code == R.credit_code, other.licence_no != "", other.kind.in_(PRIMARY), in_force(other, today())
    )
    named = sa.func.coalesce(sa.func.nullif(R.licence_no, ""), licence.scalar_subquery())
    return sa.func.coalesce(named, sa.func.nullif(R.credit_code, ""), sa.cast(R.institution_id, sa.String(20)))


def _told_today(model: Any) -> sa.ColumnElement[bool]:
    return sa.or_(in_force(model, today()), pending(model))


def _unit(row: Any) -> UnitLine:
    return UnitLine(row.unit_kind, row.status, row.expected_on, row.open, row.installed, bool(row.unit_waits))


class _Words:
    """Rows in words of one language; what rows say alike is put into words once, since a sentence is slow to look up."""

    def __init__(self, on: date, stale_days: int) -> None:
        self.on, self.stale_days = on, stale_days
        kept = lru_cache(maxsize=4096)
        self.graded, self.services, self.beds = kept(summary.graded), kept(summary.services), kept(summary.beds)
        self.status, self.aged = kept(summary.of_institution), kept(aged)

    def line(self, gathered: _Gathered) -> Line:
        """One institution."""
        row = gathered.row
        units = tuple(unit for unit in gathered.units.values() if unit.kind is not None)
        declared = None if row.modes is None else Declared(tuple(row.modes), row.trained_physicians, row.trained_nurses)
        waits = row.confirmed_at is None
        looked_on = None if waits else local(row.looked_at).date()
        return Line(
            row.key, row.name, self.graded(row.kind, row.special_type, row.grade, row.grade_class), row.county,
            self.services(row.kind, declared, units), self.status(row.kind, row.state, declared, units, self.on),
            self.beds(units), self.aged(looked_on, self.on, self.stale_days), waits, bool(row.changes),
        )  # fmt: skip


@lru_cache(maxsize=8)
def _words(_language: str, on: date, stale_days: int) -> _Words:
    """The words of a language, for a day."""
    return _Words(on, stale_days)


def aged(looked_on: date | None, on: date, stale_days: int) -> Status:
    """The day of a confirmation, drawn by its age: ● fresh, ◐ ageing, ○ stale."""
    if looked_on is None:
        return Status(_("待确认"), "clock", "mind")
    days = (on - looked_on).days
    if days <= FRESH_DAYS:
        return Status(day(looked_on), "full")
    return Status(day(looked_on), "half", "mind") if days <= stale_days else Status(day(looked_on), "ring", "hot")


def near_names(session: Session, scope: Scope, typed: str) -> list[tuple[uuid.UUID, str]]:
    """Up to three institutions in scope whose names look like what was typed: for a search that found nothing."""
    known: Iterable[Any] = session.execute(
        sa.select(Institution.key, R.name).join(R, R.institution_id == Institution.id).where(live(), scope.criterion(R))
    )
    keys = {name: key for key, name in known}
    return [(keys[name], name) for name in get_close_matches(typed[:60], keys, n=3, cutoff=0.5)]
