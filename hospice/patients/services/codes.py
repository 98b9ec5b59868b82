"""Loading a list of diagnosis codes: the one that ships, or the operator's own 国家临床版 list."""

from __future__ import annotations

import csv
from pathlib import Path

import sqlalchemy as sa
from pypinyin import Style, lazy_pinyin
from sqlalchemy.orm import Session

from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from ..events import DiagnosisCodesLoaded
from ..models import DiagnosisCode

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "icd10_hospice.csv"
SHIPPED_VERSION = "ICD-10（安宁疗护常用，随系统提供）"
SHIPPED_SOURCE = "ICD-10三位和四位编码，按通用中文名称整理；正式使用前请换成国家临床版"


def load_codes(
    session: Session, file: Path = SHIPPED, version: str = SHIPPED_VERSION, source: str = SHIPPED_SOURCE
) -> int:
    """Load a CSV with the columns code and name (initials are made where there are none); gives how many were new.

    Loading a list twice changes nothing. `Refused` names the line where a code or a name is missing.
    """
    known = set(session.scalars(sa.select(DiagnosisCode.code).where(DiagnosisCode.version == version)))
    new: dict[str, DiagnosisCode] = {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            code, name = (row.get("code") or "").strip().upper(), (row.get("name") or "").strip()
            if not code or not name:
                raise Refused(_("第%(n)s行缺少编码或名称。", n=number))
            if code not in known | new.keys():
                initials = (row.get("initials") or "").strip().lower() or initials_of(name)
                new[code] = DiagnosisCode(version=version, code=code, name=name, initials=initials, source=source)
    session.add_all(new.values())
    session.flush()
    if new:
        publish(DiagnosisCodesLoaded(subject="diagnosis-codes", details={"rows": len(new)}))
    return len(new)


def initials_of(name: str) -> str:
    """The initials of the pinyin of a name: 肺癌 → fa."""
    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore"))
    return letters.lower()[:60]
