"""Chance that comes out the same every time: from the seed and from names, never from hash order or the clock."""

from __future__ import annotations

import hashlib
import uuid
from random import Random


def dice(*names: object) -> Random:
    """Dice of their own for one question, so that answers do not depend on the order in which questions are asked."""
    return Random("\x1f".join(map(str, names)))  # noqa: S311 - a demo needs the opposite of secrecy


def key(*names: object) -> uuid.UUID:
    """A public key that looks random and is not."""
    digest = hashlib.sha256("\x1f".join(map(str, names)).encode()).digest()
    return uuid.UUID(bytes=digest[:16], version=4)
