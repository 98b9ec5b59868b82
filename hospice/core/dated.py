"""Facts with two times: when they were true, and when the network knew (domain §0).

A fact row is never changed. It is *recorded* (somebody typed it), *confirmed* (the commission stands behind it, only
then does a goal see it) and one day *superseded* (a newer confirmed row covers its time). So any day can be asked twice:
what was true `on` this day, and what was it thought to be when asked at `known_at`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from .clock import now


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open run of days `[start, end)`; no end means "until further notice"."""

    start: date
    end: date | None = None

    def covers(self, on: date) -> bool:
        """Whether the day lies in the span."""
        return self.start <= on and (self.end is None or on < self.end)

    def meets(self, other: Span) -> bool:
        """Whether both spans share a day."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def without(self, other: Span) -> list[Span]:
        """What is left of this span when `other` is cut out of it: none, one or two spans, in order."""
        if not self.meets(other):
            return [self]
        left = [Span(self.start, other.start)] if self.start < other.start else []
        right = [Span(other.end, self.end)] if other.end and (self.end is None or other.end < self.end) else []
        return left + right


class Dated:
    """Columns of a fact. A model names its subject column in `SUBJECT`."""

    SUBJECT: ClassVar[str]
    APART: ClassVar[tuple[str, ...]] = ()  # further columns that make facts of one subject independent of each other

    id: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column()
    valid_to: Mapped[date | None] = mapped_column()
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column()
    superseded_at: Mapped[datetime | None] = mapped_column()
    reason: Mapped[str] = mapped_column(sa.String(400), default="")
    document_no: Mapped[str] = mapped_column(sa.String(120), default="")

    @declared_attr
    def recorded_by_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy hands in the class
        """Who typed it; none for reference and demo data."""
        return mapped_column(sa.ForeignKey("user.id"))

    @declared_attr
    def confirmed_by_id(cls) -> Mapped[int | None]:  # noqa: N805
        """Who stands behind it."""
        return mapped_column(sa.ForeignKey("user.id"))

    @property
    def span(self) -> Span:
        """The days for which the row is true."""
        return Span(self.valid_from, self.valid_to)

    @property
    def is_pending(self) -> bool:
        """Recorded, and waiting for the commission."""
        return self.confirmed_at is None and self.superseded_at is None

    def copied(self, span: Span) -> Self:
        """A new row that says the same for another span."""
        skipped = {"id", "key", "valid_from", "valid_to", "superseded_at", "recorded_at", "confirmed_at"}
        names = [column.key for column in sa.inspect(type(self)).column_attrs if column.key not in skipped]
        values = {name: getattr(self, name) for name in names}
        values |= {"valid_from": span.start, "valid_to": span.end}
        return type(self)(**values)


def guards(table: str, subject: str) -> tuple[Any, ...]:
    """Constraints of a fact table: spans have days, and one pending row per subject.

    That confirmed rows of one subject never overlap is guarded by `hospice.core.guards` in the migrations, since
    each database says it in its own way.
    """
    waiting = sa.text("confirmed_at IS NULL AND superseded_at IS NULL")
    return (
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="span_has_days"),
        sa.Index(f"uq_{table}_pending", subject, unique=True, sqlite_where=waiting, postgresql_where=waiting),
    )


def in_force(model: Any, on: date, known_at: datetime | None = None) -> sa.ColumnElement[bool]:
    """The criterion for rows of `model` true on the day `on`, as known at `known_at` (now, when none)."""
    return sa.and_(
        model.valid_from <= on,
        sa.or_(model.valid_to.is_(None), model.valid_to > on),
        known(model, known_at),
    )


def known(model: Any, known_at: datetime | None = None) -> sa.ColumnElement[bool]:
    """The criterion for rows that the network stood behind at `known_at`, whatever their days."""
    if known_at is None:
        return sa.and_(model.confirmed_at.is_not(None), model.superseded_at.is_(None))
    return sa.and_(
        model.confirmed_at <= known_at,
        sa.or_(model.superseded_at.is_(None), model.superseded_at > known_at),
    )


def pending(model: Any) -> sa.ColumnElement[bool]:
    """The criterion for rows that wait for the commission."""
    return sa.and_(model.confirmed_at.is_(None), model.superseded_at.is_(None))


class _Spanned(Protocol):
    @property
    def span(self) -> Span: ...


T = TypeVar("T", bound=_Spanned)
F = TypeVar("F", bound=Dated)


def overlay(rows: Iterable[T], new: Span) -> list[tuple[T, list[Span]]]:
    """Which of `rows` the span `new` touches, each with the spans that stay true beside it. Pure."""
    return [(row, row.span.without(new)) for row in rows if row.span.meets(new)]


def propose(session: Session, fact: F) -> F:
    """Record a fact that waits for the commission; an earlier proposal about the same subject gives way to it."""
    at = now()
    for earlier in session.scalars(sa.select(type(fact)).where(pending(type(fact)), *_same_subject(fact))):
        earlier.superseded_at = at
    session.flush()
    fact.recorded_at = at
    session.add(fact)
    session.flush()
    return fact


def confirm(session: Session, fact: F, by_id: int | None, at: datetime | None = None) -> F:
    """Make a fact count from now on: rows that it covers are superseded, their remaining days are kept.

    The caller has checked that `by_id` may do so. Rows are locked, so two confirmations of one subject queue up.
    """
    at = at or now()
    model = type(fact)
    mine = sa.select(model).where(known(model), *_same_subject(fact)).with_for_update()
    touched = overlay([row for row in session.scalars(mine) if row is not fact], fact.span)
    for row, _ in touched:
        row.superseded_at = at
    session.flush()
    for row, spans in touched:
        session.add_all([_remaining(row, span, at) for span in spans])
    fact.confirmed_at, fact.confirmed_by_id = at, by_id
    session.add(fact)
    session.flush()
    return fact


def _remaining(row: F, span: Span, at: datetime) -> F:
    rest = row.copied(span)
    rest.recorded_at = rest.confirmed_at = at
    return rest


def _same_subject(fact: Dated) -> Sequence[sa.ColumnElement[bool]]:
    names = (fact.SUBJECT, *fact.APART)
    return [getattr(type(fact), name) == getattr(fact, name) for name in names]
