"""Looking at the trail is a deed too."""

from __future__ import annotations

from hospice.core.events import Event


class AuditRead(Event):
    """Somebody looked at the audit trail; details hold the filter."""


class AuditExported(Event):
    """Rows of the audit trail left as a spreadsheet."""
