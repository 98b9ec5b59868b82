"""What a primary facility declares to provide, and what it did (domain §1.5)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.dated import Dated, guards
from hospice.core.db import Base

from .institution import Institution


class ServiceDeclaration(Dated, Base):
    """Modes of service over a span of days, with the trained staff declared beside them.

    The declared counts serve until the named roster stands; a figure made from them says 申报.
    """

    __tablename__ = "service_declaration"
    SUBJECT = "institution_id"

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    modes: Mapped[list[str]] = mapped_column(default=list)  # codes of ServiceMode
    trained_physicians: Mapped[int] = mapped_column(default=0)
    trained_nurses: Mapped[int] = mapped_column(default=0)

    institution: Mapped[Institution] = relationship()

    __table_args__ = (
        *guards("service_declaration", "institution_id"),
        sa.CheckConstraint("trained_physicians >= 0 AND trained_nurses >= 0", name="staff_not_negative"),
    )


class ServiceActivity(Dated, Base):
    """Hospice service records of one facility in one month: the span is the month."""

    __tablename__ = "service_activity"
    SUBJECT = "institution_id"
    APART = ("valid_from",)

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    services: Mapped[int]

    institution: Mapped[Institution] = relationship()

    __table_args__ = (
        sa.CheckConstraint("valid_to IS NOT NULL AND valid_to > valid_from", name="span_has_days"),
        sa.CheckConstraint("services >= 0", name="services_not_negative"),
    )

    @classmethod
    def scope_columns(cls) -> tuple[Any, Any]:
        """Belongs to its institution alone."""
        return sa.null(), cls.institution_id
