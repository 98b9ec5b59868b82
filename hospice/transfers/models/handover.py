"""The handover of one request: items signed by both sides, four domains, open needs, medicines."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.db import Base

from ..rules.codes import Side
from ..rules.handover import HandoverItem


class HandoverRecord(Base):
    """What both sides say before the patient counts as admitted."""

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("transfer_request.id"), unique=True)
    body: Mapped[str] = mapped_column(sa.String(1000), default="")
    mind: Mapped[str] = mapped_column(sa.String(1000), default="")
    social: Mapped[str] = mapped_column(sa.String(1000), default="")
    meaning: Mapped[str] = mapped_column(sa.String(1000), default="")
    last_doses: Mapped[str] = mapped_column(sa.String(400), default="")  # which, when, and when the next is due
    on_opioid: Mapped[bool | None]
    opioid_days_left: Mapped[int | None]
    next_prescriber: Mapped[str] = mapped_column(sa.String(100), default="")
    next_contact_on: Mapped[date | None]  # when whoever prescribes next first sees the patient
    completed_at: Mapped[datetime | None]
    summary_hash: Mapped[str] = mapped_column(sa.String(64), default="")

    entries: Mapped[list[HandoverEntry]] = relationship(order_by="HandoverEntry.id")
    needs: Mapped[list[HandoverNeed]] = relationship(order_by="HandoverNeed.id")

    __table_args__ = (
        sa.CheckConstraint("opioid_days_left IS NULL OR opioid_days_left >= 0", name="days_not_negative"),
    )


class HandoverEntry(Base):
    """One item of the list: signed by both, or left undone with a reason."""

    __tablename__ = "handover_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(sa.ForeignKey("handover.id"))
    item: Mapped[HandoverItem]
    not_done: Mapped[str] = mapped_column(sa.String(200), default="")

    signatures: Mapped[list[HandoverSignature]] = relationship()

    __table_args__ = (sa.UniqueConstraint("handover_id", "item"),)


class HandoverSignature(Base):
    """One side signed for an item; what two must count has a second person, who is not the first."""

    __tablename__ = "handover_signature"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("handover_entry.id"), primary_key=True)
    side: Mapped[Side] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    by_name: Mapped[str] = mapped_column(sa.String(50))
    witness: Mapped[str] = mapped_column(sa.String(50), default="")
    at: Mapped[datetime]

    __table_args__ = (
        sa.CheckConstraint("side IN ('ORIGIN', 'DESTINATION')", name="one_of_two_sides"),
        sa.CheckConstraint("witness <> by_name", name="counted_by_another"),
    )


class HandoverNeed(Base):
    """Something that is not finished: who takes it on, and by when."""

    __tablename__ = "handover_need"

    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(sa.ForeignKey("handover.id"), index=True)
    words: Mapped[str] = mapped_column(sa.String(200))
    owner: Mapped[str | None] = mapped_column(sa.String(100))
    due: Mapped[date | None]
    done_at: Mapped[datetime | None]
