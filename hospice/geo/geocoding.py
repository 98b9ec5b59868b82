"""From a typed Chinese address to a place and back, offline, through geopy's interface.

The gazetteer knows only divisions: it finds the township or the county that an address names, says how exact that is
in metres and where the point comes from, and never guesses a street. Whoever owns the list of divisions hands it in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Any, Protocol

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderServiceError
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from hospice.geo import boundaries
from hospice.geo.distance import kilometres


class Level(IntEnum):
    """How deep a division stands; a deeper one is the better answer."""

    PROVINCE = 0
    CITY = 1
    COUNTY = 2
    TOWNSHIP = 3


ACCURACY_M = {Level.PROVINCE: 250_000, Level.CITY: 60_000, Level.COUNTY: 20_000, Level.TOWNSHIP: 3_000}
"""How far the point may lie from the address, in metres. Townships: regions/data/README.md says 1–3 km; the others are
label points, so the figure is about half the width of a usual division of that level."""

# 杭州路, 庆元街, 台州湾大桥 are named after a place and do not lie in it: so a short name before these words is none.
_NAMED_AFTER = re.compile("(?:[东南西北中]{0,2}(?:大)?[路街巷弄道桥]|村|新村|小区|广场|大厦|花园|公寓|湾)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One division of the gazetteer.

    `names`: the official name first, then old and short ones; `path` as in `/33/3307/330782/`, from which ancestors are
    read; position in WGS-84 degrees, None where nobody knows it; `source` of the position.
    """

    code: str
    names: tuple[str, ...]
    level: Level
    lon: float | None
    lat: float | None
    path: str
    source: str = ""

    def lies_in(self, other: Entry) -> bool:
        """Whether this division is the other one or stands below it."""
        return self.path.startswith(other.path)


class Geocoding(Protocol):
    """What the registry needs of a geocoder: ours below, a commercial one behind geopy, or a fake in tests."""

    def geocode(self, query: str, *, within: str | None = None) -> Location | None:
        """The place an address names, or None; `within`: code of the county it is known to lie in."""

    def reverse(self, query: tuple[float, float]) -> Location | None:
        """The division at a WGS-84 (lat, lon), or None outside the area known."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name found in the address."""

    entry: Entry
    start: int
    name: str

    @property
    def end(self) -> int:
        return self.start + len(self.name)

    @property
    def in_full(self) -> bool:
        return self.name == self.entry.names[0]


