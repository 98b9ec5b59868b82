"""What a page shows of a search: the best first, few at a time, in words; narrowed by what the address asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask import request
from wtforms.fields.choices import SelectChoice

from hospice.core.i18n import gettext as _
from hospice.facilities.rules.places import Ability
from hospice.web.paging import present_url

from ...forms.places import NarrowForm
from ...queries.places import exactly
from ...queries.seeking import Narrowing, Search, narrowed
from ...rules.finding import WEIGHTS, tally
from ...rules.finding_words import spoken, stock_words, vacancy
from ...rules.places import Offered

STEP = 10  # places more at a time
FEW = 5  # full ones that are proposed for waiting
MOST_WHY = 20  # unsuitable ones that are listed with their reason


class Row(NamedTuple):
    """One place as a page draws it."""

    place: Offered
    face: Any
    stock: Any
    said: Any
    score: int
    parts: list[tuple[Any, int]]


class Shown(NamedTuple):
    """What a page shows, and how much there is."""

    fits: list[Row]
    full: list[Row]
    kept: list[Row]  # chosen before, and not among those shown
    unfit: Sequence[Any]
    total: int
    total_full: int
    total_unfit: int
    more: int  # how many to show after the next click; nought where all are shown

    @property
    def rows(self) -> list[Row]:
        """All that can be chosen."""
        return [*self.fits, *self.full, *self.kept]


def shown(found: Search, narrowing: Narrowing, chosen: Iterable[int] = ()) -> Shown:
    """The first places of each heap; those that were chosen before are always among them."""
    fits, full = (narrowed(heap, narrowing) for heap in (found.found.fits, found.found.full))
    size = asked_size()
    first, few = fits[:size], full[:FEW] if len(fits) > 0 else full[:size]
    there = {place.unit_id for place in (*first, *few)}
    everything = {place.unit_id: place for place in (*found.found.fits, *found.found.full)}
    kept = [everything[unit_id] for unit_id in chosen if unit_id in everything and unit_id not in there]
    unfit = [one for one in found.found.unfit if narrowing.keeps(one.place)]
    rows = [rows_of(found, heap) for heap in (first, few, kept)]
    more = size + STEP if len(fits) > size else 0
    return Shown(rows[0], rows[1], rows[2], unfit[:MOST_WHY], len(fits), len(full), len(unfit), more)


def rows_of(found: Search, places: Iterable[Offered]) -> list[Row]:
    """Places in words, with their distances along the ellipsoid."""
    sought = found.sought
    return [
        Row(exact, vacancy(sought, exact), stock_words(exact), spoken(sought, exact), *_counted(sought, place))
        for place, exact in ((place, next(iter(exactly([place], found.look)))) for place in places)
    ]


def _counted(sought: Any, place: Offered) -> tuple[int, list[tuple[Any, int]]]:
    parts = [(words, score // 1000) for words, score in tally(sought, place, WEIGHTS)]
    return sum(score for _words, score in parts), parts


def refusals(found: Search, unit_ids: Iterable[int]) -> list[str]:
    """Which of these units cannot be asked now, and why: a sentence each."""
    can = {place.unit_id for heap in (found.found.fits, found.found.full) for place in heap}
    cannot = {one.place.unit_id: one for one in found.found.unfit}
    said = []
    for unit_id in unit_ids:
        if unit_id in cannot:
            one = cannot[unit_id]
            name = f"{one.place.house}　{one.place.unit}"
            said.append(_("%(name)s现在不合适：%(why)s。请改选。", name=name, why=one.why))
        elif unit_id not in can:
            said.append(_("您选的一家已停用，或不是这类去处。请改选。"))
    return said


def more_url(size: int) -> str:
    """The present address with more places."""
    return present_url(show=size)


def asked_size() -> int:
    """How many places the address asks for."""
    return min(max(request.args.get("show", STEP, type=int), STEP), 200)


def asked_narrowing(form: NarrowForm) -> Narrowing:
    """What the list is narrowed to; nonsense narrows nothing."""
    form.validate()
    path = form.area.data or ""
    known = frozenset(ability.value for ability in Ability)
    return Narrowing(
        path if path in {choice.value for choice in _listed(form)} else "", frozenset(form.able.data or ()) & known,
        form.within.data if not form.within.errors else None,
    )  # fmt: skip


def _listed(form: NarrowForm) -> list[SelectChoice]:
    return list(form.area.choices or [])


def offer_areas(form: NarrowForm, found: Search) -> None:
    """The divisions in which there is anything, prefectures before their counties."""
    places = [*found.found.fits, *found.found.full]
    form.area.choices = [SelectChoice("", _("全省")), *(SelectChoice(path, words) for path, words in areas(places))]


def areas(places: Iterable[Offered]) -> list[tuple[str, str]]:
    """(path, name) of the prefectures and counties of places, by code."""
    found: dict[str, str] = {}
    for place in places:
        found[place.above_path] = place.above
        found[place.region_path] = f"　{place.region}"
    return sorted(found.items())
