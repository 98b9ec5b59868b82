"""What has happened: frozen facts that lower packages publish and `wiring.py` connects to handlers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something happened. Every event can be audited, so every event says who, what and where.

    `actor_id` is the user, or none for the clock and for commands; `subject` is "<kind>:<key>"; `region_id` and
    `institution_id` say where, for those who read the audit trail of an area; `details` holds plain JSON values and
    never identifies a patient.
    """

    actor_id: int | None = None
    subject: str = ""
    region_id: int | None = None
    institution_id: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def action(cls) -> str:
        """The name under which the deed is audited: `UnitRegistered` → `unit_registered`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


Handler = Callable[[Any], None]


def connect(app: Flask, table: Iterable[tuple[type[Event], Handler]]) -> None:
    """Tell `app` which handler runs for which event (and its subclasses)."""
    app.extensions["hospice_events"] = list(table)


def publish(event: Event) -> None:
    """Run every handler of `event` inside the present unit of work; a handler that fails, fails the deed."""
    for kind, handler in current_app.extensions["hospice_events"]:
        if isinstance(event, kind):
            handler(event)
