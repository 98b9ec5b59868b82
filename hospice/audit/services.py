"""Writing the audit trail: a handler of every event, inside the unit of work of the deed."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from flask import has_request_context, request

from hospice.access.guards import actor
from hospice.accounts.models import User
from hospice.accounts.person import Person
from hospice.core.db import db
from hospice.core.events import Event

from .models import AuditEvent

_ROW = sa.insert(cast(sa.Table, AuditEvent.__table__))  # put together once: every deed runs it


def record(event: Event) -> None:
    """Add the row of one event; it is committed with the deed or not at all."""
    person = _person(event)
    row = {
        "action": event.action(),
        "subject": event.subject,
        "actor_id": event.actor_id,
        "actor_name": person.name if person is not None else "",
        "actor_roles": sorted(role.value for role in person.roles) if person is not None else [],
        "region_id": event.region_id,
        "institution_id": event.institution_id,
        "address": (request.remote_addr or "") if has_request_context() else "",
        "details": dict(event.details),
    }
    session = db.session()
    session.flush()  # whom and what the row names must stand first
    session.execute(_ROW, row)


def _person(event: Event) -> Person | User | None:
    """Whoever acts: the one who is signed in, or who is just signing in and is known to the session already."""
    if has_request_context():
        person: Any = actor()
        if person.is_authenticated:
            return cast(Person, person)
    return db.session.get(User, event.actor_id) if event.actor_id else None
