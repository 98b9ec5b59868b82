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
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from hospice.access.permissions import Role
from hospice.app import create_app
from hospice.core.db import db
from tests.cluster import Cluster, programs
from tests.counting import counted

from . import client, floor, people, servers
from .client import CONCURRENCY, Took, Wish, measured, request

HEAD = f"{'':<34}{'req/s':>8}{'median':>9}{'p95':>9}{'p99':>9}{'ratio':>8}{'target':>8}  failed"


def line(name: str, took: Took, base: Took | None = None, target: float | None = None) -> float:
    """Print one measurement; answers its ratio to the floor."""
    times = "".join(f"{took.percentile(share):>7.1f}ms" for share in (0.5, 0.95, 0.99))
    ratio = took.per_second / base.per_second if base else 1.0
    print(
        f"{name:<34}{took.per_second:>8.0f}{times}{ratio:>8.2f}{f'≥{target}' if target else '':>8}  {took.bad or ''}",
        flush=True,
    )
    return ratio


def each(*wishes: Wish) -> list[list[Wish]]:
    """The same wishes for every client."""
    return [list(wishes)] * CONCURRENCY


def of_floor(url: str) -> tuple[Took, Took]:
    """The bare page and the bare insert."""
    floor.prepare(url)
    with servers.served("bench.floor:create_app()", servers.settings(url)) as port:
        measured(port, each(Wish("warm", request("GET", "/page"))), seconds=1)
        page = measured(port, each(Wish("page", request("GET", "/page"))))
        note = measured(port, each(Wish("note", request("POST", "/note", body=b"text=x"), (303,))))
    line("floor: page of 25 rows", page)
    line("floor: insert over POST", note)
    return page, note


def of_product(url: str, app: Flask, page: Took, note: Took) -> None:
    """The product's pages and one deed of the registry with its audit row."""
    province, coordinator, officer = (
        people.somebody(app, role) for role in (Role.PROVINCE_OFFICER, Role.COUNTY_COORDINATOR, Role.COUNTY_OFFICER)
    )
    visits = [
        ("registry list, province", "/institutions", province, 0.5),
        ("registry list, county", "/institutions", coordinator, 0.5),
        ("coverage map page", "/coverage?goal=G2", province, 0.35),
        ("my county", "/county", coordinator, 0.35),
        ("home, coordinator", "/", coordinator, 0.35),
    ]
    with servers.served("wsgi:app", servers.settings(url)) as port:
        for name, path, person, target in visits:
            wish = Wish(name, request("GET", where_it_ends(app, path, person), person.headers))
            measured(port, each(wish), seconds=1)
            line(name, measured(port, each(wish)), page, target)
        body = urlencode({"csrf_token": officer.guard}).encode()
        keys = people.institutions_of(app, officer)
        deeds = [
            Wish("deed", request("POST", f"/institutions/{key}/still-true", officer.headers, body), (302, 303))
            for key in keys
        ]
        shares = [deeds[index::CONCURRENCY] or deeds for index in range(CONCURRENCY)]
        line("registry POST with audit", measured(port, shares), note, 0.4)
        _boundaries(port, province)


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
    print(f"\n{kind}, 2 processes × 4 threads, {CONCURRENCY} clients\n{HEAD}", flush=True)
    servers.load(url)
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": servers.SECRET})
    try:
        page, note = of_floor(url)
        of_product(url, app, page, note)
        of_coverage(app)
    finally:
        with app.app_context():
            db.engine.dispose()


def main(kinds: list[str]) -> None:
    """Measure on the kinds that were asked for."""
    for name in [name for name in os.environ if name.startswith("HOSPICE_")]:
        del os.environ[name]
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


if __name__ == "__main__":
    main(sys.argv[1:] or ["sqlite", "postgres"])
