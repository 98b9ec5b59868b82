"""A primary facility declares what it provides and tells its services; an officer confirms."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.audit.models import AuditEvent
from hospice.core.dated import in_force
from hospice.facilities.models import ServiceActivity, ServiceDeclaration
from hospice.facilities.rules.codes import InstitutionKind
from tests.factories import a_declaration, an_institution

OFFER = {"modes": ["HOME_ROUND", "ROOM"], "trained_physicians": "1", "trained_nurses": "2", "valid_from": "2026-03-01"}


@pytest.fixture
def centre(session: Any) -> Any:
    return an_institution(name="八都镇中心卫生院", kind=InstitutionKind.TOWNSHIP_HC)


def rows(session: Any, model: Any = ServiceDeclaration) -> list[Any]:
    return list(session.scalars(sa.select(model).order_by(model.id)))


def confirm_all(client_for: Any, centre: Any) -> None:
    officer = client_for(Role.COUNTY_OFFICER)
    page = officer.get("confirmations.detail", key=centre.key)
    facts = [box.get("value") for box in page.all("input", name="fact")]
    assert officer.post("confirmations.accept", {"fact": facts}, key=centre.key).status == 303


def test_a_declaration_waits_and_counts_from_its_day_once_confirmed(session: Any, client_for: Any, centre: Any) -> None:
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    answer = coordinator.post("declarations.create", OFFER, key=centre.key)
    assert answer.status == 303
    assert "待确认" in coordinator.follow().text
    only = rows(session)[0]
    assert (only.modes, only.is_pending, only.recorded_by_id) == (["ROOM", "HOME_ROUND"], True, coordinator.user.id)
    confirm_all(client_for, centre)
    mine = ServiceDeclaration.institution_id == centre.id
    assert session.scalar(sa.select(ServiceDeclaration).where(mine, in_force(ServiceDeclaration, date(2026, 3, 1))))
    assert not session.scalar(
        sa.select(ServiceDeclaration).where(mine, in_force(ServiceDeclaration, date(2026, 2, 28)))
    )


def test_an_end_counts_from_its_day_and_keeps_the_time_before(session: Any, client_for: Any, centre: Any) -> None:
    a_declaration(centre, modes=("HOME_ROUND",))
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    end = {"ended_on": "2026-06-01", "end_reason": "人员调离"}
    assert coordinator.post("declarations.end", end, key=centre.key).status == 303
    confirm_all(client_for, centre)
    mine = ServiceDeclaration.institution_id == centre.id
    before, after = (
        session.scalar(sa.select(ServiceDeclaration.modes).where(mine, in_force(ServiceDeclaration, day)))
        for day in (date(2026, 5, 31), date(2026, 6, 1))
    )
    assert (before, after) == (["HOME_ROUND"], [])
    assert "已终止" in coordinator.get("declarations.new", key=centre.key).text


@pytest.mark.parametrize(
    ("field", "value"),
    [("modes", []), ("modes", ["SPA"]), ("trained_nurses", "-1"), ("trained_nurses", ""), ("trained_physicians", "x"),
     ("trained_physicians", "9" * 30), ("valid_from", ""), ("valid_from", "2026-13-01"), ("valid_from", "2099-01-01"),
     ("document_no", "长" * 121), ("reason", "长" * 401)],
)  # fmt: skip
def test_a_declaration_with_nonsense_stores_nothing_and_says_where(
    session: Any, client_for: Any, centre: Any, field: str, value: Any
) -> None:
    answer = client_for(Role.COUNTY_COORDINATOR).post("declarations.create", {**OFFER, field: value}, key=centre.key)
    assert (answer.status, len(answer.all("p", class_="err"))) == (422, 1)
    assert not rows(session)


def test_the_same_declaration_twice_is_refused(session: Any, client_for: Any, centre: Any) -> None:
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    coordinator.post("declarations.create", OFFER, key=centre.key)
    answer = coordinator.post("declarations.create", OFFER, key=centre.key)
    assert (answer.status, "完全相同" in answer.text, len(rows(session))) == (422, True, 1)


def test_nothing_can_be_ended_that_does_not_hold(session: Any, client_for: Any, centre: Any) -> None:
    end = {"ended_on": "2026-06-01", "end_reason": "人员调离"}
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    assert "没有生效的服务申报" in coordinator.post("declarations.end", end, key=centre.key).text
    a_declaration(centre)
    for wrong in ({"ended_on": "2020-01-01"}, {"end_reason": ""}, {"ended_on": "2099-01-01"}):
        assert coordinator.post("declarations.end", {**end, **wrong}, key=centre.key).status == 422
    assert len(rows(session)) == 1


def test_a_month_is_told_once_and_corrected_with_a_reason(session: Any, client_for: Any, centre: Any) -> None:
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    assert (
        coordinator.post("declarations.activity", {"month": "2026-10", "services": "12"}, key=centre.key).status == 303
    )
    told = rows(session, ServiceActivity)[0]
    assert (told.valid_from, told.valid_to, told.services) == (date(2026, 10, 1), date(2026, 11, 1), 12)
    confirm_all(client_for, centre)
    again = coordinator.post("declarations.activity", {"month": "2026-10", "services": "13"}, key=centre.key)
    assert (again.status, "订正请写明原因" in again.text) == (422, True)
    right = {"month": "2026年10月", "services": "13", "activity_reason": "漏报1人次"}
    assert coordinator.post("declarations.activity", right, key=centre.key).status == 303
    confirm_all(client_for, centre)
    counting = [row.services for row in rows(session, ServiceActivity) if row.superseded_at is None]
    assert counting == [13]


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "x-y", "2099-01", "9" * 30 + "-1", "0-1", "²-1"])
def test_a_month_that_is_none_is_refused(session: Any, client_for: Any, centre: Any, month: str) -> None:
    answer = client_for(Role.COUNTY_COORDINATOR).post(
        "declarations.activity", {"month": month, "services": "1"}, key=centre.key
    )
    assert (answer.status, len(rows(session, ServiceActivity))) == (422, 0)


def test_december_ends_with_the_year(session: Any, client_for: Any, centre: Any) -> None:
    client_for(Role.COUNTY_COORDINATOR).post(
        "declarations.activity", {"month": "2025-12", "services": "0"}, key=centre.key
    )
    assert rows(session, ServiceActivity)[0].valid_to == date(2026, 1, 1)


def test_hospitals_and_strangers_do_not_declare(client_for: Any, centre: Any) -> None:
    hospital = an_institution()
    assert client_for(Role.COUNTY_COORDINATOR).get("declarations.new", key=hospital.key).status == 404
    stranger = client_for(Role.COUNTY_COORDINATOR, "331122")
    assert stranger.get("declarations.new", key=centre.key).status == 404
    for deed in ("create", "end", "activity"):
        assert stranger.post(f"declarations.{deed}", OFFER, key=centre.key).status == 404
    assert client_for(Role.COUNTY_OFFICER).get("declarations.new", key=centre.key).status == 403


def test_every_declaration_leaves_its_trace(session: Any, client_for: Any, centre: Any) -> None:
    client_for(Role.COUNTY_COORDINATOR).post("declarations.create", OFFER, key=centre.key)
    event = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, event.details["modes"], event.institution_id) == (
        "service_declared",
        ["ROOM", "HOME_ROUND"],
        centre.id,
    )
