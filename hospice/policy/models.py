"""Goals and configurable rules, dated and with their source (domain §0, §1.2, §10)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hospice.core.clock import now
from hospice.core.db import Base, Settled


class Standing(StrEnum):
    """What stands behind a value."""

    REGULATION = "regulation"
    GUIDELINE = "guideline"
    ASSUMPTION = "assumption"


class DocumentStatus(StrEnum):
    """Whether the document that sets a goal is final."""

    DRAFT = "draft"
    FINAL = "final"


class Goal(Base):
    """One version of one goal of the plan: the words, and where they stand."""

    __tablename__ = "goal"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(8))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    short_title: Mapped[str] = mapped_column(sa.String(60))
    document: Mapped[str] = mapped_column(sa.String(200))
    article: Mapped[str] = mapped_column(sa.String(120))
    status: Mapped[DocumentStatus]
    baseline: Mapped[date]
    deadline: Mapped[date]
    target_numerator: Mapped[int]  # at least numerator/denominator of the units, as integers: 1/1 or 1/2
    target_denominator: Mapped[int]
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (
        sa.UniqueConstraint("code", "version"),
        sa.CheckConstraint("target_numerator > 0 AND target_numerator <= target_denominator", name="target_is_a_share"),
        sa.CheckConstraint("deadline > baseline", name="deadline_after_baseline"),
    )


class Rule(Settled, Base):
    """One configurable value over a span of days; the newest row that covers a day is in force."""

    __tablename__ = "rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_key: Mapped[str] = mapped_column(sa.String(60), index=True)
    value: Mapped[Any] = mapped_column(sa.JSON)
    title: Mapped[str] = mapped_column(sa.String(200))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(sa.String(200))
    standing: Mapped[Standing]
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    superseded_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    set_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(sa.String(400), default="")

    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="span_has_days"),
        sa.CheckConstraint("approved_by_id IS NULL OR approved_by_id <> set_by_id", name="four_eyes"),
    )
