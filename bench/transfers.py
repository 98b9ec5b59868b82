"""Transfers under measurement: their pages beside the bare page, their steps beside the bare insert, and how both grow.

The cases are made by the services, between houses of their own, so every step is taken on a case that may take it. Each is
taken once: a case that has been accepted cannot be accepted again. `python -m bench.transfers [sqlite|postgres]` measures
with the transfers of a year stored, which come from `bench.cases`; `growth` beside it measures in a county, a province and
a nation too, which takes its time.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask

from hospice.accounts.models import User
from hospice.app import create_app
from hospice.core.clock import local, now
from hospice.core.db import db, unit_of_work
from hospice.transfers.models import Request
from hospice.transfers.rules.codes import RequestStatus
from hospice.transfers.services import answering
from tests.cases import a_draft, a_house, received, submitted
from tests.cluster import Cluster
from tests.counting import counted

from . import cases, floor, people, servers
from .client import CONCURRENCY, Took, Wish, measured, request

STEPS = 120  # cases for each step: fifteen for each of eight clients
SIZES = ("county", "province", "nation")
BULK = {"county": 2_000, "province": cases.YEAR_OF_PROVINCE, "nation": cases.YEAR_OF_PROVINCE}  # transfers on top
WORDS = "本病区目前没有相应的护理条件，请另找去处"
TARGETS = {"work list, sender": 0.5, "work list, receiver": 0.5, "patient": 0.3}  # of the bare page (issue of transfers)
Line = Callable[..., None]


Keys = Sequence[uuid.UUID]


@dataclass(frozen=True, slots=True)
class World:
    """What is measured: who sends, who receives, and the keys of the cases."""

    doctor: people.Person
    sender: people.Person
    receiver: people.Person
    manager: people.Person
    agree: tuple[int, int]  # the accounts of both sides that agree to an hour
    ward: uuid.UUID
    draft: uuid.UUID
    patient: uuid.UUID
    shown: uuid.UUID  # the transfer of a page
    unopened: Keys
    opened: Keys
    to_decline: Keys


def world(app: Flask, steps: int = STEPS) -> World:
    """Two houses, a draft, and as many cases as steps are measured."""
    with app.app_context():
        sender, ward = a_house("331102"), a_house("331181", beds=steps + 1)
        draft = a_draft(sender, [ward])
        made = [[how(sender, ward)[0] for _ in range(steps)] for how in (submitted, received, received)]
        unopened, opened, to_decline = ([case.key for case in part] for part in made)
        shown, who = made[1][0].transfer, (sender.clinician, sender.liaison, ward.liaison, ward.manager)
        return World(
            *(people.signed_in(app, user.id) for user in who), (ward.liaison.id, sender.liaison.id), ward.unit.key,
            draft.key, shown.patient.key, shown.key, unopened, opened, to_decline,
        )  # fmt: skip


def pages(app: Flask, made: World) -> list[tuple[str, people.Person, str]]:
    """(name, who asks, address) of each page."""
    with app.test_request_context():
        return [
            ("finding places for a draft", made.doctor, app.url_for("drafts.places", key=made.draft)),
            ("work list, sender", made.sender, app.url_for("worklists.index")),
            ("work list, receiver", made.receiver, app.url_for("worklists.index")),
            ("patient", made.doctor, app.url_for("patients.detail", key=made.patient)),
            ("transfer", made.receiver, app.url_for("transfers.detail", key=made.shown)),
            ("ward board", made.manager, app.url_for("wards.board", key=made.ward)),
        ]


def deeds(app: Flask, made: World) -> list[tuple[str, list[Wish]]]:
    """(name, posts, each of them once) of the steps before a departure."""
    typed = {"decline_reason": "OTHER", "text": WORDS}
    return [
        ("step: open", _posts(app, made.receiver, "requests.open_", made.unopened)),
        ("step: accept, with a bed reserved", _posts(app, made.manager, "requests.accept", made.opened)),
        ("step: decline", _posts(app, made.manager, "requests.decline", made.to_decline, **typed)),
    ]


def departures(app: Flask, made: World) -> tuple[str, list[Wish]]:
    """The accepted cases, on whose hour both sides have agreed."""
    at, found = now() + timedelta(hours=2), []
    with app.app_context():
        session = db.session()
        for key in made.opened:
            case = session.scalars(sa.select(Request).where(Request.key == key)).one()
            if case.status is RequestStatus.BED_HELD:
                with unit_of_work():
                    for number in made.agree:
                        answering.agree(session, case, at, by=session.get_one(User, number))
                found.append(key)
    typed = local(now() - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")
    return "step: depart", _posts(app, made.sender, "requests.depart", found, at=typed)


def _posts(app: Flask, person: people.Person, endpoint: str, wanted: Keys, **typed: str) -> list[Wish]:
    body = urlencode({"csrf_token": person.guard, **typed}).encode()
    with app.test_request_context():
        paths = [app.url_for(endpoint, key=key) for key in wanted]
    return [Wish(endpoint, request("POST", path, person.headers, body), (303,)) for path in paths]


def shared(wishes: Sequence[Wish]) -> list[list[Wish]]:
    """Every wish for one client alone."""
    return [list(wishes[index::CONCURRENCY]) for index in range(CONCURRENCY)]


def once_each(port: int, wishes: Sequence[Wish]) -> Took:
    """All of them, each once; a step that is not taken counts as failed."""
    return measured(port, shared(wishes), seconds=60, most=min(len(mine) for mine in shared(wishes)))


def compared(app: Flask, bare: int, port: int, line: Line) -> None:
    """Pages and steps, each in turn with its floor."""
    made = world(app)
    for name, person, path in pages(app, made):
        asked = [[Wish(path, request("GET", path, person.headers))]] * CONCURRENCY
        measured(port, asked, seconds=1)
        base = measured(bare, [[Wish("page", request("GET", "/page"))]] * CONCURRENCY, seconds=1)
        line(name, measured(port, asked, seconds=2), base, TARGETS.get(name))
    for name, wishes in deeds(app, made):
        _beside_the_insert(name, wishes, bare, port, line)
    _beside_the_insert(*departures(app, made), bare, port, line)
    alone(app, made)


def alone(app: Flask, made: World) -> None:
    """Statements and server time of each page, for one reader: finding places has a target of its own."""
    for name, person, path in pages(app, made):
        browser = app.test_client()
        browser.set_cookie("hospice", person.cookie)
        times = []
        for _ in range(15):
            begun = time.perf_counter()
            browser.get(path)
            times.append(1000 * (time.perf_counter() - begun))
        with app.app_context(), counted() as statements:
            browser.get(path)
        wanted = " (≤ 60 ms, ≤ 12 SQL)" if path.endswith("/places") else ""
        print(f"{name:<42}{len(statements):>3} SQL · {statistics.median(times):.1f} ms{wanted}", flush=True)


def _beside_the_insert(name: str, wishes: Sequence[Wish], bare: int, port: int, line: Line) -> None:
    if len(wishes) < CONCURRENCY:
        raise RuntimeError(f"{name}: {len(wishes)} cases are left to measure")
    note = [[Wish("note", request("POST", "/note", body=b"text=x"), (303,))]] * CONCURRENCY
    before = measured(bare, note, seconds=0.7)
    took = once_each(port, wishes)
    line(name, took, before + measured(bare, note, seconds=0.7), 0.4)


def growth(url_of: Callable[[str], str]) -> None:
    """Median of every page in milliseconds, in a county, a province and a nation with a year of transfers, one reader."""
    table: dict[str, list[str]] = {}
    for size in SIZES:
        url = url_of(size)
        servers.load(url, size)
        app = create_app({"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": servers.SECRET})
        with app.app_context():
            cases.fill(BULK[size])
        made = world(app, steps=1)
        with servers.served("wsgi:app", servers.settings(url)) as port:
            for name, person, path in pages(app, made):
                took = measured(port, [[Wish(path, request("GET", path, person.headers))]], seconds=2)
                table.setdefault(name, []).append(f"{took.percentile(0.5):.1f}{' FAILED' if took.bad else ''}")
        with app.app_context():
            db.engine.dispose()
    print(f"\n{'median, ms':<42}" + "".join(f"{size:>14}" for size in SIZES))
    for name, found in table.items():
        print(f"{name:<42}" + "".join(f"{each:>14}" for each in found), flush=True)


def run(kind: str, url_of: Callable[[str], str], line: Line) -> None:
    """Pages and steps on one database, with a year of transfers stored."""
    url = url_of("beside")
    servers.load(url)
    floor.prepare(url)
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": servers.SECRET})
    with app.app_context():
        cases.fill(cases.YEAR_OF_PROVINCE)
    print(f"\n{kind}: transfers, {cases.YEAR_OF_PROVINCE:,} more of them stored", flush=True)
    with (
        servers.served("bench.floor:create_app()", servers.settings(url)) as bare,
        servers.served("wsgi:app", servers.settings(url)) as port,
    ):
        compared(app, bare, port, line)
    with app.app_context():
        db.engine.dispose()


def main(kinds: Sequence[str]) -> None:
    """Measure on the kinds that were asked for."""
    from .__main__ import HEAD, line

    def measure(kind: str, url_of: Callable[[str], str]) -> None:
        run(kind, url_of, line)
        if "growth" in kinds:
            growth(url_of)

    start = time.perf_counter()
    print(HEAD)
    if "sqlite" in kinds:
        with tempfile.TemporaryDirectory() as folder:
            measure("SQLite", lambda name: f"sqlite:///{Path(folder) / name}.db")
    if "postgres" in kinds:
        cluster = Cluster(durable=True).start()

        def made(name: str) -> str:
            engine = sa.create_engine(cluster.url(), isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
            engine.dispose()
            return cluster.url(name)

        try:
            measure("PostgreSQL", made)
        finally:
            cluster.stop()
    print(f"\n{time.perf_counter() - start:.0f} seconds")


if __name__ == "__main__":
    main(sys.argv[1:] or ["sqlite", "postgres"])
