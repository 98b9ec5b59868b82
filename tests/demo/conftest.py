"""One province made once for all tests that only look at it."""

from __future__ import annotations

from datetime import date

import pytest

from hospice.core.db import db, unit_of_work
from hospice.demo import land as lands
from hospice.demo import loader, province
from hospice.demo.land import Land
from hospice.demo.network import Network
from tests.databases import Store, application

TODAY = date(2026, 11, 22)
SEED = "2027"


@pytest.fixture(scope="session")
def ground(store: Store) -> Land:
    """The real divisions, with the zone that the demo founds."""
    with application(store.copy()) as app, app.app_context():
        with unit_of_work() as session:
            loader.found_zone(session)
        found = lands.survey(db.session())
        db.session.remove()
    assert found is not None
    return found


@pytest.fixture(scope="session")
def network(ground: Land) -> Network:
    """A whole province of rows, not inserted."""
    return province.make(ground, SEED, TODAY, {}, "not a hash")
