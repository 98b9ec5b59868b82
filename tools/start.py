"""`make run`: bring the database up to date, load what is missing, print the sign-ins, and serve.

usage: python -m tools.start PORT | reset

What is done is written down in `instance/ready.json` together with what it was done from, so that a second start only
serves. Whatever goes wrong gets one sentence, in Chinese and English.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, redirect_stdout
from pathlib import Path
from typing import NoReturn

from tools import catalogues

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
READY = INSTANCE / "ready.json"
EMBEDDED = INSTANCE / "hospice.db"
MADE_FROM = ("migrations/versions/*.py", "hospice/*/data/*", "hospice/policy/*.py", "hospice/demo/**/*.py")


def stop(chinese: str, english: str) -> NoReturn:
    """End with one sentence."""
    sys.exit(f"{chinese}\n{english}")


def database() -> str:
    """The address of the database."""
    return os.environ.get("HOSPICE_DATABASE_URL", f"sqlite:///{EMBEDDED}")


def in_production() -> bool:
    """Whether synthetic data must stay out."""
    return os.environ.get("HOSPICE_MODE", "demo") == "production"


def check_port(text: str) -> int:
    """The port as a number, if it is one and nobody listens on it."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        stop(f"端口应是1到65535之间的整数，收到的是“{text}”。", f"A port is a number from 1 to 65535, not “{text}”.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError:
            other = int(text) % 65535 + 1
            stop(
                f"端口{text}已被占用或不可用。请换一个端口，例如：make run PORT={other}",
                f"Port {text} is taken. Choose another one, as in: make run PORT={other}",
            )
    return int(text)


def state_of_sources() -> str:
    """A fingerprint of what the database is made from, and of which database it is."""
    digest = hashlib.sha256(f"{database()} {in_production()}".encode())
    for pattern in MADE_FROM:
        for file in sorted(ROOT.glob(pattern)):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def is_ready() -> bool:
    """Whether an earlier start has done everything, and the database still answers with what it loaded."""
    try:
        noted = json.loads(READY.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(noted.get("state") == state_of_sources()) and _answers()


def _answers() -> bool:
    if not database().startswith("sqlite"):
        return False  # a server can be given another content at any time, so it is asked anew
    try:
        with closing(sqlite3.connect(f"file:{_file()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT count(*) FROM region").fetchone()[0])
    except sqlite3.DatabaseError:
        return False


def _file() -> str:
    """The path of the SQLite database."""
    return database().removeprefix("sqlite:///").partition("?")[0]


def prepare() -> None:
    """Migrate, load the reference data, and the demo province where there is no institution yet; note that it is done."""
    from flask.cli import ScriptInfo  # here: a second start needs none of this, and is quicker without
    from sqlalchemy.exc import SQLAlchemyError

    from hospice.app import create_app
    from hospice.core.errors import Refused

    def flask(*words: str) -> None:
        app.cli.main(list(words), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)

    try:
        app = create_app()
        flask("db", "upgrade")
        flask("regions", "load")
        flask("policy", "load")
        flask("registry", "checklist-load")
        flask("patients", "load-codes")
        flask("transfers", "load-calendar")
        accounts = "" if in_production() else _demo(app, flask)
        flask("registry", "check")  # a licence may have run out since the last start
    except Refused as refused:
        stop(refused.message, "The settings or the data were refused.")
    except (SQLAlchemyError, sqlite3.Error, ModuleNotFoundError) as error:
        _stop_for_the_database(error)
    READY.parent.mkdir(exist_ok=True)
    READY.write_text(
        json.dumps({"state": state_of_sources(), "accounts": accounts}, ensure_ascii=False), encoding="utf-8"
    )


def _demo(app: object, flask: object) -> str:
    """Load the demo province into an empty registry; answers the sign-ins."""
    import sqlalchemy as sa

    from hospice.core.db import db
    from hospice.facilities.models import Institution

    with app.app_context():  # type: ignore[attr-defined]
        is_empty = db.session.scalar(sa.select(Institution.id).limit(1)) is None
    if is_empty:
        flask("demo", "load")  # type: ignore[operator]
    told = io.StringIO()
    with redirect_stdout(told):
        flask("demo", "accounts")  # type: ignore[operator]
    return told.getvalue()


def _stop_for_the_database(error: Exception) -> NoReturn:
    where = re.sub(r"//([^:/@]+):[^@]*@", r"//\1:***@", database())
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    stop(
        f"数据库打不开：{where}（{reason}）。请检查 HOSPICE_DATABASE_URL；演示数据可以用 make demo-reset 重建。",
        f"The database cannot be used: {where} ({reason}). Check HOSPICE_DATABASE_URL; make demo-reset makes demo data anew.",
    )


def reset() -> None:
    """Throw the demo database away and make it anew; production is refused."""
    if in_production():
        stop("正式环境不能重置数据。", "A production database is never reset.")
    READY.unlink(missing_ok=True)
    if database().startswith("sqlite"):
        for suffix in ("", "-wal", "-shm"):
            Path(f"{_file()}{suffix}").unlink(missing_ok=True)
    prepare()


def serve(port: int) -> NoReturn:
    """Start one worker for the clock, and become the web server: two processes of four threads."""
    words = json.loads(READY.read_text(encoding="utf-8"))["accounts"]
    print(f"{words}\n安宁网 http://127.0.0.1:{port}（按 Ctrl+C 停止 · Ctrl+C stops it）", flush=True)
    options = ["--workers", "2", "--threads", "4", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    os.chdir(ROOT)
    start_clock()
    command = [sys.executable, "-m", "gunicorn", *options, "--preload", "--no-control-socket", "wsgi:app"]
    os.execv(sys.executable, command)  # noqa: S606


def start_clock() -> subprocess.Popen[bytes]:
    """The worker beside the web server. It watches the process that started it, by its number, and ends with it, however
    that ends; what is typed at the terminal does not reach it, so that no step is cut short.
    """
    words = ["flask", "--app", "wsgi", "worker", "run", "--with-parent", "--idle", "2"]
    return subprocess.Popen([sys.executable, "-m", *words], start_new_session=True)


def main(wish: str) -> None:
    """Do what was asked on the command line."""
    catalogues.compile_stale()
    if wish == "reset":
        reset()
        return
    port = check_port(wish)
    if not is_ready():
        prepare()
    serve(port)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "8000")
