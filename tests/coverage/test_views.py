"""The coverage pages: the same figures everywhere, for everybody, in few statements, whatever is asked."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.core.db import db
from hospice.facilities.models import Designation
from hospice.facilities.rules.codes import UnitKind, UnitStatus
from tests.factories import a_region, a_unit
from tests.pages import Visitor

from .registry import ON, a_counting_ward, a_facility, a_hospital, a_municipal_ward, a_state, at, changed, end_state

Clients = Callable[..., Visitor]
PAGES = [
    ("coverage.index", {}),
    ("coverage.index", {"goal": "G1"}),
    ("coverage.index", {"goal": "G3"}),
    ("coverage.index", {"goal": "G2", "view": "prefectures"}),
    ("coverage.region", {"code": "331100"}),
    ("coverage.region", {"code": "331100", "goal": "G1"}),
    ("coverage.region", {"code": "331100", "goal": "G3"}),
    ("coverage.why", {"code": "331181", "goal": "G2"}),
    ("coverage.why", {"code": "331181", "goal": "G3"}),
    ("coverage.why", {"code": "331100", "goal": "G1"}),
    ("coverage.trend", {"goal": "G2"}),
    ("county.detail", {"code": "331181"}),
]


@pytest.fixture
def officer(client_for: Clients) -> Visitor:
    return client_for(Role.PROVINCE_OFFICER)


@pytest.fixture
def sheet() -> Callable[[bytes], list[list[Any]]]:
    return lambda body: CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()


def test_a_page_of_ninety_counties_costs_few_statements_and_little_weight(officer: Visitor) -> None:
    a_counting_ward()
    for goal in ("G1", "G2", "G3"):
        changed()
        page = officer.get("coverage.index", goal=goal)
        assert page.status == 200
        assert page.queries <= 15
        assert len(page.html.encode()) <= 60_000
        assert officer.get("coverage.index", goal=goal).queries <= 6


@pytest.mark.parametrize(("endpoint", "values"), PAGES)
def test_every_page_stays_within_its_statements(officer: Visitor, endpoint: str, values: dict[str, Any]) -> None:
    a_counting_ward()
    a_facility()
    assert officer.get(endpoint, **values).status == 200
    assert officer.get(endpoint, **values).queries <= 12


def test_the_big_figure_the_goals_row_and_the_table_say_the_same(officer: Visitor) -> None:
    a_counting_ward("331181")
    a_counting_ward("331124")
    page = officer.get("coverage.index")
    assert "G2 县级医院病区2 / 90" in page.text
    assert "2 / 90 个县已达标" in page.text
    assert "还差88个" in page.text
    listed = [row for row in page.rows() if len(row) == 3]
    assert len(listed) == 90
    assert sorted(row[0] for row in listed if row[1] == "已达标") == ["松阳县", "龙泉市"]


def test_goals_that_are_not_counted_yet_are_named_and_not_zero(officer: Visitor) -> None:
    page = officer.get("coverage.index")
    for name in ("G4 医务人员培训", "G5 新增结业证书", "G6 志愿者培训"):
        assert f"{name}—尚未接入" in page.text


def test_a_county_that_never_reported_is_not_a_county_without_a_ward(officer: Visitor) -> None:
    a_unit(a_hospital("331124"), status=UnitStatus.SUSPENDED)
    changed()
    page = officer.get("coverage.region", code="331100")
    assert "未报数据 8" in page.text
    assert "按零计" in page.text
    assert ["松阳县", "启用日期未定", "0 / 1"] in page.rows()
    assert ["龙泉市", "未报数据", "未报— / 1"] in page.rows()


def test_a_county_without_primary_facilities_is_not_applicable(officer: Visitor) -> None:
    a_counting_ward("331181")
    a_facility("331124")
    page = officer.get("coverage.region", code="331100", goal="G3")
    assert "龙泉市没有乡镇卫生院和社区卫生服务中心，不适用" in page.text
    assert "不适用 1" in page.text
    assert "1 / 1 家已提供" in page.text


def test_a_designation_is_told_apart(officer: Visitor) -> None:
    ward, _other = a_municipal_ward("331102"), a_municipal_ward("331102")
    db.session.add(Designation(
        unit_id=ward.id, region_id=a_region("331102").id, goal="G2", approver="省卫生健康委", document_no="浙卫〔2026〕1号",
        valid_from=date(2026, 1, 1), recorded_at=at(ON), confirmed_at=at(date(2026, 1, 1)),
    ))
    changed()
    assert "其中经认定达标1个（莲都区），单独列示" in officer.get("coverage.index").text


def test_openings_to_come_are_listed_by_month(officer: Visitor) -> None:
    for code, day in (("331181", date(2026, 12, 31)), ("331124", date(2027, 3, 1)), ("331125", date(2026, 8, 1))):
        unit = a_unit(a_hospital(code), status=UnitStatus.UNDER_CONSTRUCTION)
        end_state(unit, date(2026, 3, 1))
        a_state(unit, UnitStatus.UNDER_CONSTRUCTION, date(2026, 3, 1), expected_on=day)
    page = officer.get("coverage.region", code="331100")
    assert "在建2个，按期可到2个" in page.text
    assert ["2026年12月", "1", "1", "龙泉市"] in page.rows()
    assert ["2027年3月", "1", "2", "松阳县"] in page.rows()
    assert "1个已过预计日期" in page.text


@pytest.mark.parametrize(("on", "figure"), [("2024-02-29", "0 / 90"), ("2024-03-01", "1 / 90")])
def test_the_page_answers_for_the_day_that_is_asked(officer: Visitor, on: str, figure: str) -> None:
    a_counting_ward()
    assert f"{figure} 个县已达标" in officer.get("coverage.index", on=on).text


def test_the_page_answers_as_known_then_and_says_so(officer: Visitor) -> None:
    late = at(date(2026, 5, 1))
    a_counting_ward(recorded_at=late, confirmed_at=late)
    page = officer.get("coverage.index", known_at="2026-04-30")
    assert "0 / 90 个县已达标" in page.text
    assert "按2026年4月30日" in page.text or "按4月30日" in page.text
    assert "1 / 90 个县已达标" in officer.get("coverage.index", known_at="2026-05-01T12:00").text


def test_the_day_is_carried_along_every_link(officer: Visitor) -> None:
    page = officer.get("coverage.index", on="2026-10-01", known_at="2026-11-01")
    ours = [link for link in page.links().values() if link.startswith(("/coverage", "/county/")) and "?" in link]
    counted = [link for link in ours if "on=2026-10-01" in link and "known_at=2026-11-01" in link]
    assert len(counted) > 90
    assert [link for link in ours if link not in counted] == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"on": "garbage"}, "请按年-月-日填写，例如2026-11-22。"),
        ({"on": "2026-02-30"}, "请按年-月-日填写，例如2026-11-22。"),
        ({"on": "1890-01-01"}, "日期应在1900年到2100年之间。"),
        ({"on": "9" * 5000}, "请按年-月-日填写，例如2026-11-22。"),
        ({"known_at": "2090-01-01"}, "当时所知不能晚于现在"),
        ({"known_at": "2090-01-01 10:00"}, "当时所知不能晚于现在"),
        ({"known_at": "yesterday"}, "请按年-月-日填写，例如2026-11-22。"),
        ({"known_at": "0001-01-01T00:00"}, "日期应在1900年到2100年之间。"),
    ],
)
@pytest.mark.parametrize(("endpoint", "values"), [PAGES[0], PAGES[4], PAGES[7], PAGES[10], PAGES[11]])
def test_what_cannot_be_read_is_said_beside_the_field(
    officer: Visitor, endpoint: str, values: dict[str, Any], query: dict[str, str], sentence: str
) -> None:
    page = officer.get(endpoint, **values, **query)
    assert page.status == 400
    assert sentence in page.text
    field = page.control(next(iter(query)))
    assert field.get("aria-invalid") == "true"
    assert field.get("value") == next(iter(query.values()))


@pytest.mark.parametrize(
    "address",
    [
        "/coverage?goal=G9", "/coverage?goal=G4", "/coverage?goal=", "/coverage?view=towns", "/coverage/999999", "/coverage/x",
        "/coverage/331181001", "/county/331100", "/county/330000", "/county/999999", "/coverage/999999/why",
        "/coverage/331181/why?goal=G7",
        "/coverage/trend?region=999999", "/coverage/trend?goal=G1&region=331181", "/coverage/trend.svg?goal=G1&region=331181",
        "/coverage/figures.json?level=town", "/coverage/figures.json?goal=G9", "/coverage/map.js?region=331181",
        "/coverage.xlsx?region=999999", "/coverage.xlsx?view=x",
    ],
)
def test_what_does_not_exist_is_not_found(officer: Visitor, address: str) -> None:
    assert officer.get(address).status == 404


def test_a_county_leads_to_its_own_page_and_a_sum_to_its_parts(officer: Visitor) -> None:
    assert officer.get("/coverage/331181?on=2026-10-01").location == "/county/331181?on=2026-10-01"
    assert officer.get("/coverage/331100/why?goal=G2").location == "/coverage/331100?goal=G2"
    assert officer.get("/coverage/330000/why?goal=G3").location == "/coverage?goal=G3"
    assert officer.get("/coverage/331181/why?goal=G1").location == "/coverage/331100/why?goal=G1"


def test_every_row_says_what_it_passed_and_what_it_failed(officer: Visitor) -> None:
    a_counting_ward("331181", name="甲病区")
    a_unit(a_hospital("331181"), name="乙病区", beds=0, approval_document="")
    changed()
    page = officer.get("coverage.why", code="331181", goal="G2")
    first, second = (page.text.index(name) for name in ("甲病区", "乙病区"))
    assert first < second
    assert "未通过" not in page.text[first:second]
    assert "没有启用批复" in page.text[second:]
    assert "实际开放床位为0张" in page.text[second:]


def test_figures_are_for_everybody_and_the_registry_is_not(client_for: Clients) -> None:
    mine, theirs = a_counting_ward("331181", name="龙泉病区"), a_counting_ward("330102", name="上城病区")
    coordinator = client_for(Role.COUNTY_COORDINATOR, "331181")
    links = coordinator.get("coverage.why", code="331181").links()
    name = next(words for words, address in links.items() if address == f"/units/{mine.key}")
    assert name.endswith("龙泉病区")
    page = coordinator.get("coverage.why", code="330102")
    assert "上城病区" in page.text
    assert str(theirs.key) not in page.html


def test_administrators_see_no_coverage(client_for: Clients, nobody: Visitor) -> None:
    assert client_for(Role.SYSTEM_ADMIN, "330000").get("coverage.index").status == 403
    assert "/sign-in" in nobody.get("coverage.index").location


def test_the_spreadsheet_says_what_the_page_says(officer: Visitor, sheet: Callable[[bytes], list[list[Any]]]) -> None:
    a_counting_ward("331181")
    rows = sheet(officer.get("coverage.export", goal="G2", on="2026-11-20").data)
    assert "演示数据" in rows[0][0]
    assert "数据截至2026-11-20" in rows[1][0]
    body = {row[1]: row for row in rows[3:]}
    assert len(body) == 90
    assert body["龙泉市"][:8] == ["331181", "龙泉市", "丽水市", 1, 1, "100.0%", "是", "已达标"]
    assert body["上城区"][3] == ""  # 未报数据 is not zero


def test_a_county_takes_only_its_own_figures_along(client_for: Clients, sheet: Callable[[bytes], list[list[Any]]]) -> None:
    a_counting_ward("331181")
    rows = sheet(client_for(Role.COUNTY_COORDINATOR, "331181").get("coverage.export", goal="G2").data)
    assert [row[1] for row in rows[3:]] == ["龙泉市"]
    clinician = client_for(Role.CLINICIAN, "331181")
    assert clinician.get("coverage.export", goal="G2").status == 403
    assert "导出表格" not in clinician.get("coverage.index").text


def test_a_spreadsheet_of_a_day_that_cannot_be_read_is_refused(officer: Visitor) -> None:
    assert officer.get("/coverage.xlsx?on=x").status == 400


def test_the_trend_stands_as_a_line_and_as_numbers(officer: Visitor) -> None:
    a_counting_ward(valid_from=date(2026, 9, 15), opened_on=date(2026, 9, 15))
    page = officer.get("coverage.trend", goal="G2", on="2026-11-22")
    assert [row[:3] for row in page.rows()] == [
        ["2026年11月22日", "1", "90"], ["2026年10月31日", "1", "90"], ["2026年9月30日", "1", "90"],
    ]
    assert "每月须增加7个" in page.text
    drawn = officer.get("coverage.trend_drawing", goal="G2", on="2026-11-22")
    assert drawn.headers["Content-Type"].startswith("image/svg+xml")
    assert "现在1" in drawn.html


def test_where_the_goal_stands_is_told_with_its_document(officer: Visitor) -> None:
    page = officer.get("coverage.index", goal="G3")
    assert "征求意见稿，文字和数字可能变化" in page.text
    assert "二、工作目标" in page.text


def test_the_page_is_made_once_for_all_readers_in_a_language(client_for: Clients, session: Session) -> None:
    a_counting_ward()
    first = client_for(Role.PROVINCE_OFFICER).get("coverage.index")
    second = client_for(Role.COUNTY_COORDINATOR, "330102").get("coverage.index")
    start, end = '<nav class="goals"', '<h2 id="definition">'
    assert first.html.split(start)[1].split(end)[0] == second.html.split(start)[1].split(end)[0]


def test_units_of_another_kind_are_told_in_a_line(officer: Visitor) -> None:
    a_counting_ward("331181", name="甲病区")
    a_unit(a_hospital("331181"), UnitKind.CLINIC, name="乙门诊")
    changed()
    page = officer.get("coverage.why", code="331181", goal="G2")
    apart = page.text.split("另有1个单元不属于这个目标的病区")[1]
    assert "乙门诊：单元类型不是病区" in apart
    assert "甲病区" not in apart
