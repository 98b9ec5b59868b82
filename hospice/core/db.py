"""The database: one base for all models, one unit of work, and what SQLite needs to be safe."""

from __future__ import annotations

import enum
import fcntl
import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, mapped_column, registry

from .clock import now
from .types import UtcDateTime

Made = TypeVar("Made")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def code_list(kind: type[enum.Enum], **options: Any) -> sa.Enum:
    """The column type of a code list: text with a CHECK. `name` tells apart two columns of one list in one table."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        **options,
    )


class Base(DeclarativeBase):
    """The base of every model: named constraints, code lists as text with a CHECK, instants in UTC."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            enum.Enum: code_list(enum.Enum),
            datetime: UtcDateTime(),
            uuid.UUID: sa.Uuid(),
            dict[str, Any]: sa.JSON(),
            list[str]: sa.JSON(),
        },
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class Settled:
    """Rows that say how things are done: what rests on them is read once in a transaction, and anew where they change."""


class PublicKey:
    """A random key for addresses, so that numbers of rows never leave the house."""

    key: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)


class Created:
    """When the row was made."""

    created_at: Mapped[datetime] = mapped_column(default=now)


def _without_compiling(dbapi: Any, _record: Any) -> None:
    with dbapi.cursor() as cursor:
        cursor.execute("SET jit = off")
    dbapi.commit()


def tune(engine: sa.Engine) -> None:
    """Make SQLite begin transactions itself, wait for writers, and keep foreign keys.

    The driver's own begin loses updates silently: ten threads counting to a hundred arrived at eleven. PostgreSQL only
    must not compile: what a page asks takes milliseconds, to compile it took a quarter of a second and more.
    """
    if engine.dialect.name == "postgresql":
        sa.event.listen(engine, "connect", _without_compiling)
    if engine.dialect.name != "sqlite":
        return

    @sa.event.listens_for(engine, "connect")
    def _connected(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=15000"):
            dbapi.execute("PRAGMA " + pragma)

    @sa.event.listens_for(engine, "begin")
    def _begins(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        dbapi: Any = connection.connection.dbapi_connection  # straight: every request begins twice
        dbapi.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


class _Line:
    """SQLite has one writer at a time, and whoever waits for it sleeps for ever longer: here they queue, and are woken.

    Threads queue at a lock, processes at a file beside the database: the system gives it back when one of them is killed.
    """

    def __init__(self) -> None:
        self._threads, self._depth = RLock(), 0

    @contextmanager
    def turn(self, database: str | None) -> Iterator[None]:
        """Wait for one's turn, and leave the line at the end."""
        with self._threads, ExitStack() as held:
            if database and database != ":memory:" and not self._depth:
                file = held.enter_context(Path(f"{database}.line").open("ab"))
                fcntl.flock(file, fcntl.LOCK_EX)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1


_WRITERS = _Line()


def once(session: Session, key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gives, asked for once in a transaction: settings that a deed reads at every turn, rows that it has locked.

    Whoever changes what is kept here says `forget`.
    """
    kept: dict[Hashable, Any] = session.info.setdefault("once", {})
    if key not in kept:
        kept[key] = make()
    made: Made = kept[key]
    return made


def forget(session: Session) -> None:
    """Ask again for everything that was to be asked for once."""
    session.info.pop("once", None)


@sa.event.listens_for(db.session, "after_transaction_end")
def _ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        forget(session)


@sa.event.listens_for(db.session, "after_soft_rollback")
def _taken_back(session: Session, _transaction: SessionTransaction) -> None:
    forget(session)  # with a savepoint its locks are gone too


def adding(session: Session, model: type[Base]) -> Any:
    """An INSERT that may say what happens on a conflict: both databases can, each by its own word."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    return insert(cast(sa.Table, model.__table__))


def _is_clean(session: Session) -> bool:
    return not (session.new or session.dirty or session.deleted)


@sa.event.listens_for(db.session, "after_flush")
def _flushed(session: Session, _context: Any) -> None:
    session.info["flushed"] = True
    if any(isinstance(each, Settled) for each in (*session.new, *session.dirty, *session.deleted)):
        forget(session)


def _end_reading(session: Session) -> None:
    """End a transaction that only read: by a commit, since after a rollback psycopg forgets every statement it has prepared.

    One that failed is rolled back, and so is one in which objects were written outside a unit of work.
    """
    if session.is_active and not session.info.pop("flushed", False):
        session.commit()
    else:
        session.rollback()


def install(app: Flask) -> None:
    """Give the application its database."""
    db.init_app(app)

    @app.teardown_appcontext
    def _done(error: BaseException | None) -> None:
        if error is None and db.session.registry.has() and _is_clean(session := db.session()) and session.in_transaction():
            _end_reading(session)

    with app.app_context():
        tune(db.engine)


@contextmanager
def unit_of_work(*, adds_only: bool = False) -> Iterator[Session]:
    """One deed, one transaction: commit on leaving, roll back on any error.

    What was read before is read again when touched, so no decision rests on what was loaded earlier. A deed that only
    adds rows, whatever the others are by now, may keep what this request has read (`adds_only`), so that nobody waits
    for its reading; on PostgreSQL, where every statement sees what is committed by then, it goes on in the transaction
    in which it read. On SQLite the transaction takes the write lock at its start, since one that reads first and writes
    later fails at once.
    """
    session = db.session()
    if not _is_clean(session):
        raise RuntimeError("changes were made outside the unit of work")
    engine: sa.Engine = session.get_bind().engine
    embedded = engine.dialect.name == "sqlite"
    if embedded or not adds_only:
        _end_reading(session)
    if not adds_only:
        session.expire_all()
    with _WRITERS.turn(engine.url.database) if embedded else nullcontext():
        if embedded:
            session.connection(execution_options={"writes": True})
        try:
            yield session
            session.commit()
            session.info.pop("flushed", None)
        except BaseException:
            session.rollback()
            raise
