"""Very many transfers for a measurement: few here, but as sound as the others."""

from __future__ import annotations

from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.cases import Cases
from hospice.core.clock import ZONE, frozen
from hospice.demo import loader
from hospice.demo.loader import Order, Size
from hospice.episodes.models import BedAssignment
from hospice.transfers.models import Request, Transfer
from hospice.transfers.rules.codes import TransferStatus
from hospice.transfers.rules.transfer_life import OVER

from .conftest import TODAY
from .test_care import replay


def test_they_replay_and_nearly_all_are_closed(session: Session):
    with frozen(datetime.combine(TODAY, time(12), ZONE)):
        loader.load(session, Order(2027, TODAY, "x", 3), Size.COUNTY)
        before = session.scalar(sa.select(sa.func.count(Transfer.id))) or 0
        last = session.scalar(sa.select(sa.func.max(Transfer.id))) or 0
        assert sum(Cases(session, 1000).parts()) == 1000
        assert sum(Cases(session, 500).parts()) == 500
    fresh = sa.select(sa.func.count()).where(Transfer.id > last)
    assert session.scalar(fresh) == 1500
    assert (session.scalar(sa.select(sa.func.count(Transfer.id))) or 0) == before + 1500
    closed = session.scalar(fresh.where(Transfer.status.in_(sorted(OVER)))) or 0
    assert 0.97 < closed / 1500 < 1
    houses = sa.select(sa.func.count(sa.distinct(Request.unit_id))).join(Transfer, Transfer.id == Request.transfer_id)
    assert (session.scalar(houses.where(Transfer.id > last)) or 0) > 15
    assert session.scalar(fresh.where(Transfer.status == TransferStatus.CLOSED, Transfer.outcome.is_(None))) == 0
    assert (session.scalar(sa.select(sa.func.count()).where(BedAssignment.place_no > 100_000)) or 0) > 1400
    assert replay(session) > 3000
