"""The pages of the registry lead to each other: what came back, what contradicts itself, what waits, and the way back."""

from __future__ import annotations

import re
from collections import Counter, deque
from typing import Any

import pytest
import sqlalchemy as sa

from hospice.access.permissions import AT_INSTITUTION, ROLES, Permission, Role
from hospice.core.clock import today
from hospice.coverage.rules.policy import RegionLevel
from hospice.coverage.rules.verdicts import Goal
from hospice.coverage.services import coverage
from hospice.facilities.models import CareUnit, Confirmation, Consortium, Institution
from hospice.facilities.rules.codes import InstitutionKind, UnitKind
from hospice.facilities.rules.places import BedState
from hospice.facilities.services.findings import check_all
from hospice.transfers.rules.codes import RequestStatus as Status
from tests.cases import a_draft, a_house
from tests.factories import (
    a_bed,
    a_consortium,
    a_declaration,
    a_designation,
    a_finding,
    a_program_unit,
    a_unit,
    a_ward,
    an_institution,
)
from tests.transfers.stations import station
from tests.ward.doing import lies

from .test_institutions_form import typed
from .test_units import NEW

FACILITY = {"kind": InstitutionKind.TOWNSHIP_HC, "grade": "1"}


def sent_back(client_for: Any, hospital: Institution, reason: str) -> None:
    officer = client_for(Role.COUNTY_OFFICER)
    page = officer.get("confirmations.detail", key=hospital.key)
    marks = [box.get("value") for box in page.all("input", name="fact")]
    assert officer.post("confirmations.send_back", {"fact": marks, "reason": reason}, key=hospital.key).status == 303


def test_what_was_sent_back_is_read_with_its_reason_where_it_is_mended(client_for: Any) -> None:
    hospital = an_institution(pending=True)
    ward, coordinator = a_ward(hospital, pending=True), client_for()
    sent_back(client_for, hospital, "缺启用批复")
    house = coordinator.get("institutions.detail", key=hospital.key)
    assert house.text.count("被退回，请补充后重新提交。缺启用批复") == 3
    mended = [address for words, address in house.links().items() if words.startswith("去修改")]
    assert set(mended) == {
        coordinator.url("institutions.edit", key=hospital.key),
        coordinator.url("units.edit", key=ward.key),
        coordinator.url("units.status", key=ward.key),
    }
    assert coordinator.get("units.detail", key=ward.key).text.count("请补充后重新提交。缺启用批复") == 2
    assert "去修改" not in client_for(Role.COUNTY_OFFICER).get("institutions.detail", key=hospital.key).text


def test_only_an_officer_is_led_to_what_waits(client_for: Any) -> None:
    hospital = an_institution(pending=True)
    a_ward(hospital, pending=True)
    officer = client_for(Role.COUNTY_OFFICER)
    links = officer.get("institutions.detail", key=hospital.key).links()
    assert links["待您确认3项"] == officer.url("confirmations.detail", key=hospital.key)
    assert "待您确认" not in client_for().get("institutions.detail", key=hospital.key).text


def test_contradictions_stand_on_the_page_and_open_for_whoever_handles_them(client_for: Any, session: Any) -> None:
    hospital = an_institution(duty_phone="")
    ward = a_ward(hospital, duty_phone="", approval_document="")
    check_all(session)
    session.commit()
    for endpoint, key in (("institutions.detail", hospital.key), ("units.detail", ward.key)):
        opened = [
            address for address in client_for().get(endpoint, key=key).links().values() if "/findings/" in address
        ]
        assert opened
        looked = client_for(Role.EVALUATOR).get(endpoint, key=key)
        assert "登记疑点" in looked.text
        assert not [address for address in looked.links().values() if "/findings/" in address]


def test_a_primary_facility_leads_to_its_declaration_and_a_hospital_does_not(client_for: Any) -> None:
    facility, hospital, coordinator = an_institution(**FACILITY), an_institution(), client_for()
    words = "申报和每月服务人次"
    links = coordinator.get("institutions.detail", key=facility.key).links()
    assert links[words] == coordinator.url("declarations.new", key=facility.key)
    assert words not in coordinator.get("institutions.detail", key=hospital.key).links()
    assert words not in client_for(Role.COUNTY_OFFICER).get("institutions.detail", key=facility.key).links()


def current(page: Any) -> list[str]:
    nav = next(element for element in page.tree.iter("nav") if element.get("class") == "nav")
    return ["".join(link.itertext()).strip() for link in nav.iter("a") if link.get("aria-current")]


