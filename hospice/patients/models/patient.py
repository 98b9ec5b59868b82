"""A patient of the network, and the people around (FHIR Patient, RelatedPerson)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from hospice.core.clock import now
from hospice.core.db import Base, Created, PublicKey, code_list
from hospice.core.sealing import FINGERPRINT
from hospice.facilities.models import Institution
from hospice.facilities.services.search import spelled
from hospice.regions.models import Region

from ..rules.codes import Capacity, DeathPlace, Hardship, IdType, Insurance, KnowsDiagnosis, LegalBasis, Relation, Sex

INITIALS = 60  # characters that are kept of them


def initials_of(name: str) -> str:
    """The initials of the pinyin of a name, for those who search as they type: 周建国 → zjg."""
    return spelled(name)[1][:INITIALS]


def _initials_of_the_row(context: Any) -> str:
    return initials_of(context.get_current_parameters()["name"])


class Patient(PublicKey, Created, Base):
    """Who the patient is. The number is sealed; `id_hash` finds the same person twice and leads back to nothing."""

    __tablename__ = "patient"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)  # who keeps the record
    name: Mapped[str] = mapped_column(sa.String(50))
    initials: Mapped[str] = mapped_column(sa.String(INITIALS), default=_initials_of_the_row)
    sex: Mapped[Sex]
    birth_date: Mapped[date | None]
    ethnic_group: Mapped[str] = mapped_column(sa.String(2), default="")  # GB/T 3304
    id_type: Mapped[IdType] = mapped_column(default=IdType.RESIDENT)
    id_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    id_hash: Mapped[str | None] = mapped_column(sa.String(FINGERPRINT), unique=True)
    id_missing_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"), index=True)  # the county of the home
    township_id: Mapped[int | None] = mapped_column(sa.ForeignKey("region.id"))
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    floor: Mapped[int | None]
    has_lift: Mapped[bool | None]
    lon: Mapped[float | None]  # WGS-84, rounded to about a kilometre (domain §8.3)
    lat: Mapped[float | None]
    capacity: Mapped[Capacity] = mapped_column(default=Capacity.UNKNOWN)
    knows_diagnosis: Mapped[KnowsDiagnosis] = mapped_column(default=KnowsDiagnosis.UNKNOWN)
    family_disagrees: Mapped[bool] = mapped_column(default=False)
    insurance: Mapped[Insurance | None]
    insurance_region_id: Mapped[int | None] = mapped_column(sa.ForeignKey("region.id"))
    off_site_filed: Mapped[bool | None]  # 异地就医备案
    hardship: Mapped[Hardship | None]
    religion: Mapped[str] = mapped_column(sa.String(40), default="")
    language: Mapped[str] = mapped_column(sa.String(40), default="")
    diet: Mapped[str] = mapped_column(sa.String(100), default="")
    customs: Mapped[str] = mapped_column(sa.String(200), default="")  # at the end of life, and who may visit
    family: Mapped[str] = mapped_column(sa.String(400), default="")  # children and elders at home, how the carer is
    died_at: Mapped[datetime | None]
    died_where: Mapped[DeathPlace | None]  # none: not said, or not known to us
    changed_at: Mapped[datetime] = mapped_column(default=now)
    synthetic: Mapped[bool] = mapped_column(default=False)

    institution: Mapped[Institution] = relationship()
    region: Mapped[Region] = relationship(foreign_keys=[region_id])
    township: Mapped[Region | None] = relationship(foreign_keys=[township_id])
    contacts: Mapped[list[Contact]] = relationship(back_populates="patient", order_by="Contact.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
    __table_args__ = (
        sa.CheckConstraint("(id_sealed IS NULL) = (id_hash IS NULL)", name="sealed_and_found"),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="a_point_has_two_numbers"),
        sa.CheckConstraint("length(name) > 0", name="has_a_name"),
    )

    @validates("name")
    def _spell(self, _column: str, name: str) -> str:
        self.initials = initials_of(name)
        return name

    @property
    def about(self) -> str:
        """What the sealed number is bound to."""
        return f"patient:{self.key}:id_number"

    @classmethod
    def scope_columns(cls) -> tuple[Any, Any]:
        """A patient lies where the home is, and belongs to the institution that keeps the record."""
        return cls.region_id, cls.institution_id

    def scope_values(self) -> tuple[str, int | None]:
        """A patient lies where the home is, and belongs to the institution that keeps the record."""
        return self.region.path, self.institution_id


def _one(name: str, flag: str) -> sa.Index:
    clause = sa.text(f"{flag} AND ended_at IS NULL")
    return sa.Index(name, "patient_id", unique=True, sqlite_where=clause, postgresql_where=clause)


class Contact(PublicKey, Created, Base):
    """Somebody around the patient. One of them decides, where the patient cannot; one is the main carer."""

    __tablename__ = "patient_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(sa.ForeignKey("patient.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(50))
    relation: Mapped[Relation]
    phone: Mapped[str] = mapped_column(sa.String(30))
    is_main_carer: Mapped[bool] = mapped_column(default=False)
    is_decision_maker: Mapped[bool] = mapped_column(default=False)
    legal_basis: Mapped[LegalBasis | None] = mapped_column(code_list(LegalBasis))
    lives_with: Mapped[bool | None]
    carer_hours: Mapped[int | None]  # a day
    ended_at: Mapped[datetime | None]

    patient: Mapped[Patient] = relationship(back_populates="contacts")

    __table_args__ = (
        _one("uq_patient_contact_decides", "is_decision_maker"),
        _one("uq_patient_contact_cares", "is_main_carer"),
        sa.CheckConstraint("NOT is_decision_maker OR legal_basis IS NOT NULL", name="decides_on_a_basis"),
        sa.CheckConstraint("carer_hours IS NULL OR carer_hours BETWEEN 0 AND 24", name="a_day_has_24_hours"),
    )
