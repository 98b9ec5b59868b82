"""Spreadsheets that leave: text stays text, numbers stay numbers, and synthetic data say so."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from hospice.web.spreadsheets import comma_separated, download, workbook


def rows_of(body: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()


@pytest.fixture(autouse=True)
def request_context(app: Flask):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 579 1234", "-1", "@SUM(A1)", "https://elsewhere.example", "12330100470000000X", "0571"]
)
def test_text_stays_text_whatever_it_begins_with(text: str):
    assert rows_of(workbook("机构", ["名称"], [[text]]))[-1] == [text]


def test_numbers_days_and_instants_are_written_as_people_read_them():
    row = [12, date(2026, 11, 22), datetime(2026, 11, 22, 0, 30, tzinfo=UTC), None, True]
    assert rows_of(workbook("机构", list("abcde"), [row]))[-1] == [12, "2026-11-22", "2026-11-22 08:30:00", "", "是"]


def test_a_table_of_the_demo_says_that_it_is_synthetic():
    assert "演示数据" in rows_of(workbook("机构", ["名称"], [["x"]], note="截至今天"))[0][0]


def test_a_table_of_production_does_not(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(app.config, "MODE", "production")
    assert rows_of(workbook("机构", ["名称"], [["x"]]))[0] == ["名称"]


def test_a_long_title_does_not_break_the_file():
    assert rows_of(workbook("很长的标题" * 20, ["名称"], []))


def test_csv_is_for_programs():
    text = comma_separated(["a", "b", "c", "d"], [[None, date(2026, 1, 2), True, '逗,号"引号']])
    assert text == 'a,b,c,d\n,2026-01-02,true,"逗,号""引号"\n'


def test_a_download_carries_a_chinese_name():
    header = download(b"x", "覆盖-2026-11-22").headers["Content-Disposition"]
    assert header.startswith("attachment")
    assert "UTF-8''%E8%A6%86%E7%9B%96-2026-11-22.xlsx" in header
