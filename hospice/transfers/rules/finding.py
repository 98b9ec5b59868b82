"""Places for a need: which could take it, ranked, and why another could not. It advises, and never acts by itself.

Everything is counted in whole points and whole kilometres, so that a rank can be worked out by hand from what is shown.
What is not known speaks neither way: it gives no points, or half of them where a good and a bad answer are possible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from hospice.core.i18n import lazy
from hospice.episodes.rules.faces import Freshness
from hospice.facilities.rules.codes import UnitStatus
from hospice.facilities.rules.places import BEDDED, Ability
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting

from .places import Habit, Offered, Sought


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each thing counts, in points. All are assumptions [P]: nobody outside has set them; pages show them."""

    place: int = 40  # a free place that suits; with the age of the figure it counts less
    ageing_percent: int = 60  # what is left of it when the figure is ageing
    old_percent: int = 20  # and when it is old, so that the page says to call first
    abilities: int = 25  # all that is needed; a part in proportion
    most_lacking: int = 1  # so many abilities may be brought along; a place that lacks more does not suit
    distance: int = 40  # at the patient's door; nothing from `far_km` on
    relative: int = 8  # the same for the relative who visits, where the place is told
    far_km: int = 200
    near_km: int = 50  # up to here the distance is no caution
    consortium: int = 8  # in one consortium with the sender
    insurance: int = 4  # in the prefecture where the patient is insured, or the filing is done
    answering: int = 8  # every question answered, within `quick_minutes`; half for the slow and the unknown
    quick_minutes: int = 120
    waiting: int = 3  # taken off for each who waits before, up to `most_waiting`
    most_waiting: int = 4


WEIGHTS = Weights()


class Unfit(NamedTuple):
    """A unit that does not suit, and why."""

    place: Offered
    why: Any


class Found(NamedTuple):
    """What the search has found: units with a place, or of which it is not known; full ones; and those that do not suit."""

    fits: list[Offered]
    full: list[Offered]
    unfit: list[Unfit]


def found(sought: Sought, places: Iterable[Offered], weights: Weights = WEIGHTS) -> Found:
    """The places in their three heaps, the best first; those that do not suit by distance."""
    heaps = Found([], [], [])
    for place in places:
        why = unfit(sought, place, weights)
        if why is not None:
            heaps.unfit.append(Unfit(place, why))
        else:
            (heaps.full if is_full(sought, place) else heaps.fits).append(place)
    order = {place.unit_id: rank(sought, place, weights) for heap in (heaps.fits, heaps.full) for place in heap}
    for heap in (heaps.fits, heaps.full):
        heap.sort(key=lambda place: order[place.unit_id])
    heaps.unfit.sort(key=lambda one: (_far(one.place), one.place.unit_id))
    return heaps


def rank(sought: Sought, place: Offered, weights: Weights = WEIGHTS) -> tuple[int, int, int]:
    """What the list is sorted by: points from the highest, then the nearer, then the older number."""
    return -points(sought, place, weights), _far(place), place.unit_id


def points(sought: Sought, place: Offered, weights: Weights = WEIGHTS) -> int:
    """The sum of what speaks for a place, in thousandths of a point."""
    return sum(score for _words, score in tally(sought, place, weights))


def tally(sought: Sought, place: Offered, weights: Weights = WEIGHTS) -> list[tuple[Any, int]]:
    """Each thing that counts, in thousandths of a point."""
    return [
        (lazy("空床"), weights.place * _vacancy(sought, place, weights)),
        (lazy("能力"), weights.abilities * _able(sought, place)),
        (lazy("距患者住址"), weights.distance * _near(place.km, weights)),
        (lazy("距探视家属"), weights.relative * _near(place.relative_km, weights)),
        (lazy("协作关系"), weights.consortium * (1000 if place.consortia else 0)),
        (lazy("医保地区"), weights.insurance * (1000 if insured_here(sought, place) else 0)),
        (lazy("答复习惯"), weights.answering * _answers(place.habit, weights)),
        (lazy("候床"), -1000 * weights.waiting * min(place.ahead(sought.priority), weights.most_waiting)),
    ]


def unfit(sought: Sought, place: Offered, weights: Weights = WEIGHTS) -> Any | None:
    """Why a unit cannot be asked at all; none where it can."""
    if place.status is not UnitStatus.OPERATING:
        return _not_open(place, sought.on)
    lacking = lacks(sought, place)
    for holds, why in (
        (not place.house_active, lazy("机构停业")),
        (place.is_origin, lazy("患者现在就在这里")),
        (place.is_asked, lazy("已在办理中")),
        (bool(sought.isolation) and Ability.ISOLATION not in place.abilities, lazy("不能隔离")),
        (bool(place.abilities) and len(lacking) > weights.most_lacking, lazy("缺少：%(list)s", list=named(lacking))),
        (_out_of_reach(sought, place), lazy("超出上门范围（%(n)s公里）", n=sought.home_km)),
    ):
        if holds:
            return why
    return None


def is_full(sought: Sought, place: Offered) -> bool:
    """Whether the unit is known to have no place for this person now."""
    return place.stock is not None and place.stock.fitting(sex_that_matters(sought, place)) <= 0


def sex_that_matters(sought: Sought, place: Offered) -> Sex | None:
    """Rooms are divided by sex, homes are not."""
    return sought.sex if place.kind in BEDDED else None


def lacks(sought: Sought, place: Offered) -> frozenset[str]:
    """What is needed and not registered of the unit."""
    return sought.abilities - place.abilities


def named(abilities: Iterable[str]) -> str:
    """Abilities in words, in the order of the code list."""
    wanted = set(abilities)
    return "、".join(str(ability.label) for ability in Ability if ability.value in wanted)


def insured_here(sought: Sought, place: Offered) -> bool:
    """Whether insurance is no obstacle: paid alone, insured in this prefecture, or the filing is done."""
    return not sought.needs_filing or sought.filed or _prefecture(sought.insured_at) == _prefecture(place.region_path)


def _prefecture(path: str) -> str:
    return "/".join(path.split("/")[:3])


def _not_open(place: Offered, on: date) -> Any:
    if place.expected_on is None:
        return place.status.label
    if place.expected_on < on:
        return lazy("%(status)s，已过预计启用日期，尚未启用", status=place.status.label)
    year, month = place.expected_on.year, place.expected_on.month
    return lazy("%(status)s，预计%(year)s年%(month)s月启用", status=place.status.label, year=year, month=month)


def _out_of_reach(sought: Sought, place: Offered) -> bool:
    return sought.setting is Setting.HOME and place.km is not None and place.km > sought.home_km


def _far(place: Offered) -> int:
    return 99_999 if place.km is None else int(place.km)


def _vacancy(sought: Sought, place: Offered, weights: Weights) -> int:
    if place.stock is None or is_full(sought, place):
        return 0
    left = {Freshness.FRESH: 100, Freshness.AGEING: weights.ageing_percent, Freshness.OLD: weights.old_percent}
    return 10 * left[place.age]


def _able(sought: Sought, place: Offered) -> int:
    if not sought.abilities:
        return 1000
    return 1000 * len(sought.abilities & place.abilities) // len(sought.abilities)


def _near(km: float | None, weights: Weights) -> int:
    return 0 if km is None else max(0, 1000 * (weights.far_km - int(km)) // weights.far_km)


def _answers(habit: Habit, weights: Weights) -> int:
    if not habit.asked:
        return 500
    share = 1000 * habit.answered // habit.asked
    is_slow = habit.minutes is None or habit.minutes > weights.quick_minutes
    return share // 2 if is_slow else share
