"""What has happened with divisions."""

from __future__ import annotations

from dataclasses import dataclass

from hospice.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReferenceChanged(Event):
    """Divisions, residents or outlines are others than before: a name, a number, a border."""
