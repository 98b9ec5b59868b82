"""The facts of a day as the rules take them, from rows about all institutions or some of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import ZONE, local
from hospice.facilities.rules.codes import ServiceMode
from hospice.facilities.rules.places import InstitutionState

from ..rules.facts import CountyFact, DesignationFact, InstitutionFact, ServiceFact, UnitFact
from ..rules.verdicts import Goal
from . import statements
from .places import Atlas, Place, atlas

Rows = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is true on a day, ready for `rules.goals.judge`."""

    counties: list[CountyFact]
    institutions: list[InstitutionFact]
    units: list[UnitFact]
    designations: list[DesignationFact]
    services: list[ServiceFact]
    places: Mapping[str, Place]  # prefectures and counties of the day by code
    points: Mapping[int, tuple[float, float]]  # (lon, lat) in WGS-84 by unit; its own, else its institution's
    looked_at: Mapping[int, date]  # when the commission last looked at an institution or what it declares, by its id


@dataclass(frozen=True, slots=True)
class Part:
    """The facts of a day about some of the institutions."""

    institutions: list[InstitutionFact]
    units: list[UnitFact]
    services: list[ServiceFact]
    points: Mapping[int, tuple[float, float]]
    looked_at: Mapping[int, date]
    reported: frozenset[str]  # county-level codes of which any of these ever reported anything


@dataclass(frozen=True, slots=True)
class Archive:
    """Rows of one day or of all days, as known at one time; `on` picks those of a day."""

    atlas: Atlas
    institutions: Rows
    units: Rows
    states: Rows
    capacities: Rows
    designations: Rows
    declarations: Rows
    last_services: Mapping[int, date]
    looked_at: Mapping[tuple[int, int | None], datetime]
    failed_checklists: frozenset[int] = frozenset()
    made: dict[tuple[int, str], InstitutionFact] = field(default_factory=dict)  # by row and county: months share them

    def on(self, day: date) -> Facts:
        """The facts of the day."""
        return together(self.atlas, day, self.designations, [self.part(day, self.atlas.codes(day))])

    def part(self, day: date, codes: Mapping[int, str]) -> Part:
        """The facts of the day about the institutions of these rows; `codes` are the counties of the day by region."""
        units, points = self._units(day, codes)
        return Part(
            self.institutions_of(day, codes), units, self.services_of(self.declarations, day), points,
            self._looked_at(day), frozenset(self._reported(day, codes)),
        )  # fmt: skip

    def _looked_at(self, day: date) -> dict[int, date]:
        found = {row[0]: _no_later(row.confirmed_at, day) for row in _of(self.declarations, day) if row.confirmed}
        for (one, unit), at in self.looked_at.items():
            if unit is None:
                found[one] = max(_no_later(at, day), found.get(one, date.min))
        return found

    def institutions_of(self, day: date, codes: Mapping[int, str]) -> list[InstitutionFact]:
        """The institutions of the day; `codes` are the counties of the day by region."""
        found = []
        for row in _of(self.institutions, day):
            key = (id(row), codes.get(row.region_id, ""))
            fact = self.made.get(key)
            if fact is None:
                fact = self.made[key] = _institution(row, key[1])
            found.append(fact)
        return found

    def _units(self, day: date, codes: Mapping[int, str]) -> tuple[list[UnitFact], dict[int, tuple[float, float]]]:
        """Units whose kind and state are both known; a unit without capacity has not reported its beds."""
        states = {row[0]: row for row in _of(self.states, day)}
        capacities = {row[0]: row for row in _of(self.capacities, day)}
        houses = {row[0]: (row.lon, row.lat) for row in self.institutions if row.lon is not None}
        units, points = [], {}
        for row in _of(self.units, day):
            state = states.get(row[0])
            if state is None:
                continue
            units.append(self._unit(row, state, capacities.get(row[0]), day, codes))
            point = houses.get(row.institution_id) if row.lon is None else (row.lon, row.lat)
            if point is not None:
                points[row[0]] = point
        return units, points

    def _unit(self, row: Any, state: Any, capacity: Any, day: date, codes: Mapping[int, str]) -> UnitFact:
        return UnitFact(
            row.unit_id, str(row.key), row.name, row.institution_id, row.kind, codes.get(row.region_id, ""),
            state.status, state.valid_from, row.opened_on, row.approval_document,
            capacity.open if capacity else None, capacity.installed if capacity else None,
            expected_on=state.expected_on,
            shared_specialty=row.shared_specialty,
            own_sign_and_rules=row.own_sign_and_rules,
            checklist_failed=row.unit_id in self.failed_checklists,
            last_confirmed_on=self._last_confirmed(row, state, day),
            partner_names=(row.partners,) if row.partners else (),
        )

    def _last_confirmed(self, row: Any, state: Any, day: date) -> date | None:
        """The commission looked at the unit or its house, or confirmed its state; what it said later, it said of the day."""
        looked = self.looked_at
        times = (looked.get((row.institution_id, row.unit_id)), looked.get((row.institution_id, None)), state.confirmed_at)
        return max((_no_later(at, day) for at in times if at is not None), default=None)

    def services_of(self, declarations: Rows, day: date) -> list[ServiceFact]:
        """A facility's declaration of the day; where there is none, all others (over, to come, unconfirmed), without staff."""
        by_facility: dict[int, list[Any]] = defaultdict(list)
        for row in declarations:
            by_facility[row[0]].append(row)
        found = []
        for facility, rows in by_facility.items():
            present = [row for row in rows if row.confirmed and row[1] <= day and (row[2] is None or day < row[2])]
            last = self.last_service(facility, day)
            found += [_service(row, last, counts=bool(present)) for row in present or rows]
        silent = (one for one in self.last_services if one not in by_facility)
        return found + [
            ServiceFact(one, frozenset(), None, None, False, 0, 0, self.last_service(one, day)) for one in silent
        ]

    def last_service(self, facility: int, day: date) -> date | None:
        """The latest day up to `day` for which a facility has told of services."""
        until = self.last_services.get(facility)
        return until and min(until - timedelta(1), day)

    def _reported(self, day: date, codes: Mapping[int, str]) -> set[str]:
        """County-level codes of which anything was ever reported or confirmed."""
        homes = {row[0]: codes.get(row.region_id, "") for row in self.institutions}
        facilities = {row[0] for row in self.declarations if row.confirmed and row[1] <= day}
        facilities |= {one for one, _ in self.looked_at}
        found = {homes[one] for one in facilities if one in homes}
        return found | {codes.get(row.region_id, "") for row in self.units if row[1] <= day}


