"""The ward checklist: an editable, versioned template, and what a unit answered (domain §2.5)."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.clock import now
from hospice.core.db import Base, PublicKey

from ..rules.places import Answer
from .unit import CareUnit


class ChecklistTemplate(PublicKey, Base):
    """One version of the checklist; a published version is never changed, a new one follows it."""

    __tablename__ = "checklist_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(sa.String(100))
    note: Mapped[str] = mapped_column(sa.String(400), default="")
    published_at: Mapped[datetime | None]

    items: Mapped[list[ChecklistItem]] = relationship(back_populates="template", order_by="ChecklistItem.position")


class ChecklistItem(Base):
    """One line of the checklist."""

    __tablename__ = "checklist_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(sa.ForeignKey("checklist_template.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(sa.String(200))
    threshold: Mapped[str] = mapped_column(sa.String(60), default="")
    for_wards: Mapped[bool] = mapped_column(default=True)
    for_centers: Mapped[bool] = mapped_column(default=True)
    mandatory: Mapped[bool] = mapped_column(default=False)
    weight: Mapped[int] = mapped_column(default=1)
    source: Mapped[str] = mapped_column(sa.String(120))

    template: Mapped[ChecklistTemplate] = relationship(back_populates="items")

    __table_args__ = (
        sa.UniqueConstraint("template_id", "position"),
        sa.CheckConstraint("weight > 0", name="weight_positive"),
    )


class Assessment(PublicKey, Base):
    """A unit's answers on a day; the result is computed from them and kept with them."""

    __tablename__ = "assessment"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("care_unit.id"), index=True)
    template_id: Mapped[int] = mapped_column(sa.ForeignKey("checklist_template.id"))
    assessed_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    failed: Mapped[bool]  # a mandatory item is answered "no"
    score_halves: Mapped[int]  # weights answered yes count two, partly one
    score_whole_halves: Mapped[int]  # twice the weights that apply
    overridden_reason: Mapped[str] = mapped_column(sa.String(400), default="")  # external review

    unit: Mapped[CareUnit] = relationship()
    template: Mapped[ChecklistTemplate] = relationship()
    answers: Mapped[list[AssessmentAnswer]] = relationship(back_populates="assessment")

    __table_args__ = (
        sa.CheckConstraint("score_halves >= 0 AND score_halves <= score_whole_halves", name="score_in_range"),
    )


class AssessmentAnswer(Base):
    """One answer, with the figure behind it where there is one."""

    __tablename__ = "assessment_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"))
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("checklist_item.id"))
    answer: Mapped[Answer]
    value: Mapped[str] = mapped_column(sa.String(60), default="")
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    assessment: Mapped[Assessment] = relationship(back_populates="answers")
    item: Mapped[ChecklistItem] = relationship()

    __table_args__ = (sa.UniqueConstraint("assessment_id", "item_id"),)
