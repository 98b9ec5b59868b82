"""The made province, looked at before it reaches a database."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from hospice.access.permissions import AT_INSTITUTION, REGION_LEVELS, Role
from hospice.accounts.models import Grant, User
from hospice.core.clock import ZONE, frozen
from hospice.demo import plan, province
from hospice.demo.land import Land, published
from hospice.demo.network import Network
from hospice.demo.words import Case
from hospice.facilities.models import (
    Bed,
    CareUnit,
    Confirmation,
    Consortium,
    ConsortiumMember,
    Designation,
    Institution,
    InstitutionRecord,
    SentBack,
    ServiceActivity,
    ServiceDeclaration,
    UnitCapacity,
    UnitRecord,
    UnitState,
)
from hospice.facilities.rules.beds import Stand, count
from hospice.facilities.rules.codes import GroupRole, InstitutionKind, UnitStatus
from hospice.facilities.rules.identifiers import (
    credit_code_is_sound,
    licence_number_has_its_shape,
    organisation_code_is_sound,
    organisation_code_within,
    registering_division,
)
from hospice.facilities.rules.life import NEXT
from hospice.facilities.rules.places import BedState, CapacitySource

from .conftest import SEED, TODAY

CUTOFF = datetime.combine(TODAY, datetime.min.time(), ZONE).astimezone(UTC)
FACTS = (
    InstitutionRecord, UnitRecord, UnitState, UnitCapacity, ServiceDeclaration, ServiceActivity, Designation,
)  # fmt: skip

PENDING = {
    InstitutionRecord: "institution_id", UnitRecord: "unit_id", UnitState: "unit_id", ServiceDeclaration: "institution_id",
}  # fmt: skip


def lasting(network: Network, model: type, subject: str) -> dict[int, dict]:
    rows = network.book.rows[model]
    return {row[subject]: row for row in rows if row["confirmed_at"] and not row["superseded_at"] and not row["valid_to"]}


def test_the_same_seed_and_day_make_the_same_rows(ground: Land, network: Network):
    again = province.make(ground, SEED, TODAY, {}, "not a hash")

    assert again.book.rows == network.book.rows


@pytest.mark.parametrize("hour", [0, 13, 23])
def test_the_hour_at_which_it_is_made_does_not_matter(ground: Land, hour: int):
    small = ground.only("331100")
    plain = province.make(small, SEED, TODAY, {}, "not a hash")
    with frozen(datetime(2031, 5, 6, hour, 59, tzinfo=UTC)):
        later = province.make(small, SEED, TODAY, {}, "not a hash")

    assert later.book.rows == plain.book.rows


def test_another_seed_makes_another_province(ground: Land, network: Network):
    other = province.make(ground.only("331100"), "1", TODAY, {}, "not a hash")
    names = {row["key"] for row in network.book.rows[Institution]}

    assert not names & {row["key"] for row in other.book.rows[Institution]}


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2027, 12, 31), date(2028, 3, 1)])
def test_any_day_can_be_the_reference_day(ground: Land, today: date):
    small = province.make(ground.only("331100"), SEED, today, {}, "not a hash")

    assert len(small.book.rows[Institution]) > 300


def test_there_is_one_primary_facility_in_every_township(network: Network, ground: Land):
    townships = [place.id for places in ground.townships.values() for place in places]
    assert len(townships) == len(network.primaries) == 1359

    kinds = (InstitutionKind.TOWNSHIP_HC, InstitutionKind.CHC)
    rows = [row for row in network.book.rows[InstitutionRecord] if row["kind"] in kinds and not row["superseded_at"]]
    first = {row["institution_id"]: row for row in rows if row["reason"] != Case.TWO_SIGNBOARDS}
    assert Counter(row["township_id"] for row in first.values()) == Counter(townships)


def test_every_published_hospital_is_registered_under_its_name(network: Network):
    registered = {row["name"] for row in network.book.rows[InstitutionRecord]}

    assert [one.name for one in published() if one.name not in registered] == []
    assert len(published()) == 333


def test_about_three_thousand_institutions_and_every_county_has_a_hospital(network: Network):
    assert 2800 <= len(network.book.rows[Institution]) <= 3200
    assert sorted(network.mains) == sorted(network.land.counties)


def test_all_credit_codes_are_sound_and_belong_to_nobody(network: Network):
    for row in network.book.rows[InstitutionRecord]:
        code = row["credit_code"]
        assert credit_code_is_sound(code), code
        assert organisation_code_is_sound(organisation_code_within(code)), code
        assert organisation_code_within(code).startswith("DEM")
        assert registering_division(code).startswith("33")


def test_licence_numbers_are_well_shaped_and_used_once(network: Network):
    used: dict[str, int] = {}
    for row in network.book.rows[InstitutionRecord]:
        number = row["licence_no"]
        if number is not None:
            assert licence_number_has_its_shape(number)
            assert used.setdefault(number, row["institution_id"]) == row["institution_id"]


def test_no_telephone_number_can_be_anybodys(network: Network):
    rows = [*network.book.rows[InstitutionRecord], *network.book.rows[UnitRecord]]
    numbers = {row[name] for row in rows for name in ("phone", "duty_phone", "liaison_phone") if row.get(name)}

    assert len(numbers) > 1000
    assert all(re.fullmatch(r"05\d\d-0\d{6}", number) for number in numbers)
    assert all(row["phone"] is None for row in network.book.rows[User])
    assert not any(re.search(r"\d{7}", row["address"]) for row in network.book.rows[InstitutionRecord])


@pytest.mark.parametrize("model", [Institution, CareUnit, Consortium, User])
def test_everything_is_marked_synthetic(network: Network, model: type):
    assert network.book.rows[model]
    assert all(row["synthetic"] for row in network.book.rows[model])


@pytest.mark.parametrize("case", list(Case))
def test_every_edge_case_is_there(network: Network, case: Case):
    assert any(row["reason"] == case for model in FACTS for row in network.book.rows[model]) or case is Case.STALE


def test_some_wards_have_not_been_looked_at_for_over_a_hundred_days(network: Network):
    last: dict[int, datetime] = {}
    for row in network.book.rows[Confirmation]:
        if row["unit_id"] is not None:
            last[row["unit_id"]] = max(row["at"], last.get(row["unit_id"], row["at"]))
    old = [unit for unit, at in last.items() if CUTOFF - at > timedelta(100)]

    assert 4 <= len(old) < len(last) / 5


@pytest.mark.parametrize("model", FACTS)
def test_nothing_was_known_before_it_was_typed_or_after_the_reference_day_began(network: Network, model: type):
    for row in network.book.rows[model]:
        assert row["recorded_at"] < CUTOFF
        if row["confirmed_at"]:
            assert row["recorded_at"] <= row["confirmed_at"] < CUTOFF
        if row["superseded_at"]:
            assert row["confirmed_at"] <= row["superseded_at"] < CUTOFF
        assert row["valid_to"] is None or row["valid_to"] > row["valid_from"]
        assert row["valid_from"] >= network.calendar.start


def test_some_facts_became_known_months_late_and_some_were_corrected(network: Network):
    openings = [row for row in network.book.rows[UnitState] if row["status"] is UnitStatus.OPERATING and row["confirmed_at"]]
    late = [row for row in openings if row["confirmed_at"].date() - row["valid_from"] > timedelta(60)]
    wrong = [row for row in openings if row["superseded_at"] and not row["valid_to"]]

    assert len(late) >= 10
    assert len(wrong) >= 2


def test_units_live_as_the_rules_allow(network: Network):
    lives: dict[int, list[dict]] = {}
    for row in network.book.rows[UnitState]:
        if row["confirmed_at"] and not row["superseded_at"]:
            lives.setdefault(row["unit_id"], []).append(row)
    for life in lives.values():
        life.sort(key=lambda row: row["valid_from"])
        for before, after in pairwise(life):
            assert after["status"] in NEXT[before["status"]]
            assert before["valid_to"] == after["valid_from"]


def test_units_that_promise_an_opening_say_when(network: Network):
    coming = (UnitStatus.PLANNED, UnitStatus.APPROVED, UnitStatus.UNDER_CONSTRUCTION)
    rows = lasting(network, UnitState, "unit_id").values()

    assert all((row["expected_on"] is not None) == (row["status"] in coming) for row in rows)


def test_tracked_capacity_is_what_the_beds_add_up_to(network: Network):
    beds: dict[int, list[Stand]] = {}
    for bed in network.book.rows[Bed]:
        beds.setdefault(bed["unit_id"], []).append(Stand(bed["kind"], bed["state"], bed["opened_on"], None))
    tracked = [row for row in network.book.rows[UnitCapacity] if row["source"] is CapacitySource.TRACKED]

    assert {row["unit_id"] for row in tracked} == set(beds)
    for row in tracked:
        if not row["superseded_at"]:
            there = count(beds[row["unit_id"]], row["valid_from"], blocked_now=row["valid_to"] is None)
            assert (row["installed"], row["open"], row["staffed"]) == there
    assert any(bed["state"] is BedState.BLOCKED and bed["state_reason"] for bed in network.book.rows[Bed])
    assert any(len({stand.opened_on for stand in stands}) == 2 for stands in beds.values())


@pytest.mark.parametrize("seed", ["1", "42"])
def test_whatever_the_seed_nothing_waits_twice(ground: Land, seed: str):
    made = province.make(ground, seed, TODAY, {}, None)

    for model, subject in PENDING.items():
        waiting = Counter(row[subject] for row in made.book.rows[model] if not row["confirmed_at"] and not row["superseded_at"])
        assert set(waiting.values()) <= {1}, model


def test_only_the_one_contradiction_has_more_beds_open_than_installed(network: Network):
    rows = lasting(network, UnitCapacity, "unit_id").values()

    assert sum(row["open"] > row["installed"] for row in rows) == 1


def test_every_role_has_two_people_in_different_places(network: Network):
    places: dict[Role, list[tuple]] = {role: [] for role in Role}
    for row in network.book.rows[Grant]:
        places[row["role"]].append((row["region_id"], row["institution_id"]))

    for role, found in places.items():
        assert len(found) >= 2, role
        only_the_province = role not in AT_INSTITUTION and REGION_LEVELS[role] == {"province"}
        assert only_the_province or len(set(found)) >= 2, role
        assert all((institution is not None) == (role in AT_INSTITUTION) for _, institution in found)


def test_logins_are_readable_and_used_once(network: Network):
    logins = [row["login"] for row in network.book.rows[User]]

    assert len(set(logins)) == len(logins)
    assert all(re.fullmatch(r"[a-z0-9.]{3,40}", login) for login in logins)


def test_nobody_confirms_what_the_same_person_typed(network: Network):
    for model in (InstitutionRecord, UnitRecord, UnitState, ServiceDeclaration, Designation):
        for row in network.book.rows[model]:
            assert row["confirmed_at"] is None or row["confirmed_by_id"] != row["recorded_by_id"]


def test_each_group_has_one_lead_and_a_county_stands_in_one_community(network: Network):
    leads = Counter(row["consortium_id"] for row in network.book.rows[ConsortiumMember] if row["role"] is GroupRole.LEAD)

    assert set(leads.values()) == {1}
    assert len(leads) == len(network.book.rows[Consortium])


def test_a_county_without_any_plan_has_no_ward_at_all(network: Network):
    panan = network.land.counties["330727"].id

    assert not [row for row in network.book.rows[UnitRecord] if row["region_id"] == panan]


def test_a_county_that_never_reported_has_nothing_confirmed(network: Network):
    silent = network.land.counties[plan.SILENT].id
    rows = [row for row in network.book.rows[InstitutionRecord] if row["region_id"] == silent]

    assert len(rows) >= 8
    assert not any(row["confirmed_at"] for row in rows)


def test_officers_find_changes_that_wait_for_them(network: Network):
    longquan = network.land.counties["331181"].id
    waiting = [row for row in network.book.rows[InstitutionRecord] if not row["confirmed_at"] and row["region_id"] == longquan]

    assert len(waiting) >= 2
    assert all(row["recorded_by_id"] for row in waiting)


def test_the_coordinator_gets_one_registration_back(network: Network):
    (back,) = network.book.rows[SentBack]
    fact = next(row for row in network.book.rows[InstitutionRecord] if row["id"] == back["fact_id"])

    assert fact["institution_id"] == back["institution_id"]
    assert fact["confirmed_at"] is None
    assert back["to_id"] == fact["recorded_by_id"]
    assert back["by_id"] != back["to_id"]
