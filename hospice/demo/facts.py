"""Telling a story of dated facts the way `core.dated.confirm` would have left it, row by superseded row. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hospice.core.dated import Span, overlay

from .book import Book

Hands = tuple[int | None, int | None]
"""Who typed it, and who confirmed it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One fact as somebody told it; without `confirmed` it waits for the commission."""

    start: date
    values: Mapping[str, Any]
    recorded: datetime
    confirmed: datetime | None
    end: date | None = None
    by: Hands = (None, None)
    reason: str = ""
    document_no: str = ""


@dataclass(slots=True)
class _Line:
    told: Told
    span: Span
    recorded: datetime
    confirmed: datetime | None
    superseded: datetime | None = field(default=None)


def write(book: Book, model: type[Any], subject: Mapping[str, Any], story: Iterable[Told]) -> list[int]:
    """Write the facts of one subject, told in the order in which they were confirmed; give the numbers of the rows."""
    lines: list[_Line] = []
    for told in story:
        fresh = _Line(told, Span(told.start, told.end), told.recorded, told.confirmed)
        if told.confirmed is not None:
            live = [line for line in lines if line.confirmed is not None and line.superseded is None]
            for line, spans in overlay(live, fresh.span):
                line.superseded = told.confirmed
                lines += [_Line(line.told, span, told.confirmed, told.confirmed) for span in spans]
        lines.append(fresh)
    return [_add(book, model, subject, line) for line in lines]


def _add(book: Book, model: type[Any], subject: Mapping[str, Any], line: _Line) -> int:
    told = line.told
    return book.add(
        model,
        **subject,
        **told.values,
        valid_from=line.span.start,
        valid_to=line.span.end,
        recorded_at=line.recorded,
        confirmed_at=line.confirmed,
        superseded_at=line.superseded,
        reason=told.reason,
        document_no=told.document_no,
        recorded_by_id=told.by[0],
        confirmed_by_id=told.by[1] if line.confirmed else None,
    )
