"""One row per deed; the database refuses to change or remove one (see the migrations)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hospice.core.clock import now
from hospice.core.db import Base


class AuditEvent(Base):
    """Who did what to what, where and when. Names are copied, since people move on and the row must still read."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    subject: Mapped[str] = mapped_column(sa.String(80), index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    actor_name: Mapped[str] = mapped_column(sa.String(50), default="")
    actor_roles: Mapped[list[str]] = mapped_column(default=list)
    region_id: Mapped[int | None] = mapped_column(sa.ForeignKey("region.id"))
    institution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"))
    address: Mapped[str] = mapped_column(sa.String(45), default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (sa.Index("ix_audit_event_region_at", "region_id", "at"),)
