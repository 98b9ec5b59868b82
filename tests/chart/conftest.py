"""Houses that the tests of patients' pages talk about."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hospice.patients.services import codes
from tests.cases import House, a_house
from tests.pages import Visitor


@pytest.fixture
def house(session: Session) -> House:
    """One's own house, and the list of diagnosis codes."""
    codes.load_codes(session)
    session.commit()
    return a_house(beds=2)


@pytest.fixture
def elsewhere(session: Session) -> House:
    """A house in another county that has nothing to do with it."""
    return a_house("330106", beds=2)


@pytest.fixture
def clinician(app: Flask, house: House) -> Visitor:
    """A clinician of one's own house."""
    return Visitor(app, house.clinician)


@pytest.fixture
def liaison(app: Flask, house: House) -> Visitor:
    """A liaison of one's own house, who does not treat."""
    return Visitor(app, house.liaison)


@pytest.fixture
def stranger(app: Flask, elsewhere: House) -> Visitor:
    """A clinician of another house."""
    return Visitor(app, elsewhere.clinician)
