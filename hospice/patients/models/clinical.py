"""What the patient has, how it stands, and scores over time (FHIR Condition, Observation)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hospice.core.clock import now
from hospice.core.db import Base, PublicKey

from ..rules.clinical import Allergy, Consciousness, Isolation, Phase, Prognosis, RatedBy


class DiagnosisCode(Base):
    """A code of ICD-10 in one version of the list that the operator loads."""

    __tablename__ = "diagnosis_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(sa.String(40))
    code: Mapped[str] = mapped_column(sa.String(12))
    name: Mapped[str] = mapped_column(sa.String(100))
    initials: Mapped[str] = mapped_column(sa.String(60), index=True)  # of the pinyin
    source: Mapped[str] = mapped_column(sa.String(200))

    __table_args__ = (sa.UniqueConstraint("version", "code"),)


_MAIN = sa.text("is_main AND ended_at IS NULL")


class Diagnosis(PublicKey, Base):
    """A diagnosis of a patient; code, name and version are copied, so that a newer list changes no record."""

    __tablename__ = "patient_diagnosis"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(sa.ForeignKey("patient.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(12))
    name: Mapped[str] = mapped_column(sa.String(100))
    version: Mapped[str] = mapped_column(sa.String(40))
    is_main: Mapped[bool] = mapped_column(default=False)
    is_cancer: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[str] = mapped_column(sa.String(100), default="")
    metastasis: Mapped[str] = mapped_column(sa.String(100), default="")
    diagnosed_on: Mapped[date | None]
    treatment: Mapped[str] = mapped_column(sa.String(400), default="")  # what was done so far, by which department
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        sa.Index("uq_patient_diagnosis_main", "patient_id", unique=True, sqlite_where=_MAIN, postgresql_where=_MAIN),
    )


class ClinicalState(PublicKey, Base):
    """How the patient is at one time, beyond scores. Rows are added and never changed: the newest one holds.

    Where only the medicines were gone through, `only_medicines` is true, and the rest is carried on from the row before.
    """

    __tablename__ = "patient_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(sa.ForeignKey("patient.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    prognosis: Mapped[Prognosis | None]
    phase: Mapped[Phase | None]
    consciousness: Mapped[Consciousness | None]
    devices: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))  # none: nobody has said
    device_days: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))  # code: [since, change by]
    wounds: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON(none_as_null=True))
    infections: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    isolation: Mapped[Isolation | None]
    allergy: Mapped[Allergy | None]
    allergies: Mapped[str] = mapped_column(sa.String(400), default="")
    medicines: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON(none_as_null=True))
    only_medicines: Mapped[bool] = mapped_column(default=False)
    severe_dyspnoea: Mapped[bool | None]
    severe_bleeding: Mapped[bool | None]

    __table_args__ = (sa.Index("ix_patient_state_patient_at", "patient_id", "at"),)


class PatientScore(PublicKey, Base):
    """A score computed from its items by one version of its formula; `result` is exact (`7/2`), none where it has no sum."""

    __tablename__ = "patient_score"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(sa.ForeignKey("patient.id"))
    score: Mapped[str] = mapped_column(sa.String(20))
    formula_version: Mapped[str] = mapped_column(sa.String(20))
    inputs: Mapped[dict[str, Any]]
    result: Mapped[str | None] = mapped_column(sa.String(20))
    band: Mapped[str] = mapped_column(sa.String(20), default="")
    rated_by: Mapped[RatedBy] = mapped_column(default=RatedBy.STAFF)
    at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    __table_args__ = (
        sa.Index("ix_patient_score_patient_score_at", "patient_id", "score", "at"),
        sa.CheckConstraint("at <= recorded_at", name="not_in_the_future"),
    )
