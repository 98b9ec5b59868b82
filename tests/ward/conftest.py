"""A ward with two beds, its manager at a browser, and a sender whose patients wait."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hospice.core.db import unit_of_work
from hospice.episodes.rules.codes import Priority
from hospice.patients.models import Patient
from hospice.transfers.models import Request, WaitingEntry
from hospice.transfers.services import answering
from tests.cases import House, a_house, a_patient, received
from tests.pages import Visitor


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=2)


@pytest.fixture
def manager(app: Flask, ward: House) -> Visitor:
    return Visitor(app, ward.manager)


@pytest.fixture
def waits(session: Session, sender: House, ward: House) -> Callable[..., WaitingEntry]:
    """Somebody who was put on the list of the ward: `waits(Priority.URGENT, name="周某某")`."""

    def made(priority: Priority = Priority.ROUTINE, abilities: tuple[str, ...] = (), **values: object) -> WaitingEntry:
        patient: Patient = a_patient(sender, **values)
        [request] = received(sender, ward, patient=patient, priority=priority)
        with unit_of_work():
            request.transfer.abilities = list(abilities)
            answering.waitlist(session, request, "家庭医生每日上门", by=ward.manager)
        return entry_of(session, request)

    return made


def entry_of(session: Session, request: Request) -> WaitingEntry:
    """The waiting entry of a request."""
    return session.query(WaitingEntry).filter_by(request_id=request.id, left_at=None).one()