REGISTRY = [
    "confirmations.index",
    "findings.index",
    "designations.index",
    "programs.index",
    "consortia.index",
    "checklist.index",
]


@pytest.mark.parametrize(
    ("role", "endpoint", "values", "word"),
    [
        *((Role.COUNTY_OFFICER, endpoint, {}, ["机构"]) for endpoint in REGISTRY),
        (Role.COUNTY_OFFICER, "county.detail", {"code": "331181"}, ["本县"]),
        (Role.PROVINCE_OFFICER, "county.detail", {"code": "331181"}, ["覆盖"]),
        (Role.COUNTY_OFFICER, "accounts.me", {}, []),
        (Role.SYSTEM_ADMIN, "accounts.roles", {}, []),
        (Role.SYSTEM_ADMIN, "accounts.index", {}, ["账号"]),
    ],
)
def test_the_word_behind_which_a_page_lies_is_lit(
    client_for: Any, role: Role, endpoint: str, values: dict[str, str], word: list[str]
) -> None:
    assert current(client_for(role).get(endpoint, **values)) == word


def test_every_list_of_the_registry_leads_to_the_others(client_for: Any) -> None:
    officer = client_for(Role.PROVINCE_OFFICER)
    for endpoint in ("institutions.index", *REGISTRY):
        others = {officer.url(other) for other in ("institutions.index", *REGISTRY) if other != endpoint}
        assert others <= set(officer.get(endpoint).links().values())
    assert officer.url("confirmations.index") not in client_for().get("institutions.index").links().values()


def a_small_world() -> None:
    hospital = an_institution(name="龙泉医院")
    ward = a_ward(hospital, name="龙泉病区", approval_document="")
    a_bed(ward)
    a_designation(ward)
    a_consortium(hospital)
    a_program_unit(hospital)
    a_program_unit(an_institution("331102"))
    a_declaration(an_institution(name="查田镇卫生院", **FACILITY))
    an_institution(name="小梅镇卫生院", **FACILITY)
    a_ward(an_institution(pending=True, name="新登记医院"), pending=True)
    a_finding(hospital, "LICENCE_MISSING")


READERS = [
    Role.COUNTY_COORDINATOR,
    Role.COUNTY_OFFICER,
    Role.PREFECTURE_OFFICER,
    Role.PROVINCE_OFFICER,
    Role.EVALUATOR,
    Role.WARD_MANAGER,
    Role.CLINICIAN,
    Role.LIAISON,
]
ALONG = [Status.SUBMITTED, Status.ARRIVED, Status.BED_HELD, Status.WAITLISTED]


@pytest.mark.parametrize("role", READERS)
def test_no_drawn_link_is_refused(client_for: Any, session: Any, role: Role) -> None:
    a_small_world()
    at = session.scalars(sa.select(Institution).order_by(Institution.id)).first()
    ward = session.scalars(sa.select(CareUnit).filter_by(institution_id=at.id).order_by(CareUnit.id)).first()
    house, other = a_house(unit=ward, beds=3), a_house(beds=2)
    lies(house, house.beds[-1])
    for status in ALONG:
        station(status, other, house)
    station(Status.RECEIVED, house, other)
    a_draft(house, [other])
    reader = client_for(role, institution=at if role in AT_INSTITUTION else None)
    starts = ["/", "/institutions", "/county/331181"] if Permission.COVERAGE_READ in ROLES[role] else ["/"]
    waiting, opened, kinds = deque(starts), set(), Counter()
    while waiting:
        address = waiting.popleft()
        page = reader.get(address)
        assert page.status < 400, address
        for link in [a.get("href") or "" for a in page.all("a")] if page.is_html else ():
            kind = re.sub(r"[0-9a-f-]{36}|\d+", "*", link.partition("#")[0])
            if link.startswith("/") and "/static/" not in link and link not in opened and kinds[kind] < 3:
                kinds[kind] += 1
                opened.add(link)
                waiting.append(link)


