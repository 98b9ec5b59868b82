"""What the patient wishes: a wish and not an order; what is said later stands beside what was said before."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hospice.core.clock import now
from hospice.core.db import Base, code_list

from ..rules.wishes import Setting, Wish, WishAnswer


class WishStatement(Base):
    """What was answered about one thing at one time; the newest row of a wish holds."""

    __tablename__ = "patient_wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(sa.ForeignKey("patient.id"))
    wish: Mapped[Wish]
    answer: Mapped[WishAnswer]
    said_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(sa.String(400), default="")

    __table_args__ = (sa.Index("ix_patient_wish_patient_said_at", "patient_id", "said_at"),)


class PlaceWish(Base):
    """Where the patient wishes to be cared for and to die; the newest row holds."""

    __tablename__ = "patient_place_wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(sa.ForeignKey("patient.id"))
    care: Mapped[Setting | None] = mapped_column(code_list(Setting, name="caresetting"))
    death: Mapped[Setting | None] = mapped_column(code_list(Setting, name="deathsetting"))
    said_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    __table_args__ = (sa.Index("ix_patient_place_wish_patient_said_at", "patient_id", "said_at"),)
