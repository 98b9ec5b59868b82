"""`flask coverage …`: the figures of the pages for programs, and one sentence for whoever mistypes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from tests.factories import a_unit
from tests.pages import Visitor

from .registry import a_counting_ward, a_facility, a_hospital, a_municipal_ward, changed


@pytest.fixture
def run(app: Flask, session: Session) -> Callable[..., Any]:
    def ran(*words: str) -> Any:
        return app.test_cli_runner().invoke(args=["coverage", *words])

    return ran


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_command_says_what_the_page_says(run: Callable[..., Any], client_for: Callable[..., Visitor]) -> None:
    a_counting_ward("331181")
    a_municipal_ward("331102")
    a_facility("331181")
    a_facility("331181", provides=False)
    page = client_for(Role.PROVINCE_OFFICER).get("coverage.index", on="2026-11-22")
    for goal in ("G1", "G2", "G3"):
        row = table(run("show", "--goal", goal, "--on", "2026-11-22").output)[0]
        assert f"{row['numerator']} / {row['denominator']}" in page.text
    rows = table(run("show", "--goal", "G2", "--level", "county", "--on", "2026-11-22").output)
    assert len(rows) == 90
    assert [row["name"] for row in rows if row["met"] == "true"] == ["龙泉市"]


def test_csv_and_json_say_the_same(run: Callable[..., Any]) -> None:
    a_facility("331181")
    words = ("show", "--goal", "G3", "--level", "prefecture", "--region", "331100", "--on", "2026-11-22")
    row = table(run(*words).output)[0]
    told = json.loads(run(*words, "--format", "json").output)
    assert told["on"] == "2026-11-22"
    assert [str(told["rows"][0][name]) for name in ("numerator", "denominator", "percent")] == [
        row["numerator"], row["denominator"], row["percent"],
    ]


def test_the_day_and_the_knowledge_can_be_chosen(run: Callable[..., Any]) -> None:
    a_counting_ward("331181")
    words = ("show", "--goal", "G2", "--region", "331181", "--level", "county")
    assert table(run(*words, "--on", "2024-02-29").output)[0]["numerator"] == "0"
    assert table(run(*words, "--on", "2024-03-01").output)[0]["numerator"] == "1"
    early = run(*words, "--on", "2024-03-01", "--known-at", "2024-02-01T00:00:00+08:00")
    assert table(early.output)[0]["numerator"] == "0"


def test_every_row_behind_a_figure_comes_with_its_tests(run: Callable[..., Any]) -> None:
    a_counting_ward("331181", name="甲病区")
    a_unit(a_hospital("331181"), name="乙病区", approval_document="")
    changed()
    rows = table(run("why", "--goal", "G2", "--region", "331181", "--on", "2026-11-22").output)
    assert {row["counts"] for row in rows if row["name"] == "甲病区"} == {"true"}
    failed = [row for row in rows if row["name"] == "乙病区" and row["passed"] == "false"]
    assert [(row["reasons"], row["sentence"]) for row in failed] == [("NO_EVIDENCE", "没有启用批复")]
    facility = a_facility("331181", provides=False)
    rows = table(run("why", "--goal", "G3", "--region", "331181", "--on", "2026-11-22").output)
    assert [row["key"] for row in rows if row["reasons"] == "NOT_DECLARED"] == [str(facility.key)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("show",), "--goal"),
        (("show", "--goal", "G9"), "G9"),
        (("show", "--goal", "G2", "--level", "town"), "town"),
        (("show", "--goal", "G2", "--on", "2026-02-30"), "请按年-月-日填写"),
        (("show", "--goal", "G2", "--on", "1800-01-01"), "1900年到2100年"),
        (("show", "--goal", "G2", "--known-at", "2099-01-01"), "不能晚于现在"),
        (("show", "--goal", "G2", "--known-at", "x"), "不是时刻"),
        (("show", "--goal", "G2", "--region", "999999"), "没有代码为“999999”的地区"),
        (("show", "--goal", "G2", "--format", "xml"), "xml"),
        (("show", "--goal", "G1", "--level", "county"), "G1按设区市判定"),
        (("why", "--goal", "G2"), "--region"),
        (("why", "--goal", "G2", "--region", "331100"), "331100不是"),
        (("why", "--goal", "G1", "--region", "331181"), "331181不是"),
    ],
)
def test_whoever_mistypes_gets_a_sentence(run: Callable[..., Any], words: tuple[str, ...], sentence: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert sentence in result.output
    assert "Traceback" not in result.output