class Gazetteer(Geocoder):
    """An offline geocoder over a list of divisions; nothing it does can reach a network."""

    def __init__(
        self, entries: Iterable[Entry], county_at: Callable[[float, float], str | None] = boundaries.county_at
    ) -> None:
        """Index the divisions by every name; `county_at(lon, lat)` answers `reverse` (default: shipped borders)."""
        super().__init__(adapter_factory=_NoNetwork)
        self._entries = {entry.code: entry for entry in entries}
        self._by_path = {entry.path: entry for entry in self._entries.values()}
        self._by_name: dict[str, list[Entry]] = defaultdict(list)
        self._towns: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries.values():
            for name in dict.fromkeys(entry.names):
                self._by_name[name].append(entry)
            if entry.level is Level.TOWNSHIP:
                self._towns[_parent_path(entry.path)].append(entry)
        self._lengths = sorted({len(name) for name in self._by_name}, reverse=True)
        self._county_at = county_at

    def geocode(self, query: str, *, within: str | None = None) -> Location | None:
        """The deepest division that an address names without contradicting itself, or None if none or ambiguous.

        `within`: code of a division the address is known to lie in. `raw` of the answer has `code`, `level`, `path`,
        `accuracy_m`, `source` (of the point) and `contradicts`: names in the address that lie elsewhere.
        """
        hits = list(self._hits(_plain(query)))
        known = self._entries.get(within) if within else None
        if known:
            hits = [hit for hit in hits if hit.entry.lies_in(known) or known.lies_in(hit.entry)]
        chains = [_chain(hit, hits) for hit in hits]
        best = max(map(_weight, chains), default=None)
        deepest = {chain[-1].entry.code: chain for chain in chains if _weight(chain) == best}
        if len(deepest) > 1:
            return None
        if deepest:
            ((code, chain),) = deepest.items()
            return self._location(self._deeper(self._entries[code], known), _contradictions(chain, hits))
        return self._location(known, ()) if known else None

    def reverse(self, query: tuple[float, float]) -> Location | None:
        """The township whose point is nearest within the county at (lat, lon), if near enough; else the county."""
        lat, lon = query
        county = self._entries.get(self._county_at(lon, lat) or "")
        if county is None:
            return None
        towns = [
            (kilometres((lon, lat), (town.lon, town.lat)), town.code)
            for town in self._towns[county.path]
            if town.lon is not None and town.lat is not None
        ]
        km, code = min(towns, default=(float("inf"), ""))
        near = km * 1000 <= ACCURACY_M[Level.TOWNSHIP]
        return self._location(self._entries[code] if near else county, ())

    def _hits(self, text: str) -> Iterator[_Hit]:
        """Names in the text from left to right, the longest at each place; what it covers is not read again."""
        start = 0
        while start < len(text):
            name = next(
                (text[start : start + n] for n in self._lengths if text[start : start + n] in self._by_name), ""
            )
            found = [_Hit(entry, start, name) for entry in self._by_name.get(name, ())]
            found = [hit for hit in found if hit.in_full or not _NAMED_AFTER.match(text, hit.end)]
            yield from found
            start += len(name) if found else 1

    @staticmethod
    def _deeper(one: Entry, other: Entry | None) -> Entry:
        return other if other is not None and other.level > one.level else one

    def _location(self, entry: Entry, contradicts: Sequence[str]) -> Location | None:
        """The division as a geopy Location; where it has no point of its own, with the point of the one above it."""
        point = entry
        while point.lon is None or point.lat is None:
            above = self._by_path.get(_parent_path(point.path))
            if above is None:
                return None
            point = above
        raw: dict[str, Any] = {
            "code": entry.code,
            "level": entry.level.name.lower(),
            "path": entry.path,
            "accuracy_m": ACCURACY_M[point.level],
            "source": point.source,
            "contradicts": tuple(contradicts),
        }
        return Location(self._address(entry), Point(point.lat, point.lon), raw)

    def _address(self, entry: Entry) -> str:
        """The full name, 浙江省丽水市龙泉市龙渊街道."""
        above = self._by_path.get(_parent_path(entry.path))
        return (self._address(above) if above else "") + entry.names[0]


class _NoNetwork(BaseSyncAdapter):
    """geopy wants an adapter; this one makes sure that the offline geocoder stays offline."""

    def get_json(self, url: str, **_how: Any) -> Any:
        """Refuse, naming the address that was asked for."""
        raise GeocoderServiceError(f"The gazetteer works without a network; {url} was not asked.")

    get_text = get_json


def _plain(address: str) -> str:
    """The address without blanks and punctuation marks, with full-width digits and letters made ordinary."""
    return re.sub(r"[\s,，。、;；()（）·-]", "", unicodedata.normalize("NFKC", address))


def _parent_path(path: str) -> str:
    """`/33/3311/` for `/33/3311/331181/`."""
    return path.rstrip("/").rpartition("/")[0] + "/"


def _chain(deepest: _Hit, hits: Iterable[_Hit]) -> tuple[_Hit, ...]:
    """The hit with those before it that name a division above it, outermost first; one for each division."""
    above = {hit.entry.code: hit for hit in hits if hit.start < deepest.start and deepest.entry.lies_in(hit.entry)}
    above.pop(deepest.entry.code, None)
    return (*sorted(above.values(), key=lambda hit: hit.entry.level), deepest)


def _weight(chain: Sequence[_Hit]) -> tuple[int, int, int, int]:
    """What makes a reading better: a county named in full, more of the address explained, deeper, in usual order."""
    county_in_full = any(hit.in_full and hit.entry.level is Level.COUNTY for hit in chain)
    in_order = all(one.start < two.start for one, two in pairwise(chain))
    return county_in_full, sum(len(hit.name) for hit in chain), chain[-1].entry.level, in_order


def _contradictions(chain: Sequence[_Hit], hits: Iterable[_Hit]) -> tuple[str, ...]:
    """Names of the address, given in full, that do not fit the reading chosen and overlap no name that does."""
    places = {hit.start for hit in chain}
    deepest = chain[-1].entry
    odd = {
        hit.name
        for hit in hits
        if hit.in_full and hit.start not in places and not deepest.lies_in(hit.entry) and not hit.entry.lies_in(deepest)
    }
    return tuple(sorted(odd))
