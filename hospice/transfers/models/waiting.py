"""The waiting list of a unit, what was offered to whom, and who stood above."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.db import Base, PublicKey
from hospice.episodes.rules.codes import Priority

from .request import Request

_WAITS = sa.text("left_at IS NULL")


class WaitingEntry(PublicKey, Base):
    """Somebody waits for a bed of a unit; `since` is when the need was first submitted."""

    __tablename__ = "waiting_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("transfer_request.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("care_unit.id"))
    priority: Mapped[Priority]
    since: Mapped[datetime]
    entered_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    review_words: Mapped[str | None] = mapped_column(sa.String(200))  # of the last review, where something was said
    left_at: Mapped[datetime | None]
    left_for: Mapped[str] = mapped_column(sa.String(40), default="")  # the action that took it off the list

    request: Mapped[Request] = relationship()

    __table_args__ = (
        sa.Index("uq_waiting_entry_open", "request_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
        sa.Index("ix_waiting_entry_unit", "unit_id", "priority", "since"),
        sa.CheckConstraint("(left_at IS NULL) = (left_for = '')", name="left_for_a_reason"),
    )


class BedOffer(PublicKey, Base):
    """A bed that became free was given to somebody on the list: in turn, or out of turn with a reason."""

    __tablename__ = "bed_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("waiting_entry.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("care_unit.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("bed_assignment.id"), unique=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))  # none for the clock
    override_reason: Mapped[str] = mapped_column(sa.String(400), default="")

    entry: Mapped[WaitingEntry] = relationship()
    passed: Mapped[list[PassedOverRow]] = relationship(order_by="PassedOverRow.place")


class PassedOverRow(Base):
    """Fairness log: who stood above the one that got the bed, and why the bed was not for them."""

    __tablename__ = "bed_offer_passed"

    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("bed_offer.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("waiting_entry.id"))
    why: Mapped[str] = mapped_column(sa.String(400))
