"""Designation (认定) of wards, and programme units (guidance centres and bases)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.dated import Dated
from hospice.core.db import Base, PublicKey
from hospice.regions.models import Region

from ..rules.codes import BaseKind
from .institution import Institution
from .unit import CareUnit


class Designation(PublicKey, Dated, Base):
    """The prefecture records that a ward serves as the ward of a district; the province approves (domain §1.4).

    `goal` is the goal it is made for (G1: a prefecture's municipal ward; G2: a county's ward). Confirmation is the
    province's approval. Several designations of one ward may stand side by side; whether they count, the rules say.
    """

    __tablename__ = "designation"
    SUBJECT = "unit_id"
    APART = ("region_id", "goal")

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("care_unit.id"), index=True)
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"), index=True)
    goal: Mapped[str] = mapped_column(sa.String(8), default="G2")
    approver: Mapped[str] = mapped_column(sa.String(60), default="")

    unit: Mapped[CareUnit] = relationship()
    region: Mapped[Region] = relationship()

    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="span_has_days"),
        sa.CheckConstraint("goal IN ('G1', 'G2')", name="goal_is_about_wards"),
        sa.CheckConstraint("document_no <> ''", name="has_a_document"),
    )


class ProgramUnit(PublicKey, Dated, Base):
    """A guidance centre or a base: not an organisation but a role attached to a hospital (domain §2.1)."""

    __tablename__ = "program_unit"
    SUBJECT = "institution_id"
    APART = ("kind", "region_id")

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    kind: Mapped[BaseKind]
    name: Mapped[str] = mapped_column(sa.String(100))
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"), index=True)

    institution: Mapped[Institution] = relationship()
    region: Mapped[Region] = relationship()

    __table_args__ = (sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="span_has_days"),)
