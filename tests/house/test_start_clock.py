"""The worker that `make run` starts: it lives as long as the process that started it, and no longer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hospice.core.db import db
from hospice.core.jobs import last_beat
from tests.databases import Sqlite, application

ROOT = Path(__file__).resolve().parents[2]
STARTER = "from tools.start import start_clock; import time; print(start_clock().pid, flush=True); time.sleep(60)"


def awaited(true: Callable[[], bool], seconds: float = 40) -> bool:
    """Whether it becomes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{number}/stat").read_text().split()[2] != "Z" if Path("/proc").exists() else True


def test_the_clock_runs_beside_the_server_and_ends_with_it_even_when_that_is_killed(tmp_path: Path):
    url = Sqlite(tmp_path).copy()
    settings = {**os.environ, "HOSPICE_DATABASE_URL": url}
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER], cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    clock = int(starter.stdout.readline())
    try:
        with application(url) as app, app.app_context():
            assert awaited(_has_beaten)
        starter.send_signal(signal.SIGKILL)
        starter.wait()
        assert awaited(lambda: not lives(clock))
    finally:
        starter.kill()
        starter.stdout.close()
        if lives(clock):
            os.kill(clock, signal.SIGKILL)


def _has_beaten() -> bool:
    db.session.rollback()
    return last_beat(db.session()) is not None
