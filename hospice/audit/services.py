"""Writing the audit trail: a handler of every event, inside the unit of work of the deed."""

from __future__ import annotations

from flask import has_request_context, request
from flask_login import current_user

from hospice.core.db import db
from hospice.core.events import Event

from .models import AuditEvent


def record(event: Event) -> None:
    """Add the row of one event; it is committed with the deed or not at all."""
    row = AuditEvent(
        action=event.action(),
        subject=event.subject,
        actor_id=event.actor_id,
        region_id=event.region_id,
        institution_id=event.institution_id,
        details=dict(event.details),
    )
    if has_request_context():
        row.address = request.remote_addr or ""
        if current_user.is_authenticated:
            row.actor_name = current_user.name
            row.actor_roles = sorted(role.value for role in current_user.roles)
    db.session.add(row)