@pytest.mark.parametrize(("mode", "synthetic"), [("demo", True), ("production", False)])
def test_what_is_typed_into_the_demo_is_marked_as_synthetic(
    app: Any, client_for: Any, session: Any, monkeypatch: Any, mode: str, synthetic: bool
) -> None:
    coordinator = client_for()
    officer = client_for(Role.COUNTY_OFFICER)
    monkeypatch.setitem(app.config, "MODE", mode)
    assert coordinator.post("institutions.create", typed()).status == 303
    made = session.scalars(sa.select(Institution).order_by(Institution.id.desc())).first()
    assert coordinator.post("units.create", NEW, key=made.key).status == 303
    assert (
        officer.post("consortia.create", {"name": "甲医共体", "kind": "COUNTY_COMMUNITY", "region": "331181"}).status
        == 303
    )
    kept = [
        session.scalars(sa.select(model).order_by(model.id.desc())).first()
        for model in (Institution, CareUnit, Consortium)
    ]
    assert [each.synthetic for each in kept] == [synthetic] * 3


def test_the_list_counts_primary_facilities_as_the_goal_does(client_for: Any, session: Any) -> None:
    host = an_institution(credit_code="12331181MB0000001X", licence_no="PDY000000331181A1", **FACILITY)
    an_institution(name="一", own_licence=False, host_institution_id=host.id, **FACILITY)
    an_institution(name="二", host_institution_id=host.id, licence_no="PDY000000331181A2", **FACILITY)
    an_institution(name="三", credit_code="12331181MB0000001X", licence_no=None, **FACILITY)
    an_institution(name="四", pending=True, **FACILITY)
    counted = coverage(session).coverage.figure(Goal.G3, RegionLevel.COUNTY, "331181").denominator
    assert counted == 2
    assert f"其中{counted}家计入基层指标" in client_for().get("institutions.index").text


def test_ones_own_county_is_an_area_of_the_list(client_for: Any) -> None:
    an_institution(name="龙泉医院")
    page = client_for().get("institutions.index", region="331181", kind="hospitals")
    assert "龙泉医院" in page.text
    assert client_for().get("institutions.index", region="331126").status == 404


def test_whoever_keeps_the_beds_says_that_the_ward_is_unchanged_and_nothing_of_the_hospital(
    client_for: Any, session: Any
) -> None:
    hospital = an_institution()
    ward = a_ward(hospital)
    manager = client_for(Role.WARD_MANAGER, institution=hospital)
    assert "无变化，确认" in manager.get("units.detail", key=ward.key).text
    assert manager.post("units.still_true", {}, key=ward.key).status == 303
    assert session.scalars(sa.select(Confirmation.unit_id)).all() == [ward.id]
    assert manager.post("institutions.still_true", {}, key=hospital.key).status == 404


def test_one_click_changes_the_condition_of_a_bed(client_for: Any, session: Any) -> None:
    bed = a_bed(a_ward(an_institution()))
    page = client_for().get("beds.edit", key=bed.key)
    offered = {button.get("value") for button in page.all("button", name="state")}
    assert offered == {"CLEANING", "CONTAMINATED", "ISOLATION"}
    assert client_for().post("beds.state", {"state": "CLEANING"}, key=bed.key).status == 303
    session.refresh(bed)
    assert bed.state is BedState.CLEANING


def test_a_record_that_was_cut_at_a_day_is_not_told_as_a_change(client_for: Any) -> None:
    hospital = an_institution(name="甲医院", duty_phone="0578-1111111")
    coordinator = client_for()
    page = coordinator.get("institutions.edit", key=hospital.key)
    sent = {
        element.get("name"): element.get("value") or ""
        for element in page.all("input")
        if element.get("type") not in ("checkbox", "radio", "submit")
    }
    chosen = {
        select.get("name"): option.get("value")
        for select in page.all("select")
        for option in select.iter("option")
        if option.get("selected") is not None
    }
    told = {**sent, **chosen, "own_licence": "y", "duty_phone": "0578-2222222", "valid_from": today().isoformat()}
    assert coordinator.post("institutions.change", told, key=hospital.key).status == 303
    text = coordinator.follow().text
    assert "0578-1111111 → 0578-2222222" in text
    assert "0578-2222222 → 0578-1111111" not in text


def test_a_home_bed_has_no_checklist_and_no_designation(client_for: Any) -> None:
    unit = a_unit(an_institution(), UnitKind.HOME_BED)
    page = client_for().get("units.detail", key=unit.key)
    assert "填写自评清单" not in page.links()
    ward = a_ward(an_institution())
    assert "填写自评清单" in client_for().get("units.detail", key=ward.key).links()
    assert "提出认定" in client_for(Role.PREFECTURE_OFFICER).get("units.detail", key=ward.key).links()
