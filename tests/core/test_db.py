"""The unit of work: all or nothing, and no lost update."""

from __future__ import annotations

import fcntl
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from hospice.core.db import db, unit_of_work
from hospice.facilities.models.confirmation import ROWS, Revision
from hospice.facilities.services.revision import touch
from hospice.regions.models import Region
from tests.databases import Store

THREADS, TIMES = 10, 10
ONE = sa.select(Revision).where(Revision.id == 1)  # any row that can be counted in


def count_up(app: Flask, failures: list[BaseException]) -> None:
    try:
        for _ in range(TIMES):
            with app.app_context(), unit_of_work() as session:
                row = session.scalars(ONE.with_for_update()).one()
                row.number += 1
    except BaseException as error:  # noqa: BLE001 - a thread must tell the test
        failures.append(error)


def test_ten_threads_that_count_to_a_hundred_arrive_at_a_hundred(own_app: Flask):
    failures: list[BaseException] = []
    with own_app.app_context(), unit_of_work() as session:
        session.execute(sa.update(Revision).values(number=0))
    threads = [threading.Thread(target=count_up, args=(own_app, failures)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with own_app.app_context():
        assert db.session.scalars(ONE).one().number == THREADS * TIMES


def test_what_fails_in_a_unit_of_work_leaves_nothing(session: Session):
    before = session.scalar(sa.select(sa.func.count(Region.id)))
    with pytest.raises(ZeroDivisionError), unit_of_work() as work:
        work.execute(sa.delete(Revision))
        raise ZeroDivisionError
    assert session.scalar(sa.select(sa.func.count(Revision.id))) == ROWS
    assert session.scalar(sa.select(sa.func.count(Region.id))) == before


def test_what_ends_well_is_kept(session: Session):
    with unit_of_work() as work:
        work.execute(sa.update(Revision).values(number=7))
    session.rollback()
    assert session.scalars(ONE).one().number == 7


def test_changes_made_outside_are_refused_instead_of_forgotten(session: Session):
    session.scalars(ONE).one().number = 3
    with pytest.raises(RuntimeError, match="outside"), unit_of_work():
        pass


@pytest.mark.parametrize("ended_by", ["nothing", "commit"])
def test_a_unit_of_work_reads_again_what_was_loaded_before(own_app: Flask, ended_by: str):
    with own_app.app_context():
        row = db.session.scalars(ONE).one()
        if ended_by == "commit":
            db.session.commit()
        with own_app.app_context(), unit_of_work() as elsewhere:
            elsewhere.execute(sa.update(Revision).values(number=41))
        with unit_of_work():
            assert row.number == 41


def test_a_unit_of_work_that_only_adds_keeps_what_was_read(own_app: Flask):
    with own_app.app_context():
        row = db.session.scalars(ONE).one()
        before = row.number
        with own_app.app_context(), unit_of_work() as elsewhere:
            elsewhere.execute(sa.update(Revision).values(number=before + 41))
        with unit_of_work(adds_only=True):
            assert row.number == before
        with unit_of_work():
            assert row.number == before + 41


def test_what_was_written_outside_is_not_kept_by_the_end_of_reading(own_app: Flask):
    with own_app.app_context():
        before = db.session.scalars(ONE).one().number
        db.session.scalars(ONE).one().number = before + 3
        db.session.flush()  # as a query does by itself
    with own_app.app_context():
        assert db.session.scalars(ONE).one().number == before
        db.session.scalars(ONE).one().number = before + 4
        db.session.flush()
        with unit_of_work() as session:
            assert session.scalars(ONE).one().number == before


def test_processes_that_write_to_one_file_queue_beside_it(own_app: Flask, store: Store, tmp_path: Path):
    if store.kind != "sqlite":
        return
    with own_app.app_context():
        line = Path(f"{db.engine.url.database}.line")
        with unit_of_work(), line.open("ab") as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with line.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_deeds_about_different_institutions_raise_different_rows_of_the_counter(own_app: Flask):
    """Else they would wait for each other until the commit; the sum counts them all."""
    with own_app.app_context():
        with unit_of_work() as session:
            session.execute(sa.update(Revision).values(number=0))
            for institution_id in (1, 2, 3, 4):
                touch(session, institution_id)
        numbers = sorted(db.session.scalars(sa.select(Revision.number)))
        assert (numbers[-4:], sum(numbers)) == ([1, 1, 1, 1], 4)


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_finds_the_reference_data_and_nothing_of_other_tests(session: Session, time: int):
    assert session.scalar(sa.select(sa.func.count(Region.id))) == 1 + 11 + 90 + 1359
    with unit_of_work() as work:
        work.add(Region(code="339999", name="x", short_name="x", level="county", kind="县", parent_id=1, path="/x/"))


def test_foreign_keys_are_kept(session: Session):
    session.add(Region(code="999999", name="x", short_name="x", level="county", kind="县", parent_id=10**6, path="/"))
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()
    session.rollback()
