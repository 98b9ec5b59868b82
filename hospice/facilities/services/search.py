"""What people type to find an institution: every name it ever had, pinyin, initials, codes."""

from __future__ import annotations

import sqlalchemy as sa
from pypinyin import Style, lazy_pinyin
from sqlalchemy.orm import Session

from ..models import Institution, InstitutionRecord


def spelled(name: str) -> tuple[str, str]:
    """Pinyin and initials of a name, without blanks, in small letters: `("longquanshi…", "lqs…")`."""
    full = "".join(lazy_pinyin(name)).lower()
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return full, initials


def search_text(names: list[str], codes: list[str]) -> str:
    """One line for each thing that may be typed; names are told apart by lines, so that none runs into the next."""
    lines: list[str] = []
    for name in names:
        lines += [name.lower(), *spelled(name)]
    return "\n".join(dict.fromkeys([*lines, *(code.lower() for code in codes)]))


def keep_findable(session: Session, institution: Institution) -> None:
    """Write the search text anew from all that was ever recorded about the institution, old names included."""
    told = sa.select(InstitutionRecord.name, InstitutionRecord.credit_code, InstitutionRecord.licence_no)
    rows = session.execute(
        told.where(InstitutionRecord.institution_id == institution.id).order_by(InstitutionRecord.id.desc())
    ).all()
    names = list(dict.fromkeys(row.name for row in rows))
    codes = [code for row in rows for code in (row.credit_code, row.licence_no) if code]
    institution.search_text = search_text(names, codes)
