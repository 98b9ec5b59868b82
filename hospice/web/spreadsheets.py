"""Tables that leave as a spreadsheet: text stays text, whatever it begins with."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import xlsxwriter
from flask import Response, current_app

from hospice.core.clock import local
from hospice.core.i18n import gettext as _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def plain(value: Any) -> Any:
    """A value as a cell shows it: dates as `2026-11-22`, instants on the local clock, codes by their value."""
    if isinstance(value, datetime):
        return local(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return value


def workbook(
    title: str, head: Sequence[Any], rows: Iterable[Sequence[Any]], note: str = "", *, streaming: bool = False
) -> bytes:
    """One sheet with a head row; identifiers and anything starting with `=`, `+`, `-`, `@` stay text.

    With `streaming` a row is forgotten once it is written, so that tens of thousands of them take little memory.
    """
    out = io.BytesIO()
    kept = {"constant_memory": True} if streaming else {"in_memory": True}
    book = xlsxwriter.Workbook(out, {**kept, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(title[:31])
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    top = 0
    for line in _preface(note):
        sheet.write_string(top, 0, line)
        top += 1
    sheet.write_row(top, 0, [str(word) for word in head], bold)
    for index, row in enumerate(rows, top + 1):
        for column, value in enumerate(map(plain, row)):
            if isinstance(value, int | float):
                sheet.write_number(index, column, value)
            elif value is not None:
                sheet.write_string(index, column, str(value), text)
    sheet.freeze_panes(top + 1, 1)
    sheet.set_column(0, max(len(head) - 1, 0), 18)
    book.close()
    return out.getvalue()


def comma_separated(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV with a head row, for programs: no preface, UTF-8, empty for unknown."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([["" if value is None else _csv_value(value) for value in row] for row in rows])
    return out.getvalue()


def _csv_value(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else value.isoformat() if isinstance(value, date) else value


def _preface(note: str) -> list[str]:
    lines = [note] if note else []
    if current_app.config["MODE"] == "demo":
        lines.insert(0, _("演示数据：病区、床位、人员均为生成，不得用于诊疗和统计上报。"))
    return lines


def download(body: bytes, name: str) -> Response:
    """Answer a workbook for keeping under `name`.xlsx; a header is ASCII, so a Chinese name travels in RFC 5987's way."""
    response = Response(body, mimetype=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response
