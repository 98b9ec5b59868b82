from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.access.scope import Scope
from hospice.accounts import queries
from hospice.accounts.models import User
from tests.factories import a_region, a_user, password_hash


@pytest.fixture
def people(session: Session) -> dict[str, User]:
    """Two in 丽水市 (one of them at an institution), two in 杭州市, one nowhere."""
    session.add(User(login="nowhere", name="新人", password_hash=password_hash()))
    session.commit()
    return {
        "officer": a_user(Role.COUNTY_OFFICER, region="331181", login="officer"),
        "nurse": a_user(Role.WARD_MANAGER, region="331181", login="nurse"),
        "other.officer": a_user(Role.COUNTY_OFFICER, region="330110", login="other.officer"),
        "other.nurse": a_user(Role.WARD_MANAGER, region="330110", login="other.nurse"),
    }


def logins(session: Session, scope: Scope) -> set[str]:
    return {user.login for user in queries.page(session, scope, 1, 50).rows}


def test_accounts_of_another_area_are_not_seen(session: Session, people: dict[str, User]) -> None:
    here = Scope(frozenset({a_region("331100").path}))
    assert logins(session, here) == {"nowhere", "officer", "nurse"}
    assert logins(session, Scope(everywhere=True)) == {"nowhere", *people}
    assert queries.one(session, here, people["nurse"].key) is people["nurse"]
    assert queries.one(session, here, people["other.nurse"].key) is None


def test_a_page_of_accounts_knows_how_many_there_are(session: Session, people: dict[str, User]) -> None:
    page = queries.page(session, Scope(everywhere=True), 2, 2)
    assert (page.total, page.pages, len(page.rows)) == (5, 3, 2)
