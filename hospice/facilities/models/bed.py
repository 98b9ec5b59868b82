"""Beds, one by one, where a unit tracks them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.clock import now
from hospice.core.db import Base, PublicKey

from ..rules.places import BedKind, BedSex, BedState
from .unit import CareUnit


class Bed(PublicKey, Base):
    """A bed. That somebody lies in it is an open assignment, not a flag here."""

    __tablename__ = "bed"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("care_unit.id"))
    bed_no: Mapped[str] = mapped_column(sa.String(12))
    room_no: Mapped[str] = mapped_column(sa.String(12), default="")
    kind: Mapped[BedKind] = mapped_column(default=BedKind.OPEN)
    sex: Mapped[BedSex] = mapped_column(default=BedSex.ANY)
    features: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[BedState] = mapped_column(default=BedState.READY)
    state_reason: Mapped[str] = mapped_column(sa.String(100), default="")
    state_since: Mapped[datetime] = mapped_column(default=now)
    state_until: Mapped[date | None]  # when a blocked bed is expected back
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(default=now)

    unit: Mapped[CareUnit] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("unit_id", "bed_no"),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="closed_after_opened"),
        sa.CheckConstraint("state <> 'BLOCKED' OR state_reason <> ''", name="blocked_with_reason"),
    )
