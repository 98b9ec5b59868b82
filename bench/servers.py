"""Databases and servers of a measurement: all in a temporary folder, on this machine alone, stopped by their number."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOADING = (
    ("db", "upgrade"),
    ("regions", "load"),
    ("policy", "load"),
    ("registry", "checklist-load"),
)
SECRET = "a secret of the measurement"  # noqa: S105 - of a database that lives for minutes


def settings(url: str) -> dict[str, str]:
    """The environment of the product on a database."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("HOSPICE_")}
    return {**kept, "HOSPICE_DATABASE_URL": url, "HOSPICE_SECRET_KEY": SECRET, "BENCH_DATABASE": url}


def load(url: str, size: str = "province") -> None:
    """Migrate and fill a database with the demo of a size."""
    for words in (*LOADING, ("demo", "load", "--size", size)):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        subprocess.run(command, cwd=ROOT, env=settings(url), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def served(application: str, environment: Mapping[str, str]) -> Iterator[int]:
    """Gunicorn with two processes of four threads on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    options = ["--workers", "2", "--threads", "4", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    options += ["--preload", "--no-control-socket"]  # as `make run` starts it
    command = [sys.executable, "-m", "gunicorn", *options, application]
    server = subprocess.Popen(command, cwd=ROOT, env=dict(environment))
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError("the server did not start")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                time.sleep(3)  # both processes have imported the application
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer within 30 seconds")
