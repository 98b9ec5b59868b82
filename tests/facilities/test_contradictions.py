"""What cannot be right, or not for long: rules over flat facts, no database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hospice.facilities.rules.codes import InstitutionKind, ServiceMode, UnitKind, UnitStatus
from hospice.facilities.rules.contradiction_words import MENDED_AT, TITLES, WORDS
from hospice.facilities.rules.contradictions import Contradiction, check_due, find
from hospice.facilities.rules.places import InstitutionState
from hospice.facilities.rules.seen import DeclarationSeen, InstitutionSeen, Limits, Registry, UnitSeen

ON = date(2026, 11, 22)
LIMITS = Limits(confirm_max_age_days=100, licence_overdue_grace_days=90)
C = Contradiction


def house(**values: Any) -> InstitutionSeen:
    facts: dict[str, Any] = {
        "id": 1, "name": "县医院", "kind": InstitutionKind.GENERAL, "state": InstitutionState.ACTIVE, "region_id": 7,
        "county": "331181", "county_name": "龙泉市", "credit_code": "C1", "licence_no": "L1", "licence_from": date(2020, 1, 1),
        "licence_to": date(2030, 1, 1), "licence_checked_on": date(2026, 1, 1), "licensed_beds": 80,
        "licensed_subjects": ["24"], "host_institution_id": None, "duty_phone": "", "liaison_name": "",
        "looked_at": ON, "lies_in": "", "km_outside": 0.0, **values,
    }  # fmt: skip
    return InstitutionSeen(**facts)


def ward(**values: Any) -> UnitSeen:
    facts: dict[str, Any] = {
        "id": 11, "institution_id": 1, "name": "病区", "kind": UnitKind.WARD, "region_id": 7, "county": "331181",
        "county_name": "龙泉市", "opened_on": date(2024, 1, 1), "approval_document": "批复", "shared_specialty": False,
        "own_sign_and_rules": True, "duty_phone": "0578-1", "liaison_name": "某人", "status": UnitStatus.OPERATING,
        "status_since": date(2024, 1, 1), "expected_on": None, "installed": 10, "open": 10, "staffed": 10,
        "places_told_on": None, "looked_at": ON, "designated_for": (), "lies_in": "", "km_outside": 0.0, **values,
    }  # fmt: skip
    return UnitSeen(**facts)


def codes(houses: list[InstitutionSeen], units: list[UnitSeen] = [], declared: list[DeclarationSeen] = []) -> list[str]:  # noqa: B006
    return [item.code for item in find(ON, Registry(houses, units, declared), LIMITS)]


def test_a_registry_in_order_has_no_findings() -> None:
    assert codes([house()], [ward()], [DeclarationSeen(1, [ServiceMode.WARD], 1, 1)]) == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"licence_no": None}, C.LICENCE_MISSING),
        ({"licence_to": ON - timedelta(1)}, C.LICENCE_EXPIRED),
        ({"licence_checked_on": date(2025, 11, 21)}, C.LICENCE_CHECK_OVERDUE),
        ({"licence_checked_on": None, "licence_from": date(2020, 1, 1)}, C.LICENCE_CHECK_OVERDUE),
        ({"licensed_subjects": ["26"]}, C.SUBJECT_MISSING),
        ({"lies_in": "莲都区", "km_outside": 3.2}, C.POINT_OUTSIDE),
        ({"state": InstitutionState.SUSPENDED}, C.HOST_NOT_ACTIVE),
    ],
)
def test_an_institution_with_a_ward_is_found(facts: dict[str, Any], code: str) -> None:
    assert codes([house(**facts)], [ward()]) == [code]


@pytest.mark.parametrize(
    "facts",
    [
        {"licence_to": ON},  # the last day is included
        {"licence_to": None},
        {"licence_checked_on": date(2025, 11, 22)},  # due today
        {"licence_checked_on": date(2023, 11, 22), "licensed_beds": 100},  # three years from 100 beds on
    ],
)
def test_a_licence_is_valid_up_to_its_last_day(facts: dict[str, Any]) -> None:
    assert codes([house(**facts)], [ward()]) == []


def test_a_licence_does_not_matter_where_there_is_no_ward() -> None:
    assert codes([house(licence_no=None)], [ward(kind=UnitKind.HOME_TEAM)]) == []
    assert codes([house(licence_no=None)], [ward(status=UnitStatus.PLANNED, expected_on=ON)]) == []


def test_a_check_made_on_a_leap_day_is_due_a_day_earlier() -> None:
    assert check_due(house(licence_checked_on=date(2024, 2, 29))) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"open": 11}, C.OPEN_ABOVE_INSTALLED),
        ({"staffed": 11}, C.STAFFED_ABOVE_OPEN),
        ({"open": 0, "staffed": 0}, C.NO_OPEN_BEDS),
        ({"installed": None, "open": None, "staffed": None}, C.NO_OPEN_BEDS),
        ({"approval_document": ""}, C.NO_APPROVAL),
        ({"opened_on": None}, C.NO_OPENING_DAY),
        ({"opened_on": ON + timedelta(1)}, C.NO_OPENING_DAY),
        ({"duty_phone": ""}, C.NO_DUTY_CONTACT),
        ({"liaison_name": ""}, C.NO_DUTY_CONTACT),
        ({"shared_specialty": True, "own_sign_and_rules": False}, C.SHARED_WITHOUT_RULES),
        ({"status": UnitStatus.PLANNED, "expected_on": ON - timedelta(1)}, C.OPENING_OVERDUE),
        ({"status": UnitStatus.SUSPENDED, "status_since": ON - timedelta(366)}, C.SUSPENDED_TOO_LONG),
        ({"county": "331102", "county_name": "莲都区"}, C.UNIT_ELSEWHERE),
        ({"designated_for": ("莲都区",), "status": UnitStatus.RELOCATING}, C.DESIGNATED_NOT_OPERATING),
        ({"looked_at": ON - timedelta(101)}, C.CONFIRMATION_TOO_OLD),
        ({"looked_at": None}, C.CONFIRMATION_TOO_OLD),
        ({"places_told_on": ON, "looked_at": ON - timedelta(1)}, C.CHANGED_SINCE_CONFIRMED),
        ({"lies_in": "云和县", "km_outside": 9.0}, C.POINT_OUTSIDE),
    ],
)
def test_a_ward_is_found(facts: dict[str, Any], code: str) -> None:
    assert codes([house()], [ward(**facts)]) == [code]


@pytest.mark.parametrize(
    "facts",
    [
        {"looked_at": ON - timedelta(100)},
        {"status": UnitStatus.SUSPENDED, "status_since": ON - timedelta(365)},
        {"status": UnitStatus.PLANNED, "expected_on": ON},
        {"county": "331102", "designated_for": ("莲都区",)},
        {"kind": UnitKind.HOME_TEAM, "open": 0, "staffed": 0, "approval_document": ""},
        {"status": UnitStatus.CLOSED, "open": 12, "expected_on": date(2020, 1, 1)},
    ],
)
def test_what_is_just_within_the_limits_is_not_found(facts: dict[str, Any]) -> None:
    assert codes([house()], [ward(**facts)]) == []


def test_the_duty_phone_of_the_hospital_serves_its_ward() -> None:
    assert codes([house(duty_phone="0578-2", liaison_name="某人")], [ward(duty_phone="", liaison_name="")]) == []


def test_a_declaration_needs_a_physician_and_a_nurse_and_a_look_now_and_then() -> None:
    facility = house(kind=InstitutionKind.TOWNSHIP_HC)
    assert codes([facility], [], [DeclarationSeen(1, [ServiceMode.HOME_ROUND], 1, 0)]) == [C.DECLARED_WITHOUT_STAFF]
    stale = house(looked_at=ON - timedelta(101))
    assert codes([stale], [], [DeclarationSeen(1, [ServiceMode.HOME_ROUND], 1, 1)]) == [C.CONFIRMATION_TOO_OLD]
    assert codes([stale], [], [DeclarationSeen(1, [], 0, 0)]) == []  # no mode: no longer provided


def test_two_institutions_share_neither_licence_nor_code_nor_name() -> None:
    one = house()
    assert codes([one, house(id=2, name="别的医院", credit_code="C2")]) == [C.SAME_LICENCE] * 2
    assert codes([one, house(id=2, name="别的医院", licence_no="L2")]) == [C.SAME_CREDIT_CODE] * 2
    assert codes([one, house(id=2, credit_code="C2", licence_no="L2")]) == [C.SAME_NAME] * 2
    assert codes([one, house(id=2, credit_code="C2", licence_no="L2", county="331102")]) == []
    assert codes([one, house(id=2, state=InstitutionState.CLOSED)]) == []


def test_a_branch_shares_the_code_of_its_body() -> None:
    branch = {"name": "别的医院", "licence_no": "L2"}
    assert codes([house(), house(id=2, host_institution_id=1, **branch)]) == []
    both = [house(host_institution_id=9), house(id=2, host_institution_id=9, **branch)]
    assert codes(both) == []


def test_every_kind_has_words_and_a_place_where_it_is_mended() -> None:
    kinds = {kind.value for kind in Contradiction}
    assert kinds == set(TITLES) == set(WORDS) == set(MENDED_AT)
