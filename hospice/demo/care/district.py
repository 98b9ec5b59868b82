"""One prefecture after the other: who lives there, who asks for places, and its three years of care."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.facilities.rules.codes import OrgLevel
from hospice.regions.models import Population
from hospice.transfers.rules.calendar import WorkingCalendar
from hospice.transfers.rules.standards import Standards

from ..land import Place
from ..network import Network, Site
from . import assumptions as assumed
from .closing import Closing
from .houses import Unit, units_of
from .ledger import NUMBERED, Ledger, count_days, days_counted, pour
from .lives import Lives
from .minutes import DAY, midnight
from .persons import Register
from .staff import Team, hire, teams

MORE_SENDERS = 4  # primary facilities of a county that offer nothing themselves and yet ask for places
DETAILED_DAYS = (
    21  # handovers of so many days are there item by item; before that what was said and that it was complete
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the simulation stands on, read before the rows of the network go into the database."""

    units: Sequence[Unit]
    senders: Mapping[str, list[int]]  # houses by real code of the county
    teams: dict[int, Team]
    begins: int
    ends: int


def prepare(net: Network, password_hash: str | None, days: int) -> Ground:
    """Find the units and hire whoever is missing; adds accounts to the book."""
    ends = midnight(net.calendar.today)
    units = units_of(net, ends)
    chosen = _senders(net, units)
    hire(net, {unit.site for unit in units} | {site for sites in chosen.values() for site in sites}, password_hash)
    begins = max(midnight(net.calendar.start), ends - days * DAY)
    senders = {code: [site.id for site in sites] for code, sites in chosen.items()}
    return Ground(units, senders, dict(teams(net)), begins, ends)


def _senders(net: Network, units: Sequence[Unit]) -> dict[str, list[Site]]:
    """Per county its leading hospital (more often), the houses that offer care, and a few that do not."""
    found: dict[str, list[Site]] = defaultdict(list)
    for code, site in net.mains.items():
        found[code] += [site] * 3
    for unit in units:
        if unit.site not in found[unit.site.county.origin]:
            found[unit.site.county.origin].append(unit.site)
    for code, towns in net.land.townships.items():
        rest = [net.primaries[town.origin] for town in towns if town.origin in net.primaries]
        found[code] += [site for site in rest if site not in found[code]][:MORE_SENDERS]
    return dict(found)


def care(session: Session, net: Network, ground: Ground) -> dict[str, int]:
    """Let three years pass in every prefecture, and write them; gives the numbers of rows by table."""
    last = {model: session.scalar(sa.select(sa.func.max(model.id))) or 0 for model in NUMBERED}
    elders, days = _elders(session), days_counted(session)
    counts: dict[str, int] = defaultdict(int)
    by_prefecture: dict[str, list[Unit]] = defaultdict(list)
    for unit in ground.units:
        by_prefecture[unit.site.county.origin[:4]].append(unit)
    for prefecture, units in sorted(by_prefecture.items()):
        ledger = Ledger(net.dice("care", prefecture), last, days)
        _live(net, ground, units, elders, ledger)
        pour(session, ledger)
        last, days = ledger.last, ledger.days
        for name, number in ledger.counts().items():
            counts[name] += number
    count_days(session, days)
    _move_sequences(session, last)
    return dict(counts)


def _live(net: Network, ground: Ground, units: Sequence[Unit], elders: Mapping[int, int], ledger: Ledger) -> None:
    regions = {site.id: site.county.id for sites in net.by_county.values() for site in sites}
    lives = Lives(
        ledger, units, ground.teams, ground.senders, regions, Register(ledger, net.land.townships), ground.ends,
        ground.ends - DETAILED_DAYS * DAY,
    )  # fmt: skip
    homes = {unit.id: _homes(net, unit, elders) for unit in units}
    lives.open_up(ground.begins, _shares(units, homes, elders), homes)
    lives.run(ground.ends)
    Closing(lives, WorkingCalendar(), Standards()).put_down()


def _homes(net: Network, unit: Unit, elders: Mapping[int, int]) -> tuple[list[Place], list[float]]:
    """The counties people come from: its own, for a municipal ward all of the prefecture by their elders."""
    own = unit.site.county
    if unit.site.level is not OrgLevel.MUNICIPAL:
        return [own], [1.0]
    counties = [place for place in net.counties() if place.origin[:4] == own.origin[:4]]
    return counties, [elders.get(place.id, 1) for place in counties]


def _shares(
    units: Sequence[Unit], homes: Mapping[int, tuple[list[Place], list[float]]], elders: Mapping[int, int]
) -> dict[int, float]:
    """How much of its places a unit can fill from the people of its counties: all, but where they are too few."""
    flows: dict[int, float] = defaultdict(float)
    for unit in units:
        flow = 365 * len(unit.places) * unit.pace.full * assumed.NEW / unit.pace.mean
        for place in homes[unit.id][0]:
            flows[place.id] += flow / len(homes[unit.id][0])
    need = assumed.DEATHS_AT_65 * assumed.IN_NEED
    able = {county: min(1.0, elders.get(county, 0) * need / flow) for county, flow in flows.items()}
    return {unit.id: max(0.05, fmean(able[place.id] for place in homes[unit.id][0])) for unit in units}


def _elders(session: Session) -> dict[int, int]:
    """Residents of 65 and over, by region, of the latest year that is loaded."""
    rows = session.execute(sa.select(Population.region_id, Population.aged_65).order_by(Population.year))
    return {row.region_id: row.aged_65 for row in rows}


def _move_sequences(session: Session, last: Mapping[Any, int]) -> None:
    """PostgreSQL has to be told where the numbers go on; SQLite knows."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for model, number in last.items():
        if number:
            sequence = sa.func.pg_get_serial_sequence(f'"{model.__tablename__}"', "id")
            session.execute(sa.select(sa.func.setval(sequence, number)))
