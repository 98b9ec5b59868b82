"""Beds one by one: what they add up to is the unit's capacity, from the day on which it is true."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.audit.models import AuditEvent
from hospice.core.clock import today
from hospice.core.dated import in_force
from hospice.core.errors import Refused
from hospice.facilities.models import Bed, Revision, UnitCapacity
from hospice.facilities.rules.beds import Counts, Stand, Stretch, run_of_numbers, stretches
from hospice.facilities.rules.codes import UnitKind
from hospice.facilities.rules.places import BedKind, BedState, CapacitySource
from tests.factories import a_bed, a_unit, a_user, a_ward, an_institution

A, B, C = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
OPEN = {"kind": "OPEN", "sex": "ANY"}


def bed(
    opened: date = A, closed: date | None = None, kind: BedKind = BedKind.OPEN, state: BedState = BedState.READY
) -> Stand:
    return Stand(kind, state, opened, closed)


def test_beds_add_up_by_stretches_of_days() -> None:
    beds = [bed(A), bed(B), bed(A, C)]
    assert stretches(beds, A, today=C) == [
        Stretch(A, B, Counts(2, 2, 2)),
        Stretch(B, C, Counts(3, 3, 3)),
        Stretch(C, None, Counts(2, 2, 2)),
    ]


def test_a_blocked_bed_stays_open_but_is_not_staffed_from_today_on() -> None:
    assert stretches([bed(A, state=BedState.BLOCKED), bed(A)], A, today=B) == [
        Stretch(A, B, Counts(2, 2, 2)),
        Stretch(B, None, Counts(2, 2, 1)),
    ]


def test_a_bed_of_the_establishment_is_installed_and_not_open() -> None:
    assert stretches([bed(kind=BedKind.LICENSED), bed(kind=BedKind.RESERVED)], A, today=A)[0].counts == Counts(2, 1, 1)


def test_a_run_is_rooms_times_beds() -> None:
    run = run_of_numbers(1, 8, 2)
    assert (len(run), run[0], run[-1]) == (16, ("1", "1-1"), ("8", "8-2"))
    for absurd in ((8, 1, 2), (1, 9999, 20)):
        with pytest.raises(Refused):
            run_of_numbers(*absurd)


def capacity(session: Any, unit: Any, on: date) -> tuple[int, int, int, str] | None:
    row = session.scalar(sa.select(UnitCapacity).where(UnitCapacity.unit_id == unit.id, in_force(UnitCapacity, on)))
    return (row.installed, row.open, row.staffed, row.source.value) if row else None


def a_ward_without_numbers(session: Any) -> Any:
    ward = a_ward(an_institution())
    session.execute(sa.delete(UnitCapacity).where(UnitCapacity.unit_id == ward.id))
    session.commit()
    return ward


def test_a_run_of_beds_becomes_the_capacity_from_the_day_they_opened(session: Any, client_for: Any) -> None:
    ward = a_ward_without_numbers(session)
    before = session.scalar(sa.select(sa.func.sum(Revision.number)))
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    run = {**OPEN, "first_room": 1, "last_room": 8, "per_room": 2, "opened_on": "2026-03-01", "features": ["OXYGEN"]}
    answer = coordinator.post("beds.add_run", run, key=ward.key)
    assert (answer.status, answer.location) == (303, f"/units/{ward.key}/beds")
    page = coordinator.follow()
    assert "1-1—8-2" in page.text
    assert len(page.all("li", class_="bed")) == 16
    assert capacity(session, ward, date(2026, 3, 1)) == (16, 16, 16, "TRACKED")
    assert capacity(session, ward, date(2026, 2, 28)) is None
    assert session.scalar(sa.select(sa.func.sum(Revision.number))) > before
    event = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, len(event.details["beds"])) == ("beds_added", 16)


def test_switching_from_declared_to_tracked_keeps_what_was_declared_for_earlier_days(
    session: Any, client_for: Any
) -> None:
    ward = a_ward(an_institution(), beds=12)
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    assert "此前申报的核定12" in coordinator.get("beds.new_run", key=ward.key).text
    coordinator.post("beds.add", {**OPEN, "bed_no": "1-1", "opened_on": "2026-03-01"}, key=ward.key)
    assert capacity(session, ward, today() - timedelta(days=1)) == (12, 12, 12, "DECLARED")
    assert capacity(session, ward, today()) == (1, 1, 1, "TRACKED")


def test_a_number_is_used_once_in_a_unit_even_after_the_bed_is_closed(session: Any, client_for: Any) -> None:
    ward = a_ward(an_institution())
    a_bed(ward, bed_no="1-1")
    a_bed(ward, bed_no="1-2", closed_on=date(2026, 1, 1))
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    for number, words in (
        ("1-1", "床号1-1已有"),
        ("1-2", "曾用于已撤销的床位"),
        ("一二三四五六七八九十一二三", "最多12个字"),
        ("1 1", "短横线"),
    ):
        answer = coordinator.post("beds.add", {**OPEN, "bed_no": number, "opened_on": "2026-03-01"}, key=ward.key)
        assert (answer.status, words in answer.text) == (422, True)
        assert answer.control("bed_no").get("aria-invalid") == "true"
    run = {**OPEN, "first_room": 1, "last_room": 2, "per_room": 2, "opened_on": "2026-03-01"}
    assert "床号1-1、1-2已有" in coordinator.post("beds.add_run", run, key=ward.key).text
    assert session.scalar(sa.select(sa.func.count()).select_from(Bed)) == 2
    other = a_ward(ward.institution)
    assert (
        coordinator.post("beds.add", {**OPEN, "bed_no": "1-1", "opened_on": "2026-03-01"}, key=other.key).status == 303
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("first_room", "x"), ("last_room", "-1"), ("per_room", "9" * 40), ("opened_on", "2026-02-30"), ("opened_on", ""),
     ("opened_on", "2099-01-01"), ("kind", "HOME"), ("sex", "?"), ("first_room", ""), ("last_room", "0"),
     ("last_room", "9999")],
)  # fmt: skip
def test_a_run_with_nonsense_adds_nothing_and_says_where(session: Any, client_for: Any, field: str, value: str) -> None:
    ward = a_ward(an_institution())
    run = {**OPEN, "first_room": 1, "last_room": 8, "per_room": 2, "opened_on": "2026-03-01", field: value}
    answer = client_for(Role.COUNTY_COORDINATOR).post("beds.add_run", run, key=ward.key)
    assert answer.status == 422
    assert answer.all("p", class_="err")
    assert session.scalar(sa.select(sa.func.count()).select_from(Bed)) == 0


def test_blocking_needs_a_reason_and_takes_the_bed_off_the_staffed_ones(session: Any, client_for: Any) -> None:
    ward = a_ward_without_numbers(session)
    manager = client_for(Role.WARD_MANAGER, institution=ward.institution)
    manager.post(
        "beds.add_run",
        {**OPEN, "first_room": 1, "last_room": 1, "per_room": 3, "opened_on": "2026-03-01"},
        key=ward.key,
    )
    first = session.scalars(sa.select(Bed).order_by(Bed.id)).first()
    answer = manager.post("beds.state", {"state": "BLOCKED", "state_reason": ""}, key=first.key)
    assert (answer.status, "请写明原因" in answer.text) == (422, True)
    assert manager.post("beds.state", {"state": "BLOCKED", "state_reason": "维修"}, key=first.key).status == 303
    assert capacity(session, ward, today()) == (3, 3, 2, "TRACKED")
    assert "维修" in manager.get("units.beds", key=ward.key).text
    manager.post("beds.state", {"state": "READY", "state_reason": "维修"}, key=first.key)
    assert capacity(session, ward, today()) == (3, 3, 3, "TRACKED")
    session.refresh(first)
    assert first.state_reason == ""
    assert manager.post("beds.state", {"state": "GONE"}, key=first.key).status == 422


def test_a_closed_bed_counts_until_its_last_day(session: Any, client_for: Any) -> None:
    ward = a_ward_without_numbers(session)
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    coordinator.post(
        "beds.add_run",
        {**OPEN, "first_room": 1, "last_room": 1, "per_room": 2, "opened_on": "2026-03-01"},
        key=ward.key,
    )
    first = session.scalars(sa.select(Bed).order_by(Bed.id)).first()
    later = today() + timedelta(days=5)
    for absurd, words in (
        ("2026-02-01", "早于"),
        ((today() + timedelta(days=400)).isoformat(), "提前一年"),
        ("x", "年-月-日"),
    ):
        answer = coordinator.post("beds.close", {"closed_on": absurd}, key=first.key)
        assert (answer.status, words in answer.text) == (422, True)
    assert coordinator.post("beds.close", {"closed_on": later.isoformat()}, key=first.key).status == 303
    assert capacity(session, ward, later - timedelta(days=1)) == (2, 2, 2, "TRACKED")
    assert capacity(session, ward, later) == (1, 1, 1, "TRACKED")
    assert "已撤销，不能再改" in coordinator.post("beds.state", {"state": "CLEANING"}, key=first.key).text


def test_changing_the_kind_changes_what_is_open(session: Any, client_for: Any) -> None:
    ward = a_ward_without_numbers(session)
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    coordinator.post("beds.add", {**OPEN, "bed_no": "1", "opened_on": "2026-03-01"}, key=ward.key)
    only = session.scalars(sa.select(Bed)).one()
    change = {"kind": "LICENSED", "sex": "F", "features": ["BATH"], "room_no": "9"}
    assert coordinator.post("beds.change", change, key=only.key).status == 303
    session.refresh(only)
    assert (only.sex.value, only.features, only.room_no) == ("F", ["BATH"], "9")
    assert capacity(session, ward, today()) == (1, 0, 0, "TRACKED")
    assert (
        session.scalar(sa.select(UnitCapacity.source).where(UnitCapacity.unit_id == ward.id)) is CapacitySource.TRACKED
    )


def test_a_home_team_has_no_beds_of_its_own(client_for: Any) -> None:
    team = a_unit(an_institution(), UnitKind.HOME_TEAM)
    answer = client_for(Role.COUNTY_COORDINATOR).post(
        "beds.add", {**OPEN, "bed_no": "1", "opened_on": "2026-03-01"}, key=team.key
    )
    assert (answer.status, "没有固定床位" in answer.text) == (422, True)


def test_beds_of_another_county_or_hospital_are_not_found(client_for: Any, visitor_as: Any) -> None:
    ward = a_ward(an_institution())
    one = a_bed(ward)
    stranger = client_for(Role.COUNTY_COORDINATOR, "331122")
    neighbour = visitor_as(a_user(Role.WARD_MANAGER, institution=an_institution()))
    for visitor in (stranger, neighbour):
        assert visitor.get("units.beds", key=ward.key).status == 404
        assert visitor.get("beds.new", key=ward.key).status == 404
        assert visitor.post("beds.add", {**OPEN, "bed_no": "9", "opened_on": "2026-03-01"}, key=ward.key).status == 404
        assert visitor.get("beds.edit", key=one.key).status == 404
        assert visitor.post("beds.close", {"closed_on": "2026-03-01"}, key=one.key).status == 404
    assert (
        client_for(Role.CLINICIAN, institution=ward.institution)
        .post("beds.state", {"state": "CLEANING"}, key=one.key)
        .status
        == 403
    )


def test_the_page_of_beds_takes_few_statements_however_many_there_are(client_for: Any) -> None:
    ward = a_ward(an_institution())
    for _number in range(30):
        a_bed(ward)
    coordinator = client_for(Role.COUNTY_COORDINATOR)
    coordinator.get("units.beds", key=ward.key)
    assert coordinator.queries <= 2 + 4
