"""The databases of a run: one template for each kind, migrated and filled once, and copies of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Protocol

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from hospice.core.db import db, unit_of_work
from hospice.policy import services as policy
from hospice.regions import services as regions

from .cluster import Cluster

SETTINGS = {
    "TESTING": True,
    "MODE": "demo",
    "SECRET_KEY": "a secret of the tests",
    "SEAL_KEY": "5ea1" * 16,
    "ARGON2_TIME_COST": 1,
    "ARGON2_MEMORY_COST": 64,  # KiB: the least that four lanes can do with
}


@contextmanager
def application(url: str, **settings: object) -> Iterator[Flask]:
    """An application on a database; its connections are closed at the end."""
    from hospice.app import create_app  # here, so that a rule can be tested while some page is broken

    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, **settings})
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


def fill(url: str) -> None:
    """Migrate an empty database and load what every installation has: divisions, residents, goals, rules."""
    with application(url) as app, app.app_context():
        flask_migrate.upgrade()
        with unit_of_work() as session:
            regions.load(session)
            policy.load_defaults(session)


class Store(Protocol):
    """Where databases of one kind come from."""

    kind: str

    def empty(self) -> str:
        """The address of a new database without tables."""
        ...

    def copy(self) -> str:
        """The address of a new database, migrated and with reference data."""
        ...


class Sqlite:
    """Databases as files of one folder."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, count(1)

    def empty(self) -> str:
        """See `Store`."""
        return f"sqlite:///{self._next()}"

    def copy(self) -> str:
        """See `Store`."""
        return f"sqlite:///{shutil.copy(self._template, self._next())}"

    @cached_property
    def _template(self) -> Path:
        file = self._next()
        fill(f"sqlite:///{file}")
        return file

    def _next(self) -> Path:
        return self.folder / f"{next(self.numbers)}.db"


class Postgres:
    """Databases of one private cluster."""

    kind = "postgres"

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.numbers = cluster, count(1)

    def empty(self) -> str:
        """See `Store`."""
        return self.cluster.url(self._create())

    def copy(self) -> str:
        """See `Store`."""
        return self.cluster.url(self._create(f"TEMPLATE {self._template} STRATEGY file_copy"))

    @cached_property
    def _template(self) -> str:
        name = self._create()
        fill(self.cluster.url(name))
        return name

    def _create(self, how: str = "") -> str:
        name = f"t{next(self.numbers)}"
        engine = sa.create_engine(self.cluster.url(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} {how}")
        engine.dispose()
        return name
