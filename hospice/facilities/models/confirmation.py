"""That somebody looked and said "still true"; and the counter that tells caches when a fact has changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hospice.core.clock import now
from hospice.core.db import Base


class Confirmation(Base):
    """The commission looked at an institution (or at one of its units) and found it true."""

    __tablename__ = "confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("care_unit.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    __table_args__ = (
        sa.Index("ix_confirmation_institution_at", "institution_id", "at"),
        sa.Index("ix_confirmation_unit_at", "unit_id", "at"),
    )


class SentBack(Base):
    """An officer did not accept a fact and said why; it stays pending, and is asked again when it is recorded anew."""

    __tablename__ = "sent_back"

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(sa.String(20))  # which kind of fact: see rules.proposals.About
    fact_id: Mapped[int]
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("care_unit.id"))
    to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)  # who recorded the fact
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(sa.String(400))

    __table_args__ = (
        sa.UniqueConstraint("about", "fact_id"),
        sa.CheckConstraint("reason <> ''", name="says_why"),
    )


ROWS = 64
EVERYTHING = ROWS  # the row of whatever lies outside the institutions


def part_of(institution_id: Any) -> Any:
    """The part of the registry to which an institution belongs: of a number, or of a column that holds one."""
    return 1 + institution_id % (ROWS - 1)


class Revision(Base):
    """Rows of which each counts the changes of facts about one part of the institutions, the last one those of all else.

    A figure computed at one sum stays right until the next: pages compare one integer instead of computing anew, and what
    is computed anew reads only the parts whose number has changed. Whoever raises a row holds it until the deed is
    committed; with many rows hardly anybody waits.
    """

    __tablename__ = "registry_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)

    __table_args__ = (sa.CheckConstraint(f"id BETWEEN 1 AND {ROWS}", name="known_row"),)
