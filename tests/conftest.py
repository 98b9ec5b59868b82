"""What all tests share: applications on both kinds of database, transactions that are undone, visitors, a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import settings
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.core.db import db

from .browser import CHROMIUM, Browser, launched
from .cluster import Cluster, programs
from .counting import counted
from .databases import Postgres, Sqlite, Store, application
from .factories import a_user
from .pages import Visitor
from .servers import Server, serving

CHOICES = {"sqlite": ["sqlite"], "postgres": ["postgres"], "both": ["sqlite", "postgres"]}
LACKING = pytest.StashKey[set[str]]()

for name in [name for name in os.environ if name.startswith("HOSPICE_")]:
    del os.environ[name]  # the settings of whoever runs the tests are not the tests' business

settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=sorted(CHOICES), default="sqlite", help="the databases on which the tests run")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LACKING] = set()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "store" in metafunc.fixturenames:
        metafunc.parametrize("store", CHOICES[metafunc.config.getoption("--db")], indirect=True, scope="session")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for what in sorted(config.stash[LACKING]):
        terminalreporter.write_line(f"This machine lacks {what}: the tests that need it were skipped.", yellow=True)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """What a process of `-n` was lacking, the whole run was lacking."""
    node.config.stash[LACKING].update(getattr(node, "workeroutput", {}).get("lacking", ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    lacking = session.config.stash[LACKING]
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["lacking"] = sorted(lacking)
    elif lacking and os.environ.get("CI"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def lacks(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Skip what this machine cannot run, and name it at the end."""

    def skip(what: str) -> None:
        pytestconfig.stash[LACKING].add(what)
        pytest.skip(f"{what} is not installed")

    return skip


@pytest.fixture(scope="session")
def cluster(lacks: Callable[[str], None]) -> Iterator[Cluster]:
    """The private PostgreSQL of this run."""
    if programs() is None:
        lacks("PostgreSQL")
    running = Cluster().start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def stores() -> dict[str, Store]:
    """The stores of this process by kind: one of several processes is handed tests of both kinds in turn."""
    return {}


@pytest.fixture(scope="session")
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, stores: dict[str, Store]
) -> Store:
    """Where databases come from; a test that asks for it runs once for each kind that was chosen with `--db`."""
    if request.param not in stores:
        stores[request.param] = (
            Postgres(request.getfixturevalue("cluster"))
            if request.param == "postgres"
            else Sqlite(tmp_path_factory.mktemp("databases"))
        )
    return stores[request.param]


@pytest.fixture(scope="session")
def app(store: Store) -> Iterator[Flask]:
    """The application on a migrated database with divisions, residents, goals and rules."""
    with application(store.copy()) as made:
        yield made


_revisions = iter(range(1_000, 10**9, 1_000))


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The session of the test, inside an outer transaction that is undone at the end, commits and all.

    Every session of the application, those of visited pages too, runs on one connection: what they begin are
    savepoints. The registry's revision starts at another number in every test, so that no figure of an earlier test is
    taken for a figure of this one.
    """
    with app.app_context():
        engine = db.engine
        connection = engine.connect().execution_options(writes=True)
        outer = connection.begin()
        connection.execute(sa.text("UPDATE registry_revision SET number = :n"), {"n": next(_revisions)})
        db.engines[None] = connection  # type: ignore[index]
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield db.session()
        finally:
            db.session.remove()
            db.session.session_factory.kw.pop("join_transaction_mode")
            db.engines[None] = engine  # type: ignore[index]
            outer.rollback()
            connection.close()


@pytest.fixture
def client_for(app: Flask, session: Session) -> Callable[..., Visitor]:
    """Makes somebody with a role somewhere, signed in: `client_for(Role.COUNTY_OFFICER, "331181")`."""

    def made(role: Role = Role.COUNTY_COORDINATOR, region: str = "331181", **values: Any) -> Visitor:
        return Visitor(app, a_user(role, region=region, **values))

    return made


@pytest.fixture
def visitor_as(app: Flask, session: Session) -> Callable[..., Visitor]:
    """Signs in somebody whom the test has made."""
    return lambda user: Visitor(app, user)


@pytest.fixture
def nobody(app: Flask, session: Session) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app)


@pytest.fixture
def sql_count(session: Session) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with sql_count() as statements: …` and then `len(statements)`."""
    return counted


@pytest.fixture
def own_app(store: Store) -> Iterator[Flask]:
    """An application on a database of its own, where commits are real: for threads and for commands."""
    with application(store.copy()) as made:
        yield made


@pytest.fixture(scope="session")
def chromium(lacks: Callable[[str], None]) -> Iterator[Any]:
    """A real Chromium, shared by all tests of the run."""
    if not CHROMIUM.exists():
        lacks("Chromium")
    with launched() as browser:
        yield browser


@pytest.fixture
def live(tmp_path_factory: pytest.TempPathFactory, file_store: Sqlite) -> Iterator[Server]:
    """The application on a free port of this machine, on an SQLite database of its own."""
    with application(file_store.copy()) as made, serving(made) as server:
        yield server


@pytest.fixture(scope="session")
def file_store(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    """SQLite databases, whatever `--db` says: for the browser, which cannot tell."""
    return Sqlite(tmp_path_factory.mktemp("live"))


@pytest.fixture
def browse(chromium: Any, live: Server) -> Iterator[Callable[..., Browser]]:
    """Opens a window on the live server: `window = browse(width=390)`. In the end none may have said or sought anything."""
    opened: list[Browser] = []

    def window(**options: Any) -> Browser:
        opened.append(Browser(chromium, live, **options))
        return opened[-1]

    yield window
    for each in opened:
        each.close()
    for each in opened:
        each.must_be_quiet()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return Path(__file__).resolve().parents[1]
