"""A private PostgreSQL: on a Unix socket only, started for one run and thrown away with it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Self

SOCKET_ONLY = "-c listen_addresses=''"
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def programs() -> Path | None:
    """The folder of the newest PostgreSQL that Debian (or the PATH) offers; none where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


class Cluster:
    """One cluster in a temporary folder. It runs as `postgres` when we are root, since `initdb` refuses root.

    A `durable` one writes as a real one does, for measurements; tests can do without.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.options = f"{SOCKET_ONLY} {'' if durable else FAST}"
        folder = programs()
        if folder is None:
            raise FileNotFoundError("PostgreSQL is not installed")
        self.programs = folder
        self.dir = tempfile.mkdtemp(prefix="hpg")  # short: the path of a socket has at most 107 bytes
        self.who: dict[str, Any] = {}
        if os.geteuid() == 0:
            entry = pwd.getpwnam("postgres")
            os.chown(self.dir, entry.pw_uid, entry.pw_gid)
            self.who = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def _run(self, program: str, *args: str) -> None:
        command = [str(self.programs / program), "-D", f"{self.dir}/data", *args]
        subprocess.run(command, check=True, cwd=self.dir, stdout=subprocess.DEVNULL, **self.who)

    def start(self) -> Self:
        """Make the cluster and start its server; takes one to three seconds."""
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("pg_ctl", "-w", "-l", f"{self.dir}/log", "-o", f"-k {self.dir} {self.options}", "start")
        return self

    def url(self, name: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.dir}"

    def stop(self) -> None:
        """Stop the server and remove everything."""
        try:
            self._run("pg_ctl", "-m", "immediate", "stop")
        finally:
            shutil.rmtree(self.dir, ignore_errors=True)
