"""The official days off: loaded a year at a time, twice with the same result, and refused by the line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.audit.models import AuditEvent
from hospice.transfers.models import CalendarDay
from hospice.transfers.queries.cases import calendar

HEAD = "day,kind,source\n"


def loaded(app, tmp_path: Path | None = None, text: str | bytes = "") -> tuple[int, str]:
    words = ["transfers", "load-calendar"]
    if tmp_path is not None:
        file = tmp_path / "days.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        words += ["--file", str(file)]
    done = app.test_cli_runner().invoke(args=words)
    return done.exit_code, done.output.strip()


def test_the_shipped_days_are_those_of_the_notices(app, session: Session):
    code, said = loaded(app)
    assert code == 0
    assert said.startswith("2024、2025、2026年的节假日已载入")
    found = calendar(session)
    assert not any(found.is_working_day(date(2026, 2, day)) for day in range(15, 24))
    assert found.is_working_day(date(2026, 2, 14))
    assert found.is_working_day(date(2026, 10, 10))
    assert not found.is_working_day(date(2025, 10, 8))
    assert found.is_working_day(date(2024, 2, 9))  # that New Year's Eve was an ordinary day
    assert all(found.covers(year) for year in (2024, 2025, 2026))
    assert not found.covers(2027)


def test_loading_twice_changes_nothing_and_leaves_no_second_trace(app, session: Session):
    loaded(app)
    number = session.scalar(sa.select(sa.func.count(CalendarDay.day)))
    assert "新增或更改0天" in loaded(app)[1]
    assert session.scalar(sa.select(sa.func.count(CalendarDay.day))) == number
    traces = sa.select(sa.func.count(AuditEvent.id)).where(AuditEvent.action == "calendar_loaded")
    assert session.scalar(traces) == 1


def test_a_file_replaces_the_years_that_it_names_and_no_others(app, session: Session, tmp_path: Path):
    loaded(app)
    assert loaded(app, tmp_path, HEAD + "2026-01-01,放假,测试通知\n")[0] == 0
    days = session.scalars(sa.select(CalendarDay.day).order_by(CalendarDay.day)).all()
    assert [day for day in days if day.year == 2026] == [date(2026, 1, 1)]
    assert sum(day.year == 2025 for day in days) > 20


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("2026-02-30,HOLIDAY,通知\n", "第2行：“2026-02-30”不是日期"),
        ("2026-01-01,HOLIDAY,通知\n\n2026-01-02,OFF,通知\n", "第4行：“OFF”不是类别"),
        ("2026-01-01,HOLIDAY,\n", "第2行：请写明依据的通知"),
        ("2026-01-01,HOLIDAY\n", "第2行：应有3列，实有2列"),
        ("2026-01-01,HOLIDAY,通知\n2026-01-01,HOLIDAY,通知\n", "第3行：2026-01-01重复"),
        ("2026-01-05,WORKDAY,通知\n", "第2行：2026-01-05不是周末"),
        (f"2026-01-01,HOLIDAY,{'文' * 201}\n", "第2行：请写明依据的通知，最多200个字"),
        ("", "文件里没有日期"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_by_its_line_and_nothing_is_changed(app, session, tmp_path, rows, words):
    code, said = loaded(app, tmp_path, HEAD + rows)
    assert code == 1
    assert words in said
    assert session.scalar(sa.select(sa.func.count(CalendarDay.day))) == 0


def test_another_head_is_refused(app, session: Session, tmp_path: Path):
    assert "首行应为：day,kind,source" in loaded(app, tmp_path, "日期,类别\n")[1]


def test_a_file_from_a_spreadsheet_in_the_old_encoding_is_read(app, session: Session, tmp_path: Path):
    assert loaded(app, tmp_path, (HEAD + "2026-01-01,放假,国务院通知\r\n").encode("gb18030"))[0] == 0
    assert session.scalars(sa.select(CalendarDay.source)).one() == "国务院通知"


def test_what_is_no_text_is_refused(app, session: Session, tmp_path: Path):
    assert loaded(app, tmp_path, b"\xff\xfe\x00\x81\x81\x00")[0] == 1
