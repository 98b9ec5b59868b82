"""A client that is not the bottleneck: processes with raw keep-alive sockets, each asking again when it was answered."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any

CONCURRENCY = 8
PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """One request, ready to be sent: bytes, and the statuses that count as an answer."""

    name: str
    raw: bytes
    good: tuple[int, ...] = (200,)


@dataclass(frozen=True, slots=True)
class Took:
    """How long the answers took, in seconds."""

    times: list[float]
    elapsed: float
    bad: int

    def __add__(self, other: Took) -> Took:
        """Both together."""
        return Took([*self.times, *other.times], self.elapsed + other.elapsed, self.bad + other.bad)

    @property
    def per_second(self) -> float:
        """Answers a second, of all clients together."""
        return len(self.times) / self.elapsed if self.elapsed else 0.0

    def percentile(self, share: float) -> float:
        """The time, in milliseconds, within which this share of the answers came."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """A request of HTTP/1.1 as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: keep-alive", "Accept-Language: zh"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Connection:
    """One keep-alive connection; a server that has closed it is called again."""

    def __init__(self, port: int) -> None:
        self.port, self.socket = port, self._connected(port)

    @staticmethod
    def _connected(port: int) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", port), timeout=30)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def ask(self, raw: bytes) -> tuple[int, bytes, bytes]:
        """(status, head, body) of one answer."""
        try:
            return self._asked(raw)
        except (ConnectionError, TimeoutError, ValueError):
            self.socket.close()
            self.socket = self._connected(self.port)
            return self._asked(raw)

    def _asked(self, raw: bytes) -> tuple[int, bytes, bytes]:
        self.socket.sendall(raw)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._received()
        head, _, body = data.partition(b"\r\n\r\n")
        length = _length(head)
        while len(body) < length:
            body += self._received()
        status = int(head[9:12])
        if b"connection: close" in head.lower():
            self.socket.close()
            self.socket = self._connected(self.port)
        return status, head, body

    def _received(self) -> bytes:
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("closed")
        return data


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _work(port: int, wishes: list[list[Wish]], seconds: float, most: int, barrier: Barrier, out: Any) -> None:
    times: list[float] = []
    bad = [0]

    def one(mine: list[Wish]) -> None:
        line = Connection(port)
        barrier.wait()
        end, number = time.perf_counter() + seconds, 0
        while time.perf_counter() < end and number < most:
            wish = mine[number % len(mine)]
            start = time.perf_counter()
            status, _head, _body = line.ask(wish.raw)
            times.append(time.perf_counter() - start)
            bad[0] += status not in wish.good
            number += 1

    threads = [threading.Thread(target=one, args=(mine,)) for mine in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    out.put((times, bad[0]))


def measured(port: int, wishes: list[list[Wish]], seconds: float = 4.0, most: int = 2000) -> Took:
    """Let every list of wishes be one client, all at once, for at most `seconds` and `most` requests each."""
    context = get_context("fork")
    out, barrier = context.Queue(), context.Barrier(len(wishes) + 1)
    shares = [wishes[index::PROCESSES] for index in range(PROCESSES)]
    workers = [
        context.Process(target=_work, args=(port, share, seconds, most, barrier, out)) for share in shares if share
    ]
    for worker in workers:
        worker.start()
    barrier.wait()
    start = time.perf_counter()
    found = [out.get(timeout=seconds + 60) for _ in workers]
    elapsed = time.perf_counter() - start
    for worker in workers:
        worker.join()
    return Took([each for times, _ in found for each in times], elapsed, sum(bad for _, bad in found))


def beside(base: tuple[int, list[list[Wish]]], mine: tuple[int, list[list[Wish]]], rounds: int = 3) -> tuple[Took, Took]:
    """Two servers in turn, so that a machine that is busy for a while slows both down; each (port, wishes)."""
    found = [(measured(*base, seconds=1.0), measured(*mine, seconds=1.3)) for _ in range(rounds)]
    floors, products = zip(*found, strict=True)
    return sum(floors[1:], floors[0]), sum(products[1:], products[0])
