"""The primary houses of a county to which tests send patients home."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.facilities.rules.codes import InstitutionKind, UnitKind
from hospice.regions.models import Level, Region
from tests.cases import House, a_house
from tests.factories import a_unit, an_institution


@pytest.fixture
def township(session: Session) -> Region:
    mine = sa.select(Region).where(Region.level == Level.TOWNSHIP, Region.path.contains("/331181/"))
    return session.scalars(mine.order_by(Region.code).limit(1)).one()


@pytest.fixture
def centre(session: Session, township: Region) -> House:
    """The only primary house of the township."""
    institution = an_institution(kind=InstitutionKind.CHC, township_id=township.id)
    return a_house(unit=a_unit(institution, UnitKind.HOME_TEAM))


@pytest.fixture
def elsewhere(session: Session) -> House:
    """A primary house of another township of the county, which no push of these tests is for."""
    return a_house(unit=a_unit(an_institution(kind=InstitutionKind.TOWNSHIP_HC), UnitKind.HOME_TEAM))
