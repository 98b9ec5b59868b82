"""The outbox: one row per message, and who has seen it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hospice.core.db import Base, Created, PublicKey


class Message(PublicKey, Created, Base):
    """A message to those who work at an institution or in a region, or to one person.

    `once` names the fact that it tells: the same fact is told once, however often the clock comes by.
    """

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    once: Mapped[str] = mapped_column(sa.String(120), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(80), index=True)
    institution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("care_unit.id"))
    region_id: Mapped[int | None] = mapped_column(sa.ForeignKey("region.id"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        sa.CheckConstraint(
            "institution_id IS NOT NULL OR region_id IS NOT NULL OR user_id IS NOT NULL", name="goes_to_somebody"
        ),
        sa.Index("ix_message_institution_created", "institution_id", "created_at"),
        sa.Index("ix_message_region_created", "region_id", "created_at"),
        sa.Index("ix_message_user_created", "user_id", "created_at"),
    )


class Seen(Base):
    """Somebody has seen a message: it is not shown to this person as new again."""

    __tablename__ = "message_seen"

    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True)
    at: Mapped[datetime]
