"""The person of a session is the account as it is now: what ended, began or was renamed counts at the next request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import Permission, Role
from hospice.accounts.models import Grant, User
from hospice.accounts.person import Person, signed_in
from hospice.core.clock import now, today
from hospice.core.db import db
from tests.factories import a_grant, a_user, an_institution

TOMORROW = timedelta(days=1)


def person_of(user: User) -> Person:
    person = signed_in(db.session(), user.id, user.session_no)
    assert person is not None
    return person


def test_a_person_may_what_the_account_may(session: Session) -> None:
    house = an_institution("331102")
    people = [
        a_user(Role.COUNTY_OFFICER),
        a_user(Role.PROVINCE_OFFICER, region="330000"),
        a_user(Role.WARD_MANAGER, institution=house),
        a_user(Role.VOLUNTEER_COORDINATOR),
    ]
    a_grant(people[0], Role.TRAINING_MANAGER, "331102")
    session.expire_all()
    for user in people:
        person = person_of(user)
        assert [person.scope(each) for each in Permission] == [user.scope(each) for each in Permission]
        assert (person.roles, person.name, person.get_id()) == (user.roles, user.name, user.get_id())


@pytest.mark.parametrize("change", [{"ended_at": now()}, {"valid_to": today()}, {"valid_from": today() + TOMORROW}])
def test_a_grant_that_does_not_hold_gives_nothing(session: Session, change: dict[str, object]) -> None:
    user = a_user(Role.COUNTY_OFFICER)
    assert person_of(user).scope(Permission.REGISTRY_READ)
    past = {"valid_from": today() - TOMORROW} if "valid_to" in change else {}
    session.execute(sa.update(Grant).where(Grant.user_id == user.id).values(**past, **change))
    assert not person_of(user).scope(Permission.REGISTRY_READ)
    assert person_of(user).roles == frozenset()


def test_a_new_name_and_a_new_role_count_at_once(session: Session) -> None:
    user = a_user(Role.COUNTY_OFFICER)
    before = person_of(user)
    a_grant(user, Role.TRAINING_MANAGER, "331102")
    session.execute(sa.update(User).where(User.id == user.id).values(name="吕大成", must_change_password=True))
    after = person_of(user)
    assert (after.name, after.must_change_password) == ("吕大成", True)
    assert after.roles == before.roles | {Role.TRAINING_MANAGER}


def test_nobody_is_signed_in_by_another_generation_or_a_closed_account(session: Session) -> None:
    user = a_user(Role.COUNTY_OFFICER)
    assert signed_in(session, user.id, user.session_no + 1) is None
    assert signed_in(session, 10**6, 0) is None
    session.execute(sa.update(User).where(User.id == user.id).values(closed_at=now()))
    assert signed_in(session, user.id, user.session_no) is None


def test_a_person_is_made_once_as_long_as_nothing_changes(session: Session, client_for: Callable[..., object]) -> None:
    user, other = a_user(Role.COUNTY_OFFICER), a_user(Role.COUNTY_OFFICER)
    assert person_of(user) is person_of(user)
    assert person_of(user) is not person_of(other)
