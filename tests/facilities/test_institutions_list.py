"""The list of institutions through its page: what is found, in which words, and at what price."""

from __future__ import annotations

import io

import pytest
from python_calamine import CalamineWorkbook

from hospice.access.permissions import Role
from hospice.core.clock import now, today
from hospice.core.db import db, unit_of_work
from hospice.core.events import publish
from hospice.facilities.models import Confirmation
from hospice.facilities.rules.codes import Grade, GradeClass, InstitutionKind, UnitKind, UnitStatus
from hospice.facilities.rules.registration import Places, StatusFacts
from hospice.facilities.services.institutions import institution_still_true
from hospice.facilities.services.search import search_text
from hospice.facilities.services.units import change_status, declare_capacity
from hospice.policy.events import PolicyEvent

from ..factories import a_declaration, a_region, a_unit, a_user, a_ward, an_institution


def named(name, region="331181", **values):
    """An institution that can be found as the services make it findable."""
    institution = an_institution(region, name=name, **values)
    institution.search_text = search_text([name], [values.get("credit_code") or "", values.get("licence_no") or ""])
    db.session.commit()
    return institution


def names(page):
    links = [link for body in page.all("tbody") for link in body.iter("a")]
    return [link.find("b").text for link in links if link.find("b") is not None]


def test_the_list_shows_what_is_offered_in_which_state_with_how_many_beds(client_for):
    hospital = named("龙泉市人民医院", grade_class=GradeClass.A)
    a_ward(hospital, status=UnitStatus.OPERATING, beds=12)
    centre = named("小梅镇卫生院", kind=InstitutionKind.TOWNSHIP_HC, grade=Grade.NONE)
    a_declaration(centre, ("HOME_BED", "HOME_ROUND"), trained_nurses=0)
    page = client_for().get("institutions.index")
    assert page.rows()[0][:4] == ["龙泉市人民医院综合医院 二级甲等", "病区", "已启用", "12"]
    assert page.rows()[1][:4] == ["小梅镇卫生院乡镇卫生院", "家庭病床、巡诊", "缺1名护士", ""]
    assert "第1—2家，共2家" in page.text
    assert "龙泉市 共2家，其中1家计入基层指标" in page.text


def test_a_unit_that_is_planned_shows_planned_beds_and_an_overdue_promise_is_said(client_for):
    a_unit(named("甲医院"), UnitKind.WARD, UnitStatus.UNDER_CONSTRUCTION, beds=12)
    rows = client_for().get("institutions.index").rows()
    assert rows[0][2:4] == ["建设中", "12张（计划）"]


@pytest.mark.parametrize(
    "typed", ["人民医院", "龙泉 人民", "LQSRMYY", "longquanshirenmin", "12331181mb", "１２３３", "lqs 人民"]
)
def test_people_find_an_institution_by_parts_pinyin_initials_and_codes(client_for, typed):
    named("龙泉市人民医院", credit_code="12331181MB0000001X")
    named("安仁镇卫生院")
    assert names(client_for().get("institutions.index", q=typed)) == ["龙泉市人民医院"]


def test_what_was_typed_is_not_a_pattern(client_for):
    named("龙泉市人民医院")
    assert names(client_for().get("institutions.index", q="%")) == []
    assert names(client_for().get("institutions.index", q="_")) == []


def test_a_search_that_finds_nothing_suggests_names_that_look_alike(client_for):
    named("龙泉市人民医院")
    named("龙泉市人民医院", region="331126")
    page = client_for().get("institutions.index", q="龙泉人民医院")
    assert "没有找到“龙泉人民医院”" in page.text
    assert "是不是“龙泉市人民医院”？" in page.text
    assert page.text.count("“龙泉市人民医院”") == 1


def test_another_county_is_not_in_the_list_nor_in_its_count(client_for):
    named("龙泉医院")
    named("庆元医院", region="331126")
    page = client_for().get("institutions.index")
    assert names(page) == ["龙泉医院"]
    assert "共1家" in page.text
    officer = client_for(Role.PREFECTURE_OFFICER).get("institutions.index")
    assert sorted(names(officer)) == ["庆元医院", "龙泉医院"]


def test_the_list_is_narrowed_by_kind_county_and_township(client_for):
    township = a_region("331181001")
    named("龙泉医院")
    named("龙渊卫生院", kind=InstitutionKind.TOWNSHIP_HC, township_id=township.id)
    named("庆元医院", region="331126")
    officer, coordinator = client_for(Role.PREFECTURE_OFFICER), client_for()
    assert names(officer.get("institutions.index", region="331126")) == ["庆元医院"]
    assert names(officer.get("institutions.index", kind="TOWNSHIP_HC")) == ["龙渊卫生院"]
    assert sorted(names(officer.get("institutions.index", kind="hospitals"))) == ["庆元医院", "龙泉医院"]
    assert names(coordinator.get("institutions.index", region="331181001")) == ["龙渊卫生院"]


def test_a_new_institution_is_listed_once_and_marked_as_waiting(client_for):
    named("新医院", pending=True)
    page = client_for().get("institutions.index")
    assert page.rows()[0][-1] == "待确认"
    assert names(client_for().get("institutions.index", fresh="waiting")) == ["新医院"]


