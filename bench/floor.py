"""The floor: the least that a page and a deed can cost on this machine, with the same server and the same database kind.

A bare Flask page that renders 25 rows of one indexed SELECT with Jinja, and a bare INSERT over POST. `BENCH_DATABASE`
names the database; its tables are made by `prepare`.
"""

from __future__ import annotations

import os
from typing import Any

import sqlalchemy as sa
from flask import Flask, render_template_string, request

ROWS = 3_000
PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>床</title></head><body><h1>床</h1>
<table><tbody>{% for row in rows %}<tr><td>{{ row.name }}</td><td>{{ row.county }}</td><td>{{ row.beds }}</td></tr>
{% endfor %}</tbody></table></body></html>"""

metadata = sa.MetaData()
rows = sa.Table(
    "floor_row", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("county", sa.String(6), index=True),
    sa.Column("name", sa.String(60)),
    sa.Column("beds", sa.Integer),
)  # fmt: skip
notes = sa.Table(
    "floor_note", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.String(200))
)


def engine_for(url: str) -> sa.Engine:
    """The engine with the product's own settings for SQLite, so that both pay the same for a commit."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def _connected(dbapi: Any, _record: Any) -> None:
            dbapi.isolation_level = None
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=15000"):
                dbapi.execute("PRAGMA " + pragma)

        @sa.event.listens_for(engine, "begin")
        def _begins(connection: sa.Connection) -> None:
            writes = connection.get_execution_options().get("writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def prepare(url: str) -> None:
    """Make the tables and fill them."""
    engine = engine_for(url)
    metadata.create_all(engine)
    made = [{"county": f"33{i % 90:04d}", "name": f"病区{i}", "beds": i % 40} for i in range(ROWS)]
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(rows.insert(), made)
    engine.dispose()


def create_app() -> Flask:
    """The two bare addresses."""
    app, engine = Flask("floor"), engine_for(os.environ["BENCH_DATABASE"])
    writing = engine.execution_options(writes=True)

    @app.get("/page")
    def page() -> str:
        wanted = sa.select(rows).where(rows.c.county == "330007").order_by(rows.c.id).limit(25)
        with engine.connect() as connection:
            return render_template_string(PAGE, rows=connection.execute(wanted).all())

    @app.post("/note")
    def note() -> tuple[str, int, dict[str, str]]:
        with writing.begin() as connection:
            connection.execute(notes.insert(), {"text": request.form["text"]})
        return "", 303, {"Location": "/page"}

    return app
