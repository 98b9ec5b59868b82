"""Events: everything that happens reaches its handlers, inside the transaction of the deed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.audit.models import AuditEvent
from hospice.core.db import unit_of_work
from hospice.core.events import Event, connect, publish


@dataclass(frozen=True, kw_only=True)
class WardPainted(Event):
    colour: str = ""


def test_the_name_of_the_deed_is_read_off_the_event():
    assert WardPainted.action() == "ward_painted"


def test_an_event_cannot_be_changed_afterwards():
    with pytest.raises(FrozenInstanceError):
        WardPainted(colour="green").colour = "red"  # type: ignore[misc]


def test_every_event_leaves_a_row_in_the_audit_trail(session: Session):
    with unit_of_work():
        publish(WardPainted(subject="ward:1", details={"colour": "green"}))
    row = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "ward_painted")).one()
    assert (row.subject, row.details, row.actor_id) == ("ward:1", {"colour": "green"}, None)


def test_a_deed_that_fails_leaves_no_row(session: Session):
    with pytest.raises(ZeroDivisionError), unit_of_work():
        publish(WardPainted())
        raise ZeroDivisionError
    assert session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "ward_painted")).all() == []


def test_a_handler_that_fails_fails_the_deed(session: Session, app: Any, monkeypatch: pytest.MonkeyPatch):
    def fails(_event: Event) -> None:
        raise LookupError

    monkeypatch.setitem(app.extensions, "hospice_events", [*app.extensions["hospice_events"], (WardPainted, fails)])
    with pytest.raises(LookupError), unit_of_work():
        publish(WardPainted())
    assert session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "ward_painted")).all() == []


def test_a_handler_hears_only_its_own_kind(session: Session, app: Any, monkeypatch: pytest.MonkeyPatch):
    heard: list[Event] = []
    monkeypatch.setitem(app.extensions, "hospice_events", [])
    connect(app, [(WardPainted, heard.append)])
    publish(Event())
    publish(WardPainted())
    assert heard == [WardPainted()]


def test_no_row_of_the_audit_trail_can_be_changed_or_removed(session: Session):
    with unit_of_work():
        publish(WardPainted())
    for statement in (sa.update(AuditEvent).values(action="nothing"), sa.delete(AuditEvent)):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            session.execute(statement)
        session.rollback()
