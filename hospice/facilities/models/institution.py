"""Institutions (FHIR Organization) and the groups in which they work together."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.dated import Dated, guards
from hospice.core.db import Base, Created, PublicKey, code_list
from hospice.regions.models import Region

from ..rules.codes import (
    Grade,
    GradeClass,
    GroupKind,
    GroupRole,
    InstitutionKind,
    OrgLevel,
    Ownership,
    Profit,
)
from ..rules.places import InstitutionState


class Institution(PublicKey, Created, Base):
    """An institution: only its identity. What is said about it stands in `InstitutionRecord`."""

    __tablename__ = "institution"

    id: Mapped[int] = mapped_column(primary_key=True)
    synthetic: Mapped[bool] = mapped_column(default=False)
    # All names it ever had, their pinyin and initials, codes: what people type to find it. Kept by the services.
    search_text: Mapped[str] = mapped_column(sa.Text, default="")

    records: Mapped[list[InstitutionRecord]] = relationship(
        back_populates="institution",
        foreign_keys="InstitutionRecord.institution_id",
        order_by="InstitutionRecord.recorded_at",
    )


class InstitutionRecord(Dated, Base):
    """What is true of an institution over a span of days (domain §2.1–2.2)."""

    __tablename__ = "institution_record"
    SUBJECT = "institution_id"

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[InstitutionKind]
    special_type: Mapped[str] = mapped_column(sa.String(40), default="")  # 肿瘤, 老年 … of a SPECIAL hospital
    grade: Mapped[Grade] = mapped_column(default=Grade.NONE)
    grade_class: Mapped[GradeClass] = mapped_column(default=GradeClass.N)
    built_to_grade2: Mapped[bool] = mapped_column(default=False)  # "set up to 二级 standard"
    level: Mapped[OrgLevel]
    ownership: Mapped[Ownership]
    profit: Mapped[Profit] = mapped_column(default=Profit.NONPROFIT)
    # Whose authority licensed it; a name of its own, since two columns of one table hold this code list.
    licensor_level: Mapped[OrgLevel | None] = mapped_column(code_list(OrgLevel, name="licensorlevel"))
    state: Mapped[InstitutionState] = mapped_column(default=InstitutionState.ACTIVE)
    credit_code: Mapped[str | None] = mapped_column(sa.String(18))
    licence_no: Mapped[str | None] = mapped_column(sa.String(22))
    licence_issuer: Mapped[str] = mapped_column(sa.String(60), default="")
    licence_from: Mapped[date | None]
    licence_to: Mapped[date | None]
    licence_checked_on: Mapped[date | None]  # 最近校验日期
    licensed_beds: Mapped[int | None]
    licensed_subjects: Mapped[list[str]] = mapped_column(default=list)
    own_licence: Mapped[bool] = mapped_column(default=True)  # a branch without one is part of its host
    host_institution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"))
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"))  # the county, or a zone under it
    township_id: Mapped[int | None] = mapped_column(sa.ForeignKey("region.id"))
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    lon: Mapped[float | None]  # WGS-84
    lat: Mapped[float | None]
    accuracy_m: Mapped[int | None]
    point_source: Mapped[str] = mapped_column(sa.String(60), default="")
    phone: Mapped[str] = mapped_column(sa.String(30), default="")
    duty_phone: Mapped[str] = mapped_column(sa.String(30), default="")  # 24小时电话
    liaison_name: Mapped[str] = mapped_column(sa.String(50), default="")
    liaison_phone: Mapped[str] = mapped_column(sa.String(30), default="")

    institution: Mapped[Institution] = relationship(back_populates="records", foreign_keys=[institution_id])
    region: Mapped[Region] = relationship(foreign_keys=[region_id])
    township: Mapped[Region | None] = relationship(foreign_keys=[township_id])

    __table_args__ = (
        *guards("institution_record", "institution_id"),
        sa.CheckConstraint(
            "licence_to IS NULL OR licence_from IS NULL OR licence_to > licence_from", name="licence_span"
        ),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="a_point_has_two_numbers"),
        sa.CheckConstraint("licensed_beds IS NULL OR licensed_beds >= 0", name="beds_not_negative"),
        sa.CheckConstraint(
            "host_institution_id IS NULL OR host_institution_id <> institution_id", name="not_its_own_host"
        ),
        sa.Index("ix_institution_record_region_name", "region_id", "name"),
        # One institution per credit code and per licence among what is in force until further notice.
        sa.Index(
            "uq_institution_record_licence_no",
            "licence_no",
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL AND confirmed_at IS NOT NULL AND valid_to IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL AND confirmed_at IS NOT NULL AND valid_to IS NULL"),
        ),
    )

    @classmethod
    def scope_columns(cls) -> tuple[Any, Any]:
        """An institution lies in its county and belongs to itself."""
        return cls.region_id, cls.institution_id

    def scope_values(self) -> tuple[str, int | None]:
        """An institution lies in its county and belongs to itself."""
        return self.region.path, self.institution_id


class Consortium(PublicKey, Created, Base):
    """A medical consortium or county medical community (FHIR OrganizationAffiliation)."""

    __tablename__ = "consortium"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100), unique=True)
    kind: Mapped[GroupKind]
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"), index=True)
    synthetic: Mapped[bool] = mapped_column(default=False)

    members: Mapped[list[ConsortiumMember]] = relationship(back_populates="consortium")


class ConsortiumMember(Base):
    """An institution's part in a consortium over a span of days; at most one lead at a time."""

    __tablename__ = "consortium_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    consortium_id: Mapped[int] = mapped_column(sa.ForeignKey("consortium.id"))
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    role: Mapped[GroupRole]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    consortium: Mapped[Consortium] = relationship(back_populates="members")
    institution: Mapped[Institution] = relationship()

    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="span_has_days"),
        sa.Index(
            "uq_consortium_member_open",
            "consortium_id",
            "institution_id",
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        ),
        sa.Index(
            "uq_consortium_member_lead",
            "consortium_id",
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL AND role = 'LEAD'"),
            postgresql_where=sa.text("valid_to IS NULL AND role = 'LEAD'"),
        ),
    )
