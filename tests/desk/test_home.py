"""The page that everybody sees first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospice.access.permissions import Role
from hospice.core import clock
from hospice.core.db import db
from hospice.facilities.models import Confirmation
from hospice.facilities.rules.codes import InstitutionKind, UnitStatus

from ..factories import a_ward, an_institution


def looked_at(institution, days: int, unit=None) -> None:
    """Somebody found it true so many days ago."""
    at = clock.now() - timedelta(days=days)
    db.session.add(Confirmation(institution_id=institution.id, unit_id=unit.id if unit else None, at=at))
    db.session.commit()


@pytest.mark.parametrize("role", Role)
def test_everybody_has_a_desk(client_for, role):
    region = {"county": "331181", "prefecture": "331100"}.get(role.value.split("_")[0], "330000")
    page = client_for(role, "331181" if role.value in ("clinician", "liaison", "ward_manager") else region).get(
        "desk.home"
    )
    assert page.status == 200
    assert page.title == "今天没有等您的事"
    assert page.queries <= 12


def test_an_officer_finds_what_waits_in_the_own_county_and_nothing_of_another(client_for):
    an_institution("331181", pending=True, name="龙泉新医院")
    an_institution("331102", pending=True, name="莲都新医院")
    page = client_for(Role.COUNTY_OFFICER, "331181").get("desk.home")
    assert page.title == "今天有1件事等您"
    assert "龙泉新医院的登记等您确认" in page.text
    assert "莲都新医院" not in page.text


def test_a_coordinator_is_reminded_before_a_confirmation_is_stale_and_after(client_for):
    fresh, soon, late = (
        an_institution(name=name, kind=InstitutionKind.TOWNSHIP_HC) for name in ("甲院", "乙院", "丙院")
    )
    for institution, days in ((fresh, 80), (soon, 95), (late, 120)):
        looked_at(institution, days)
    page = client_for().get("desk.home")
    assert "甲院" not in page.text
    assert page.text.index("丙院的资料还属实吗") < page.text.index("乙院的资料还属实吗")
    assert "120天没有确认" in page.text
    assert "再过6天将标为“陈旧”" in page.text


def test_a_look_at_a_unit_is_no_look_at_its_institution(client_for):
    institution = an_institution(name="甲院", kind=InstitutionKind.TOWNSHIP_HC)
    unit = a_ward(institution)
    looked_at(institution, 120)
    looked_at(institution, 1, unit)
    assert "甲院的资料还属实吗" in client_for().get("desk.home").text


def test_an_opening_that_was_promised_for_the_past_is_on_the_desk(client_for):
    a_ward(
        an_institution(name="甲院"),
        name="甲病区",
        status=UnitStatus.UNDER_CONSTRUCTION,
        expected_on=clock.today() - timedelta(days=9),
    )
    page = client_for().get("desk.home")
    assert "逾期9天" in page.text
    assert "甲院" in page.text
    assert page.links()["更新进度：甲病区已过预计启用日期"]


def test_the_desk_names_those_who_can_help(client_for):
    client_for(Role.COUNTY_OFFICER, "331181", name="周建平")
    client_for(Role.COUNTY_OFFICER, "331102", name="尹洁")
    page = client_for().get("desk.home")
    assert "周建平" in page.text
    assert "尹洁" not in page.text


def test_the_desk_is_not_for_strangers(nobody):
    assert nobody.get("desk.home").location.startswith("/sign-in")
