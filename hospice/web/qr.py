"""An address as a drawing that a telephone reads: squares of one path, nothing else in it."""

from __future__ import annotations

from typing import NamedTuple

import segno

QUIET = 4  # squares of blank around it (ISO/IEC 18004)


class Drawing(NamedTuple):
    """How many squares a side has, the blank included, and the path of the dark ones."""

    side: int
    path: str


def drawn(address: str) -> Drawing:
    """The drawing of an address; error correction M bears a fold and a stamp."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    squares = [f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return Drawing(len(rows) + 2 * QUIET, "".join(squares))
