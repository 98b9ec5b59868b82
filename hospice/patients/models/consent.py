"""What was agreed to: care, and sharing with named receivers, at most three (domain §7.2)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.clock import now
from hospice.core.db import Base, PublicKey

from ..rules.codes import ConsentKind, Relation

MOST_RECEIVERS = 3


class Consent(PublicKey, Base):
    """A signed consent. Withdrawn, it ends; what was shared before was lawful and stays in the history."""

    __tablename__ = "patient_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(sa.ForeignKey("patient.id"), index=True)
    kind: Mapped[ConsentKind]
    document_version: Mapped[str] = mapped_column(sa.String(40))
    signer_name: Mapped[str] = mapped_column(sa.String(50))
    signer_relation: Mapped[Relation]
    signed_at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    withdrawn_reason: Mapped[str] = mapped_column(sa.String(200), default="")

    receivers: Mapped[list[ConsentReceiver]] = relationship(order_by="ConsentReceiver.position")

    __table_args__ = (
        sa.CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= signed_at", name="withdrawn_after_signed"),
        sa.CheckConstraint("signed_at <= recorded_at", name="not_in_the_future"),
    )


class ConsentReceiver(Base):
    """A unit that is named on a consent, in the order in which the patient wants to be received."""

    __tablename__ = "patient_consent_receiver"

    consent_id: Mapped[int] = mapped_column(sa.ForeignKey("patient_consent.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("care_unit.id"), index=True)

    __table_args__ = (
        sa.UniqueConstraint("consent_id", "unit_id"),
        sa.CheckConstraint(f"position BETWEEN 1 AND {MOST_RECEIVERS}", name="at_most_three"),
    )
