"""Loading the official days off: a whole year at a time, the same file twice with the same result."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from ..events import CalendarLoaded
from ..models import CalendarDay
from ..rules.calendar import SATURDAY, DayKind

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "holidays.csv"
COLUMNS = ["day", "kind", "source"]
MOST_BYTES = 1024 * 1024
MOST_SOURCE = 200  # as long as the column is
_KINDS = {**{kind.value: kind for kind in DayKind}, **{str(kind.label): kind for kind in DayKind}}


class Day(NamedTuple):
    """One row of the file."""

    day: date
    kind: DayKind
    source: str


def load_calendar(session: Session, file: Path = SHIPPED) -> tuple[int, list[int]]:
    """Make the years of the file what the file says; how many rows changed, and which years it holds.

    `Refused` names the first line that cannot be read; then nothing is changed.
    """
    days = list(read(_text(file)))
    if not days:
        raise Refused(_("文件里没有日期。"))
    years = sorted({row.day.year for row in days})
    wanted = {row.day: row for row in days}
    span = CalendarDay.day.between(date(years[0], 1, 1), date(years[-1], 12, 31))
    present = {row.day: row for row in session.scalars(sa.select(CalendarDay).where(span)) if row.day.year in years}
    changed = _bring(session, present, wanted)
    if changed:
        publish(CalendarLoaded(subject="calendar", details={"rows": changed, "years": years}))
    return changed, years


def _bring(session: Session, present: dict[date, CalendarDay], wanted: dict[date, Day]) -> int:
    gone = [row for day, row in present.items() if day not in wanted]
    for old in gone:
        session.delete(old)
    changed = len(gone)
    for day, said in wanted.items():
        row = present.get(day)
        if row is None:
            session.add(CalendarDay(**said._asdict()))
        elif (row.kind, row.source) != (said.kind, said.source):
            row.kind, row.source = said.kind, said.source
        else:
            continue
        changed += 1
    session.flush()
    return changed


def _text(file: Path) -> str:
    body = file.read_bytes()
    if len(body) > MOST_BYTES:
        raise Refused(_("文件过大：节假日文件不应超过1MB。"))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(_("文件不是文本。请存成CSV（UTF-8）。"))


def read(text: str) -> Iterator[Day]:
    """The rows of the file; `Refused` names the line."""
    lines = csv.reader(io.StringIO(text, newline=""))
    if [cell.strip() for cell in next(lines, [])] != COLUMNS:
        raise Refused(_("首行应为：%(columns)s。", columns=",".join(COLUMNS)))
    seen: set[date] = set()
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            row = _row(cells)
        except Refused as refused:
            raise Refused(_("第%(n)s行：%(why)s", n=lines.line_num, why=refused.message)) from None
        if row.day in seen:
            raise Refused(_("第%(n)s行：%(day)s重复。", n=lines.line_num, day=row.day.isoformat()))
        seen.add(row.day)
        yield row


def _row(cells: Sequence[str]) -> Day:
    if len(cells) != len(COLUMNS):
        raise Refused(_("应有%(n)s列，实有%(has)s列。", n=len(COLUMNS), has=len(cells)))
    text, code, source = (cell.strip() for cell in cells)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(_("“%(text)s”不是日期，请写成例如2026-10-01。", text=text[:20])) from None
    if code not in _KINDS:
        raise Refused(_("“%(text)s”不是类别，应为HOLIDAY（放假）或WORKDAY（调休上班）。", text=code[:20]))
    if not source or len(source) > MOST_SOURCE:
        raise Refused(_("请写明依据的通知，最多%(most)s个字。", most=MOST_SOURCE))
    if _KINDS[code] is DayKind.WORKDAY and day.weekday() < SATURDAY:
        raise Refused(_("%(day)s不是周末，不能是调休上班日。", day=day.isoformat()))
    return Day(day, _KINDS[code], source)
