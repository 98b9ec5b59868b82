"""`make run`: whatever is wrong gets one sentence in two languages, and no traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]


def started(port: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.start", port]
    settings = {**os.environ, **environ}
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=60, check=False)


def lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.returncode == 1
    told = done.stderr.strip().splitlines()
    assert len(told) == 2, done.stderr
    return told


def test_a_busy_port_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        chinese, english = lines(started(port))
    assert f"端口{port}已被占用" in chinese
    assert f"Port {port} is taken" in english


@pytest.mark.parametrize("port", ["0", "70000", "http", "80 80"])
def test_a_port_that_is_none_is_told(port: str):
    assert "1到65535" in lines(started(port))[0]


def test_a_broken_database_is_told(tmp_path: Path):
    broken = tmp_path / "broken.db"
    broken.write_text("this is no database")
    chinese, english = lines(started(str(free_port()), HOSPICE_DATABASE_URL=f"sqlite:///{broken}"))
    assert "数据库打不开" in chinese
    assert str(broken) in english


def test_a_database_out_of_reach_is_told_without_its_password():
    url = f"postgresql+psycopg://me:very-secret@127.0.0.1:{free_port()}/x"
    done = started(str(free_port()), HOSPICE_DATABASE_URL=url)
    assert "数据库打不开" in lines(done)[0]
    assert "very-secret" not in done.stderr


def test_production_without_its_database_is_told():
    done = started(str(free_port()), HOSPICE_MODE="production", HOSPICE_SECRET_KEY="s" * 40, HOSPICE_SEAL_KEY="a" * 64)
    assert "HOSPICE_DATABASE_URL" in lines(done)[0]
