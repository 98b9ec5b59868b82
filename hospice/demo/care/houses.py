"""Who can take patients in, when and how many: read from the rows of a province that was just made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hospice.episodes.services.reserving import LIES_IN
from hospice.facilities.models import Bed, CareUnit, UnitCapacity, UnitRecord, UnitState
from hospice.facilities.rules.codes import OrgLevel, UnitKind, UnitStatus
from hospice.facilities.rules.places import BedSex, BedState
from hospice.patients.rules.wishes import BY_VISIT, Setting

from ..network import Network, Site
from .assumptions import PACES, SETTINGS, Pace
from .minutes import DAY, HOUR, midnight, minute_of

FOREVER = 1 << 40
_SEXES = {BedSex.ANY: "12", BedSex.MALE: "1", BedSex.FEMALE: "2"}


@dataclass(slots=True)
class Place:
    """A bed, or one of the numbered places of a unit: from when and until when it is there, and since when free."""

    bed: int | None
    number: int | None
    sexes: str  # whom it fits, by GB/T 2261.1
    opened: int
    until: int
    free_at: int = 0


@dataclass(slots=True, eq=False)
class Unit:
    """A unit with its places; `waiting` are the requests on its list."""

    id: int
    site: Site
    kind: UnitKind
    setting: Setting
    pace: Pace
    spans: list[tuple[int, int]]
    places: list[Place]
    speed: float = 1.0  # how quickly it answers, by the time that it has
    strict: float = 1.0  # how often it declines
    waiting: list[Any] = field(default_factory=list)
    is_told: bool = False  # whole, by the cases of today
    quiet_from: int = FOREVER  # since when nobody has come or gone: its figures are stale

    @property
    def in_bed(self) -> bool:
        """Whether patients lie in its places."""
        return self.kind in LIES_IN

    @property
    def by_visit(self) -> bool:
        """Whether it is reached by a visit."""
        return self.setting in BY_VISIT

    def works(self, minute: int) -> bool:
        """Whether it takes patients in at the minute."""
        return minute < self.quiet_from and any(start <= minute < end for start, end in self.spans)

    def free(self, minute: int, sex: str) -> Place | None:
        """A free place for a person of this sex which stays for two days at least."""
        for place in self.places:
            if (
                place.free_at <= minute
                and place.opened <= minute
                and place.until > minute + 2 * DAY
                and sex in place.sexes
            ):
                return place
        return None


# Houses with cases of today (`staged/`): places that are kept out of the history of the last weeks, or months.
TOLD_WARD, TOLD_PREFECTURE, TOLD_COUNTIES = "丽水市中心医院", "3311", frozenset({"331102", "331181"})
TOLD_ROOM = "八都镇中心卫生院"
TOLD_HOUSE, IN_WARDS, IN_HOUSES = "龙渊街道社区卫生服务中心", 5, 4
STAGED_DAYS = 90  # the longest story of today begins so long ago
ALONE_DAYS = 16  # a ward that is told whole takes nobody else in for so long


def units_of(net: Network, cutoff: int) -> list[Unit]:
    """Every unit that was ever in operation, in the order of its number."""
    sites = {site.id: site for sites in net.by_county.values() for site in sites}
    kinds = {row["unit_id"]: row["kind"] for row in _standing(net, UnitRecord)}
    spans, beds, declared = _spans(net, cutoff), _beds(net), _declared(net)
    found = []
    for row in net.book.rows[CareUnit]:
        kind = kinds.get(row["id"])
        if row["id"] not in spans or kind not in PACES:
            continue
        dice = net.dice("habit", sites[row["institution_id"]].label, kind)
        places = _places(beds[row["id"]], declared.get(row["id"], 0), spans[row["id"]][-1][1])
        unit = Unit(
            row["id"], sites[row["institution_id"]], kind, SETTINGS[kind], PACES[kind], spans[row["id"]], places
        )
        unit.speed, unit.strict = min(3.0, dice.lognormvariate(-0.6, 0.6)), dice.choice((0.3, 0.6, 1, 1, 1.6, 3))
        if (
            kind in (UnitKind.WARD, UnitKind.ROOM)
            and unit.site.level is not OrgLevel.MUNICIPAL
            and dice.random() < 0.07
        ):
            unit.quiet_from = cutoff - dice.randrange(4, 13) * DAY
        if not net.ending:
            _set_aside(unit, cutoff)
        if places:
            found.append(unit)
    return found


def _set_aside(unit: Unit, cutoff: int) -> None:
    """Keep the places that today's cases need; a ward of which all are needed takes nobody in any more."""
    county, name, ward = unit.site.county.origin, unit.site.name, unit.kind in (UnitKind.WARD, UnitKind.CENTER)
    if ward and county.startswith(TOLD_PREFECTURE):
        number = len(unit.places) if name == TOLD_WARD else IN_WARDS
    elif county in TOLD_COUNTIES and (name == TOLD_ROOM or unit.kind not in (UnitKind.ROOM, UnitKind.BED)):
        number = len(unit.places) if name == TOLD_HOUSE else IN_HOUSES
    else:
        return
    # The ones in good order that fit everybody come first.
    for place in sorted(unit.places, key=lambda one: (one.until < FOREVER, len(one.sexes) < 2))[:number]:
        place.until = min(place.until, cutoff - (ALONE_DAYS if ward else STAGED_DAYS) * DAY)
    if name == TOLD_WARD and ward:
        unit.quiet_from, unit.is_told = cutoff - ALONE_DAYS * DAY, True
    elif number == IN_WARDS:
        unit.quiet_from = FOREVER


def _standing(net: Network, model: type[Any]) -> Iterator[dict[str, Any]]:
    return (row for row in net.book.rows[model] if row["confirmed_at"] and not row["superseded_at"])


def _spans(net: Network, cutoff: int) -> dict[int, list[tuple[int, int]]]:
    """When each unit was in operation, by what stands in the registry."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in _standing(net, UnitState):
        if row["status"] is UnitStatus.OPERATING:
            end = midnight(row["valid_to"]) if row["valid_to"] else FOREVER
            if midnight(row["valid_from"]) < cutoff:
                found[row["unit_id"]].append((midnight(row["valid_from"]) + 9 * HOUR, end))
    return {unit: _joined(spans) for unit, spans in found.items()}


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that follow one another as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start - 9 * HOUR <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _beds(net: Network) -> dict[int, list[dict[str, Any]]]:
    beds: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in net.book.rows[Bed]:
        beds[row["unit_id"]].append(row)
    return beds


def _declared(net: Network) -> dict[int, int]:
    """Places with staff that units without tracked beds have declared."""
    rows = (row for row in _standing(net, UnitCapacity) if row["valid_to"] is None)
    return {row["unit_id"]: min(row["installed"], row["open"], row["staffed"]) for row in rows}


def _places(beds: Iterable[dict[str, Any]], declared: int, closes: int) -> list[Place]:
    """The beds of a unit one by one; without beds as many numbers as it has declared."""
    tracked = [
        Place(row["id"], None, _SEXES[row["sex"]], midnight(row["opened_on"]) + 9 * HOUR, _until(row, closes))
        for row in beds
    ]
    return tracked or [Place(None, number, "12", 0, closes) for number in range(1, declared + 1)]


def _until(bed: dict[str, Any], closes: int) -> int:
    """A bed that is to be cleaned or repaired now was left before that began."""
    return closes if bed["state"] is BedState.READY else min(closes, minute_of(bed["state_since"]) - 30)
