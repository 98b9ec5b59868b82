"""`make bench`: prints what the running product takes, on SQLite and on a private PostgreSQL, as ratios to a floor.

usage: python -m bench [sqlite|postgres]        (each takes a few minutes, most of it loading the demo province)
"""

from __future__ import annotations

import gzip
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask

from hospice.access.permissions import Role
from hospice.app import create_app
from hospice.core.db import db
from tests.cluster import Cluster, programs
from tests.counting import counted

from . import client, floor, people, servers
from .client import CONCURRENCY, Took, Wish, beside, measured, request

HEAD = f"{'':<42}{'req/s':>8}{'median':>9}{'p95':>9}{'p99':>9}{'floor':>8}{'ratio':>8}{'target':>8}"

# What people ask of the list, one after another: pages, kinds, ages, orders, words.
ASKED = (
    "", "?page=2", "?page=3", "?page=4", "?kind=hospitals", "?kind=TOWNSHIP_HC", "?fresh=stale", "?fresh=waiting",
    "?sort=name", "?sort=confirmed", "?q=医院", "?kind=hospitals&sort=name&page=2",
)  # fmt: skip
SHORT_OF: list[str] = []


def line(name: str, took: Took, base: Took | None = None, target: float | None = None) -> None:
    """Print one measurement, the floor beside which it was taken, and whether the target is met."""
    times = "".join(f"{took.percentile(share):>7.1f}ms" for share in (0.5, 0.95, 0.99))
    ratio = took.per_second / base.per_second if base and base.per_second else None
    said = f"{base.per_second:>8.0f}{ratio:>8.2f}" if base and ratio else f"{'':>16}"
    short = target is not None and (ratio or 0) < target
    wanted = f"{f'≥{target}' if target else '':>8}{'  short' if short else ''}"
    print(f"{name:<42}{took.per_second:>8.0f}{times}{said}{wanted}{f'  {took.bad} failed' if took.bad else ''}", flush=True)
    if short:
        SHORT_OF.append(name)


def each(*wishes: Wish) -> list[list[Wish]]:
    """The same wishes for every client, who begin at different ones."""
    return [[*wishes[client:], *wishes[:client]] for client in (number % len(wishes) for number in range(CONCURRENCY))]


def compared(url: str, app: Flask) -> None:
    """The product's pages and one deed with its audit row, each in turn with the bare page or the bare insert."""
    floor.prepare(url)
    with (
        servers.served("bench.floor:create_app()", servers.settings(url)) as bare,
        servers.served("wsgi:app", servers.settings(url)) as port,
    ):
        page = (bare, each(Wish("page", request("GET", "/page"))))
        note = (bare, each(Wish("note", request("POST", "/note", body=b"text=x"), (303,))))
        measured(*page, seconds=0.5)
        line("floor: page of 25 rows", measured(*page, seconds=2))
        line("floor: insert over POST", measured(*note, seconds=2))
        for name, wishes, target in pages_asked(app):
            measured(port, wishes, seconds=1)
            base, took = beside(page, (port, wishes), rounds=3 if target else 1)
            line(name, took, base, target)
        base, took = beside(note, (port, deeds(app)))
        line("registry POST with audit", took, base, 0.4)
        _boundaries(port, people.somebody(app, Role.PROVINCE_OFFICER))


def pages_asked(app: Flask) -> Iterator[tuple[str, list[list[Wish]], float | None]]:
    """(name, what the clients ask, target) of each page."""
    province, coordinator = (people.somebody(app, role) for role in (Role.PROVINCE_OFFICER, Role.COUNTY_COORDINATOR))

    def got(person: people.Person, *paths: str) -> list[list[Wish]]:
        return each(*(Wish(path, request("GET", quote(path, safe="/?&="), person.headers)) for path in paths))

    lists = [f"/institutions{asked}" for asked in ASKED]
    yield "registry list, province (12 addresses)", got(province, *lists), 0.5
    yield "registry list, county (12 addresses)", got(coordinator, *lists), 0.5
    anew = (f"/institutions?page={1 + number % 40}&n={number}" for number in range(4000))
    yield "registry list, province, made anew", got(province, *anew), None
    yield "coverage map page", got(province, "/coverage?goal=G2", "/coverage?goal=G1", "/coverage?goal=G3"), 0.35
    yield "my county", got(coordinator, where_it_ends(app, "/county", coordinator)), None
    yield "home, coordinator", got(coordinator, "/"), None


