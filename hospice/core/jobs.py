"""Jobs: what is to be done at a time, written with the fact that asks for it, and taken by any number of workers.

A worker takes a job in one transaction (a lease) and does it in a second one, in which the job is ended too. Killed
before the second one commits, nothing of it has happened: the lease runs out and another worker takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from .clock import now
from .db import Base, adding, unit_of_work

LEASE = timedelta(minutes=5)
MOST_TRIES = 20
PAUSE = timedelta(minutes=1)  # after a failure, times the number of tries

Handler = Callable[[Session, str], None]


class JobState(StrEnum):
    """Where a job stands."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


_LIVE = sa.text("state IN ('ready', 'running')")


class Job(Base):
    """One thing to do about one subject; of a kind and a subject at most one is to be done."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(80))
    run_at: Mapped[datetime]
    state: Mapped[JobState] = mapped_column(default=JobState.READY)
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.String(400), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (
        sa.Index("uq_job_live", "kind", "subject", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        sa.Index("ix_job_state_run_at", "state", "run_at"),
    )


_ROWS = cast(sa.Table, Job.__table__)


class Heartbeat(Base):
    """When the clock last ran: one row, which every worker renews."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    at: Mapped[datetime]


def put(session: Session, kind: str, subject: str, run_at: datetime) -> None:
    """Ask for something to be done; asked again before it was done, the newer time holds."""
    wanted = {"run_at": run_at, "state": JobState.READY, "lease_until": None}
    asked = adding(session, Job).values(kind=kind, subject=subject, **wanted)
    session.execute(
        asked.on_conflict_do_update(index_elements=[Job.kind, Job.subject], index_where=_LIVE, set_=wanted)
    )


def drop(session: Session, kind: str, subject: str) -> None:
    """Nothing is to be done any more."""
    mine = sa.update(_ROWS).where(_ROWS.c.kind == kind, _ROWS.c.subject == subject, _LIVE)
    session.execute(mine.values(state=JobState.DONE, ended_at=now()))


def claim(session: Session, kinds: Collection[str] | None = None) -> tuple[int, int] | None:
    """Take the most overdue job for a while, of these kinds or of any; gives its number and which try this is.

    None where nothing is due.
    """
    due = sa.or_(Job.state == JobState.READY, sa.and_(Job.state == JobState.RUNNING, Job.lease_until < now()))
    mine = sa.true() if kinds is None else Job.kind.in_(sorted(kinds))
    statement = sa.select(Job).where(Job.run_at <= now(), due, mine).order_by(Job.run_at, Job.id).limit(1)
    job = session.scalar(statement.with_for_update(skip_locked=True))
    if job is None:
        return None
    job.state, job.tries, job.lease_until = JobState.RUNNING, job.tries + 1, now() + LEASE
    session.flush()
    return job.id, job.tries


def run_next(handlers: Mapping[str, Handler]) -> bool:
    """Do one job that is due, if there is one; says whether there was. A job that fails is tried again later."""
    with unit_of_work() as session:
        taken = claim(session, handlers.keys())
    if taken is None:
        return False
    try:
        with unit_of_work() as session:
            _do(session, *taken, handlers)
    except Exception as error:  # noqa: BLE001 - whatever a job raises, the others are done; the row keeps what it was
        with unit_of_work() as session:
            _failed(session, *taken, error)
    return True


def _do(session: Session, number: int, tries: int, handlers: Mapping[str, Handler]) -> None:
    """End the job and do it, in one transaction, unless somebody else has taken it meanwhile.

    It is ended first, so that what is done may ask for the same thing again, at another time.
    """
    job = session.scalar(sa.select(Job).where(Job.id == number).with_for_update())
    if job is None or not _is_ours(job, tries):
        return
    job.state, job.ended_at, job.lease_until = JobState.DONE, now(), None
    session.flush()
    handlers[job.kind](session, job.subject)


def _is_ours(job: Job, tries: int) -> bool:
    return job.state is JobState.RUNNING and job.tries == tries


def _failed(session: Session, number: int, tries: int, error: Exception) -> None:
    job = session.scalars(sa.select(Job).where(Job.id == number).with_for_update()).one()
    if not _is_ours(job, tries):
        return
    job.error = f"{type(error).__name__}: {error}"[:400]
    if tries >= MOST_TRIES:
        job.state, job.ended_at = JobState.FAILED, now()
    else:
        job.state, job.run_at = JobState.READY, now() + tries * PAUSE


def beat(session: Session, name: str = "clock") -> None:
    """Note that the clock ran."""
    session.merge(Heartbeat(name=name, at=now()))


def last_beat(session: Session, name: str = "clock") -> datetime | None:
    """When the clock last ran; none where it never did."""
    return session.scalar(sa.select(Heartbeat.at).where(Heartbeat.name == name))


def failed(session: Session, limit: int = 50) -> Sequence[Job]:
    """Jobs that were given up after too many tries, the latest first: somebody has to look."""
    given_up = sa.select(Job).where(Job.state == JobState.FAILED)
    return session.scalars(given_up.order_by(Job.id.desc()).limit(limit)).all()


def number_failed(session: Session) -> int:
    """How many jobs were given up."""
    return int(session.scalar(sa.select(sa.func.count(Job.id)).where(Job.state == JobState.FAILED)) or 0)


def try_again(session: Session) -> int:
    """Put every job that was given up to be done now, unless the same is to be done anyway; says how many."""
    found = failed(session, limit=10_000)
    for job in found:
        job.state = JobState.DONE
        live = sa.select(Job.id).where(Job.kind == job.kind, Job.subject == job.subject, _LIVE)
        if session.scalar(live) is None:
            put(session, job.kind, job.subject, now())
    return len(found)


def overdue(session: Session) -> int:
    """How many jobs wait although their time has come."""
    waits: Any = sa.select(sa.func.count(Job.id)).where(Job.state == JobState.READY, Job.run_at <= now())
    return int(session.scalar(waits) or 0)
