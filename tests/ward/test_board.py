"""The board: every bed with its state, sums that add up, and as few statements for many beds as for few."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.core.clock import frozen, now, today
from hospice.core.db import unit_of_work
from hospice.episodes.queries.beds import census_of
from hospice.episodes.rules.codes import DischargeOutcome, Priority
from hospice.episodes.services import planning
from hospice.facilities.rules.codes import UnitKind
from hospice.facilities.rules.places import BedKind, BedSex, BedState
from hospice.facilities.services.beds import set_state
from hospice.facilities.services.units import unit_still_true
from hospice.patients.rules.codes import Sex
from tests.cases import House, a_house, a_patient
from tests.factories import a_bed, a_region, a_unit
from tests.pages import Page, Visitor, words_of
from tests.ward.doing import kept, lies


def sums(page: Page) -> dict[str, int]:
    """The counts above the board."""
    told = page.all("dl", class_="sums")[0]
    words = [words_of(each) for each in told.iter("dt")]
    return dict(zip(words, [int(words_of(each)) for each in told.iter("dd")], strict=True))


def test_every_state_of_a_bed_is_a_word_and_the_sums_add_up(session: Session, manager: Visitor, ward: House):
    beds = {no: a_bed(ward.unit, bed_no=no) for no in ("3-1", "3-2", "3-3", "3-4", "3-5")}
    a_bed(ward.unit, bed_no="9-9", kind=BedKind.LICENSED)
    lies(ward, beds["3-1"], 3, a_patient(ward, name="欧阳明远", sex=Sex.MALE, birth_date=date(1945, 1, 1)))
    kept(ward, beds["3-2"])
    with unit_of_work():
        set_state(session, beds["3-3"], BedState.CLEANING, "", by=ward.manager)
        until = today() + timedelta(days=1)
        set_state(session, beds["3-4"], BedState.BLOCKED, "呼叫器待修", by=ward.manager, until=until)
        set_state(session, beds["3-5"], BedState.ISOLATION, "", by=ward.manager)
    page = manager.get("wards.board", key=ward.unit.key)
    counted = sums(page)
    assert counted == {"空床": 2, "已保留": 1, "在住": 1, "清洁中": 1, "停用": 1, "隔离": 1, "合计": 7}
    assert sum(counted.values()) == 2 * counted["合计"]
    text = page.text
    assert "欧阳**" in text
    assert "欧阳明远" not in text
    assert "第4天" in text
    assert "留到" in text
    assert "开始" in text
    assert "呼叫器待修" in text
    assert "预计明天" in text
    assert "9-9" not in text
    assert "另有编制床位1张未开放" in text
    assert census_of(session, ward.unit.id).open == 7


def test_the_board_takes_as_many_statements_for_many_beds_and_people_as_for_few(
    session: Session, manager: Visitor, ward: House, waits
):
    lies(ward, ward.beds[0])
    waits()
    few = manager.get("wards.board", key=ward.unit.key).queries
    for n in range(12):
        bed = a_bed(ward.unit, bed_no=f"20-{n}")
        if n < 4:
            lies(ward, bed)
        elif n < 6:
            kept(ward, bed)
    for _n in range(3):
        waits(Priority.URGENT)
    assert manager.get("wards.board", key=ward.unit.key).queries == few <= 12


def test_who_leaves_tomorrow_is_said_on_the_tile_and_a_plan_that_passed_is_not_forgotten(
    session: Session, manager: Visitor, ward: House
):
    stay = lies(ward, ward.beds[0])
    with unit_of_work():
        planning.plan_departure(session, stay, today() + timedelta(days=1), DischargeOutcome.TO_HOME, by=ward.manager)
    assert "明天回家" in manager.get("wards.board", key=ward.unit.key).text
    with frozen(now() + timedelta(days=2)):
        assert "原定昨天回家" in manager.get("wards.board", key=ward.unit.key).text


def test_a_bed_that_should_be_back_and_is_not_asks_for_attention(session: Session, manager: Visitor, ward: House):
    with unit_of_work():
        set_state(session, ward.beds[0], BedState.BLOCKED, "消杀", by=ward.manager, until=today())
    with frozen(now() + timedelta(days=1)):
        assert "原定昨天恢复" in manager.get("wards.board", key=ward.unit.key).text


def test_what_cannot_be_is_refused_about_a_block(session: Session, manager: Visitor, ward: House):
    page = manager.post("stays.block", {"state_reason": "消杀", "state_until": "2020-01-01"}, key=ward.beds[0].key)
    assert page.status == 422
    assert "已经过去" in page.text


def test_still_true_takes_one_click_and_says_when(session: Session, manager: Visitor, ward: House):
    board = manager.get("wards.board", key=ward.unit.key)
    assert "从未确认" in board.text
    assert "请先电话核实" in board.text
    assert manager.post("wards.still_true", key=ward.unit.key).status == 303
    assert "床位情况已确认" in manager.follow().text
    for hours, words in ((1, "24小时内"), (30, "72小时内"), (80, "请先电话核实")):
        with frozen(now() + timedelta(hours=hours)):
            assert words in manager.get("wards.board", key=ward.unit.key).text


def test_a_nurse_who_keeps_no_beds_cannot_say_that_all_is_true(app: Flask, ward: House):
    nurse = Visitor(app, ward.liaison)
    assert "情况属实" not in nurse.get("wards.board", key=ward.unit.key).text
    assert nurse.post("wards.still_true", key=ward.unit.key).status == 403


def test_places_that_are_not_tracked_are_numbered_and_say_that_they_are_declared(app: Flask, session: Session):
    unit = a_unit(a_house().institution, UnitKind.HOME_BED, beds=4)
    house = a_house(unit=unit)
    lies(house)
    page = Visitor(app, house.manager).get("wards.board", key=unit.key)
    shown = [words_of(tile.find("div")) for tile in page.all("li", class_="bed")]
    assert shown == ["1：办理在管", "2空位", "3空位", "4空位"]
    assert "由单位申报" in page.text
    assert "天前" in page.text
    assert "按申报的数目编号" in page.text
    assert sums(page)["合计"] == 4


def test_places_without_staff_are_not_shown_as_free(app: Flask, session: Session):
    unit = a_unit(a_house().institution, UnitKind.CLINIC, beds=3)
    session.execute(unit.metadata.tables["unit_capacity"].update().values(staffed=1))
    house = a_house(unit=unit)
    page = Visitor(app, house.manager).get("wards.board", key=unit.key)
    assert sums(page)["空位"] == 1
    assert sums(page)["未配人员"] == 2


def test_another_house_finds_no_board_and_a_visitor_without_wards_is_turned_away(
    app: Flask, client_for, ward: House, sender: House
):
    assert Visitor(app, sender.manager).get("wards.board", key=ward.unit.key).status == 404
    assert client_for(Role.COUNTY_COORDINATOR).get("wards.board", key=ward.unit.key).status == 403


def test_the_only_unit_of_a_house_opens_its_board_at_once(manager: Visitor, ward: House):
    assert manager.get("wards.index").location == f"/wards/{ward.unit.key}"


def test_several_units_are_listed_with_the_longest_unconfirmed_first(
    session: Session, manager: Visitor, ward: House, sender: House
):
    other = a_unit(ward.institution, UnitKind.HOME_BED, beds=3, name="家庭病床组")
    a_unit(ward.institution, UnitKind.WARD, beds=3, name="从未确认的病区")
    a_bed(session.query(type(ward.unit)).order_by(type(ward.unit).id.desc()).first(), bed_no="1")
    with frozen(now() - timedelta(hours=30)), unit_of_work():
        unit_still_true(session, other, a_region().id, ward.manager)
    with unit_of_work():
        unit_still_true(session, ward.unit, a_region().id, ward.manager)
    page = manager.get("wards.index")
    names = [words_of(heading) for heading in page.all("h2")]
    assert names[:2] == ["从未确认的病区", "家庭病床组"]
    assert len(names) == 3
    assert "3张家庭病床" in page.text.replace(" ", "")
    assert manager.queries <= 9


@pytest.mark.parametrize(("sex", "words"), [(BedSex.FEMALE, "女床位"), (BedSex.ANY, "不限")])
def test_a_free_bed_says_for_whom_it_is(manager: Visitor, ward: House, sex: BedSex, words: str):
    a_bed(ward.unit, bed_no="6-1", sex=sex, features=["SINGLE_ROOM"])
    text = manager.get("wards.board", key=ward.unit.key).text
    assert words in text
    assert "单人间" in text
