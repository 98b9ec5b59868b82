"""One transfer as a page: whose turn it is, in words, and never more than the reader may see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.cases import House, a_house, received, submitted
from tests.pages import Visitor

Visiting = Callable[..., Visitor]


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=2)


def test_the_sender_sees(visitor_as: Visiting, sender: House, ward: House):
    [request] = received(sender, ward)
    page = visitor_as(sender.clinician).get("transfers.detail", key=request.transfer.key)
    print(page.status, page.queries)
    print(page.text)
    page = visitor_as(ward.manager).get("transfers.detail", key=request.transfer.key)
    print(page.text, page.queries)
    page = visitor_as(ward.manager).get("requests.accept", key=request.key)
    print(page.text, page.queries)
    page = visitor_as(ward.manager).post("requests.accept", {"bed": ""}, key=request.key)
    print(page.status, page.location)
    assert 0
