"""What a bed's tile says: its number and state, who, since or until when, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hospice.core.clock import local
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.episodes.rules.codes import DischargeOutcome
from hospice.episodes.rules.faces import BED_FACES, BedUse, Face
from hospice.episodes.rules.stays import day_number
from hospice.facilities.rules.beds import BedFeature
from hospice.facilities.rules.places import BedSex, BedState
from hospice.transfers.rules.codes import RequestStatus

from .words import near_day, near_time, since_when

# The ground of a tile is a class of the style sheet; the word and the shape say the same without it.
GROUNDS = {
    BedUse.FREE: "b-free",
    BedUse.HELD: "b-hold",
    BedUse.OCCUPIED: "b-use",
    BedUse.CLEANING: "b-clean",
    BedUse.BLOCKED: "b-stop",
    BedUse.ISOLATION: "b-use",
}
ACTS = {
    BedUse.FREE: lazy("安排"),
    BedUse.HELD: lazy("办入住"),
    BedUse.OCCUPIED: lazy("办理"),
    BedUse.CLEANING: lazy("清洁完毕"),
    BedUse.BLOCKED: lazy("恢复"),
    BedUse.ISOLATION: lazy("恢复"),
}
# Where nobody lies in a bed of ours, it is a place, and somebody is cared for.
_PLACE_WORDS = {
    BedUse.FREE: lazy("空位"),
    BedUse.HELD: lazy("已预约"),
    BedUse.OCCUPIED: lazy("在管"),
    BedUse.BLOCKED: lazy("未配人员"),
}
_FOR = {BedSex.ANY: lazy("不限"), BedSex.MALE: lazy("男床位"), BedSex.FEMALE: lazy("女床位")}
_SHOWN = (BedFeature.SINGLE_ROOM, BedFeature.ISOLATION)  # what decides who can lie there
_ON_THE_WAY = {
    RequestStatus.SCHEDULED: lazy("已排期"),
    RequestStatus.IN_TRANSIT: lazy("在路上"),
    RequestStatus.ARRIVED: lazy("已到达"),
}


@dataclass(frozen=True, slots=True)
class BedSeen:
    """A bed as its tile reads it; a numbered place has neither condition nor furnishing."""

    state: BedState = BedState.READY
    reason: str = ""
    since: datetime | None = None
    until: date | None = None
    sex: BedSex | None = None
    features: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StaySeen:
    """Who has the bed, as its tile reads it."""

    name: str
    about: str
    started_at: datetime | None
    expires_at: datetime | None
    status: RequestStatus | None = None
    scheduled_for: datetime | None = None
    leaves_on: date | None = None
    outcome: DischargeOutcome | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """One bed on the board; `keys` name what its target needs."""

    label: str
    use: BedUse
    lines: tuple[tuple[Any, bool], ...]  # (words, whether it is a caution)
    name: str = ""
    about: str = ""
    title: Any = ""
    bed_key: Any = None
    stay_key: Any = None
    is_bed: bool = True

    @property
    def face(self) -> Face:
        """Word, shape and tone."""
        return face_of(self.use, is_bed=self.is_bed)

    @property
    def ground(self) -> str:
        """The class of the ground."""
        return GROUNDS[self.use]

    @property
    def act(self) -> Any:
        """What is done next."""
        return ACTS[self.use] if self.is_bed or self.use is BedUse.FREE else lazy("办理")


def face_of(use: BedUse, *, is_bed: bool) -> Face:
    """How a bed, or a place that is none, looks."""
    drawn = BED_FACES[use]
    return drawn if is_bed else drawn._replace(word=_PLACE_WORDS.get(use, drawn.word))


def title_of(use: BedUse, bed: BedSeen) -> Any:
    """What stands where nobody lies: for whom a free bed is, since when it is cleaned, why it is blocked."""
    if use is BedUse.FREE:
        return _FOR[bed.sex] if bed.sex is not None else ""
    if use is BedUse.BLOCKED or (use is BedUse.ISOLATION and bed.reason):
        return bed.reason
    return ""


def lines_of(use: BedUse, bed: BedSeen, stay: StaySeen | None, now: datetime) -> tuple[tuple[Any, bool], ...]:
    """The smaller lines of a tile, and which of them ask for attention."""
    if stay is not None:
        return _held(stay, now) if use is BedUse.HELD else _occupied(stay, now)
    if use is BedUse.FREE:
        kept = [feature.label for feature in _SHOWN if feature.value in bed.features]
        return (("　".join(map(str, kept)), False),) if kept else ()
    if use is BedUse.CLEANING and bed.since is not None:
        started = since_when(bed.since, now)
        return ((_("待消毒　%(at)s", at=started) if bed.state is BedState.CONTAMINATED else started, False),)
    return _expected(bed, now)


def plan_in_words(leaves_on: date, outcome: DischargeOutcome | None, today: date) -> str:
    """明天回家, 后天转社区病床."""
    return f"{near_day(leaves_on, today)}{outcome.label if outcome else _('离院')}"


def _held(stay: StaySeen, now: datetime) -> tuple[tuple[Any, bool], ...]:
    if stay.status in _ON_THE_WAY:
        at = f"　{near_time(stay.scheduled_for, now)}" if stay.scheduled_for else ""
        return ((f"{_ON_THE_WAY[stay.status]}{at}", False),)
    if stay.expires_at is None:
        return ()
    if stay.expires_at <= now:
        return ((_("%(at)s已到时", at=near_time(stay.expires_at, now)), True),)
    return ((_("留到%(at)s", at=near_time(stay.expires_at, now)), False),)


def _occupied(stay: StaySeen, now: datetime) -> tuple[tuple[Any, bool], ...]:
    today = local(now).date()
    lines: list[tuple[Any, bool]] = []
    if stay.started_at is not None:
        lines.append((_("第%(n)s天", n=day_number(local(stay.started_at).date(), today)), False))
    if stay.leaves_on is not None:
        late = stay.leaves_on < today
        words = plan_in_words(stay.leaves_on, stay.outcome, today)
        lines.append((_("原定%(plan)s", plan=words) if late else words, late))
    return tuple(lines)


def _expected(bed: BedSeen, now: datetime) -> tuple[tuple[Any, bool], ...]:
    today = local(now).date()
    if bed.until is None:
        return ((since_when(bed.since, now), False),) if bed.since is not None else ()
    late = bed.until < today
    words = _("原定%(day)s恢复") if late else _("预计%(day)s")
    return ((words % {"day": near_day(bed.until, today)}, late),)


def numbered(most: int, taken: Iterable[int], free: int) -> list[tuple[int, BedUse | None]]:
    """The places of a unit that tracks no beds: every taken number (its use is told by who has it), then the free ones,
    then those without staff.
    """
    taken = set(taken)
    others = [number for number in range(1, most + 1) if number not in taken]
    uses = [BedUse.FREE] * max(0, free) + [BedUse.BLOCKED] * len(others)
    return sorted([(number, None) for number in taken] + list(zip(others, uses, strict=False)))
