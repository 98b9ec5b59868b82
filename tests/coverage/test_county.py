"""My county: what counts, what is missing, what would close it, what has gone stale, what waits and what has changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.core.clock import now
from hospice.core.db import db
from hospice.facilities.models import Confirmation
from hospice.facilities.rules.codes import UnitStatus
from tests.factories import a_unit, an_institution
from tests.pages import Page, Visitor

from .registry import a_counting_ward, a_facility, a_hospital, a_municipal_ward, a_state, changed, end_state

Clients = Callable[..., Visitor]


@pytest.fixture
def coordinator(client_for: Clients) -> Visitor:
    return client_for(Role.COUNTY_COORDINATOR, "331181")


def county(visitor: Visitor, code: str = "331181", **values: Any) -> Page:
    return visitor.get("county.detail", code=code, **values)


@pytest.mark.parametrize(
    ("role", "region", "leads_to"),
    [
        (Role.COUNTY_COORDINATOR, "331181", "/county/331181"),
        (Role.COUNTY_OFFICER, "330102", "/county/330102"),
        (Role.PREFECTURE_OFFICER, "331100", "/coverage/331100"),
        (Role.PROVINCE_OFFICER, "330000", "/coverage"),
        (Role.WARD_MANAGER, "331181", "/coverage"),
    ],
)
def test_everybody_comes_to_the_area_of_the_own_grant(client_for: Clients, role: Role, region: str, leads_to: str) -> None:
    assert client_for(role, region).get("county.mine").location == leads_to


@pytest.mark.parametrize(
    ("role", "drawn"),
    [
        (Role.COUNTY_COORDINATOR, True), (Role.COUNTY_OFFICER, True), (Role.PREFECTURE_OFFICER, False),
        (Role.WARD_MANAGER, False),
    ],
)
def test_my_county_is_drawn_for_whoever_works_for_one(client_for: Clients, role: Role, drawn: bool) -> None:
    assert ("本县" in client_for(role, "331181").get("coverage.index").links()) is drawn


def test_a_county_page_costs_few_statements(coordinator: Visitor) -> None:
    a_counting_ward()
    a_facility()
    assert county(coordinator).queries <= 18
    assert county(coordinator).queries <= 12


def test_a_county_that_is_there_says_so(coordinator: Visitor) -> None:
    a_counting_ward(name="龙泉病区")
    page = county(coordinator)
    assert "本县已达标" in page.text
    assert "1 / 1 个病区计入" in page.text
    assert "补齐这" not in page.text


def test_what_would_close_the_gap_is_told_step_by_step(coordinator: Visitor) -> None:
    a_unit(a_hospital(), status=UnitStatus.UNDER_CONSTRUCTION, beds=0, approval_document="", opened_on=None)
    changed()
    page = county(coordinator)
    assert "补齐这3步，本县即达标" in page.text
    assert "经丽水市卫生健康委确认后当天计入" in page.text
    steps = ["上传启用批复", "登记实际开放床位", "提请市卫生健康委确认启用"]
    assert [page.text.index(step) for step in steps] == sorted(page.text.index(step) for step in steps)
    assert set(steps) <= page.links().keys()


def test_who_may_not_take_a_step_reads_it_without_a_link(client_for: Clients) -> None:
    a_unit(a_hospital(), status=UnitStatus.UNDER_CONSTRUCTION, beds=0, approval_document="")
    changed()
    page = county(client_for(Role.COUNTY_COORDINATOR, "330102"))
    assert "上传启用批复" in page.text
    assert "上传启用批复" not in page.links()


def test_a_county_without_any_ward_is_told_what_to_do_first(coordinator: Visitor) -> None:
    assert "本县还没有报过数据，不按零计" in county(coordinator).text
    a_facility()
    assert "没有登记在建的病区" in county(coordinator).text


def test_the_facilities_with_the_least_left_to_do_are_named(coordinator: Visitor) -> None:
    a_facility(name="甲卫生院")
    for name in ("乙卫生院", "丙卫生院", "丁卫生院"):
        a_facility(name=name, provides=False)
    page = county(coordinator)
    assert "1 / 4 家提供" in page.text
    assert "还差1家过半" in page.text
    assert re.search("最接近的1家：[乙丙丁]卫生院还缺申报服务", page.text)


def test_a_county_without_facilities_is_not_applicable(coordinator: Visitor) -> None:
    a_counting_ward()
    assert "不适用，不列入全省的分子和分母" in county(coordinator).text


def looked_at(unit: Any, days: int) -> None:
    at = now() - timedelta(days)
    db.session.add(Confirmation(institution_id=unit.institution_id, unit_id=unit.id, at=at))
    changed()


@pytest.mark.parametrize(("days", "asked"), [(30, False), (90, False), (91, True), (100, True), (101, True)])
def test_old_confirmations_are_asked_for_before_they_are_stale(coordinator: Visitor, days: int, asked: bool) -> None:
    looked_at(a_counting_ward(name="龙泉病区"), days)
    assert (f"{days}天前确认" in county(coordinator).text) is asked


def test_whoever_confirms_is_given_the_button_and_nobody_else(client_for: Clients) -> None:
    ward = a_counting_ward(name="龙泉病区")
    looked_at(ward, 120)
    for role, may in ((Role.COUNTY_COORDINATOR, True), (Role.COUNTY_OFFICER, True), (Role.EVALUATOR, False)):
        visitor = client_for(role, "331181")
        forms = [form.get("action") for form in county(visitor).all("form", method="post")]
        assert (any(str(ward.key) in (action or "") for action in forms)) is may
    assert "无变化" not in county(client_for(Role.COUNTY_COORDINATOR, "330102")).text


def test_a_facility_is_asked_for_once_and_not_for_each_of_its_units(coordinator: Visitor) -> None:
    facility = a_facility(name="安仁镇卫生院")
    a_unit(facility, name="家庭病床")
    changed()
    stale = county(coordinator).text.split("待您确认的资料")[-1].split("最近变化")[0]
    assert stale.count("天前确认") == 1


def test_what_waits_for_the_commission_is_listed_for_the_own_county(client_for: Clients, coordinator: Visitor) -> None:
    hospital = an_institution("331181", name="新登记医院", pending=True)
    a_unit(hospital, pending=True)
    changed()
    assert "新登记医院" in county(coordinator).text
    assert "新登记医院" not in county(client_for(Role.COUNTY_COORDINATOR, "330102")).text


def test_the_latest_changes_are_told_newest_first(coordinator: Visitor) -> None:
    unit = a_counting_ward(name="龙泉病区")
    end_state(unit, date(2026, 9, 1))
    a_state(unit, UnitStatus.SUSPENDED, date(2026, 9, 1), date(2026, 10, 1))
    a_state(unit, UnitStatus.OPERATING, date(2026, 10, 1))
    told = county(coordinator).text.split("最近变化")[1]
    opened, paused = (told.index(f"改为“{word}”") for word in ("已启用", "暂停"))
    assert opened < paused
    before = county(coordinator, on="2026-09-10").text.split("最近变化")[1]
    assert "改为“暂停”" in before
    assert before.index("改为“暂停”") < before.index("改为“已启用”")


def test_changes_elsewhere_are_not_told(coordinator: Visitor) -> None:
    a_counting_ward("330102", name="上城病区")
    assert "上城病区" not in county(coordinator).text


def test_the_prefecture_goal_is_told_beside(coordinator: Visitor) -> None:
    a_municipal_ward("331102")
    page = county(coordinator)
    assert "市级医院病区" in page.text
    assert page.links()["看丽水市的逐项检查"] == "/coverage/331100/why?goal=G1"


def test_the_county_of_another_day_is_another_county(coordinator: Visitor) -> None:
    a_counting_ward()
    assert "本县已达标" not in county(coordinator, on="2024-02-01").text


def test_the_people_of_the_county_are_those_of_the_census(coordinator: Visitor, session: Session) -> None:
    page = county(coordinator)
    assert "19个乡镇街道" in page.text
    assert "65岁及以上42,019人（2020年普查）" in page.text
