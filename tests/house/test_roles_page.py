"""The page "who may do what" says what the table in the program says: cell by cell."""

from __future__ import annotations

import pytest

from hospice.access.permissions import ROLES, Permission, Role
from tests.pages import words_of


@pytest.fixture
def cells(client_for, app) -> dict[tuple[str, str], str]:
    """What the page says: (permission, role), both in words, → reach in words."""
    page = client_for(Role.SECURITY_ADMIN).get("accounts.roles")
    said = {}
    for table in page.all("table"):
        roles = [words_of(cell) for cell in table.iter("th") if cell.get("scope") == "col"][1:]
        for row in table.iter("tr"):
            heads = [words_of(cell) for cell in row if cell.get("scope") == "row"]
            said |= {
                (heads[0], role): words_of(cell) for role, cell in zip(roles, row.iter("td"), strict=False) if heads
            }
    return said


def test_the_page_lets_nobody_do_more_or_less_than_the_program(cells: dict[tuple[str, str], str], app):
    with app.test_request_context():
        wanted = {(permission.words, role.words) for role, given in ROLES.items() for permission in given}
    assert {place for place, reach in cells.items() if reach} == wanted


def test_the_page_names_every_role(cells: dict[tuple[str, str], str], app):
    with app.test_request_context():
        assert {role for _permission, role in cells} == {role.words for role in Role}
        assert {permission for permission, _role in cells} == {permission.words for permission in Permission}
