"""Reading facts: what is true on the day and known at the time, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.dated import confirm
from hospice.core.db import db
from hospice.coverage.queries import parts
from hospice.coverage.queries.facts import Facts, end_of
from hospice.coverage.rules.goals import judge
from hospice.coverage.rules.policy import Policy, RegionLevel
from hospice.coverage.rules.verdicts import Goal, Reason
from hospice.facilities.models import Confirmation, InstitutionRecord, ServiceActivity, UnitCapacity, UnitState
from hospice.facilities.rules.codes import UnitStatus
from hospice.facilities.rules.places import CapacitySource
from hospice.regions.models import Change, Level, Region, Succession
from tests.factories import OPENED, a_declaration, a_region, a_unit, an_institution

from .registry import ON, a_counting_ward, a_facility, a_hospital, at


def load(session: Session, on: date, known_at: datetime | None) -> Facts:
    """The facts read anew, whatever was read before."""
    return parts.load(session, on, known_at, object())


def units_on(session: Session, on: date = ON, known_at: datetime | None = None) -> dict[str, Any]:
    return {unit.key: unit for unit in load(session, on, known_at).units}


def judged(session: Session, on: date = ON, known_at: datetime | None = None) -> Any:
    facts = load(session, on, known_at)
    return judge(on, Policy(), facts.counties, facts.institutions, facts.units, facts.designations, facts.services)


def test_the_facts_of_a_day_are_read_in_ten_statements(session: Session, sql_count: Callable[..., Any]) -> None:
    a_counting_ward()
    a_facility()
    with sql_count() as statements:
        load(session, ON, None)
    assert len(statements) <= 10  # the numbers of the parts, and what nine tables say


def test_what_waits_for_the_commission_is_not_a_fact(session: Session) -> None:
    a_unit(an_institution(pending=True), pending=True)
    facts = load(session, ON, None)
    assert (facts.institutions, facts.units) == ([], [])


def test_a_fact_is_true_from_its_first_day_until_the_day_before_its_end(session: Session) -> None:
    unit = a_counting_ward()
    for state in session.scalars(sa.select(UnitState)):
        state.valid_to = date(2026, 1, 1)
    session.commit()
    key = str(unit.key)
    assert key not in units_on(session, OPENED - timedelta(1))
    assert key in units_on(session, OPENED)
    assert key in units_on(session, date(2025, 12, 31))
    assert key not in units_on(session, date(2026, 1, 1))


def test_what_was_learnt_late_was_not_known_before(session: Session) -> None:
    late = datetime(2026, 5, 1, 3, tzinfo=UTC)
    unit = a_counting_ward(recorded_at=late, confirmed_at=late)
    key = str(unit.key)
    assert key in units_on(session, OPENED)
    assert key not in units_on(session, OPENED, late - timedelta(seconds=1))
    assert key in units_on(session, OPENED, late)


def test_a_correction_leaves_what_was_thought_before(session: Session) -> None:
    unit = a_counting_ward()
    told = UnitCapacity(
        unit_id=unit.id, installed=4, open=4, staffed=4, source=CapacitySource.DECLARED, valid_from=date(2026, 9, 1),
        recorded_at=at(date(2026, 10, 1)),
    )
    confirm(session, told, None, at(date(2026, 10, 1)))
    session.commit()
    key = str(unit.key)
    assert units_on(session)[key].open_beds == 4
    assert units_on(session, date(2026, 8, 31))[key].open_beds == 10
    assert units_on(session, ON, at(date(2026, 9, 30)))[key].open_beds == 10


def test_a_unit_without_capacity_has_not_reported_its_beds(session: Session) -> None:
    unit = a_counting_ward()
    session.execute(sa.delete(UnitCapacity))
    assert units_on(session)[str(unit.key)].open_beds is None


def test_the_latest_look_of_the_commission_up_to_the_day_is_the_one_that_counts(session: Session) -> None:
    unit = a_counting_ward()
    for day in (date(2026, 3, 1), date(2026, 8, 1), date(2026, 12, 1)):
        session.add(Confirmation(institution_id=unit.institution_id, unit_id=unit.id, at=at(day)))
    session.commit()
    key = str(unit.key)
    assert units_on(session)[key].last_confirmed_on == date(2026, 8, 1)
    assert units_on(session, date(2026, 5, 1))[key].last_confirmed_on == date(2026, 3, 1)
    assert units_on(session, ON, at(date(2026, 4, 1)))[key].last_confirmed_on == date(2026, 3, 1)


def test_what_is_confirmed_later_is_confirmed_for_the_day(session: Session) -> None:
    late = datetime(2026, 5, 1, 3, tzinfo=UTC)
    unit = a_counting_ward(recorded_at=late, confirmed_at=late)
    assert units_on(session, OPENED)[str(unit.key)].last_confirmed_on == OPENED


def test_a_look_at_another_unit_says_nothing_of_this_one(session: Session) -> None:
    unit, other = a_counting_ward(), a_counting_ward("331124")
    session.add(Confirmation(institution_id=other.institution_id, unit_id=other.id, at=at(date(2026, 11, 1))))
    session.commit()
    assert units_on(session)[str(unit.key)].last_confirmed_on == OPENED


def test_a_zone_counts_for_its_host_and_never_adds_to_the_ninety(session: Session) -> None:
    host = a_region("331181")
    zone = Region(
        code="331198", name="某新区", short_name="某新", level=Level.COUNTY, kind="功能区", parent_id=host.id,
        path=host.path + "331198/", statutory=False,
    )
    session.add(zone)
    session.flush()
    a_counting_ward("331198")
    coverage = judged(session)
    assert coverage.figure(Goal.G2, RegionLevel.COUNTY, "331181").met
    assert coverage.province(Goal.G2).denominator == 90
    assert coverage.figure(Goal.G2, RegionLevel.COUNTY, "331181").reported


def test_what_was_registered_in_a_merged_county_counts_in_its_heir(session: Session) -> None:
    heir = a_region("331181")
    former = Region(
        code="331199", name="旧县", short_name="旧", level=Level.COUNTY, kind="县", parent_id=heir.parent_id,
        path=heir.path.replace("331181", "331199"), valid_to=date(2025, 7, 1),
    )
    session.add(former)
    session.flush()
    session.add(Succession(from_id=former.id, to_id=heir.id, change=Change.MERGED, on=date(2025, 7, 1)))
    a_counting_ward("331199")
    assert judged(session).figure(Goal.G2, RegionLevel.COUNTY, "331181").met
    before = judged(session, date(2025, 6, 30))
    assert before.figure(Goal.G2, RegionLevel.COUNTY, "331199").met
    assert not before.figure(Goal.G2, RegionLevel.COUNTY, "331181").met
    assert before.province(Goal.G2).denominator == 91


def test_a_split_county_has_no_heir_that_could_be_guessed(session: Session) -> None:
    first, second = a_region("331181"), a_region("331124")
    former = Region(
        code="331199", name="旧县", short_name="旧", level=Level.COUNTY, kind="县", parent_id=first.parent_id,
        path=first.path.replace("331181", "331199"), valid_to=date(2025, 7, 1),
    )
    session.add(former)
    session.flush()
    for heir in (first, second):
        session.add(Succession(from_id=former.id, to_id=heir.id, change=Change.SPLIT, on=date(2025, 7, 1)))
    a_counting_ward("331199")
    assert judged(session).province(Goal.G2).numerator == 0


def test_a_declaration_that_waits_is_told_and_does_not_count(session: Session) -> None:
    institution = a_facility(provides=False)
    a_declaration(institution, confirmed_at=None)
    coverage = judged(session)
    verdict = coverage.primaries_of("331181")[0]
    assert not verdict.provides
    assert verdict.checks[0].reasons == (Reason.NOT_CONFIRMED,)
    assert not coverage.figure(Goal.G3, RegionLevel.COUNTY, "331181").reported


def test_what_a_waiting_declaration_adds_is_not_counted(session: Session) -> None:
    institution = a_facility(provides=False)
    a_declaration(institution, trained_nurses=0)
    a_declaration(institution, trained_nurses=3, confirmed_at=None)
    verdict = judged(session).primaries_of("331181")[0]
    assert verdict.reasons == (Reason.NO_TRAINED_NURSE,)


def test_a_declaration_that_has_ended_leaves_no_staff_behind(session: Session) -> None:
    institution = a_facility(provides=False)
    a_declaration(institution, valid_to=date(2026, 1, 1))
    assert judged(session, date(2025, 12, 31)).primaries_of("331181")[0].provides
    verdict = judged(session).primaries_of("331181")[0]
    assert Reason.ENDED in verdict.reasons
    assert Reason.NO_TRAINED_NURSE in verdict.reasons


def test_a_month_of_service_that_is_under_way_counts_up_to_the_day(session: Session) -> None:
    institution = a_facility()
    for start, end, services in ((date(2026, 11, 1), date(2026, 12, 1), 2), (date(2026, 12, 1), date(2027, 1, 1), 5)):
        session.add(ServiceActivity(
            institution_id=institution.id, services=services, valid_from=start, valid_to=end, confirmed_at=at(start),
            recorded_at=at(start),
        ))
    session.commit()
    assert load(session, ON, None).services[0].last_service_on == ON
    assert load(session, date(2026, 10, 31), None).services[0].last_service_on is None


def test_a_month_without_a_single_service_is_no_service(session: Session) -> None:
    institution = a_facility()
    session.add(ServiceActivity(
        institution_id=institution.id, services=0, valid_from=date(2026, 10, 1), valid_to=date(2026, 11, 1),
        confirmed_at=at(ON), recorded_at=at(ON),
    ))
    session.commit()
    assert load(session, ON, None).services[0].last_service_on is None


def test_a_unit_stands_at_its_own_point_or_at_that_of_its_hospital(session: Session) -> None:
    hospital = a_hospital(lon=119.1, lat=28.1)
    own, shared = a_unit(hospital, lon=119.2, lat=28.2), a_unit(hospital)
    nowhere = a_unit(a_hospital())
    points = load(session, ON, None).points
    assert points[own.id] == (119.2, 28.2)
    assert points[shared.id] == (119.1, 28.1)
    assert nowhere.id not in points


def test_a_county_has_reported_once_anything_of_it_was_confirmed(session: Session) -> None:
    a_hospital("331181")
    looked_at = a_hospital("331124")
    db.session.add(Confirmation(institution_id=looked_at.id, at=at(date(2026, 10, 1))))
    a_unit(a_hospital("331125"), status=UnitStatus.PLANNED)
    db.session.commit()
    reported = {county.code for county in load(session, ON, None).counties if county.reported}
    assert reported == {"331124", "331125"}


def test_a_business_date_ends_at_midnight_in_shanghai() -> None:
    assert end_of(date(2026, 11, 22)) == datetime(2026, 11, 22, 15, 59, 59, 999999, tzinfo=UTC)


def test_the_registry_day_is_the_one_on_the_local_clock(session: Session) -> None:
    hospital = a_hospital()
    hospital.created_at = datetime(2026, 3, 11, 17, tzinfo=UTC)
    session.commit()
    assert load(session, ON, None).institutions[0].registered_on == date(2026, 3, 12)
    assert session.scalar(sa.select(sa.func.count()).select_from(InstitutionRecord)) == 1
