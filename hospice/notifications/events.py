"""What has happened with messages."""

from __future__ import annotations

from hospice.core.events import Event


class MessagesSeen(Event):
    """Somebody marked messages as seen."""
