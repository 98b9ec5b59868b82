"""Consortia: one lead at a time, members by days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.facilities.models import Consortium, ConsortiumMember
from tests.factories import an_institution

FORM = {"name": "龙泉市人民医院医共体", "kind": "COUNTY_COMMUNITY", "region": "331181"}


@pytest.fixture
def formed(session: Any, client_for: Any) -> Consortium:
    assert client_for(Role.COUNTY_COORDINATOR).post("consortia.create", FORM).status == 303
    return session.scalars(sa.select(Consortium)).one()


def joining(institution: Any, **values: str) -> dict[str, str]:
    return {"institution": str(institution.key), "role": "MEMBER", "since": "2026-03-01", **values}


def test_members_join_and_leave_and_there_is_one_lead(session: Any, client_for: Any, formed: Consortium) -> None:
    lead, member = an_institution(name="龙泉市人民医院"), an_institution(name="八都镇中心卫生院")
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    assert coordinator.post("consortia.join", joining(lead, role="LEAD"), key=formed.key).status == 303
    second = coordinator.post("consortia.join", joining(member, role="LEAD"), key=formed.key)
    assert (second.status, "已有牵头单位" in second.text) == (422, True)
    assert coordinator.post("consortia.join", joining(member), key=formed.key).status == 303
    assert "已是成员" in coordinator.post("consortia.join", joining(member), key=formed.key).text
    assert "龙泉市人民医院" in coordinator.get("consortia.index").rows()[0][3]
    assert coordinator.get("consortia.leaving", key=formed.key, institution=lead.key).status == 200
    early = coordinator.post("consortia.leave", {"left_on": "2026-03-01"}, key=formed.key, institution=lead.key)
    assert (early.status, "应晚于加入日期" in early.text) == (422, True)
    left = {"left_on": "2026-06-01"}
    assert coordinator.post("consortia.leave", left, key=formed.key, institution=lead.key).status == 303
    row = session.scalars(sa.select(ConsortiumMember).where(ConsortiumMember.institution_id == lead.id)).one()
    assert row.valid_to == date(2026, 6, 1)
    assert (
        coordinator.post("consortia.join", joining(lead, role="LEAD", since="2026-06-01"), key=formed.key).status == 303
    )


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "长" * 101), ("kind", "X"), ("region", "331122"), ("region", "")]
)
def test_nonsense_forms_nothing(session: Any, client_for: Any, field: str, value: str) -> None:
    answer = client_for(Role.COUNTY_COORDINATOR).post("consortia.create", {**FORM, field: value})
    assert (answer.status, len(answer.all("p", class_="err"))) == (422, 1)
    assert not session.scalars(sa.select(Consortium)).all()


def test_a_name_is_used_once(client_for: Any, formed: Consortium) -> None:
    answer = client_for(Role.COUNTY_COORDINATOR).post("consortia.create", FORM)
    assert (answer.status, "已登记" in answer.text) == (422, True)


def test_others_do_not_keep_it(client_for: Any, formed: Consortium) -> None:
    stranger = client_for(Role.COUNTY_COORDINATOR, "331122")
    assert stranger.get("consortia.detail", key=formed.key).status == 404
    assert stranger.post("consortia.join", joining(an_institution()), key=formed.key).status == 404
    clinician = client_for(Role.EVALUATOR)
    assert clinician.get("consortia.detail", key=formed.key).status == 200
    assert clinician.get("consortia.new").status == 404
    assert clinician.post("consortia.create", FORM).status == 404


def test_the_list_takes_few_statements(client_for: Any, formed: Consortium) -> None:
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    coordinator.get("consortia.index")
    assert coordinator.queries <= 2 + 6
