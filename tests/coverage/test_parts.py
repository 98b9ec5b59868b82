"""Facts are read part by part: what comes of it is what one reading of everything gives, and only what changed is read."""

from __future__ import annotations

import random
from datetime import date

import pytest
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from hospice.core.clock import today
from hospice.coverage.queries.facts import Facts
from hospice.coverage.queries.parts import load
from hospice.facilities.models import Institution, UnitState
from hospice.facilities.models.confirmation import part_of
from hospice.facilities.rules.codes import UnitStatus
from hospice.facilities.services.revision import touch
from tests.factories import a_ward, an_institution


def afresh(session: Session, **values: bool) -> Facts:
    """The facts as a process reads them that has just started."""
    current_app.extensions.pop("hospice_shelf_coverage-parts", None)
    return load(session, today(), None, (), **values)


def sorted_facts(facts: Facts) -> tuple[object, ...]:
    return (
        facts.counties, sorted(facts.institutions, key=lambda one: one.id), sorted(facts.units, key=lambda one: one.id),
        facts.designations, sorted(facts.services, key=str), facts.points, facts.looked_at,
    )  # fmt: skip


@pytest.fixture
def houses(session: Session) -> list[Institution]:
    found = [an_institution(region) for region in ("331181", "331102", "330106", "331181", "330727")]
    for house in found:
        a_ward(house)
    return found


def close(session: Session, house: Institution) -> None:
    """Close the ward of a house without telling anybody."""
    unit = sa.select(UnitState).where(UnitState.unit.has(institution_id=house.id))
    session.scalars(unit).one().status = UnitStatus.CLOSED
    session.flush()


def open_wards(facts: Facts, houses: list[Institution]) -> list[bool]:
    states = {unit.institution_id: unit.status for unit in facts.units}
    return [states[house.id] is UnitStatus.OPERATING for house in houses]


def test_only_the_part_that_was_raised_is_read_again(session: Session, houses: list[Institution]):
    first, second, *_others = houses
    assert part_of(first.id) != part_of(second.id)
    afresh(session)
    close(session, first)
    touch(session, second.id)
    assert open_wards(load(session, today(), None, ()), houses) == [True] * 5
    touch(session, first.id)
    assert open_wards(load(session, today(), None, ()), houses) == [False, True, True, True, True]


def test_whatever_lies_outside_the_institutions_makes_everything_new(session: Session, houses: list[Institution]):
    afresh(session)
    close(session, houses[0])
    touch(session)
    assert open_wards(load(session, today(), None, ()), houses)[0] is False
    close(session, houses[1])
    assert open_wards(load(session, today(), None, ("another rule",)), houses)[1] is False


@pytest.mark.parametrize("seed", range(4))
def test_part_by_part_gives_what_one_reading_gives(session: Session, houses: list[Institution], seed: int):
    dice = random.Random(seed)  # noqa: S311 - a random order, no secret
    afresh(session)
    for _deed in range(6):
        changed = dice.sample(houses, dice.randint(1, 5))
        for house in changed:
            states = sa.select(UnitState).where(UnitState.unit.has(institution_id=house.id)).order_by(UnitState.id)
            state = dice.choice(session.scalars(states).all())
            state.status = dice.choice([UnitStatus.OPERATING, UnitStatus.SUSPENDED, UnitStatus.CLOSED])
            state.valid_from = date(2025, dice.randint(1, 12), 1)
            touch(session, house.id)
        session.flush()
        if dice.random() < 0.3:
            a_ward(dice.choice(houses))
        kept = load(session, today(), None, ())
        assert sorted_facts(kept) == sorted_facts(afresh(session))
