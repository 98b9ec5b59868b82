"""Episodes of care, and who has which bed or place (FHIR EpisodeOfCare, Encounter).

Occupied is not a flag: it is an open assignment. A ward's bed, a home bed, a clinic slot and a visit are assigned by the
same rows; where beds are not tracked one by one, the places of a unit are numbered, so that the database can refuse one
place given twice.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.db import Base, Created, PublicKey
from hospice.facilities.models import Bed, CareUnit
from hospice.patients.models import Patient
from hospice.patients.rules.wishes import Setting

from .rules.codes import AssignmentState, DischargeOutcome

_OPEN = "state IN ('RESERVED', 'ACTIVE')"


def _unique(name: str, where: str, *columns: str) -> sa.Index:
    clause = sa.text(where)
    return sa.Index(name, *columns, unique=True, sqlite_where=clause, postgresql_where=clause)


class Episode(PublicKey, Created, Base):
    """The care of one patient by the network, through all settings, from the first need to the end."""

    __tablename__ = "episode"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(sa.ForeignKey("patient.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[DischargeOutcome | None]
    synthetic: Mapped[bool] = mapped_column(default=False)

    patient: Mapped[Patient] = relationship()
    assignments: Mapped[list[BedAssignment]] = relationship(back_populates="episode", order_by="BedAssignment.id")

    __table_args__ = (
        _unique("uq_episode_open", "ended_at IS NULL", "patient_id"),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_start"),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_with_an_outcome"),
    )


class BedAssignment(PublicKey, Created, Base):
    """A bed or a place for a patient: reserved until an instant, then active from arrival to confirmed departure.

    `in_bed` says that the patient lies there, so that no other such stay can be true at the same time; visits are not.
    """

    __tablename__ = "bed_assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    episode_id: Mapped[int] = mapped_column(sa.ForeignKey("episode.id"), index=True)
    patient_id: Mapped[int] = mapped_column(sa.ForeignKey("patient.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("care_unit.id"))
    bed_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bed.id"))
    place_no: Mapped[int | None]
    setting: Mapped[Setting]
    in_bed: Mapped[bool]
    state: Mapped[AssignmentState]
    reserved_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    extended: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[DischargeOutcome | None]
    end_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    episode: Mapped[Episode] = relationship(back_populates="assignments")
    patient: Mapped[Patient] = relationship()
    unit: Mapped[CareUnit] = relationship()
    bed: Mapped[Bed | None] = relationship()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy
    __table_args__ = (
        _unique("uq_bed_assignment_open_bed", f"bed_id IS NOT NULL AND {_OPEN}", "bed_id"),
        _unique("uq_bed_assignment_open_place", f"place_no IS NOT NULL AND {_OPEN}", "unit_id", "place_no"),
        _unique("uq_bed_assignment_reserved", "in_bed AND state = 'RESERVED'", "patient_id"),
        sa.Index("ix_bed_assignment_unit_state", "unit_id", "state"),
        sa.Index("ix_bed_assignment_patient", "patient_id"),
        sa.Index("ix_bed_assignment_bed_started_at", "bed_id", "started_at"),  # the guard against two at once asks so
        sa.CheckConstraint("(bed_id IS NULL) <> (place_no IS NULL)", name="a_bed_or_a_place"),
        sa.CheckConstraint("place_no IS NULL OR place_no > 0", name="places_begin_at_one"),
        sa.CheckConstraint(f"(ended_at IS NULL) = ({_OPEN})", name="open_until_it_ends"),
        sa.CheckConstraint(
            "(started_at IS NOT NULL) = (state IN ('ACTIVE', 'COMPLETED'))", name="active_since_arrival"
        ),
        sa.CheckConstraint("started_at IS NULL OR ended_at IS NULL OR ended_at > started_at", name="ends_after_start"),
        sa.CheckConstraint("state <> 'RESERVED' OR expires_at > reserved_at", name="reserved_until"),
        sa.CheckConstraint("state <> 'COMPLETED' OR outcome IS NOT NULL OR end_reason <> ''", name="left_for_a_reason"),
    )


class PlannedDeparture(Base):
    """When a stay is expected to end, and where the patient will go. A plan frees no bed: only the departure does."""

    __tablename__ = "planned_departure"

    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("bed_assignment.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    leaves_on: Mapped[date | None]  # none: it was planned, and is no more
    outcome: Mapped[DischargeOutcome | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy
    __table_args__ = (sa.CheckConstraint("(leaves_on IS NULL) = (outcome IS NULL)", name="planned_for_somewhere"),)
