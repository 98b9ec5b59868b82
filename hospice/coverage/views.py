"""Pages: coverage of the goals."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("coverage", __name__)


def has_own_county() -> bool:
    """Whether the navigation draws "my county": whoever works for one county."""
    return False
