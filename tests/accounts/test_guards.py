"""What the database refuses by itself, whatever the pages do."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hospice.access.permissions import ADMINISTRATORS, Role
from hospice.accounts.models import Grant
from hospice.accounts.services.grants import refuse_two_seats
from hospice.core.errors import Refused
from tests.factories import a_grant, a_region, a_user

PAIRS = sorted(
    {
        *permutations(ADMINISTRATORS, 2),
        *((a, Role.COUNTY_OFFICER) for a in ADMINISTRATORS),
        *((Role.COUNTY_OFFICER, a) for a in ADMINISTRATORS),
    }
)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_database_refuses_an_administrator_who_is_anything_else(
    session: Session, first: Role, second: Role
) -> None:
    user = a_user(first)
    with pytest.raises(IntegrityError):
        a_grant(user, second)
    session.rollback()
    with pytest.raises(Refused):
        refuse_two_seats(second, {first})


def test_the_database_allows_it_once_the_first_role_has_ended(session: Session) -> None:
    user = a_user(Role.SYSTEM_ADMIN)
    session.execute(sa.update(Grant).where(Grant.user_id == user.id).values(valid_to=date(2021, 1, 1)))
    a_grant(user, Role.AUDIT_ADMIN, valid_from=date(2021, 1, 1))
    with pytest.raises(IntegrityError):
        session.execute(sa.update(Grant).where(Grant.user_id == user.id).values(valid_to=None))
    session.rollback()


def test_two_working_roles_stand_together_and_so_does_one_role_in_two_places(session: Session) -> None:
    user = a_user(Role.COUNTY_OFFICER)
    a_grant(user, Role.TRAINING_MANAGER)
    a_grant(user, Role.COUNTY_OFFICER, "330110")
    refuse_two_seats(Role.LIAISON, user.roles)
    refuse_two_seats(Role.AUDIT_ADMIN, {Role.AUDIT_ADMIN})


def test_the_database_refuses_a_grant_to_oneself(session: Session) -> None:
    user = a_user(Role.COUNTY_OFFICER)
    session.add(Grant(user_id=user.id, role=Role.LIAISON, region=a_region(), granted_by_id=user.id))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_the_database_refuses_a_grant_nowhere(session: Session) -> None:
    session.add(Grant(user_id=a_user(Role.COUNTY_OFFICER).id, role=Role.LIAISON))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
