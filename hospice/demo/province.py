"""Making one province: the chapters in their order. Pure but for the borders that it reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hospice.facilities.models import ChecklistItem, Institution, InstitutionRecord
from hospice.facilities.services.search import search_text

from . import cases, checklists, designations, groups, hospitals, looks, others, people, plan, primary, waiting, wards
from .book import Book
from .days import Calendar
from .land import Land
from .network import Network


def make(
    land: Land,
    seed: str,
    today: date,
    first: Mapping[type[Any], int],
    password_hash: str | None,
    items: Sequence[ChecklistItem] = (),
) -> Network:
    """All rows of a province; accounts only where there is a password hash for them."""
    net = Network(Book(f"{seed}/{land.province.code}", first), land, Calendar(today), f"{seed}/{land.province.code}")
    if password_hash is not None:
        people.settle(net, password_hash)
    hospitals.found_hospitals(net)
    primary.found_primaries(net)
    others.found_others(net)
    opened = plan.openings(net.seed, net.calendar, plan.natural(sorted(land.counties)))
    wards.found_wards(net, opened)
    cases.found_cases(net, opened)
    designations.designate(net, opened)
    wards.license_hosts(net)
    designations.found_programs(net)
    waiting.propose(net)
    groups.found_groups(net)
    looks.look(net)
    checklists.assess(net, items)
    if password_hash is not None:
        people.settle_the_rest(net, password_hash)
    _make_findable(net.book)
    return net


def _make_findable(book: Book) -> None:
    """Search texts from all names and codes ever told, as the registry writes them."""
    told: dict[int, list[dict[str, Any]]] = {}
    for row in book.rows[InstitutionRecord]:
        told.setdefault(row["institution_id"], []).append(row)
    for row in book.rows[Institution]:
        mine = told[row["id"]][::-1]
        names = list(dict.fromkeys(one["name"] for one in mine))
        codes = [code for one in mine for code in (one["credit_code"], one["licence_no"]) if code]
        row["search_text"] = search_text(names, codes)
