"""A receiver that is asked (FHIR Task), and every step that anybody or time took."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.clock import now
from hospice.core.db import Base, PublicKey
from hospice.episodes.models import BedAssignment
from hospice.facilities.models import CareUnit

from ..rules.codes import DeclineReason, RequestStatus
from ..rules.request_life import HAS_THE_CASE, OPEN_REQUESTS
from .transfer import Transfer, listed

MOST_OPEN = 3
_DECIDED = (*sorted(HAS_THE_CASE), RequestStatus.WAITLISTED, RequestStatus.DECLINED, RequestStatus.ADMITTED)


def _unique(name: str, where: str, *columns: str) -> sa.Index:
    clause = sa.text(where)
    return sa.Index(name, *columns, unique=True, sqlite_where=clause, postgresql_where=clause)


class Request(PublicKey, Base):
    """One unit asked to meet a need. At most three of a transfer are open, and one has the case: the database says so."""

    __tablename__ = "transfer_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    transfer_id: Mapped[int] = mapped_column(sa.ForeignKey("transfer.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("care_unit.id"))
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"))
    slot: Mapped[int]
    status: Mapped[RequestStatus] = mapped_column(default=RequestStatus.SUBMITTED)
    since: Mapped[datetime] = mapped_column(default=now)  # when this status was entered, or last reviewed
    asked_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    decline_reason: Mapped[DeclineReason | None]
    words: Mapped[str] = mapped_column(sa.String(400), default="")  # what is missing, why it was declined
    second_option: Mapped[str] = mapped_column(sa.String(200), default="")
    assignment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bed_assignment.id"), unique=True)
    scheduled_for: Mapped[datetime | None]
    sender_agreed_at: Mapped[datetime | None]
    receiver_agreed_at: Mapped[datetime | None]
    departed_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    admitted_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    place_by: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    pauses: Mapped[list[list[str | None]]] = mapped_column(sa.JSON, default=list)  # [since, until] in ISO 8601
    escalated: Mapped[int] = mapped_column(default=0)  # rungs of the ladder that silence has reached
    reminded_at: Mapped[datetime | None]

    transfer: Mapped[Transfer] = relationship()
    unit: Mapped[CareUnit] = relationship()
    assignment: Mapped[BedAssignment | None] = relationship()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy
    __table_args__ = (
        _unique("uq_transfer_request_taken", f"status IN ({listed(HAS_THE_CASE)})", "transfer_id"),
        _unique("uq_transfer_request_slot", f"status IN ({listed(OPEN_REQUESTS)})", "transfer_id", "slot"),
        _unique("uq_transfer_request_unit", f"status IN ({listed(OPEN_REQUESTS)})", "transfer_id", "unit_id"),
        sa.Index("ix_transfer_request_institution_status", "institution_id", "status", "since"),
        sa.Index("ix_transfer_request_unit_status", "unit_id", "status"),
        # The habit of answering is counted from the index alone.
        sa.Index("ix_transfer_request_asked", "asked_at", "unit_id", "decided_at", "answer_by", "status", "decline_reason"),
        sa.CheckConstraint(f"slot BETWEEN 1 AND {MOST_OPEN}", name="at_most_three"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint(
            f"status NOT IN ({listed(_DECIDED)}) OR decided_at IS NOT NULL", name="nothing_taken_undecided"
        ),
        sa.CheckConstraint("(status = 'DECLINED') = (decline_reason IS NOT NULL) OR status = 'REROUTED'",
                           name="declined_for_a_reason"),
        sa.CheckConstraint("status <> 'BED_HELD' OR assignment_id IS NOT NULL", name="holds_a_bed"),
    )  # fmt: skip

    @classmethod
    def scope_columns(cls) -> tuple[Any, Any]:
        """A request belongs to the institution that is asked; it lies in no region of its own."""
        return sa.null(), cls.institution_id

    def scope_values(self) -> tuple[str, int | None]:
        """A request belongs to the institution that is asked; it lies in no region of its own."""
        return "", self.institution_id


class Step(Base):
    """One step of a transfer (without a request) or of a request: append-only, the history from which all is replayed."""

    __tablename__ = "transfer_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(sa.ForeignKey("transfer.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("transfer_request.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    action: Mapped[str] = mapped_column(sa.String(40))
    source: Mapped[str | None] = mapped_column(sa.String(40))  # none for the first
    target: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.String(400), default="")
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))  # none for the clock
    actor_name: Mapped[str] = mapped_column(sa.String(50), default="")
    party: Mapped[str] = mapped_column(sa.String(40))
    institution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"))
