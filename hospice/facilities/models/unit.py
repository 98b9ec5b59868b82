"""Care units (FHIR Location/HealthcareService): wards, rooms, scattered beds, home beds, clinics, home teams, centres."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.dated import Dated, guards
from hospice.core.db import Base, Created, PublicKey
from hospice.regions.models import Region

from ..rules.codes import UnitKind, UnitStatus
from ..rules.places import CapacitySource
from .institution import Institution


class CareUnit(PublicKey, Created, Base):
    """A care unit: its identity and its legal host, who alone gets the credit for it."""

    __tablename__ = "care_unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    synthetic: Mapped[bool] = mapped_column(default=False)

    institution: Mapped[Institution] = relationship()


class UnitRecord(Dated, Base):
    """What a unit is over a span of days: kind, name, place, abilities, approval."""

    __tablename__ = "unit_record"
    SUBJECT = "unit_id"

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("care_unit.id"), index=True)
    kind: Mapped[UnitKind]
    name: Mapped[str] = mapped_column(sa.String(100))
    ward_no: Mapped[str] = mapped_column(sa.String(20), default="")
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"))  # where it stands: the campus's county
    lon: Mapped[float | None]  # WGS-84; none where it stands at the institution's own point
    lat: Mapped[float | None]
    opened_on: Mapped[date | None]
    approval_document: Mapped[str] = mapped_column(sa.String(120), default="")  # 启用批复
    shared_specialty: Mapped[bool] = mapped_column(default=False)  # with oncology or geriatrics
    own_sign_and_rules: Mapped[bool] = mapped_column(default=True)
    partners: Mapped[str] = mapped_column(sa.String(200), default="")  # of a shared ward; the host alone is credited
    abilities: Mapped[list[str]] = mapped_column(default=list)
    duty_phone: Mapped[str] = mapped_column(sa.String(30), default="")
    liaison_name: Mapped[str] = mapped_column(sa.String(50), default="")
    liaison_phone: Mapped[str] = mapped_column(sa.String(30), default="")

    unit: Mapped[CareUnit] = relationship()
    region: Mapped[Region] = relationship()

    __table_args__ = (
        *guards("unit_record", "unit_id"),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="a_point_has_two_numbers"),
        sa.Index("ix_unit_record_region", "region_id"),
    )

    @classmethod
    def scope_columns(cls) -> tuple[Any, Any]:
        """A unit lies in its county and belongs to its host."""
        host = sa.select(CareUnit.institution_id).where(CareUnit.id == cls.unit_id).correlate(cls).scalar_subquery()
        return cls.region_id, host

    def scope_values(self) -> tuple[str, int | None]:
        """A unit lies in its county and belongs to its host."""
        return self.region.path, self.unit.institution_id


class UnitState(Dated, Base):
    """The state of a unit over a span of days: the dated history behind every goal."""

    __tablename__ = "unit_state"
    SUBJECT = "unit_id"

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("care_unit.id"), index=True)
    status: Mapped[UnitStatus]
    expected_on: Mapped[date | None]  # opening that is promised, while it is planned or built

    unit: Mapped[CareUnit] = relationship()

    __table_args__ = (*guards("unit_state", "unit_id"),)


class UnitCapacity(Dated, Base):
    """How many places a unit has: beds, home beds, slots a week or visits a week, by its kind."""

    __tablename__ = "unit_capacity"
    SUBJECT = "unit_id"

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("care_unit.id"), index=True)
    installed: Mapped[int]
    open: Mapped[int]
    staffed: Mapped[int]
    source: Mapped[CapacitySource]

    unit: Mapped[CareUnit] = relationship()

    # Open above installed is a contradiction that the work list shows, not one that is kept from being told.
    __table_args__ = (
        *guards("unit_capacity", "unit_id"),
        sa.CheckConstraint("installed >= 0 AND open >= 0 AND staffed >= 0", name="places_not_negative"),
    )
