"""What an operator is told about the clock, and what can be done about work that was given up."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core import jobs
from hospice.core.clock import frozen, now
from hospice.core.db import unit_of_work
from hospice.core.worker import work_off


def refuses(_session: Session, _subject: str) -> None:
    raise ValueError("broken")


def status(app, *words: str) -> str:
    return app.test_cli_runner().invoke(args=["worker", "status", *words]).output


@pytest.fixture
def given_up(session: Session) -> None:
    """A job that failed as often as it may."""
    with unit_of_work():
        jobs.put(session, "message", "message:1", now())
    later = now()
    for tries in range(1, jobs.MOST_TRIES + 1):
        later += tries * jobs.PAUSE
        with frozen(later):
            assert work_off({"message": refuses})


def test_a_clock_that_never_ran_is_said_to(app, session: Session):
    assert status(app).splitlines() == ["时钟还没有走过。", "到时未办0项，放弃0项。"]


def test_what_was_given_up_is_listed_with_its_reason(app, session: Session, given_up: None):
    lines = status(app).splitlines()
    assert lines[0].startswith("时钟最近走于")
    assert lines[1] == "到时未办0项，放弃1项。"
    assert "ValueError: broken" in lines[2]
    assert jobs.number_failed(session) == 1


def test_what_was_given_up_can_be_tried_again(app, session: Session, given_up: None):
    assert "重新安排了1项。" in status(app, "--again")
    done: list[str] = []
    work_off({"message": lambda _session, subject: done.append(subject)})
    assert done == ["message:1"]
    assert jobs.number_failed(session) == 0


def test_a_worker_takes_only_what_it_knows(session: Session):
    with unit_of_work():
        jobs.put(session, "message", "message:1", now())
        jobs.put(session, "request", "request:1", now())
    work_off({"request": lambda _session, _subject: None})
    left = session.execute(sa.select(jobs.Job.kind, jobs.Job.tries).where(jobs.Job.state == jobs.JobState.READY)).all()
    assert left == [("message", 0)]