def deeds(app: Flask) -> list[list[Wish]]:
    """Posts "nothing has changed" about the institutions of a county, different ones for each client."""
    officer = people.somebody(app, Role.COUNTY_OFFICER)
    body = urlencode({"csrf_token": officer.guard}).encode()
    wishes = [
        Wish("deed", request("POST", f"/institutions/{key}/still-true", officer.headers, body), (303,))
        for key in people.institutions_of(app, officer)
    ]
    return [wishes[index::CONCURRENCY] or wishes for index in range(CONCURRENCY)]


def where_it_ends(app: Flask, path: str, person: people.Person) -> str:
    """The address after redirects: `/county` leads to one's own."""
    browser = app.test_client()
    browser.set_cookie("hospice", person.cookie)
    with browser.get(path, follow_redirects=True) as response:
        return response.request.full_path.rstrip("?")


def _boundaries(port: int, person: people.Person) -> None:
    connection = client.Connection(port)
    headers = {**person.headers, "Accept-Encoding": "gzip"}
    status, head, body = connection.ask(request("GET", "/geo/boundaries.json", headers))
    packed = len(body) if b"content-encoding: gzip" in head.lower() else len(gzip.compress(body))
    tag = next(
        (each.split(b":", 1)[1].strip().decode() for each in head.split(b"\r\n") if each.lower().startswith(b"etag:")),
        "",
    )
    again, _head, rest = connection.ask(request("GET", "/geo/boundaries.json", {**headers, "If-None-Match": tag}))
    print(
        f"boundaries: {status}, {packed / 1000:.1f} kB compressed (≤ 90); the second time {again} with {len(rest)} bytes"
    )


def of_coverage(app: Flask) -> None:
    """SQL statements, server time and size of the coverage pages."""
    person = people.somebody(app, Role.PROVINCE_OFFICER)
    browser = app.test_client()
    browser.set_cookie("hospice", person.cookie)
    for path in (
        "/coverage?goal=G1",
        "/coverage?goal=G2",
        "/coverage?goal=G3",
        "/coverage/figures.json?goal=G2",
        "/institutions",
        "/",
    ):
        times = []
        for _ in range(21):
            start = time.perf_counter()
            response = browser.get(path)
            times.append(1000 * (time.perf_counter() - start))
        with app.app_context(), counted() as statements:
            body = browser.get(path).get_data()
        size = f"{len(body) / 1000:.1f} kB, gzip {len(gzip.compress(body)) / 1000:.1f}"
        took = f"first {times[0]:.0f} ms, then {statistics.median(times[1:]):.1f} ms (≤ 50)"
        print(f"{path:<34}{response.status_code} · {len(statements):>2} SQL (≤ 15) · {took} · {size}")


def run(kind: str, url: str) -> None:
    """Everything on one database."""
    SHORT_OF.append(f"{kind}:")
    print(f"\n{kind}, 2 processes × 4 threads, {CONCURRENCY} clients\n{HEAD}", flush=True)
    servers.load(url)
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": servers.SECRET})
    try:
        compared(url, app)
        of_coverage(app)
    finally:
        with app.app_context():
            db.engine.dispose()


def main(kinds: list[str]) -> None:
    """Measure on the kinds that were asked for."""
    for name in [name for name in os.environ if name.startswith("HOSPICE_")]:
        del os.environ[name]
    start = time.perf_counter()
    if "sqlite" in kinds:
        with tempfile.TemporaryDirectory() as folder:
            run("SQLite", f"sqlite:///{Path(folder) / 'bench.db'}")
    if "postgres" in kinds and programs() is None:
        print("\nPostgreSQL is not installed: not measured.")
    elif "postgres" in kinds:
        cluster = Cluster(durable=True).start()
        try:
            run("PostgreSQL", cluster.url())
        finally:
            cluster.stop()
    short = any(not name.endswith(":") for name in SHORT_OF)
    said = f"Short of the target: {' · '.join(SHORT_OF)}" if short else "Every target is met."
    print(f"\n{time.perf_counter() - start:.0f} seconds. {said}")


if __name__ == "__main__":
    main(sys.argv[1:] or ["sqlite", "postgres"])
