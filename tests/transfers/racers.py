"""Processes that race: each waits at the gate of a round, does one deed on a connection of its own, and says how it went."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.clock import frozen
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.facilities.models import CareUnit
from hospice.patients.queries.records import named_receivers
from hospice.transfers.models import Request, Transfer
from hospice.transfers.rules.codes import Outcome
from hospice.transfers.services import answering, asking, moving
from hospice.wiring import JOBS
from tests.databases import application

Deed = tuple[str, int, int]  # what, to which row, by whom


def _accept(session: Session, row: int, by: User) -> None:
    answering.accept(session, session.get_one(Request, row), by=by)


def _withdraw(session: Session, row: int, by: User) -> None:
    asking.withdraw(session, session.get_one(Transfer, row), Outcome.WITHDRAWN_FAMILY, "家属撤回", by=by)


def _submit(session: Session, row: int, by: User) -> None:
    transfer = session.get_one(Transfer, row)
    units = session.scalars(
        sa.select(CareUnit).where(CareUnit.id.in_(named_receivers(session, transfer.patient_id)))
    ).all()
    asking.submit(session, transfer, units, by=by)


def _depart(session: Session, row: int, by: User) -> None:
    moving.depart(session, session.get_one(Request, row), by=by)


def _arrive(session: Session, row: int, by: User) -> None:
    moving.arrive(session, session.get_one(Request, row), by=by)


def _schedule(session: Session, row: int, by: User) -> None:
    request = session.get_one(Request, row)
    answering.agree(session, request, request.scheduled_for or datetime.max.replace(tzinfo=UTC), by=by)


def _time(session: Session, row: int, _by: User) -> None:
    with frozen(datetime.now(UTC) + timedelta(days=5)):
        JOBS["request"](session, f"request:{row}")


DEEDS: dict[str, Callable[[Session, int, User], None]] = {
    "accept": _accept, "withdraw": _withdraw, "submit": _submit, "depart": _depart, "arrive": _arrive, "schedule": _schedule,
    "time": _time,
}  # fmt: skip


def _run(url: str, gate: Any, work: Any, told: Any) -> None:
    with application(url) as app, app.app_context():
        while True:
            what, row, who = work.get()
            gate.wait()
            try:
                with unit_of_work() as session:
                    DEEDS[what](session, row, session.get_one(User, who))
                told.put((what, row, "done"))
            except (Conflict, IntegrityError) as error:
                told.put((what, row, f"told: {type(error).__name__}"))
            except Refused as error:
                told.put((what, row, f"refused: {error}"))
            except Exception:  # noqa: BLE001 - whatever else happens, the test must hear of it
                told.put((what, row, traceback.format_exc()))
            db.session.remove()


class Track:
    """So many processes, each with a queue of its own, so that every one does exactly its deed of the round."""

    def __init__(self, url: str, runners: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.gate, self.told = context.Barrier(runners), context.Queue()
        self.work = [context.Queue() for _runner in range(runners)]
        self.processes = [context.Process(target=_run, args=(url, self.gate, work, self.told)) for work in self.work]
        for process in self.processes:
            process.start()

    def race(self, deeds: Sequence[Deed]) -> list[tuple[str, int, str]]:
        """Let every runner do one deed at the same time; gives how each went."""
        assert len(deeds) == len(self.work)
        for work, deed in zip(self.work, deeds, strict=True):
            work.put(deed)
        return [self.told.get(timeout=120) for _deed in deeds]

    def end(self) -> None:
        """Send everybody home: they hold nothing and wait for a deed that does not come."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join()


@contextmanager
def track(url: str, runners: int) -> Iterator[Track]:
    """Runners on a database, for as long as the block lasts."""
    made = Track(url, runners)
    try:
        yield made
    finally:
        made.end()
