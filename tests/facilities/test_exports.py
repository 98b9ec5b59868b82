"""`flask registry export`: the rows behind the figures, with every date; and sentences for bad arguments."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from hospice.core.clock import now
from hospice.core.dated import confirm
from hospice.core.db import db
from hospice.facilities.models import UnitState
from hospice.facilities.rules.codes import UnitStatus

from ..factories import OPENED, a_bed, a_unit, a_ward, an_institution


@pytest.fixture
def run(app, session):
    """Runs a command and gives its answer."""
    return lambda *arguments: app.test_cli_runner().invoke(args=["registry", "export", *arguments])


def rows(answer):
    assert answer.exit_code == 0, answer.output
    return list(csv.DictReader(io.StringIO(answer.output)))


def suspended(unit, day):
    state = UnitState(unit_id=unit.id, status=UnitStatus.SUSPENDED, valid_from=day, reason="改建")
    confirm(db.session, state, None)
    db.session.commit()


def test_units_leave_with_state_capacity_and_every_date(run):
    hospital = an_institution()
    ward = a_ward(hospital, beds=12)
    (row,) = rows(run("--what", "units", "--format", "csv"))
    assert (row["unit_key"], row["institution_key"]) == (str(ward.key), str(hospital.key))
    assert (row["status"], row["open"], row["capacity_source"]) == ("OPERATING", "12", "DECLARED")
    assert (row["valid_from"], row["valid_to"], row["status_since"]) == (OPENED.isoformat(), "", OPENED.isoformat())
    assert row["confirmed_at"].startswith("2024-03-01")


def test_the_same_day_gives_other_rows_when_asked_as_known_earlier(run):
    ward = a_ward(an_institution())
    before = now()
    suspended(ward, date(2025, 1, 1))
    on = ("--what", "units", "--on", "2025-06-01")
    assert rows(run(*on))[0]["status"] == "SUSPENDED"
    assert rows(run(*on, "--known-at", before.isoformat()))[0]["status"] == "OPERATING"
    assert rows(run("--what", "units", "--on", "2024-06-01"))[0]["status"] == "OPERATING"
    assert rows(run("--what", "units", "--on", "2023-06-01")) == []


def test_the_status_history_lists_every_confirmed_state_and_leaves_out_proposals(run):
    ward = a_ward(an_institution())
    suspended(ward, date(2025, 1, 1))
    db.session.add(UnitState(unit_id=ward.id, status=UnitStatus.CLOSED, valid_from=date(2026, 1, 1)))
    db.session.commit()
    found = rows(run("--what", "status-history"))
    assert [(row["status"], row["valid_from"], row["valid_to"]) for row in found] == [
        ("OPERATING", "2024-03-01", "2025-01-01"),
        ("SUSPENDED", "2025-01-01", ""),
    ]
    assert found[1]["reason"] == "改建"


def test_only_the_division_that_is_asked_for_leaves(run):
    here, elsewhere = an_institution("331181"), an_institution("331126")
    a_bed(a_ward(here), bed_no="3-1")
    a_bed(a_unit(elsewhere), bed_no="9-9")
    assert [row["institution_key"] for row in rows(run("--what", "institutions", "--region", "331181"))] == [str(here.key)]
    assert len(rows(run("--what", "institutions", "--region", "331100"))) == 2
    assert [row["bed_no"] for row in rows(run("--what", "beds", "--region", "331181"))] == ["3-1"]


def test_what_waits_for_the_commission_does_not_leave(run):
    an_institution(pending=True)
    assert rows(run("--what", "institutions")) == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--what", "patients"),
        ("--what", "units", "--format", "pdf"),
        ("--what", "units", "--on", "2026-02-30"),
        ("--what", "units", "--on", "gestern"),
        ("--what", "units", "--on", "9999-01-01"),
        ("--what", "units", "--known-at", "25:00"),
        ("--what", "units", "--region", "999999"),
        ("--what", "units", "--region", "9" * 5000),
    ],
)
def test_a_bad_argument_gets_a_sentence_and_the_exit_code_two(run, arguments):
    answer = run(*arguments)
    assert answer.exit_code == 2
    assert "Error: " in answer.output
    assert "Traceback" not in answer.output
    assert len(answer.output) < 600
