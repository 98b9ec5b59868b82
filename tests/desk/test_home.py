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
    visitor = client_for(role, "331181" if role.value in ("clinician", "liaison", "ward_manager") else region)
    visitor.get("desk.home")  # the figures of the day are reckoned once, for everybody
    page = visitor.get("desk.home")
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


def test_what_has_grown_old_is_asked_once_and_anew_as_soon_as_somebody_has_looked(client_for):
    institution = an_institution(name="甲院", kind=InstitutionKind.TOWNSHIP_HC)
    looked_at(institution, 120)
    coordinator = client_for()
    assert "甲院的资料还属实吗" in coordinator.get("desk.home").text
    again = coordinator.get("desk.home")
    assert "甲院的资料还属实吗" in again.text
    assert again.queries <= 12, again.statements
    assert "甲院" not in client_for(region="331126").get("desk.home").text
    client_for(Role.COUNTY_OFFICER).post("institutions.still_true", {}, key=institution.key)
    assert "甲院" not in coordinator.get("desk.home").text


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


def test_a_ward_manager_sees_the_wards_of_the_house_and_says_that_they_are_as_registered(client_for):
    hospital = an_institution("331181", name="龙泉市人民医院")
    ward = a_ward(hospital, beds=12)
    looked_at(hospital, 40, ward)
    a_ward(an_institution("331181", name="龙泉怡宁医院"), beds=9)
    manager = client_for(Role.WARD_MANAGER, institution=hospital)
    page = manager.get("desk.home")
    assert [row[1:4] for row in page.rows()] == [["已启用", "12", "12"]]
    assert "龙泉怡宁医院" not in page.text
    assert manager.post("units.still_true", key=ward.key).status == 303
    assert manager.get("desk.home").rows()[0][4] == "今天"


def test_a_clinician_sees_the_wards_without_a_button(client_for):
    hospital = an_institution("331181", name="龙泉市人民医院")
    a_ward(hospital, beds=12)
    page = client_for(Role.CLINICIAN, institution=hospital).get("desk.home")
    assert page.rows()[0][2] == "12"
    assert "情况属实" not in page.text
    assert "龙泉市的目标" in page.text


def test_an_officer_of_the_province_sees_the_three_goals(client_for):
    page = client_for(Role.PROVINCE_OFFICER, "330000").get("desk.home")
    strip = next(nav for nav in page.all("nav") if nav.get("aria-label") == "浙江省的目标")
    assert [link.get("href") for link in strip.iter("a")] == [f"/coverage?goal={code}" for code in ("G1", "G2", "G3")]


@pytest.mark.parametrize(
    ("role", "page"),
    [(Role.SYSTEM_ADMIN, "/accounts"), (Role.SECURITY_ADMIN, "/accounts"), (Role.AUDIT_ADMIN, "/audit")],
)
def test_an_administrator_is_led_to_what_the_role_keeps(client_for, role, page):
    desk = client_for(role, "330000").get("desk.home")
    assert page in [link.get("href") for link in desk.all("main")[0].iter("a")]
    assert "的目标" not in desk.text
