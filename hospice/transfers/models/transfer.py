"""The need itself (FHIR ServiceRequest), and the official days off by which its clocks run."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.clock import local, now
from hospice.core.db import Base, Created, PublicKey, Settled
from hospice.episodes.rules.codes import Priority
from hospice.facilities.models import CareUnit, Institution
from hospice.patients.models import Patient
from hospice.patients.rules.wishes import BY_VISIT, Escort, Mobility, Setting, Vehicle
from hospice.regions.models import Region

from ..rules.calendar import DayKind
from ..rules.codes import Outcome, Route, TransferStatus
from ..rules.numbers import spoken
from ..rules.transfer_life import OPEN_TRANSFERS, OVER


def listed(codes: Any) -> str:
    """Codes for a constraint, in an order that does not change."""
    return ", ".join(f"'{code.value}'" for code in sorted(codes))


class DayCount(Base):
    """How many transfers were begun on a day: from it comes the number that people say on the telephone."""

    __tablename__ = "transfer_number"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


_ANOTHER = sa.text(
    "INSERT INTO transfer_number (day, last) VALUES (:day, 1) "
    "ON CONFLICT (day) DO UPDATE SET last = transfer_number.last + 1 RETURNING last"
).bindparams(sa.bindparam("day", type_=sa.Date()))


def _next_number(context: Any) -> str:
    """The next number of the day on which the row was made, whoever else counts at this moment."""
    at = context.get_current_parameters().get("created_at") or now()
    day = local(at).date()
    return spoken(day, context.connection.execute(_ANOTHER, {"day": day}).scalar_one())


_OPEN_INPATIENT = sa.text(f"inpatient AND status IN ({listed(OPEN_TRANSFERS)})")


class Transfer(PublicKey, Created, Base):
    """Who needs which kind of place, how urgently, from where; what became of it is its outcome."""

    __tablename__ = "transfer"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(sa.String(14), default=_next_number, server_default="")
    patient_id: Mapped[int] = mapped_column(sa.ForeignKey("patient.id"), index=True)
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"))  # who sends
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("care_unit.id"))  # from which unit, where it is one
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"))  # where the sender is
    status: Mapped[TransferStatus] = mapped_column(default=TransferStatus.DRAFT)
    setting: Mapped[Setting]
    setting_reason: Mapped[str] = mapped_column(sa.String(400), default="")  # why another than was suggested
    inpatient: Mapped[bool]
    priority: Mapped[Priority]
    priority_reason: Mapped[str] = mapped_column(sa.String(400), default="")
    judged: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the clinician answered for the suggestion
    reasons: Mapped[list[str]] = mapped_column(default=list)
    abilities: Mapped[list[str]] = mapped_column(default=list)  # what the place must be able to do
    wanted_on: Mapped[date | None]
    words: Mapped[str] = mapped_column(sa.String(1000), default="")
    mobility: Mapped[Mobility | None]
    escort: Mapped[Escort | None]
    vehicle: Mapped[Vehicle | None]
    oxygen_on_the_way: Mapped[bool | None]
    pick_up_from: Mapped[datetime | None]
    pick_up_to: Mapped[datetime | None]
    relative_region_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("region.id")
    )  # where the visiting relative lives
    preferred: Mapped[list[int]] = mapped_column(
        sa.JSON, default=list
    )  # units, the most wished for first; none yet asked
    bridging_plan: Mapped[str] = mapped_column(sa.String(400), default="")  # care until there is a place
    outside: Mapped[str] = mapped_column(sa.String(100), default="")  # a destination that is not in the network
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    edited_at: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    synthetic: Mapped[bool] = mapped_column(default=False)

    patient: Mapped[Patient] = relationship()
    institution: Mapped[Institution] = relationship()
    unit: Mapped[CareUnit | None] = relationship()
    region: Mapped[Region] = relationship(foreign_keys=[region_id])
    relative_region: Mapped[Region | None] = relationship(foreign_keys=[relative_region_id])

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy
    __table_args__ = (
        sa.Index(
            "uq_transfer_open_inpatient", "patient_id", unique=True,
            sqlite_where=_OPEN_INPATIENT, postgresql_where=_OPEN_INPATIENT,
        ),
        sa.Index("uq_transfer_number", "number", unique=True),
        sa.Index("ix_transfer_institution_status", "institution_id", "status"),
        sa.Index("ix_transfer_region_status", "region_id", "status"),
        sa.Index("ix_transfer_region_submitted", "region_id", "submitted_at"),
        sa.Index("ix_transfer_institution_submitted", "institution_id", "submitted_at"),
        sa.Index("ix_transfer_status_submitted", "status", "submitted_at"),
        sa.Index("ix_transfer_submitted", "submitted_at", "id"),
        sa.CheckConstraint(f"(outcome IS NOT NULL) = (status IN ({listed(OVER)}))", name="over_with_an_outcome"),
        sa.CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="ended_at_a_time"),
        sa.CheckConstraint("status IN ('DRAFT', 'DELETED') OR submitted_at IS NOT NULL", name="submitted_at_a_time"),
        sa.CheckConstraint("pick_up_to IS NULL OR pick_up_to > pick_up_from", name="picked_up_between"),
        sa.CheckConstraint(f"inpatient = (setting NOT IN ({listed(BY_VISIT)}))", name="a_visit_is_no_bed"),
    )  # fmt: skip

    @property
    def route(self) -> Route:
        """How the place is reached."""
        return Route.BED if self.inpatient else Route.VISIT

    @classmethod
    def scope_columns(cls) -> tuple[Any, Any]:
        """A transfer lies where its sender lies and belongs to the sender."""
        return cls.region_id, cls.institution_id

    def scope_values(self) -> tuple[str, int | None]:
        """A transfer lies where its sender lies and belongs to the sender."""
        return self.region.path, self.institution_id


class CalendarDay(Settled, Base):
    """A day that the State Council's notice makes a holiday, or a day that is worked in its stead."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind]
    source: Mapped[str] = mapped_column(sa.String(200), default="")