def _of(rows: Rows, day: date) -> Iterable[Any]:
    return (row for row in rows if row[1] <= day and (row[2] is None or day < row[2]))


def _no_later(at: datetime, day: date) -> date:
    return min(local(at).date(), day)


def _institution(row: Any, county: str) -> InstitutionFact:
    return InstitutionFact(
        row[0], str(row.key), row.name, row.kind, row.grade, row.grade_class, row.built_to_grade2, row.level,
        row.ownership, row.licensor_level, row.state is InstitutionState.ACTIVE, row.licence_no or "", row.licence_from,
        row.licence_to, row.licence_checked_on, row.licensed_beds, row.credit_code or "", county,
        row.own_licence, row.host_institution_id, local(row.created_at).date(),
    )


def _designation(row: Any) -> DesignationFact:
    return DesignationFact(row[0], row.code, Goal(row.goal), row.document_no, row.approver, row[1], row[2])


_MODES: dict[tuple[str, ...], frozenset[ServiceMode]] = {}


def _modes(codes: list[str]) -> frozenset[ServiceMode]:
    """The same few combinations come back a thousand times."""
    key = tuple(codes)
    if key not in _MODES:
        _MODES[key] = frozenset(map(ServiceMode, codes))
    return _MODES[key]


def _service(row: Any, last: date | None, *, counts: bool) -> ServiceFact:
    physicians, nurses = (row.trained_physicians, row.trained_nurses) if counts else (0, 0)
    return ServiceFact(row[0], _modes(row.modes), row[1], row[2], row.confirmed, physicians, nurses, last)


def end_of(day: date) -> datetime:
    """The last instant of a business date, in UTC."""
    return datetime.combine(day, time.max, ZONE).astimezone(UTC)


def together(atlas: Atlas, day: date, designations: Rows, parts: Iterable[Part]) -> Facts:
    """The facts of the day, put together from those about some institutions each."""
    parts = list(parts)
    reported = frozenset().union(*(part.reported for part in parts))
    zones = {place.code: place.above[-1] for place in atlas.on(day) if not place.statutory}
    reported |= {zones[code] for code in reported if code in zones}  # what a zone reports, its host has reported
    return Facts(
        atlas.counties(day, reported),
        [fact for part in parts for fact in part.institutions],
        [fact for part in parts for fact in part.units],
        [_designation(row) for row in _of(designations, day)],
        [fact for part in parts for fact in part.services],
        {place.code: place for place in atlas.on(day)},
        {unit: point for part in parts for unit, point in part.points.items()},
        {one: at for part in parts for one, at in part.looked_at.items()},
    )


def archive_of_day(
    session: Session, within: statements.Within, on: date, known_at: datetime | None, *, with_checklists: bool
) -> Archive:
    """The rows of the day `on` about some of the institutions, as known at `known_at` (now, when none)."""
    until = min(end_of(on), known_at) if known_at else end_of(on)
    read = session.execute
    return Archive(
        atlas(session),
        read(statements.institutions(on, known_at, within)).all(),
        read(statements.units(on, known_at, within)).all(),
        read(statements.states(on, known_at, within)).all(),
        read(statements.capacities(on, known_at, within)).all(),
        (),
        read(statements.declarations(known_at, within)).all(),
        _pairs(session, statements.last_services(on, known_at, within)),
        {(one, unit): at for one, unit, at in read(statements.confirmations(until, within))},
        _failed(session, on, known_at, within) if with_checklists else frozenset(),
    )


def _pairs(session: Session, statement: sa.Executable) -> dict[int, Any]:
    return {row[0]: row[1] for row in session.execute(statement)}


def _failed(session: Session, on: date, known_at: datetime | None, within: statements.Within) -> frozenset[int]:
    latest = _pairs(session, statements.checklists(on, known_at, within))
    return frozenset(unit for unit, failed in latest.items() if failed)


def load_history(session: Session, known_at: datetime | None) -> Archive:
    """Facts of all days as known at `known_at`; without confirmations and services delivered (`service_months`)."""
    read = session.execute
    return Archive(
        atlas(session),
        read(statements.institutions(None, known_at)).all(),
        read(statements.units(None, known_at)).all(),
        read(statements.states(None, known_at)).all(),
        read(statements.capacities(None, known_at)).all(),
        read(statements.designations(None, known_at)).all(),
        read(statements.declarations(known_at)).all(),
        {},
        {},
    )


def service_months(session: Session, known_at: datetime | None) -> Rows:
    """(institution, first day, day after the last) of every month with services, the earliest first."""
    return session.execute(statements.service_months(known_at)).all()
