"""Finding a diagnosis code by its code, its Chinese name or the initials of its pinyin."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import DiagnosisCode


def search(session: Session, typed: str, limit: int = 20) -> Sequence[DiagnosisCode]:
    """Codes of the newest list that fit what was typed, the closest first: those that begin with it, then the rest."""
    text = typed.strip()
    if not text:
        return []
    begins = sa.or_(
        DiagnosisCode.code.startswith(text.upper(), autoescape=True),
        DiagnosisCode.initials.startswith(text.lower(), autoescape=True),
        DiagnosisCode.name.startswith(text, autoescape=True),
    )
    holds = sa.or_(
        DiagnosisCode.name.contains(text, autoescape=True),
        DiagnosisCode.initials.contains(text.lower(), autoescape=True),
    )
    statement = sa.select(DiagnosisCode).where(DiagnosisCode.version == newest_version(), sa.or_(begins, holds))
    return session.scalars(statement.order_by(sa.case((begins, 0), else_=1), DiagnosisCode.code).limit(limit)).all()


def by_code(session: Session, code: str) -> DiagnosisCode | None:
    """One code of the newest list."""
    return session.scalar(
        sa.select(DiagnosisCode).where(DiagnosisCode.version == newest_version(), DiagnosisCode.code == code.upper())
    )


def newest_version() -> sa.ScalarSelect[str]:
    """The list that was loaded last."""
    return sa.select(DiagnosisCode.version).order_by(DiagnosisCode.id.desc()).limit(1).scalar_subquery()
