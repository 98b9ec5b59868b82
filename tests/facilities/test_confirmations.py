"""The commission accepts, or sends back with a reason; never the person who recorded it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Permission, Role
from hospice.audit.models import AuditEvent
from hospice.core.dated import propose
from hospice.facilities.models import Confirmation, InstitutionRecord, Revision, SentBack, UnitRecord, UnitState
from hospice.facilities.queries.confirmations import Reaches, returned, waiting_facts
from hospice.facilities.rules.codes import UnitStatus
from hospice.facilities.services.confirmations import mark_of
from tests.factories import a_declaration, a_grant, a_region, a_user, a_ward, an_institution

DAY = date(2026, 3, 1)


def new_hospital_with_ward(**values: Any) -> tuple[Any, Any]:
    hospital = an_institution(pending=True, name="龙泉市人民医院", **values)
    return hospital, a_ward(hospital, pending=True, name="安宁疗护病区")


def the_marks(session: Any, officer: Any, institution: Any) -> list[str]:
    reaches = Reaches(officer.scope(Permission.REGISTRY_CONFIRM), officer.scope(Permission.DESIGNATION_APPROVE))
    return [str(mark_of(about, fact)) for about, fact in waiting_facts(session, reaches, institution.id)]


def rows(session: Any, model: Any) -> list[Any]:
    return list(session.scalars(sa.select(model).order_by(model.id)))


def test_one_click_confirms_hospital_ward_and_status_of_one_registration(session: Any, client_for: Any) -> None:
    hospital, ward = new_hospital_with_ward()
    officer = client_for(Role.COUNTY_OFFICER)
    before = session.scalar(sa.select(sa.func.sum(Revision.number)))
    page = officer.get("confirmations.detail", key=hospital.key)
    facts = [box.get("value") for box in page.all("input", name="fact")]
    assert len(facts) == 3
    assert all(box.get("checked") is not None for box in page.all("input", name="fact"))
    answer = officer.post("confirmations.accept", {"fact": facts}, key=hospital.key)
    assert (answer.status, answer.location) == (303, "/confirmations")
    assert all(
        row.confirmed_by_id == officer.user.id
        for model in (InstitutionRecord, UnitRecord, UnitState)
        for row in rows(session, model)
    )
    looked = [(row.institution_id, row.unit_id) for row in rows(session, Confirmation)]
    assert looked == [(hospital.id, None), (hospital.id, ward.id)]
    assert session.scalar(sa.select(sa.func.sum(Revision.number))) == before + 1
    event = rows(session, AuditEvent)[-1]
    assert (event.action, event.actor_id, event.institution_id) == ("facts_confirmed", officer.user.id, hospital.id)
    assert event.details["facts"] == ["institution", "unit", "state"]


def test_the_longest_wait_stands_first_with_its_age_and_who_submitted(client_for: Any) -> None:
    writer = a_user(Role.COUNTY_COORDINATOR, name="叶敏")
    an_institution(
        pending=True, name="后来的医院", recorded_at=datetime(2026, 5, 1, tzinfo=UTC), recorded_by_id=writer.id
    )
    an_institution(
        pending=True, name="先来的医院", recorded_at=datetime(2026, 4, 1, tzinfo=UTC), recorded_by_id=writer.id
    )
    page = client_for(Role.COUNTY_OFFICER).get("confirmations.index")
    listed = page.rows()
    assert ["先来的医院" in row[1] for row in listed] == [True, False]
    assert all("天前" in row[0] and row[3] == "叶敏" for row in listed)


def test_the_list_takes_six_statements_however_long_it_is(client_for: Any) -> None:
    officer = client_for(Role.PREFECTURE_OFFICER, "331100")
    for _number in range(12):
        a_ward(an_institution(pending=True), pending=True)
    officer.get("confirmations.index")
    assert officer.queries <= 2 + 6  # who is signed in, with grants; the list itself
    few = officer.queries
    for _number in range(10):
        a_ward(an_institution(pending=True), pending=True)
    officer.get("confirmations.index")
    assert officer.queries == few


def test_an_officer_of_another_county_neither_sees_nor_settles_it(session: Any, client_for: Any) -> None:
    hospital, _ward = new_hospital_with_ward()
    stranger = client_for(Role.COUNTY_OFFICER, "331122")
    marks = the_marks(session, client_for(Role.COUNTY_OFFICER).user, hospital)
    assert "龙泉市人民医院" not in stranger.get("confirmations.index").text
    assert stranger.get("confirmations.detail", key=hospital.key).status == 404
    assert stranger.post("confirmations.accept", {"fact": marks}, key=hospital.key).status == 404
    assert stranger.post("confirmations.send_back", {"fact": marks, "reason": "不对"}, key=hospital.key).status == 404
    assert not rows(session, Confirmation)


def test_a_coordinator_cannot_confirm(client_for: Any) -> None:
    assert client_for(Role.COUNTY_COORDINATOR).get("confirmations.index").status == 403


def test_nobody_confirms_what_they_recorded_themselves(session: Any, visitor_as: Any) -> None:
    both = a_user(Role.COUNTY_OFFICER)
    a_grant(both, Role.COUNTY_COORDINATOR)
    hospital = an_institution(pending=True, recorded_by_id=both.id)
    officer = visitor_as(both)
    page = officer.get("confirmations.detail", key=hospital.key)
    assert "由您本人登记" in page.text
    assert not page.all("input", name="fact")
    answer = officer.post("confirmations.accept", {"fact": the_marks(session, both, hospital)}, key=hospital.key)
    assert answer.status == 422
    assert "须由另一位工作人员确认" in answer.text
    assert rows(session, InstitutionRecord)[-1].is_pending


def test_a_proposal_that_changed_after_it_was_read_is_not_accepted(session: Any, client_for: Any) -> None:
    hospital, ward = new_hospital_with_ward()
    officer = client_for(Role.COUNTY_OFFICER)
    read = the_marks(session, officer.user, hospital)
    propose(session, UnitState(unit_id=ward.id, status=UnitStatus.SUSPENDED, valid_from=DAY))
    session.commit()
    answer = officer.post("confirmations.accept", {"fact": read}, key=hospital.key)
    assert answer.status == 409
    assert "没有写入任何内容" in answer.text
    assert all(row.is_pending for row in rows(session, InstitutionRecord))


def test_a_ward_is_not_confirmed_before_its_hospital(session: Any, client_for: Any) -> None:
    hospital, _ward = new_hospital_with_ward()
    officer = client_for(Role.COUNTY_OFFICER)
    only_the_ward = [mark for mark in the_marks(session, officer.user, hospital) if mark.startswith("unit")]
    answer = officer.post("confirmations.accept", {"fact": only_the_ward}, key=hospital.key)
    assert "请先确认机构资料" in answer.text
    assert all(row.is_pending for row in rows(session, UnitRecord))


def test_two_institutions_are_not_confirmed_with_one_licence(session: Any, client_for: Any) -> None:
    an_institution(name="先登记的医院", licence_no="L1")
    second = an_institution(pending=True, licence_no="L1")
    officer = client_for(Role.COUNTY_OFFICER)
    answer = officer.post("confirmations.accept", {"fact": the_marks(session, officer.user, second)}, key=second.key)
    assert (answer.status, "先登记的医院" in answer.text) == (422, True)


def test_a_change_is_shown_as_before_and_after_with_its_document(session: Any, client_for: Any) -> None:
    ward = a_ward(an_institution(), name="安宁疗护病区")
    propose(
        session,
        UnitState(
            unit_id=ward.id, status=UnitStatus.SUSPENDED, valid_from=DAY, reason="装修", document_no="龙卫〔2026〕3号"
        ),
    )
    session.commit()
    page = client_for(Role.COUNTY_OFFICER).get("confirmations.detail", key=ward.institution.key)
    assert ["状态", "已启用", "暂停"] in page.rows()
    assert "龙卫〔2026〕3号" in page.text
    assert "装修" in page.text
    assert "开放10" in page.text


def test_what_is_sent_back_leaves_the_list_and_returns_when_recorded_anew(session: Any, client_for: Any) -> None:
    writer = client_for(Role.COUNTY_COORDINATOR)
    hospital, ward = new_hospital_with_ward(recorded_by_id=writer.user.id)
    officer = client_for(Role.COUNTY_OFFICER, name="王科长")
    marks = the_marks(session, officer.user, hospital)
    state = [mark for mark in marks if mark.startswith("state")]
    answer = officer.post("confirmations.send_back", {"fact": state, "reason": "缺少启用批复"}, key=hospital.key)
    assert (answer.status, answer.location) == (303, f"/confirmations/{hospital.key}")
    assert "缺少启用批复" in officer.follow().text
    assert len(the_marks(session, officer.user, hospital)) == 2
    note = returned(session, institution_id=hospital.id)[0]
    assert (note.unit, note.reason, note.by) == ("安宁疗护病区", "缺少启用批复", "王科长")
    assert rows(session, UnitState)[-1].is_pending
    propose(session, UnitState(unit_id=ward.id, status=UnitStatus.OPERATING, valid_from=DAY, document_no="批复1号"))
    session.commit()
    assert len(the_marks(session, officer.user, hospital)) == 3
    assert not returned(session, institution_id=hospital.id)


def test_the_submitter_finds_what_came_back(session: Any, client_for: Any) -> None:
    writer = a_user(Role.COUNTY_COORDINATOR)
    hospital = an_institution(pending=True, recorded_by_id=writer.id)
    an_institution(pending=True, recorded_by_id=a_user(Role.COUNTY_COORDINATOR).id)
    officer = client_for(Role.COUNTY_OFFICER)
    officer.post(
        "confirmations.send_back",
        {"fact": the_marks(session, officer.user, hospital), "reason": "名称不全"},
        key=hospital.key,
    )
    assert [(row.institution_key, row.reason) for row in returned(session, to_id=writer.id)] == [
        (hospital.key, "名称不全")
    ]
    assert rows(session, AuditEvent)[-1].action == "facts_sent_back"


@pytest.mark.parametrize("reason", ["", "　", "长" * 401])
def test_sending_back_needs_a_reason_of_bearable_length(session: Any, client_for: Any, reason: str) -> None:
    hospital, _ward = new_hospital_with_ward()
    officer = client_for(Role.COUNTY_OFFICER)
    answer = officer.post(
        "confirmations.send_back",
        {"fact": the_marks(session, officer.user, hospital), "reason": reason},
        key=hospital.key,
    )
    assert answer.status == 422
    assert answer.control("reason").get("aria-invalid") == "true"
    assert not rows(session, SentBack)


@pytest.mark.parametrize(
    "mark", ["x", "state-1", "state-1-2-3", "state-x-1", "state-99999999999999999999-1", "bed-1-1", "state-²-1"]
)
def test_nonsense_instead_of_a_mark_is_a_bad_request(client_for: Any, mark: str) -> None:
    hospital, _ward = new_hospital_with_ward()
    assert client_for(Role.COUNTY_OFFICER).post("confirmations.accept", {"fact": mark}, key=hospital.key).status == 400


def test_accepting_nothing_says_so(client_for: Any) -> None:
    hospital, _ward = new_hospital_with_ward()
    answer = client_for(Role.COUNTY_OFFICER).post("confirmations.accept", {}, key=hospital.key)
    assert (answer.status, "请至少选择一项" in answer.text) == (422, True)


def test_a_mark_of_another_institution_is_not_accepted_here(session: Any, client_for: Any) -> None:
    mine, _ward = new_hospital_with_ward()
    other = an_institution(region="331122", pending=True)
    foreign = the_marks(session, a_user(Role.COUNTY_OFFICER, "331122"), other)
    assert client_for(Role.COUNTY_OFFICER).post("confirmations.accept", {"fact": foreign}, key=mine.key).status == 409
    assert rows(session, InstitutionRecord)[-1].is_pending


def test_a_declaration_waits_and_counts_once_confirmed(session: Any, client_for: Any) -> None:
    centre = an_institution(name="八都镇中心卫生院")
    declaration = a_declaration(centre, confirmed_at=None)
    officer = client_for(Role.COUNTY_OFFICER)
    page = officer.get("confirmations.detail", key=centre.key)
    assert ["服务方式", "巡诊"] in page.rows()
    officer.post("confirmations.accept", {"fact": the_marks(session, officer.user, centre)}, key=centre.key)
    session.refresh(declaration)
    assert declaration.confirmed_by_id == officer.user.id


def test_nothing_waiting_says_what_would_appear_here(client_for: Any) -> None:
    assert "没有等您确认的登记" in client_for(Role.COUNTY_OFFICER).get("confirmations.index").text
    assert a_region().code == "331181"
