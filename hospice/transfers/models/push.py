"""The discharge push: a patient who goes home is made known to who cares on, and somebody gets in touch by a time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.clock import now
from hospice.core.db import Base, PublicKey
from hospice.facilities.models import CareUnit
from hospice.patients.models import Patient
from hospice.regions.models import Region

from ..rules.pushing import ContactKind, PushEnd, PushMatter, matter
from .transfer import Transfer

_OPEN = "first_contact_at IS NULL AND cancelled_at IS NULL"


def _one_open(name: str, where: str, *columns: str) -> sa.Index:
    clause = sa.text(f"{where} AND {_OPEN}")
    return sa.Index(name, *columns, unique=True, sqlite_where=clause, postgresql_where=clause)


class DischargePush(PublicKey, Base):
    """One house is told that a patient comes home. Without `institution_id` the family doctor's house is not known yet.

    Of one patient a house has at most one open push: the database says so.
    """

    __tablename__ = "discharge_push"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    patient_id: Mapped[int] = mapped_column(sa.ForeignKey("patient.id"), index=True)
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"))  # the county of the home
    from_institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"))
    from_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("care_unit.id"))
    assignment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bed_assignment.id"))  # the stay that ended
    transfer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("transfer.id"))  # or the transfer that arrived
    institution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("care_unit.id"))
    left_at: Mapped[datetime]
    made_at: Mapped[datetime] = mapped_column(default=now)
    ack_by: Mapped[datetime]
    contact_by: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    first_contact_at: Mapped[datetime | None]
    first_contact_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    first_contact_kind: Mapped[ContactKind | None]
    words: Mapped[str] = mapped_column(sa.String(400), default="")
    # What the house that sends the patient home tells beside the record.
    last_doses: Mapped[str] = mapped_column(sa.String(400), default="")
    on_opioid: Mapped[bool | None]
    opioid_days_left: Mapped[int | None]
    next_prescriber: Mapped[str] = mapped_column(sa.String(100), default="")
    next_contact_on: Mapped[date | None]
    open_needs: Mapped[str] = mapped_column(sa.String(1000), default="")
    briefed_at: Mapped[datetime | None]
    briefed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    cancelled_at: Mapped[datetime | None]
    cancelled_for: Mapped[PushEnd | None]
    synthetic: Mapped[bool] = mapped_column(default=False)

    patient: Mapped[Patient] = relationship()
    region: Mapped[Region] = relationship()
    unit: Mapped[CareUnit | None] = relationship(foreign_keys=[unit_id])
    transfer: Mapped[Transfer | None] = relationship()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy
    __table_args__ = (
        _one_open("uq_discharge_push_open", "institution_id IS NOT NULL", "patient_id", "institution_id"),
        _one_open("uq_discharge_push_open_unknown", "institution_id IS NULL", "patient_id"),
        sa.Index("ix_discharge_push_institution_contact_by", "institution_id", "contact_by"),
        sa.Index("ix_discharge_push_region_contact_by", "region_id", "contact_by"),
        sa.Index("ix_discharge_push_from_institution_made_at", "from_institution_id", "made_at"),
        sa.CheckConstraint("assignment_id IS NOT NULL OR transfer_id IS NOT NULL", name="after_a_stay_or_a_transfer"),
        sa.CheckConstraint("unit_id IS NULL OR institution_id IS NOT NULL", name="a_unit_has_a_house"),
        sa.CheckConstraint("ack_by > made_at AND contact_by >= ack_by", name="due_in_order"),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged_by_somebody"
        ),
        sa.CheckConstraint(
            "(first_contact_at IS NULL) = (first_contact_by_id IS NULL)"
            " AND (first_contact_at IS NULL) = (first_contact_kind IS NULL)",
            name="contacted_by_somebody_somehow",
        ),
        sa.CheckConstraint("first_contact_at IS NULL OR acknowledged_at IS NOT NULL", name="acknowledged_first"),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL AND first_contact_at IS NULL) OR institution_id IS NOT NULL",
            name="acknowledged_by_a_house",
        ),
        sa.CheckConstraint("first_contact_at IS NULL OR first_contact_at >= left_at", name="contacted_afterwards"),
        sa.CheckConstraint("(briefed_at IS NULL) = (briefed_by_id IS NULL)", name="briefed_by_somebody"),
        sa.CheckConstraint("opioid_days_left IS NULL OR opioid_days_left >= 0", name="days_not_negative"),
        sa.CheckConstraint("(cancelled_at IS NULL) = (cancelled_for IS NULL)", name="cancelled_for_a_reason"),
        sa.CheckConstraint("cancelled_at IS NULL OR first_contact_at IS NULL", name="not_done_and_cancelled"),
    )  # fmt: skip

    @property
    def matter(self) -> PushMatter:
        """What it asks for now."""
        return matter(
            routed=self.institution_id is not None, acknowledged=self.acknowledged_at is not None,
            contacted=self.first_contact_at is not None, cancelled=self.cancelled_at is not None,
        )  # fmt: skip

    @property
    def due(self) -> datetime:
        """When the next thing is due: the acknowledgement, then the first contact."""
        return self.ack_by if self.acknowledged_at is None else self.contact_by

    @classmethod
    def scope_columns(cls) -> tuple[Any, Any]:
        """A push lies where the home is, and belongs to the house that cares on."""
        return cls.region_id, cls.institution_id

    def scope_values(self) -> tuple[str, int | None]:
        """A push lies where the home is, and belongs to the house that cares on."""
        return self.region.path, self.institution_id
