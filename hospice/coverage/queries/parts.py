"""The facts of a day, part by part of the registry: read anew is only what has changed since it was read last.

Every deed about an institution raises the number of its part (`facilities.services.revision`). What lies outside the
institutions (divisions, rules, designations, who hosts whom) raises the last number, and then everything is read anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from hospice.core.shelf import Shelf, shelf
from hospice.facilities.queries.versions import EVERYTHING, numbers, part_of

from . import statements
from .facts import Archive, Facts, Part, archive_of_day, together

KEPT = 12  # days of which one process remembers the parts
SOME = 4  # up to so many parts are read by themselves; of more, all is read at once

Read = dict[int, tuple[int, Part]]


def load(
    session: Session, on: date, known_at: datetime | None, others: Hashable, *, with_checklists: bool = False
) -> Facts:
    """The facts true on the day `on`, as known at `known_at` (now, when none).

    `others` is the version of all that no part knows of. The numbers are read before the facts, so what is kept can be
    newer than its number says, never older.
    """
    present = numbers(session)
    shelves: Shelf[Read] = shelf("coverage-parts", KEPT)
    read = shelves.once((others, present[EVERYTHING]), (on, known_at, with_checklists), dict)
    stale = [part for part, number in present.items() if part != EVERYTHING and read.get(part, (None,))[0] != number]
    archive = archive_of_day(
        session, stale if len(stale) <= SOME else None, on, known_at, with_checklists=with_checklists
    )
    codes = archive.atlas.codes(on)
    for part, rows in _by_part(archive, stale).items():
        read[part] = (present[part], rows.part(on, codes))
    designations = session.execute(statements.designations(on, known_at)).all()
    return together(archive.atlas, on, designations, (read[part][1] for part in sorted(read)))


def _by_part(archive: Archive, wanted: Collection[int]) -> Mapping[int, Archive]:
    """The rows of each wanted part; units lie where their institution does."""
    homes = {row[0]: part_of(row.institution_id) for row in archive.units}
    institutions, declarations = (
        _split(rows, lambda row: part_of(row[0])) for rows in (archive.institutions, archive.declarations)
    )
    units, states, capacities = (
        _split(rows, lambda row: homes.get(row[0], EVERYTHING))
        for rows in (archive.units, archive.states, archive.capacities)
    )
    services = _split(archive.last_services.items(), lambda row: part_of(row[0]))
    looked_at = _split(archive.looked_at.items(), lambda row: part_of(row[0][0]))
    return {
        part: Archive(
            archive.atlas, institutions[part], units[part], states[part], capacities[part], (), declarations[part],
            dict(services[part]), dict(looked_at[part]), archive.failed_checklists,
        )
        for part in wanted
    }  # fmt: skip


def _split(rows: Iterable[Any], part: Callable[[Any], Any]) -> Mapping[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[part(row)].append(row)
    return found
