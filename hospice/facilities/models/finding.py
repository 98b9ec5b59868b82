"""Contradictions in the registry: a work list with an owner."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.core.clock import now
from hospice.core.db import Base, PublicKey
from hospice.regions.models import Region

from .institution import Institution
from .unit import CareUnit


def _one_open(name: str, where: str, *columns: str) -> sa.Index:
    """One open finding of a kind per thing."""
    clause = sa.text(f"resolved_at IS NULL AND {where}")
    return sa.Index(name, *columns, unique=True, sqlite_where=clause, postgresql_where=clause)


class Finding(PublicKey, Base):
    """Something that cannot be right, or not for long: found by a rule, owned by somebody, gone when it is mended.

    Without a named owner it belongs to the coordinators of the county.
    """

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40))
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("care_unit.id"))
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id"), index=True)
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    found_at: Mapped[datetime] = mapped_column(default=now)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    explained: Mapped[str] = mapped_column(sa.String(400), default="")  # why it is right after all
    explained_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    explained_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship()
    unit: Mapped[CareUnit | None] = relationship()
    region: Mapped[Region] = relationship()

    __table_args__ = (
        _one_open("uq_finding_open_institution", "unit_id IS NULL", "code", "institution_id"),
        _one_open("uq_finding_open_unit", "unit_id IS NOT NULL", "code", "unit_id"),
        sa.CheckConstraint("(explained_at IS NULL) = (explained = '')", name="explained_in_words"),
    )

    @classmethod
    def scope_columns(cls) -> tuple[Any, Any]:
        """A finding lies where its institution lies."""
        return cls.region_id, cls.institution_id

    def scope_values(self) -> tuple[str, int | None]:
        """A finding lies where its institution lies."""
        return self.region.path, self.institution_id
