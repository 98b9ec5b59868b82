"""One case as an officer reads it: each proposal with what counts now, what would count, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import local
from hospice.core.dated import known
from hospice.core.i18n import gettext as _
from hospice.regions.models import Region

from ..models import UnitCapacity
from ..rules.proposals import FIELDS, About, Difference, differences
from .current import institutions_now, units_now, worst_first
from .people import names


@dataclass(frozen=True, slots=True)
class Matter:
    """One proposal: what it is about, what it would change, on which evidence, and who recorded it when."""

    about: About
    fact: Any
    unit: str  # empty: about the institution
    is_first: bool  # nothing counts yet
    differences: tuple[Difference, ...]
    evidence: tuple[tuple[str, str], ...]
    recorded_at: datetime
    recorded_by: str

    @property
    def title(self) -> str:
        """What the officer reads above it."""
        return f"{self.unit}　{self.about.label}" if self.unit else str(self.about.label)


def matters(session: Session, facts: Sequence[tuple[About, Any]]) -> list[Matter]:
    """The proposals in words; a bounded number of statements, however many there are."""
    places = _Places(session, facts)
    counted = {about: _counting(session, [fact for kind, fact in facts if kind is about]) for about in About}
    return [_matter(about, fact, counted[about], places) for about, fact in facts]


class _Places:
    """Names of everything that the facts point to."""

    def __init__(self, session: Session, facts: Sequence[tuple[About, Any]]) -> None:
        units = {fact.unit_id for _about, fact in facts if hasattr(fact, "unit_id")}
        self.units = units_now(session, units)
        hosts = {fact.host_institution_id for about, fact in facts if about is About.INSTITUTION}
        self.institutions = institutions_now(session, hosts - {None})
        self.people = names(session, (fact.recorded_by_id for _about, fact in facts))
        self.regions = {row.id: row.name for row in session.execute(sa.select(Region.id, Region.name).where(_level()))}
        self.capacity = _capacity(session, units)


def _level() -> sa.ColumnElement[bool]:
    return Region.level != "township"


def _capacity(session: Session, units: set[int]) -> dict[int, UnitCapacity]:
    if not units:
        return {}
    rows = session.scalars(
        sa.select(UnitCapacity)
        .where(UnitCapacity.unit_id.in_(units), UnitCapacity.superseded_at.is_(None))
        .order_by(*worst_first(UnitCapacity))
    )
    return {row.unit_id: row for row in rows}


def _counting(session: Session, facts: list[Any]) -> dict[int, list[Any]]:
    """What counts now of the subjects of these facts, of one kind."""
    if not facts:
        return {}
    model = type(facts[0])
    subject = getattr(model, model.SUBJECT)
    ids = {getattr(fact, model.SUBJECT) for fact in facts}
    found: dict[int, list[Any]] = {}
    for row in session.scalars(sa.select(model).where(known(model), subject.in_(ids)).order_by(model.valid_from)):
        found.setdefault(getattr(row, model.SUBJECT), []).append(row)
    return found


def _before(fact: Any, rows: list[Any]) -> Any | None:
    """What counts on the day from which the proposal shall hold; else the latest that counts."""
    mine = [row for row in rows if all(getattr(row, name) == getattr(fact, name) for name in fact.APART)]
    covering = [row for row in mine if row.span.covers(fact.valid_from)]
    return (covering or mine or [None])[-1]


def _matter(about: About, fact: Any, counted: Mapping[int, list[Any]], places: _Places) -> Matter:
    before = _before(fact, counted.get(getattr(fact, fact.SUBJECT), []))
    unit = places.units.get(getattr(fact, "unit_id", 0))
    return Matter(
        about,
        fact,
        unit.name if unit else "",
        before is None,
        tuple(differences(about, _values(about, before, places) if before else None, _values(about, fact, places))),
        tuple(_evidence(about, fact, places)),
        fact.recorded_at,
        places.people.get(fact.recorded_by_id, ""),
    )


def _values(about: About, fact: Any, places: _Places) -> dict[str, Any]:
    values = {name: getattr(fact, name) for name in FIELDS[about] if hasattr(fact, name)}
    values |= {"valid_from": fact.valid_from, "valid_to": fact.valid_to}
    if hasattr(fact, "region_id"):
        values["region"] = places.regions.get(fact.region_id, "")
    if hasattr(fact, "township"):
        values["township"] = fact.township.name if fact.township else ""
        host = places.institutions.get(fact.host_institution_id or 0)
        values["host"] = host.name if host else ""
    if hasattr(fact, "lon"):
        values["point"] = f"{fact.lon:.5f}, {fact.lat:.5f}" if fact.lon is not None else ""
    if about is About.ACTIVITY:
        values["month"], values["valid_to"] = _month(fact.valid_from), None
    return values


def _month(day: date) -> str:
    return _("%(y)s年%(m)s月", y=day.year, m=day.month)


def _evidence(about: About, fact: Any, all_places: _Places) -> list[tuple[str, str]]:
    capacity = all_places.capacity.get(getattr(fact, "unit_id", 0))
    found = [(_("文号"), fact.document_no), (_("原因"), fact.reason)]
    if capacity and about in (About.UNIT, About.STATE):
        places = _("核定%(i)s，开放%(o)s，配备人员%(s)s", i=capacity.installed, o=capacity.open, s=capacity.staffed)
        since = local(capacity.recorded_at).date().isoformat()
        said = _("%(places)s（%(source)s，%(day)s）", places=places, source=capacity.source.label, day=since)
        found.append((_("床位或服务量"), said))
    return [(label, text) for label, text in found if text]
