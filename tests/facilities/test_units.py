"""Care units through their pages: registered, opened, suspended, counted, confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.audit.models import AuditEvent
from hospice.core.clock import today
from hospice.core.dated import known
from hospice.core.db import db, unit_of_work
from hospice.facilities.models import CareUnit, Confirmation, Revision, UnitCapacity, UnitRecord, UnitState
from hospice.facilities.rules.codes import UnitKind, UnitStatus
from hospice.facilities.rules.life import NEXT
from hospice.facilities.rules.registration import InstitutionFacts, told_by
from hospice.facilities.services.institutions import amend_institution

from ..factories import a_bed, a_unit, a_ward, an_institution

NEW = {
    "kind": "WARD", "name": "安宁疗护病区", "county": "331181", "status": "OPERATING", "opened_on": "2026-01-05",
    "approval_document": "龙卫〔2026〕1号", "valid_from": "2026-01-05", "open": "12", "own_sign_and_rules": "y",
}  # fmt: skip


def counts():
    models = (CareUnit, UnitRecord, UnitState, UnitCapacity, AuditEvent)
    revision = db.session.scalar(sa.select(sa.func.sum(Revision.number)))
    return [db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in models] + [revision]


def latest(model):
    db.session.expire_all()
    return db.session.scalars(sa.select(model).order_by(model.id.desc())).first()


def test_a_ward_is_registered_with_its_state_waiting_and_its_beds_counting_at_once(client_for):
    coordinator = client_for()
    hospital = an_institution()
    assert coordinator.get("units.new", key=hospital.key).status == 200
    assert coordinator.post("units.create", NEW, key=hospital.key).status == 303
    record, state, places = latest(UnitRecord), latest(UnitState), latest(UnitCapacity)
    assert (record.is_pending, state.is_pending, places.is_pending) == (True, True, False)
    assert (state.status, state.valid_from) == (UnitStatus.OPERATING, date(2026, 1, 5))
    assert (places.installed, places.open, places.staffed) == (12, 12, 12)
    page = coordinator.follow()
    assert page.title == "安宁疗护病区"
    assert "新登记，等待卫生健康委确认。" in page.text
    assert "已启用，待确认" in page.text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": ""}, "请填写。"),
        ({"kind": "CASTLE"}, "kind"),
        ({"name": "长" * 101}, "最多100个字"),
        ({"county": "330106"}, "county"),
        ({"status": "EXPLODED"}, "status"),
        ({"status": "PLANNED"}, "请填预计启用的日期"),
        ({"status": "PLANNED", "expected_on": "2025-01-01"}, "预计启用日期应晚于2026年1月5日。"),
        ({"opened_on": None}, "请填启用日期。没有启用日期，不能计入。"),
        ({"opened_on": "2099-01-01"}, "启用日期还没有到。"),
        ({"open": "-3"}, "请填0到20000之间的整数。"),
        ({"open": "1e9"}, "请填0到20000之间的整数。"),
        ({"open": "9" * 5000}, "请填0到20000之间的整数。"),
        ({"valid_from": "2099-01-01"}, "这一天还没有到。"),
        ({"valid_from": "2026-02-30"}, "请按年-月-日填写"),
        ({"abilities": "FLYING"}, "abilities"),
        ({"liaison_phone": "x"}, "请填电话号码"),
    ],
)
def test_bad_input_about_a_unit_gets_a_sentence_and_stores_nothing(client_for, values, sentence):
    hospital, coordinator = an_institution(), client_for()
    before = counts()
    page = coordinator.post("units.create", {**NEW, **values}, key=hospital.key)
    assert page.status == 422
    assert counts() == before
    if sentence.isascii():
        assert page.all("p", id=f"{sentence}-e")
    else:
        assert sentence in page.text


def test_a_ward_number_is_used_once_in_an_institution(client_for):
    hospital = an_institution()
    a_ward(hospital, ward_no="7")
    page = client_for().post("units.create", {**NEW, "ward_no": "7"}, key=hospital.key)
    assert page.status == 422
    assert "编号“7”已用于本机构的" in page.text


def test_units_of_another_county_are_not_found(client_for):
    hospital = an_institution("331126")
    ward, coordinator = a_ward(hospital), client_for()
    for endpoint in ("units.detail", "units.edit", "units.status", "units.capacity", "units.beds"):
        assert coordinator.get(endpoint, key=ward.key).status == 404, endpoint
    assert coordinator.get("units.new", key=hospital.key).status == 404
    for endpoint, data in (
        ("units.create", NEW),
        ("units.change_status", {"status": "CLOSED"}),
        ("units.declare", {"open": "1"}),
    ):
        key = hospital.key if endpoint == "units.create" else ward.key
        assert coordinator.post(endpoint, data, key=key).status == 404, endpoint
    assert coordinator.post("units.still_true", {}, key=ward.key).status == 404


def test_a_campus_elsewhere_is_seen_by_both_counties(client_for):
    ward = a_ward(an_institution("331181"), region_id=an_institution("331126").records[0].region_id)
    assert client_for(region="331181").get("units.detail", key=ward.key).status == 200
    assert client_for(region="331126").get("units.detail", key=ward.key).status == 200
    assert client_for(region="330106").get("units.detail", key=ward.key).status == 404


@pytest.mark.parametrize("present", list(UnitStatus))
def test_the_form_offers_exactly_the_steps_of_the_life_cycle(client_for, present):
    ward = a_ward(an_institution(), status=present)
    page = client_for().get("units.status", key=ward.key)
    controls = [option.get("value") for option in page.tree.iter("option") if option.get("value")]
    again = {present} if present in (UnitStatus.PLANNED, UnitStatus.APPROVED, UnitStatus.UNDER_CONSTRUCTION) else set()
    assert set(controls) == NEXT[present] | again


def test_a_suspension_waits_for_the_commission_and_needs_its_reason(client_for):
    ward, coordinator = a_ward(an_institution()), client_for()
    before = counts()
    sent = {"status": "SUSPENDED", "valid_from": today().isoformat()}
    page = coordinator.post("units.change_status", sent, key=ward.key)
    assert (page.status, counts()) == (422, before)
    assert "请写明原因" in page.text
    assert coordinator.post("units.change_status", sent | {"reason": "改建"}, key=ward.key).status == 303
    state = latest(UnitState)
    assert (state.status, state.is_pending, state.reason) == (UnitStatus.SUSPENDED, True, "改建")
    page = coordinator.follow()
    assert ["状态", "已启用", "暂停"] in page.rows()
    assert "已启用" in page.text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"status": "PLANNED"}, "status"),
        ({"status": "nonsense"}, "status"),
        ({"status": ""}, "请填写。"),
        (
            {"status": "CLOSED", "reason": "撤销", "valid_from": "2024-02-01"},
            "现在的状态从2024年3月1日开始，新的状态不能更早。",
        ),
        ({"status": "CLOSED", "reason": "撤销", "valid_from": "2099-01-01"}, "这一天还没有到。"),
        ({"status": "CLOSED", "reason": "长" * 401}, "最多400个字"),
    ],
)
def test_a_step_that_cannot_be_gets_a_sentence(client_for, sent, sentence):
    ward, coordinator = a_ward(an_institution()), client_for()
    before = counts()
    page = coordinator.post("units.change_status", {"valid_from": today().isoformat(), **sent}, key=ward.key)
    assert (page.status, counts()) == (422, before)
    assert page.all("p", id=f"{sentence}-e") if sentence.isascii() else sentence in page.text


def test_opening_a_planned_ward_records_the_day_and_the_document(client_for):
    ward = a_ward(an_institution(), status=UnitStatus.PLANNED, opened_on=None, approval_document="")
    coordinator, sent = client_for(), {"status": "OPERATING", "valid_from": "2026-03-01"}
    page = coordinator.post("units.change_status", sent, key=ward.key)
    assert page.status == 422
    assert "请填启用的批复或通知文号。" in page.text
    assert (
        coordinator.post("units.change_status", sent | {"document_no": "龙卫〔2026〕9号"}, key=ward.key).status == 303
    )
    record = latest(UnitRecord)
    assert (record.is_pending, record.opened_on, record.approval_document) == (
        True,
        date(2026, 3, 1),
        "龙卫〔2026〕9号",
    )


def test_a_promised_opening_can_be_promised_for_another_day(client_for):
    ward, coordinator = a_ward(an_institution(), status=UnitStatus.UNDER_CONSTRUCTION), client_for()
    later = (today() + timedelta(days=90)).isoformat()
    sent = {"status": "UNDER_CONSTRUCTION", "valid_from": today().isoformat(), "expected_on": later}
    assert coordinator.post("units.change_status", sent, key=ward.key).status == 303
    assert latest(UnitState).expected_on.isoformat() == later


def test_the_second_of_two_status_changes_is_told_about_the_first(client_for):
    ward, coordinator = a_ward(an_institution()), client_for()
    seen = str(latest(UnitState).id)
    sent = {"valid_from": today().isoformat(), "seen": seen, "reason": "改建"}
    assert coordinator.post("units.change_status", sent | {"status": "SUSPENDED"}, key=ward.key).status == 303
    before = counts()
    page = coordinator.post("units.change_status", sent | {"status": "CLOSED"}, key=ward.key)
    assert (page.status, counts()) == (409, before)
    assert "您的修改没有覆盖对方。" in page.text
    assert "已有一项变更待确认：暂停" in page.text


@pytest.mark.parametrize(
    ("kind", "measure"),
    [(UnitKind.HOME_BED, "张家庭病床"), (UnitKind.HOME_TEAM, "次上门每周"), (UnitKind.WARD, "张床")],
)
def test_places_of_every_kind_are_told_by_the_same_form(client_for, kind, measure):
    unit, coordinator = a_unit(an_institution(), kind), client_for()
    assert measure in coordinator.get("units.capacity", key=unit.key).text
    sent = {"installed": "20", "open": "15", "staffed": "10", "valid_from": today().isoformat()}
    assert coordinator.post("units.declare", sent, key=unit.key).status == 303
    standing = db.session.scalars(
        sa.select(UnitCapacity).where(known(UnitCapacity)).order_by(UnitCapacity.valid_from)
    ).all()
    assert [(row.open, row.valid_to) for row in standing] == [(10, today()), (15, None)]


def test_a_number_told_for_the_past_ends_where_the_next_one_begins(client_for):
    ward, coordinator = a_ward(an_institution(), beds=10), client_for()
    coordinator.post("units.declare", {"open": "6", "valid_from": "2023-06-01"}, key=ward.key)
    standing = db.session.scalars(
        sa.select(UnitCapacity).where(known(UnitCapacity)).order_by(UnitCapacity.valid_from)
    ).all()
    assert [(row.open, row.valid_from, row.valid_to) for row in standing] == [
        (6, date(2023, 6, 1), date(2024, 3, 1)),
        (10, date(2024, 3, 1), None),
    ]


def test_open_above_installed_is_taken_down_and_asked_about(client_for):
    ward, coordinator = a_ward(an_institution()), client_for()
    coordinator.post("units.declare", {"installed": "5", "open": "9", "valid_from": today().isoformat()}, key=ward.key)
    assert "开放的多于核定的，请再核对一眼。" in coordinator.follow().text


@pytest.mark.parametrize(
    "sent", [{"open": ""}, {"open": "二"}, {"open": "-1"}, {"open": "20001"}, {"open": "1", "valid_from": "x"}, {}]
)
def test_a_number_of_places_that_cannot_be_is_refused(client_for, sent):
    ward, coordinator = a_ward(an_institution()), client_for()
    before = counts()
    assert coordinator.post("units.declare", sent, key=ward.key).status == 422
    assert counts() == before


def test_where_beds_are_tracked_nobody_declares_a_number_beside_them(client_for):
    ward, coordinator = a_ward(an_institution()), client_for()
    a_bed(ward)
    before = counts()
    page = coordinator.post("units.declare", {"open": "9", "valid_from": today().isoformat()}, key=ward.key)
    assert (page.status, counts()) == (422, before)
    assert "这个单元的床位是逐张登记的" in page.text


def test_a_ward_manager_counts_beds_and_changes_nothing_else(client_for):
    hospital = an_institution()
    ward = a_ward(hospital)
    manager = client_for(Role.WARD_MANAGER, institution=hospital)
    assert manager.get("units.capacity", key=ward.key).status == 200
    assert manager.get("units.status", key=ward.key).status == 403
    other = a_ward(an_institution())
    assert manager.get("units.capacity", key=other.key).status == 404


def test_saying_that_nothing_has_changed_is_noted_with_who_and_when(client_for):
    hospital = an_institution()
    ward, coordinator = a_ward(hospital), client_for()
    assert coordinator.post("units.still_true", {}, key=ward.key).status == 303
    assert coordinator.post("institutions.still_true", {}, key=hospital.key).status == 303
    rows = db.session.execute(sa.select(Confirmation.unit_id, Confirmation.by_id).order_by(Confirmation.id)).all()
    assert rows == [(ward.id, coordinator.user.id), (None, coordinator.user.id)]
    assert "今天" in coordinator.get("units.detail", key=ward.key).text
    assert coordinator.post("units.still_true", {}, key=ward.key, guard=False).status == 400
    assert client_for(Role.EVALUATOR).post("units.still_true", {}, key=ward.key).status == 404


def test_names_and_telephones_are_for_those_who_may_read_contacts(client_for):
    hospital = an_institution(liaison_name="张三丰", liaison_phone="13800000000", duty_phone="0578-7654321")
    ward = a_ward(hospital, liaison_name="李四光", liaison_phone="13900000000")
    for role, seen in ((Role.COUNTY_COORDINATOR, True), (Role.EVALUATOR, False)):
        visitor = client_for(role)
        text = (
            visitor.get("institutions.detail", key=hospital.key).html + visitor.get("units.detail", key=ward.key).html
        )
        for word in ("张三丰", "13800000000", "0578-7654321", "李四光", "13900000000"):
            assert (word in text) is seen, (role, word)


def test_former_names_and_telephones_stay_hidden_in_the_history_too(client_for):
    hospital = an_institution(liaison_name="张三丰", duty_phone="0578-7654321")
    coordinator, evaluator = client_for(), client_for(Role.EVALUATOR)
    with unit_of_work() as work:
        before = told_by(InstitutionFacts, hospital.records[0])
        after = replace(before, liaison_name="李四光", duty_phone="0578-1234567")
        amend_institution(work, hospital, after, by=None, valid_from=today())
    assert "张三丰 → 李四光" in coordinator.get("institutions.detail", key=hospital.key).text
    hidden = evaluator.get("institutions.detail", key=hospital.key).html
    assert not any(word in hidden for word in ("张三丰", "李四光", "0578-7654321", "0578-1234567"))


def test_the_history_of_a_unit_reads_as_what_became_of_what(client_for):
    ward, coordinator = a_ward(an_institution(), name="旧名病区"), client_for()
    sent = {
        "kind": "WARD",
        "name": "新名病区",
        "county": "331181",
        "own_sign_and_rules": "y",
        "valid_from": today().isoformat(),
    }
    sent |= {"opened_on": "2024-03-01", "approval_document": "测卫〔2024〕1号", "seen": str(latest(UnitRecord).id)}
    assert coordinator.post("units.change", sent, key=ward.key).status == 303
    text = coordinator.follow().text
    assert "名称：旧名病区 → 新名病区" in text
    assert coordinator.user.name in text


def test_a_unit_that_somebody_else_changed_is_not_overwritten(client_for):
    ward, coordinator = a_ward(an_institution()), client_for()
    sent = {
        **NEW,
        "name": "甲病区",
        "opened_on": "2024-03-01",
        "approval_document": "测卫〔2024〕1号",
        "valid_from": today().isoformat(),
    }
    sent["seen"] = str(latest(UnitRecord).id)
    assert coordinator.post("units.change", sent, key=ward.key).status == 303
    before = counts()
    page = coordinator.post("units.change", sent | {"name": "乙病区"}, key=ward.key)
    assert (page.status, counts()) == (409, before)
    assert ["名称", "甲病区", "乙病区"] in page.rows()


def test_the_pages_of_a_unit_and_an_institution_take_a_bounded_number_of_statements(client_for):
    hospital = an_institution()
    ward, coordinator = a_ward(hospital), client_for()
    for number in range(6):
        a_unit(hospital, UnitKind.HOME_BED)
        coordinator.post("units.declare", {"open": str(number), "valid_from": today().isoformat()}, key=ward.key)
    for endpoint, key, most in (("institutions.detail", hospital.key, 22), ("units.detail", ward.key, 22)):
        page = coordinator.get(endpoint, key=key)
        assert page.queries <= most, (endpoint, page.queries)
