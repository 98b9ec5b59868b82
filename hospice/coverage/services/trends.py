"""How a goal came about: its figure at every month's end since the earliest fact, computed from the dated facts.

Every month is judged by the rules of the day asked about, so that the line shows what happened in the network and not
in the rules; divisions are those of each month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from hospice.facilities.rules.codes import UnitKind

from ..queries.facts import Archive, Facts, Rows, load_history, service_months
from ..rules.designation import Places
from ..rules.goals import Coverage, judge, places_of
from ..rules.policy import Policy, ProvideLevel
from ..rules.primary import PRIMARY_KINDS, count_facilities, judge_facility
from ..rules.verdicts import Goal
from .snapshots import Snapshot


class Month(NamedTuple):
    """The figure at the end of a month (of the last month: on the day asked about)."""

    on: date
    numerator: int
    denominator: int


WARD_KINDS = frozenset({UnitKind.WARD, UnitKind.CENTER})

Series = Mapping[tuple[Goal, str], Sequence[Month]]


def trend(session: Session, snapshot: Snapshot, goal: Goal, code: str) -> Sequence[Month]:
    """The months of a goal in a province, prefecture or county (G1: not in counties), the earliest first."""
    series: Series = snapshot.once("trend", lambda: _series(session, snapshot))
    return series.get((goal, code), ())


def _series(session: Session, snapshot: Snapshot) -> Series:
    archive = load_history(session, snapshot.known_at)
    found: dict[tuple[Goal, str], list[Month]] = defaultdict(list)
    policy = snapshot.coverage.policy
    # Only where the goal asks for active facilities does it matter in which months they served.
    months = service_months(session, snapshot.known_at) if policy.g3_provide_level is ProvideLevel.L3 else ()
    facilities = _Facilities(archive, policy, months)
    wards = _only_wards(archive)
    for day in _month_ends(archive, snapshot.on):
        facts = wards.on(day)
        for figure in _wards(day, snapshot.coverage, facts).figures.values():
            if figure.goal is not Goal.G3:
                found[figure.goal, figure.code].append(Month(day, figure.numerator, figure.denominator))
        province = snapshot.coverage.province_code
        for code, (numerator, denominator) in facilities.sums(day, places_of(facts.counties), province).items():
            found[Goal.G3, code].append(Month(day, numerator, denominator))
    return found


def _wards(day: date, asked: Coverage, facts: Facts) -> Coverage:
    return judge(
        day,
        asked.policy,
        facts.counties,
        facts.institutions,
        facts.units,
        facts.designations,
        (),
        province_code=asked.province_code,
    )


def _only_wards(archive: Archive) -> Archive:
    """Units that once were a ward or a centre, and their hosts: no other unit can count, and they are nine of ten."""
    wards = {row[0] for row in archive.units if row.kind in WARD_KINDS}
    units = [row for row in archive.units if row[0] in wards]
    hosts = {row.institution_id for row in units}
    return replace(
        archive, units=units, institutions=[row for row in archive.institutions if row[0] in hosts], declarations=()
    )


def _month_ends(archive: Archive, last: date) -> Iterator[date]:
    """The last day of every month from the first state, designation or declaration to the day asked about."""
    rows = (archive.states, archive.designations, [row for row in archive.declarations if row.confirmed])
    days = [row[1] for table in rows for row in table if row[1] <= last]
    day = min(days, default=last).replace(day=1)
    while day <= last:
        following = (day.replace(day=28) + timedelta(4)).replace(day=1)
        yield min(following - timedelta(1), last)
        day = following


class _Facilities:
    """Primary facilities month by month: one is judged anew only when a row of its own has begun or ended."""

    def __init__(self, archive: Archive, policy: Policy, months: Rows) -> None:
        kept = [row for row in archive.institutions if row.kind in PRIMARY_KINDS]
        self.archive, self.policy, self.months = replace(archive, institutions=kept), policy, months
        self.declarations: dict[int, list[Any]] = defaultdict(list)
        for row in archive.declarations:
            self.declarations[row[0]].append(row)
        self.days = sorted(_turning_days(kept) | _region_days(archive))
        self.counted: tuple[int, list[Any]] = (-1, [])
        self.known: dict[int, tuple[date, bool]] = {}

    def sums(self, day: date, places: Places, province: str) -> dict[str, tuple[int, int]]:
        """(providing, counted) of the province, its prefectures and its counties."""
        found = {code: [0, 0] for code in (province, *places.prefectures, *places.statutory)}
        if self.months:
            last = {one: until for one, start, until in self.months if start <= day}
            self.archive = replace(self.archive, last_services=last)
        for facility in self._facilities(day, places):
            county = places.county_of(facility.institution.county_code)
            if county is None:
                continue
            provides = self._provides(day, facility, county.code)
            for code in (province, county.prefecture_code, county.code):
                found[code][0] += provides
                found[code][1] += 1
        return {code: (numerator, denominator) for code, (numerator, denominator) in found.items()}

    def _facilities(self, day: date, places: Places) -> list[Any]:
        """The denominator, found anew only where an institution or a division has changed since the month before."""
        stretch = sum(turning <= day for turning in self.days)
        if self.counted[0] != stretch:
            present = self.archive.institutions_of(day, self.archive.atlas.codes(day))
            self.counted = (stretch, count_facilities(self.policy, present, places).facilities)
            self.known = {}
        return self.counted[1]

    def _provides(self, day: date, facility: Any, county: str) -> bool:
        until, provides = self.known.get(facility.institution.id, (date.min, False))
        if day < until:
            return provides
        members = (facility.institution, *facility.merged)
        rows = [row for member in members for row in self.declarations.get(member.id, ())]
        services = tuple(self.archive.services_of(rows, day)) if rows else ()
        provides = judge_facility(day, self.policy, facility, services, county).provides
        to_come = (turning for turning in _turning_days(rows) if turning > day)
        until = day if self.months else min(to_come, default=date.max)
        self.known[facility.institution.id] = (until, provides)
        return provides


def _turning_days(rows: Iterable[Any]) -> set[date]:
    return {day for row in rows for day in (row[1], row[2]) if day is not None}


def _region_days(archive: Archive) -> set[date]:
    places = archive.atlas.places.values()
    return {day for place in places for day in (place.valid_from, place.valid_to) if day is not None}
