"""The units of the whole province that could serve a need, with what is known of them, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hospice.core.clock import frozen, now
from hospice.core.db import unit_of_work
from hospice.episodes.queries.beds import census_of, free_beds
from hospice.episodes.rules.codes import Priority
from hospice.episodes.rules.faces import Freshness
from hospice.episodes.rules.standards import Standards
from hospice.episodes.services import reserving
from hospice.episodes.services.reserving import Wanted
from hospice.facilities.models import CareUnit, ConsortiumMember, UnitCapacity
from hospice.facilities.rules.codes import GroupRole, InstitutionKind, UnitKind, UnitStatus
from hospice.facilities.rules.places import BedKind, BedSex, BedState, InstitutionState
from hospice.geo.distance import kilometres
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting
from hospice.transfers.models import Request
from hospice.transfers.queries.habits import habits
from hospice.transfers.queries.places import Look, exactly, offered
from hospice.transfers.rules.codes import DeclineReason
from hospice.transfers.rules.finding import found
from hospice.transfers.rules.places import Habit, Offered, Sought
from hospice.transfers.services import answering

from ..cases import a_house, a_patient, received, submitted
from ..factories import OPENED, a_bed, a_consortium, a_unit, a_ward, an_institution

Counted = Callable[[], AbstractContextManager[list[str]]]
HOME = (119.14, 28.08)  # 龙泉


def look(setting: Setting = Setting.WARD, **values: Any) -> Look:
    return Look(setting=setting, standards=Standards(), **values)


def those(session: Session, *units: CareUnit, setting: Setting = Setting.WARD, **values: Any) -> list[Offered]:
    ids = {unit.id: number for number, unit in enumerate(units)}
    places = [place for place in offered(session, look(setting, **values)) if place.unit_id in ids]
    return sorted(places, key=lambda place: ids[place.unit_id])


def test_the_whole_province_is_looked_at_and_what_is_closed_or_of_another_setting_is_not(session: Session) -> None:
    near, far = a_ward(an_institution("331181")), a_ward(an_institution("330106"))
    center = a_unit(an_institution("331102"), UnitKind.CENTER)
    suspended = a_ward(an_institution(), status=UnitStatus.SUSPENDED)
    planned = a_ward(an_institution(), status=UnitStatus.PLANNED)
    closed = a_ward(an_institution(), status=UnitStatus.CLOSED)
    pending = a_ward(an_institution(), pending=True)
    team = a_unit(an_institution(), UnitKind.HOME_TEAM)
    shut = a_ward(an_institution(state=InstitutionState.SUSPENDED))
    chc = a_ward(an_institution(kind=InstitutionKind.CHC))
    places = offered(session, look())
    ids = {place.unit_id for place in places}
    assert ids >= {near.id, far.id, center.id, suspended.id, planned.id, shut.id, chc.id}
    assert ids.isdisjoint({closed.id, pending.id, team.id})
    heaps = found(Sought(setting=Setting.WARD, on=OPENED), places)
    fits = {place.unit_id for place in (*heaps.fits, *heaps.full)}
    assert fits >= {near.id, far.id, center.id, chc.id}
    assert fits.isdisjoint({suspended.id, planned.id, shut.id})
    assert {place.unit_id for place in offered(session, look(Setting.HOME))} & {team.id, near.id} == {team.id}
    assert {place.unit_id for place in offered(session, look(Setting.COMMUNITY))} & {chc.id, near.id} == {chc.id}


def test_tracked_beds_come_to_what_the_census_of_the_unit_says(session: Session) -> None:
    house = a_house("331102")
    for state in (*BedState, BedState.READY, BedState.READY, BedState.READY):
        a_bed(house.unit, state=state, state_reason="维修" if state is BedState.BLOCKED else "")
    a_bed(house.unit, kind=BedKind.LICENSED)
    a_bed(house.unit, sex=BedSex.MALE)
    a_bed(house.unit, sex=BedSex.MALE)
    a_bed(house.unit, sex=BedSex.FEMALE, kind=BedKind.RESERVED)
    a_bed(house.unit, opened_on=OPENED, closed_on=OPENED + timedelta(days=1))
    patient = a_patient(house)
    with unit_of_work() as work:
        wanted = Wanted(unit_id=house.unit.id, setting=Setting.WARD)
        reserving.reserve(work, patient, wanted, by=house.clinician, standards=Standards())
    stock, census = those(session, house.unit)[0].stock, census_of(session, house.unit.id)
    assert stock is not None
    assert stock.tracked
    assert (stock.open, stock.staffed, stock.held, stock.occupied) == (
        census.open, census.staffed, census.held, census.occupied,
    )  # fmt: skip
    assert stock.all_free == census.free
    for sex in (Sex.MALE, Sex.FEMALE, None):
        assert stock.fitting(sex) == len(free_beds(session, house.unit.id, sex))
    assert stock.set_aside == 1


def test_declared_places_are_those_that_are_staffed_and_not_given(session: Session) -> None:
    house = a_house("331102")
    capacity = session.query(UnitCapacity).filter_by(unit_id=house.unit.id).one()
    capacity.staffed = 6
    session.commit()
    with unit_of_work() as work:
        wanted = Wanted(unit_id=house.unit.id, setting=Setting.WARD)
        reserving.reserve(work, a_patient(house), wanted, by=house.clinician, standards=Standards())
    stock = those(session, house.unit)[0].stock
    assert stock is not None
    assert (stock.open, stock.staffed, stock.free, stock.held, stock.tracked) == (10, 6, 5, 1, False)


def test_what_nobody_reported_is_unknown(session: Session) -> None:
    unit = a_ward(an_institution())
    session.query(UnitCapacity).filter_by(unit_id=unit.id).delete()
    session.commit()
    place = those(session, unit)[0]
    assert place.stock is None
    assert place.told_at is None
    assert place.age is Freshness.OLD


def test_figures_grow_old(session: Session) -> None:
    house = a_house("331102", beds=1)
    house.beds[0].state_since = at = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
    session.commit()
    ages = []
    for hours in (1, 30, 80):
        with frozen(at + timedelta(hours=hours)):
            ages.append(those(session, house.unit)[0].age)
    assert ages == [Freshness.FRESH, Freshness.AGEING, Freshness.OLD]


def test_consortia_that_are_shared_are_named_and_former_ones_are_not(session: Session) -> None:
    sender, friend, former, other = (a_house("331181") for _number in range(4))
    group, past = a_consortium(sender.institution), a_consortium(sender.institution)
    ended = {"valid_to": OPENED + timedelta(days=1)}
    for consortium, house, until in ((group, friend, {}), (past, former, ended)):
        session.add(
            ConsortiumMember(
                consortium=consortium, institution=house.institution, role=GroupRole.MEMBER, valid_from=OPENED, **until
            )
        )
    session.commit()
    units = (friend.unit, former.unit, other.unit)
    places = those(session, *units, sender_id=sender.institution.id)
    assert [place.consortia for place in places] == [(group.name,), (), ()]
    assert those(session, friend.unit)[0].consortia == ()  # nobody sends


def test_who_waits_is_counted_by_class(session: Session) -> None:
    sender, receiver = a_house(), a_house("331102")
    for priority in (Priority.URGENT, Priority.ROUTINE, Priority.ROUTINE):
        request = received(sender, receiver, priority=priority)[0]
        with unit_of_work() as work:
            answering.waitlist(work, request, by=receiver.clinician)
    place = those(session, receiver.unit)[0]
    assert place.waiting == (1, 0, 2, 0)
    assert place.ahead(Priority.PRIOR) == 1


def test_habits_count_answers_refusals_and_silence_of_thirty_days(session: Session) -> None:
    sender, quick, slow = a_house(), a_house("331102"), a_house("331121")
    at = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
    with frozen(at):
        answered, refused = received(sender, quick)[0], received(sender, quick)[0]
        silent = submitted(sender, slow)[0]
    with frozen(at - timedelta(days=40)):
        submitted(sender, slow)
    with frozen(at + timedelta(minutes=42)), unit_of_work() as work:
        answering.waitlist(work, answered, by=quick.clinician)
    with frozen(at + timedelta(minutes=98)), unit_of_work() as work:
        answering.decline(work, refused, DeclineReason.TOO_FAR, "路太远，家属不便", by=quick.clinician)
    with frozen(at + timedelta(minutes=99)):
        running = habits(session, now())
    assert running[quick.unit.id] == Habit(2, 2, 1, 70)
    assert slow.unit.id not in running  # the time to answer still runs
    with frozen(at + timedelta(days=9)):
        late = habits(session, now())
    assert late[slow.unit.id] == Habit(1, 0, 0, None)
    assert session.get(Request, silent.id).decided_at is None  # type: ignore[union-attr]
    with frozen(at + timedelta(days=31)):
        assert quick.unit.id not in habits(session, now())


def test_distances_are_those_of_the_unit_its_house_or_roughly_its_county(session: Session) -> None:
    own = a_ward(an_institution("331102", lon=119.9, lat=28.4), lon=119.95, lat=28.45)
    house = a_ward(an_institution("331102", lon=119.9, lat=28.4))
    county = a_ward(an_institution("331102"))
    places = those(session, own, house, county, home=HOME, relative=(120.1, 30.2))
    assert [place.roughly for place in places] == [False, False, True]
    assert places[0].position == (119.95, 28.45)
    for place in places:
        assert place.position is not None
        assert place.km == pytest.approx(kilometres(HOME, place.position), rel=0.004)
        assert place.relative_km is not None
    exact = exactly(places, look(home=HOME))
    assert [place.km for place in exact] == [kilometres(HOME, place.position or HOME) for place in places]
    assert all(place.km is None for place in those(session, own))


def test_the_number_of_statements_does_not_grow_with_the_number_of_units(session: Session, sql_count: Counted) -> None:
    sender = a_house()
    counts = []
    for _round in range(2):
        for region in ("331181", "331102", "330106", "331121"):
            a_house(region, beds=2)
        with sql_count() as statements:
            places = offered(session, look(sender_id=sender.institution.id, home=HOME, relative=HOME))
        counts.append((len(statements), len(places)))
    assert counts[0][0] == counts[1][0] <= 8
    assert counts[1][1] > counts[0][1]
