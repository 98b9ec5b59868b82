"""The database: one base for all models, one unit of work, and what SQLite needs to be safe."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from threading import RLock
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry

from .clock import now
from .types import UtcDateTime

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
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


# SQLite has one writer at a time, and whoever waits for it sleeps for ever longer: threads of one process queue here.
_ONE_WRITER = RLock()


def _queue(session: Session) -> AbstractContextManager[Any]:
    return _ONE_WRITER if session.get_bind().dialect.name == "sqlite" else nullcontext()


@contextmanager
def unit_of_work(*, adds_only: bool = False) -> Iterator[Session]:
    """One deed, one transaction: commit on leaving, roll back on any error.

    What was read before is read again when touched, so no decision rests on what was loaded earlier. A deed that only
    adds rows, whatever the others are by now, may keep what this request has read (`adds_only`), so that nobody waits
    for its reading. On SQLite the transaction takes the write lock at its start, since one that reads first and writes
    later fails at once.
    """
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside the unit of work")
    if adds_only:
        session.commit()
    else:
        session.rollback()
        session.expire_all()  # a rollback forgets only what its own transaction read, not what an earlier one left behind
    with _queue(session):
        session.connection(execution_options={"writes": True})
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
