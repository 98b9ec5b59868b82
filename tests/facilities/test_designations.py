"""Designation: the prefecture proposes, the province approves, conflicts are told and not hidden."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.audit.models import AuditEvent
from hospice.facilities.models import Designation
from hospice.facilities.rules.codes import InstitutionKind, OrgLevel, UnitKind, UnitStatus
from hospice.facilities.rules.designations import Candidate, Wish, conflicts
from tests.factories import a_region, a_unit, a_ward, an_institution

RULES = {"g2.allow_designation": True, "g2.allow_double_count": False, "g2.max_districts_per_ward": 1}


def candidate(**values: Any) -> Candidate:
    facts = {
        "kind": UnitKind.WARD, "status": UnitStatus.OPERATING, "host_kind": InstitutionKind.GENERAL,
        "host_level": OrgLevel.COUNTY, "prefecture": "331100", "others": (),
    }  # fmt: skip
    return Candidate(**{**facts, **values})


def test_a_ward_without_conflicts_has_none() -> None:
    assert conflicts(candidate(), Wish("G2", True, "331100"), RULES) == []
    assert conflicts(candidate(host_level=OrgLevel.PROVINCIAL), Wish("G1", True, "331100"), RULES) == []


@pytest.mark.parametrize(
    ("ward", "wish", "rules", "words"),
    [
        ({"others": (("G2", "云和县"),)}, {}, {}, "已认定给云和县"),
        ({"host_level": OrgLevel.MUNICIPAL}, {}, {}, "不允许同一病区重复计入"),
        ({"others": (("G1", "丽水市"),)}, {}, {}, "不允许同一病区重复计入"),
        ({"kind": UnitKind.ROOM}, {}, {}, "不是病区"),
        ({"status": UnitStatus.PLANNED}, {}, {}, "启用后认定才起作用"),
        ({}, {"region_is_statutory": False}, {}, "功能区"),
        ({}, {"region_prefecture": "330100"}, {}, "不在这个设区市内"),
        ({}, {}, {"g2.allow_designation": False}, "不允许以认定达标"),
        ({}, {"goal": "G1"}, {}, "不需要"),
    ],
)
def test_each_conflict_is_said(ward: dict[str, Any], wish: dict[str, Any], rules: dict[str, Any], words: str) -> None:
    wanted = Wish(**{"goal": "G2", "region_is_statutory": True, "region_prefecture": "331100", **wish})
    said = conflicts(candidate(**ward), wanted, {**RULES, **rules})
    assert len(said) == 1
    assert words in said[0]


@pytest.fixture
def ward(session: Any) -> Any:
    return a_ward(an_institution("331102", level=OrgLevel.MUNICIPAL), name="安宁疗护病区")


def wish(ward: Any, **values: Any) -> dict[str, Any]:
    return {
        "unit": str(ward.key),
        "goal": "G2",
        "region": "331102",
        "document_no": "丽卫〔2026〕8号",
        "valid_from": "2026-03-01",
        **values,
    }


def rows(session: Any) -> list[Designation]:
    return list(session.scalars(sa.select(Designation).order_by(Designation.id)))


def test_the_prefecture_proposes_and_the_province_approves(session: Any, client_for: Any, ward: Any) -> None:
    officer, province = client_for(Role.PREFECTURE_OFFICER, "331100"), client_for(Role.PROVINCE_OFFICER)
    assert officer.post("designations.create", wish(ward)).status == 303
    page = officer.follow()
    assert "不允许同一病区重复计入" in page.text
    assert rows(session)[0].is_pending
    case = province.get("confirmations.detail", key=ward.institution.key)
    facts = [box.get("value") for box in case.all("input", name="fact")]
    assert ["认定给", "莲都区"] in case.rows()
    assert province.post("confirmations.accept", {"fact": facts}, key=ward.institution.key).status == 303
    approved = rows(session)[0]
    session.refresh(approved)
    assert (approved.confirmed_by_id, approved.approver) == (province.user.id, "省卫生健康委")
    assert "有效" in officer.get("designations.index").text
    deeds = session.scalars(
        sa.select(AuditEvent.action).where(AuditEvent.actor_id.is_not(None)).order_by(AuditEvent.id)
    )
    assert deeds.all() == ["designation_proposed", "facts_confirmed"]


def test_a_county_officer_does_not_approve_it(session: Any, client_for: Any, ward: Any) -> None:
    client_for(Role.PREFECTURE_OFFICER, "331100").post("designations.create", wish(ward))
    for role, region in ((Role.COUNTY_OFFICER, "331102"), (Role.PREFECTURE_OFFICER, "331100")):
        officer = client_for(role, region)
        assert not officer.get("confirmations.detail", key=ward.institution.key).all("input", name="fact")
    assert client_for(Role.COUNTY_OFFICER, "331102").get("designations.new").status == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit", ""), ("unit", "x"), ("goal", "G9"), ("region", "330106"), ("region", "331100"), ("document_no", ""),
     ("document_no", "长" * 121), ("valid_from", ""), ("valid_from", "x"), ("valid_to", "2026-03-01"), ("reason", "长" * 401)],
)  # fmt: skip
def test_a_wish_with_nonsense_stores_nothing_and_says_where(
    session: Any, client_for: Any, ward: Any, field: str, value: str
) -> None:
    answer = client_for(Role.PREFECTURE_OFFICER, "331100").post("designations.create", wish(ward, **{field: value}))
    assert (answer.status, len(answer.all("p", class_="err"))) == (422, 1)
    assert not rows(session)


def test_a_ward_of_another_prefecture_cannot_be_chosen(session: Any, client_for: Any) -> None:
    foreign = a_ward(an_institution("330106"))
    assert client_for(Role.PREFECTURE_OFFICER, "331100").post("designations.create", wish(foreign)).status == 422
    room = a_unit(an_institution("331102"), UnitKind.ROOM)
    assert client_for(Role.PREFECTURE_OFFICER, "331100").post("designations.create", wish(room)).status == 422
    assert not rows(session)


def approved(session: Any, ward: Any) -> Designation:
    made = Designation(
        unit=ward, region=a_region("331102"), goal="G2", document_no="丽卫〔2026〕8号", approver="省卫生健康委",
        valid_from=date(2026, 3, 1), confirmed_at=ward.created_at,
    )  # fmt: skip
    session.add(made)
    session.commit()
    return made


def test_the_same_designation_is_not_made_twice(session: Any, client_for: Any, ward: Any) -> None:
    approved(session, ward)
    answer = client_for(Role.PREFECTURE_OFFICER, "331100").post("designations.create", wish(ward))
    assert (answer.status, "已认定给莲都区" in answer.text) == (422, True)


def test_an_ended_designation_holds_until_its_last_day(session: Any, client_for: Any, ward: Any) -> None:
    made = approved(session, ward)
    officer = client_for(Role.PREFECTURE_OFFICER, "331100")
    assert officer.post("designations.end", {"ended_on": "2026-06-01", "end_reason": ""}, key=made.key).status == 422
    assert (
        officer.post("designations.end", {"ended_on": "2026-06-01", "end_reason": "区医院已启用"}, key=made.key).status
        == 303
    )
    before, after = rows(session)
    assert before.superseded_at is not None
    assert (after.valid_from, after.valid_to, after.confirmed_at is not None) == (
        date(2026, 3, 1),
        date(2026, 6, 1),
        True,
    )
    assert "已终止" in officer.get("designations.index").text


def test_designations_of_another_prefecture_are_not_found(session: Any, client_for: Any, ward: Any) -> None:
    made = approved(session, ward)
    stranger = client_for(Role.PREFECTURE_OFFICER, "330100")
    assert "丽卫" not in stranger.get("designations.index").text
    assert stranger.get("designations.detail", key=made.key).status == 404
    assert stranger.post("designations.end", {"ended_on": "2026-06-01", "end_reason": "x"}, key=made.key).status == 404


def test_the_list_takes_few_statements(session: Any, client_for: Any, ward: Any) -> None:
    approved(session, ward)
    officer = client_for(Role.PREFECTURE_OFFICER, "331100")
    officer.get("designations.index")
    assert officer.queries <= 2 + 6
