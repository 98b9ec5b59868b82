"""How a record came to be what it is: every entry with who, when and what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.regions.models import Region

from ..models import InstitutionRecord, SentBack
from ..rules.proposals import FIELDS, About, Difference, differences
from ..rules.registration import CONTACTS, PERSONAL
from .current import institutions_now
from .people import names


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was told. `standing` is pending, confirmed or dropped (sent back, or told anew before it counted)."""

    fact: Any
    standing: str
    is_first: bool
    differences: tuple[Difference, ...]
    recorded_by: str
    confirmed_by: str
    sent_back: str  # why, where it was sent back


def of_subject(session: Session, about: About, model: Any, subject_id: int, *, contacts: bool) -> list[Entry]:
    """All that was told of one institution or unit, newest first; names and telephones only where they may be read."""
    subject = getattr(model, model.SUBJECT)
    facts = session.scalars(sa.select(model).where(subject == subject_id).order_by(model.recorded_at, model.id)).all()
    words = _words(session, about, facts)
    people = names(session, {person for fact in facts for person in (fact.recorded_by_id, fact.confirmed_by_id)})
    returned = _sent_back(session, about, [fact.id for fact in facts])
    entries: list[Entry] = []
    before: dict[str, Any] | None = None
    known: list[tuple[Any, dict[str, Any]]] = []
    for fact, told in zip(facts, words, strict=True):
        # What is left of an older record beside a newer one says nothing new: it is the older one, cut at a day.
        if fact.valid_to is not None and (fact.valid_from, told) in known:
            continue
        known.append((fact.valid_from, told))
        values = {name: value for name, value in told.items() if contacts or name not in CONTACTS | PERSONAL}
        found = tuple(differences(about, before, values))
        if before is None or found:
            entries.append(_entry(fact, found, people, returned, is_first=before is None))
        if fact.confirmed_at is not None or before is None:
            before = values
    return entries[::-1]


def _entry(
    fact: Any, found: tuple[Difference, ...], people: dict[int, str], returned: dict[int, str], *, is_first: bool
) -> Entry:
    standing = "pending" if fact.is_pending else "confirmed" if fact.confirmed_at else "dropped"
    by, confirmed_by = (people.get(person or 0, "") for person in (fact.recorded_by_id, fact.confirmed_by_id))
    return Entry(fact, standing, is_first, found, by, confirmed_by, returned.get(fact.id, ""))


def _sent_back(session: Session, about: About, ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        sa.select(SentBack.fact_id, SentBack.reason).where(SentBack.about == about.value, SentBack.fact_id.in_(ids))
    )
    return {row.fact_id: row.reason for row in rows}


def _words(session: Session, about: About, facts: Sequence[Any]) -> list[dict[str, Any]]:
    """The fields of each fact as a reader compares them; places by their names."""
    places = {getattr(fact, name, None) for fact in facts for name in ("region_id", "township_id")} - {None}
    named = session.execute(sa.select(Region.id, Region.name).where(Region.id.in_(places)))
    regions = {row.id: row.name for row in named}
    hosts = institutions_now(session, [host for fact in facts if (host := getattr(fact, "host_institution_id", None))])
    names_of_hosts = {number: host.name for number, host in hosts.items()}
    return [_values(about, fact, regions, names_of_hosts) for fact in facts]


def _values(about: About, fact: Any, regions: dict[int, str], hosts: dict[int, str]) -> dict[str, Any]:
    values = {name: getattr(fact, name) for name in FIELDS[about] if hasattr(fact, name)}
    if hasattr(fact, "region_id"):
        values["region"] = regions.get(fact.region_id, "")
    if isinstance(fact, InstitutionRecord):
        values["township"] = regions.get(fact.township_id or 0, "")
        values["host"] = hosts.get(fact.host_institution_id or 0, "")
    if hasattr(fact, "lon"):
        values["point"] = f"{fact.lon:.5f}, {fact.lat:.5f}" if fact.lon is not None else ""
    return values


def compared(session: Session, about: About, one: Any, other: Any) -> list[Difference]:
    """Where two records differ, in words: what is registered now, and what somebody else has typed."""
    return differences(about, *_words(session, about, [one, other]))
