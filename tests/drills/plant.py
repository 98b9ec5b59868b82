"""The product as it runs in earnest: a web server of two processes and workers, started, killed and started again.

Everything is started in a group of its own and ended by its number.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.databases import SETTINGS
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
WEB = ("-m", "gunicorn", "--workers", "2", "--threads", "4", "--log-level", "critical", "--preload", "--no-control-socket")
WORKER = ("-m", "flask", "--app", "wsgi", "worker", "run", "--idle", "0.2")


class Program:
    """One program that may be killed at any moment, with all that it has started."""

    def __init__(self, words: tuple[str, ...], environment: Mapping[str, str]) -> None:
        self.words, self.environment = words, dict(environment)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        command = [sys.executable, *self.words]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)

    def kill(self) -> None:
        """End it and its children without a word of warning."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def children(self) -> list[int]:
        """The numbers of the processes that it has started."""
        if self.process is None:
            return []
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in listed.read_text().split()] if listed.exists() else []


class Plant:
    """A web server and some workers on one database."""

    def __init__(self, url: str, workers: int) -> None:
        self.port = free_port()
        kept = {name: text for name, text in os.environ.items() if not name.startswith("HOSPICE_")}
        told = {f"HOSPICE_{name}": str(value) for name, value in SETTINGS.items() if name != "TESTING"}
        environment = {**kept, **told, "HOSPICE_DATABASE_URL": url}
        self.web = Program((*WEB, "--bind", f"127.0.0.1:{self.port}", "wsgi:app"), environment)
        self.workers = [Program(WORKER, environment) for _worker in range(workers)]

    def start(self) -> None:
        """Start everything, and wait until pages are answered."""
        for program in (self.web, *self.workers):
            program.start()
        self.wait()

    def wait(self) -> None:
        """Wait until the server answers."""
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.1)
        raise RuntimeError("the server did not answer within 30 seconds")

    def end(self) -> None:
        """End everything."""
        for program in (self.web, *self.workers):
            program.kill()


@contextmanager
def plant(url: str, workers: int = 0) -> Iterator[Plant]:
    """The product running on a database for as long as the block lasts."""
    made = Plant(url, workers)
    made.start()
    try:
        yield made
    finally:
        made.end()