def test_old_confirmations_look_old_and_can_be_asked_for(client_for):
    old, looked_at = named("久未确认医院"), named("刚确认医院")
    db.session.add(Confirmation(institution_id=looked_at.id))
    db.session.commit()
    assert names(client_for().get("institutions.index", fresh="stale")) == ["久未确认医院"]
    assert names(client_for().get("institutions.index", fresh="fresh")) == ["刚确认医院"]
    assert names(client_for().get("institutions.index", fresh="ageing")) == []
    assert names(client_for().get("institutions.index", sort="confirmed")) == ["久未确认医院", "刚确认医院"]
    assert old.id != looked_at.id


@pytest.mark.parametrize(
    "query", [{"kind": "X"}, {"region": "330106"}, {"region": "'"}, {"fresh": "x"}, {"sort": "name;"}, {"kind": "A" * 5000}]
)
def test_an_unknown_code_in_the_address_is_not_found(client_for, query):
    assert client_for().get("institutions.index", **query).status == 404


@pytest.mark.parametrize("query", [{"page": "-1"}, {"page": "9" * 40}, {"page": "x"}, {"per_page": "0"}, {"q": "长" * 3000}])
def test_nonsense_about_pages_does_no_harm(client_for, query):
    named("龙泉医院")
    assert client_for().get("institutions.index", **query).status == 200


def test_twenty_six_institutions_make_two_pages(client_for):
    for number in range(26):
        named(f"第{number:02d}医院")
    coordinator = client_for()
    assert "第1—25家，共26家" in coordinator.get("institutions.index").text
    assert "第26—26家，共26家" in coordinator.get("institutions.index", page=2).text


@pytest.mark.parametrize("role", [Role.COUNTY_COORDINATOR, Role.PROVINCE_OFFICER, Role.EVALUATOR])
def test_the_list_takes_five_statements_however_long_it_is_and_two_when_nothing_has_changed(client_for, role):
    visitor = client_for(role)
    visitor.get("institutions.index")
    for number in range(12):
        hospital = named(f"第{number:02d}医院")
        a_ward(hospital)
        a_unit(hospital, UnitKind.HOME_BED)
    page = visitor.get("institutions.index")
    assert len(page.rows()) == 12
    assert page.queries <= 5, page.statements
    again = visitor.get("institutions.index")
    assert again.rows() == page.rows()
    assert again.queries == 2, again.statements  # who asks, and whether something has changed


def a_person():
    return a_user(Role.COUNTY_COORDINATOR)


DEEDS = {
    "a confirmation": lambda session, house, ward: institution_still_true(
        session, house, house.records[0].region_id, a_person()
    ),
    "a number of beds": lambda session, house, ward: declare_capacity(
        session, ward, Places(installed=8, open=7, staffed=7),
        by=a_person(), valid_from=today(),
    ),
    "a state that waits": lambda session, house, ward: change_status(
        session, ward, StatusFacts(status=UnitStatus.SUSPENDED), by=a_person(), valid_from=today(), reason="维修"
    ),
    "a rule": lambda session, house, ward: publish(PolicyEvent()),
}  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
def test_after_a_deed_the_next_reader_sees_the_list_made_anew(client_for, deed):
    house = named("龙泉市人民医院")
    ward = a_ward(house)
    reader = client_for(Role.COUNTY_OFFICER)
    assert reader.get("institutions.index").queries > 2
    assert reader.get("institutions.index").queries == 2
    with unit_of_work() as session:
        DEEDS[deed](session, house, ward)
    assert reader.get("institutions.index").queries > 2


def test_a_list_that_was_kept_is_not_shown_to_the_neighbours_nor_to_those_who_may_less(client_for):
    named("龙泉医院")
    named("庆元医院", region="331126")
    assert names(client_for().get("institutions.index")) == ["龙泉医院"]
    assert names(client_for(region="331126").get("institutions.index")) == ["庆元医院"]
    assert names(client_for().get("institutions.index", q="庆元")) == []
    assert "登记机构" in client_for().get("institutions.index").text
    assert "登记机构" not in client_for(Role.EVALUATOR).get("institutions.index").text


def test_somebody_whose_grant_ends_is_shown_nothing_that_was_kept(client_for):
    named("龙泉医院")
    reader = client_for()
    assert names(reader.get("institutions.index")) == ["龙泉医院"]
    reader.user.grants[0].ended_at = now()
    db.session.commit()
    assert reader.get("institutions.index").status == 403


def test_the_spreadsheet_holds_exactly_the_narrowed_list_and_says_from_when_it_is(client_for):
    named("龙泉医院", phone="0578-1111111", liaison_name="张三")
    named("龙渊卫生院", kind=InstitutionKind.TOWNSHIP_HC, credit_code="12331181MB0000001X")
    named("庆元医院", region="331126")
    answer = client_for().get("institutions.export", kind="TOWNSHIP_HC")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert "演示数据" in rows[0][0]
    assert f"截至{today().isoformat()}" in rows[1][0]
    assert "共1行" in rows[1][0]
    assert rows[2][0] == "名称"
    assert [row[0] for row in rows[3:]] == ["龙渊卫生院"]
    assert "12331181MB0000001X" in rows[3]


def test_the_spreadsheet_keeps_contacts_from_those_who_may_not_read_them(client_for):
    named("龙泉医院", liaison_name="张三丰", liaison_phone="13800000000")
    for role, seen in ((Role.EVALUATOR, False), (Role.COUNTY_COORDINATOR, True)):
        answer = client_for(role).get("institutions.export")
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
        assert any("张三丰" in row for row in rows) is seen
