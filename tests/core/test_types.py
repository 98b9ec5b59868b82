"""Instants mean the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.audit.models import AuditEvent
from hospice.core.types import UtcDateTime

BEIJING = timezone(timedelta(hours=8))


def test_an_instant_comes_back_as_the_same_instant_in_utc(session: Session):
    at = datetime(2026, 11, 22, 7, 30, 15, 123456, tzinfo=BEIJING)
    session.add(AuditEvent(action="told", subject="ward:1", at=at))
    session.commit()
    session.expire_all()
    found = session.scalars(sa.select(AuditEvent.at).where(AuditEvent.action == "told")).one()
    assert found == at
    assert found.utcoffset() == timedelta(0)


def test_instants_are_compared_as_instants(session: Session):
    session.add(AuditEvent(action="told", subject="ward:1", at=datetime(2026, 11, 22, 7, 0, tzinfo=BEIJING)))
    session.flush()
    later = sa.select(AuditEvent).where(
        AuditEvent.action == "told", AuditEvent.at > datetime(2026, 11, 21, 22, 59, tzinfo=UTC)
    )
    earlier = sa.select(AuditEvent).where(
        AuditEvent.action == "told", AuditEvent.at > datetime(2026, 11, 21, 23, 1, tzinfo=UTC)
    )
    assert session.scalars(later).one()
    assert session.scalars(earlier).all() == []


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), sa.create_engine("sqlite://").dialect)  # noqa: DTZ001


def test_nothing_stays_nothing():
    dialect = sa.create_engine("sqlite://").dialect
    assert UtcDateTime().process_bind_param(None, dialect) is None
    assert UtcDateTime().process_result_value(None, dialect) is None
