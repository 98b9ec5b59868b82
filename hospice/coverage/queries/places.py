"""Divisions of a day, and to which of them a registered place belongs then (domain §1.4: merged, split, renamed)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.regions.models import Level, Region, Succession

from ..rules.facts import CountyFact


@dataclass(frozen=True, slots=True)
class Place:
    """A division as stored; open ends mean "always"."""

    id: int
    code: str
    name: str
    name_en: str
    level: Level
    path: str
    statutory: bool
    valid_from: date | None
    valid_to: date | None

    def exists(self, on: date) -> bool:
        """Whether the division exists on the day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)

    @property
    def above(self) -> list[str]:
        """Codes of the divisions above, from the province down."""
        return self.path.strip("/").split("/")[:-1]


@dataclass(frozen=True, slots=True)
class Atlas:
    """All prefectures and counties that ever were, and what became of them."""

    places: Mapping[int, Place]
    later: Mapping[int, Sequence[int]]
    earlier: Mapping[int, Sequence[int]]

    def codes(self, on: date) -> dict[int, str]:
        """The county-level code under which each region is counted on the day; split ones without an heir are left out."""
        found = ((place.id, self._heir(place, on)) for place in self.places.values())
        return {number: heir.code for number, heir in found if heir is not None}

    def _heir(self, place: Place, on: date) -> Place | None:
        """The place itself, or the one division that stands for it on the day; none where nobody can say."""
        seen = set()
        while not place.exists(on):
            ended = place.valid_to is not None and place.valid_to <= on
            steps = (self.later if ended else self.earlier).get(place.id, ())
            if len(steps) != 1 or steps[0] in seen:
                return None
            seen.add(place.id)
            place = self.places[steps[0]]
        return place

    def on(self, day: date) -> list[Place]:
        """Prefectures and counties of the day, zones included."""
        return [place for place in self.places.values() if place.exists(day)]

    def counties(self, on: date, reported: Iterable[str]) -> list[CountyFact]:
        """The county-level divisions of the day as the rules take them; `reported` are codes that ever reported."""
        present = self.on(on)
        names = {place.code: place.name for place in present}
        known = set(reported)
        return [_county(place, names, known) for place in present if place.level is Level.COUNTY]


def _county(place: Place, names: Mapping[str, str], reported: set[str]) -> CountyFact:
    prefecture = place.above[1]
    host = "" if place.statutory else place.above[-1]
    return CountyFact(
        place.code, place.name, prefecture, place.statutory, host, place.code in reported, names.get(prefecture, "")
    )


def atlas(session: Session) -> Atlas:
    """All prefectures and counties with their successions, in one statement."""
    columns = (
        Region.id,
        Region.code,
        Region.name,
        Region.name_en,
        Region.level,
        Region.path,
        Region.statutory,
        Region.valid_from,
        Region.valid_to,
    )
    rows: Sequence[Any] = session.execute(
        sa.select(*columns, Succession.to_id)
        .outerjoin(Succession, Succession.from_id == Region.id)
        .where(Region.level.in_([Level.PREFECTURE, Level.COUNTY]))
        .order_by(Region.code, Succession.to_id)
    ).all()
    later: dict[int, list[int]] = defaultdict(list)
    earlier: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.to_id is not None:
            later[row.id].append(row.to_id)
            earlier[row.to_id].append(row.id)
    return Atlas({row.id: Place(*row[:-1]) for row in rows}, later, earlier)
