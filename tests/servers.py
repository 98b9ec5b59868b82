"""Servers on free ports of this machine: in a thread for the browser, as a process for `make run` and the like."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """Answers without a line of log for each request."""

    def log_request(self, *_: object) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Server:
    """A running server: its application and its address."""

    app: Flask
    base: str


@contextmanager
def serving(app: Flask) -> Iterator[Server]:
    """Serve `app` in threads until the block ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Server(app, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
