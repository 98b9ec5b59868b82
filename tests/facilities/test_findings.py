"""The work list of contradictions: found after each deed, owned, explained, gone when mended."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
import python_calamine
import sqlalchemy as sa

from hospice.access.permissions import Permission, Role
from hospice.audit.models import AuditEvent
from hospice.core.clock import now, today
from hospice.facilities.models import Confirmation, Finding, InstitutionRecord, UnitCapacity, UnitRecord, UnitState
from hospice.facilities.queries.findings import open_count
from hospice.facilities.services.findings import check_all, check_institution
from tests.factories import a_declaration, a_user, a_ward, an_institution

GOOD = {
    "licence_checked_on": date(2026, 10, 1),
    "licensed_subjects": ["24"],
    "duty_phone": "0578-1",
    "liaison_name": "某人",
}


def in_order(region: str = "331181", **values: Any) -> tuple[Any, Any]:
    """A hospital with a ward about which there is nothing to say, if `values` of the ward say nothing either."""
    hospital = an_institution(region, **{**GOOD, "licence_checked_on": today() - timedelta(30)})
    return hospital, a_ward(hospital, **values)


def looked_at(session: Any, hospital: Any) -> None:
    session.add(Confirmation(institution_id=hospital.id, at=now()))
    session.commit()


def standing(session: Any) -> list[tuple[str, int | None]]:
    rows = session.scalars(sa.select(Finding).where(Finding.resolved_at.is_(None)).order_by(Finding.code, Finding.id))
    return [(row.code, row.unit_id) for row in rows]


def test_a_contradiction_is_found_once_and_settled_when_it_is_mended(session: Any) -> None:
    hospital, ward = in_order(approval_document="")
    looked_at(session, hospital)
    assert check_all(session)[:3] == (1, 0, 0)
    assert check_all(session)[:3] == (0, 0, 0)
    assert standing(session) == [("NO_APPROVAL", ward.id)]
    session.execute(sa.update(UnitRecord).values(approval_document="龙卫〔2026〕1号"))
    session.commit()
    assert check_institution(session, hospital.id)[:3] == (0, 0, 1)
    assert standing(session) == []
    assert session.scalar(sa.select(Finding.resolved_at)) is not None


@pytest.mark.parametrize("role", [Role.COUNTY_COORDINATOR, Role.COUNTY_OFFICER])
def test_whoever_looks_settles_exactly_what_a_full_look_would_settle(session: Any, client_for: Any, role: Role) -> None:
    hospital, ward = in_order(valid_from=date(2020, 1, 1), opened_on=date(2020, 1, 1), approval_document="")
    other = a_ward(hospital, valid_from=date(2020, 1, 1), opened_on=date(2020, 1, 1))
    session.execute(sa.update(UnitState).values(confirmed_at=now() - timedelta(300)))
    session.execute(sa.update(UnitCapacity).values(recorded_at=now() - timedelta(1)))
    session.commit()
    check_all(session)
    assert standing(session) == [
        ("CHANGED_SINCE_CONFIRMED", ward.id), ("CHANGED_SINCE_CONFIRMED", other.id),
        ("CONFIRMATION_TOO_OLD", ward.id), ("CONFIRMATION_TOO_OLD", other.id), ("NO_APPROVAL", ward.id),
    ]  # fmt: skip
    client_for(role).post("units.still_true", {}, key=ward.key)
    assert check_all(session)[:3] == (0, 0, 0)
    assert [found for found in standing(session) if found[1] == ward.id] == [("NO_APPROVAL", ward.id)]
    assert len(standing(session)) == 3
    client_for(role).post("institutions.still_true", {}, key=hospital.key)
    assert check_all(session)[:3] == (0, 0, 0)
    assert standing(session) == [("NO_APPROVAL", ward.id)]


def test_to_say_that_nothing_has_changed_takes_six_statements(client_for: Any) -> None:
    hospital, _ward = in_order()
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    done = coordinator.post("institutions.still_true", {}, key=hospital.key)
    assert done.status == 303
    assert done.queries <= 6, done.statements


def test_looking_at_one_institution_leaves_the_others_alone(session: Any) -> None:
    here, _ward = in_order(approval_document="")
    there, other = in_order("331122", approval_document="")
    looked_at(session, here)
    looked_at(session, there)
    check_all(session)
    session.execute(sa.update(UnitRecord).values(approval_document="批复"))
    check_institution(session, here.id)
    assert standing(session) == [("NO_APPROVAL", other.id)]


def test_a_twin_is_settled_together_with_its_twin(session: Any) -> None:
    one = an_institution(credit_code="91350100M000100Y43")
    an_institution(credit_code="91350100M000100Y43")
    check_all(session)
    assert [code for code, _unit in standing(session)] == ["SAME_CREDIT_CODE"] * 2
    session.execute(
        sa.update(InstitutionRecord).where(InstitutionRecord.institution_id == one.id).values(credit_code=None)
    )
    check_institution(session, one.id)
    assert standing(session) == []


def test_other_facts_take_an_explanation_away(session: Any) -> None:
    facility = an_institution()
    declaration = a_declaration(facility, trained_nurses=0)
    looked_at(session, facility)
    check_all(session)
    finding = session.scalars(sa.select(Finding)).one()
    finding.explained, finding.explained_at = "护士在进修", now()
    session.flush()
    assert check_all(session)[:3] == (0, 0, 0)
    assert session.scalars(sa.select(Finding.explained)).one() == "护士在进修"
    declaration.trained_physicians = 2
    session.flush()
    assert check_all(session)[:3] == (0, 1, 0)
    assert session.scalars(sa.select(Finding.explained)).one() == ""


def test_a_point_in_another_county_is_found_with_the_name_of_that_county(session: Any) -> None:
    hospital = an_institution(lon=119.92, lat=28.45)  # in 莲都区
    check_all(session)
    finding = session.scalars(sa.select(Finding).where(Finding.institution_id == hospital.id)).one()
    assert (finding.code, finding.evidence["lies_in"], finding.evidence["county"]) == (
        "POINT_OUTSIDE",
        "莲都区",
        "龙泉市",
    )


def test_what_waits_for_the_commission_is_not_looked_over(session: Any) -> None:
    a_ward(an_institution(pending=True, licence_no=None), pending=True, approval_document="")
    check_all(session)
    assert standing(session) == []


def test_the_whole_province_takes_a_fixed_number_of_statements(session: Any, sql_count: Any) -> None:
    for _number in range(15):
        in_order()
    with sql_count() as statements:
        check_all(session)
    first = len(statements)
    for _number in range(15):
        in_order(approval_document="")
    with sql_count() as statements:
        check_all(session)
    assert len(statements) == first <= 12


def test_a_confirmed_registration_is_looked_over_in_the_same_deed(session: Any, client_for: Any) -> None:
    hospital = an_institution(pending=True, licence_no=None)
    a_ward(hospital, pending=True)
    officer = client_for(Role.COUNTY_OFFICER)
    page = officer.get("confirmations.detail", key=hospital.key)
    facts = [box.get("value") for box in page.all("input", name="fact")]
    assert officer.post("confirmations.accept", {"fact": facts}, key=hospital.key).status == 303
    assert "LICENCE_MISSING" in [code for code, _unit in standing(session)]


def test_the_list_says_what_why_and_where_to_mend_it(session: Any, client_for: Any) -> None:
    hospital, _ward = in_order(approval_document="", name="安宁疗护病区")
    in_order("331122", approval_document="")
    looked_at(session, hospital)
    check_all(session)
    session.commit()
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    page = coordinator.get("findings.index")
    assert len(page.rows()) == 1
    assert "没有启用批复或通知的文号" in page.text
    assert "本县协调员" in page.rows()[0][3]
    finding = session.scalars(sa.select(Finding).where(Finding.institution_id == hospital.id)).one()
    detail = coordinator.get("findings.detail", key=finding.key)
    assert "没有文件依据的病区不计入指标" in detail.text
    assert any(link.endswith("/edit") for link in detail.links().values())


def test_the_list_takes_few_statements_however_long_it_is(session: Any, client_for: Any) -> None:
    for _number in range(4):
        in_order(approval_document="")
    check_all(session)
    session.commit()
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    coordinator.get("findings.index")
    few = coordinator.queries
    assert few <= 2 + 6
    for _number in range(15):
        in_order(approval_document="")
    check_all(session)
    session.commit()
    coordinator.get("findings.index", per_page=200)
    assert coordinator.queries == few


@pytest.fixture
def one(session: Any) -> Finding:
    hospital, _ward = in_order(approval_document="")
    looked_at(session, hospital)
    check_all(session)
    session.commit()
    return session.scalars(sa.select(Finding)).one()


def test_somebody_takes_it_over_and_hands_it_on(session: Any, client_for: Any, one: Finding) -> None:
    coordinator, colleague = client_for(Role.COUNTY_COORDINATOR), a_user(Role.COUNTY_OFFICER, name="王科长")
    assert open_count(session, _scope(coordinator), coordinator.user.id)[0] == 1
    assert coordinator.post("findings.take_over", key=one.key).status == 303
    assert session.scalars(sa.select(Finding.owner_id)).one() == coordinator.user.id
    assert coordinator.get("findings.index", owner="mine").rows()
    assert not coordinator.get("findings.index", owner="none").rows()
    assert coordinator.post("findings.hand_over", {"to": str(colleague.key)}, key=one.key).status == 303
    assert session.scalars(sa.select(Finding.owner_id)).one() == colleague.id
    assert "王科长" in coordinator.get("findings.detail", key=one.key).text
    assert coordinator.post("findings.hand_over", {"to": ""}, key=one.key).status == 303
    assert session.scalars(sa.select(Finding.owner_id)).one() is None
    assert session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id.desc())).first() == "finding_handed_over"


def _scope(visitor: Any) -> Any:
    return visitor.user.scope(Permission.FINDINGS_HANDLE)


def test_it_is_not_handed_to_somebody_of_another_county(session: Any, client_for: Any, one: Finding) -> None:
    stranger = a_user(Role.COUNTY_OFFICER, "331122")
    answer = client_for(Role.COUNTY_COORDINATOR).post("findings.hand_over", {"to": str(stranger.key)}, key=one.key)
    assert answer.status == 422
    assert session.scalars(sa.select(Finding.owner_id)).one() is None


def test_what_is_explained_leaves_the_open_list_with_its_reason(session: Any, client_for: Any, one: Finding) -> None:
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    for words in ("", "长" * 401):
        answer = coordinator.post("findings.explain", {"words": words}, key=one.key)
        assert (answer.status, answer.control("words").get("aria-invalid")) == (422, "true")
    assert coordinator.post("findings.explain", {"words": "批复正在补发"}, key=one.key).status == 303
    assert not coordinator.get("findings.index").rows()
    assert "批复正在补发" in coordinator.get("findings.index", state="explained").text
    assert open_count(session, _scope(coordinator), coordinator.user.id) == (0, None)
    coordinator.post("findings.reopen", key=one.key)
    assert coordinator.get("findings.index").rows()


def test_what_is_mended_can_be_seen_and_not_be_explained_any_more(session: Any, client_for: Any, one: Finding) -> None:
    session.execute(sa.update(UnitRecord).values(approval_document="批复"))
    check_all(session)
    session.commit()
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    assert coordinator.get("findings.index", state="resolved").rows()
    answer = coordinator.post("findings.explain", {"words": "其实"}, key=one.key)
    assert (answer.status, "已经改正" in answer.text) == (422, True)
    assert coordinator.post("findings.take_over", key=one.key).status == 409


def test_findings_of_another_county_are_not_found(client_for: Any, one: Finding) -> None:
    stranger = client_for(Role.COUNTY_OFFICER, "331122")
    assert stranger.get("findings.detail", key=one.key).status == 404
    for deed in ("take_over", "hand_over", "explain", "reopen"):
        assert stranger.post(f"findings.{deed}", {"words": "x", "to": ""}, key=one.key).status == 404


@pytest.mark.parametrize(
    "query", ["state=gone", "code=x", "county=9", "owner=%00", "page=-1", "page=x", "per_page=999999"]
)
def test_nonsense_in_the_address_asks_for_nothing(client_for: Any, one: Finding, query: str) -> None:
    assert client_for(Role.COUNTY_COORDINATOR).get(f"/findings?{query}").status == 200


def test_the_list_leaves_as_a_spreadsheet(client_for: Any, session: Any, one: Finding) -> None:
    answer = client_for(Role.COUNTY_COORDINATOR).get("findings.export")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert any("没有启用批复" in str(cell) for row in rows for cell in row)
    assert session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id.desc())).first() == "registry_exported"


def test_the_command_says_what_it_found(own_app: Any) -> None:
    with own_app.app_context():
        a_ward(an_institution(licence_no=None))
    first = own_app.test_cli_runner().invoke(args=["registry", "check"])
    again = own_app.test_cli_runner().invoke(args=["registry", "check"])
    assert first.exit_code == 0, first.output
    assert "新发现0条" not in first.output
    assert "新发现0条" in again.output
