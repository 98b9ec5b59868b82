"""Facts in the database for the tests of coverage, with defaults that count."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hospice.core.db import db
from hospice.facilities.models import CareUnit, Institution, UnitState
from hospice.facilities.rules.codes import Grade, InstitutionKind, OrgLevel, UnitStatus
from hospice.facilities.services.revision import touch
from tests.factories import a_declaration, a_unit, an_institution

ON = date(2026, 11, 22)


def at(day: date, hour: int = 2) -> datetime:
    """An instant of a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def a_hospital(region: str = "331181", **values: Any) -> Institution:
    """A county hospital whose licence is in order on any day of these tests."""
    return an_institution(region, **{"licence_checked_on": date(2026, 6, 1), **values})


def a_counting_ward(region: str = "331181", **values: Any) -> CareUnit:
    """A ward that counts for G2 from 1 March 2024 on."""
    unit = a_unit(a_hospital(region), **values)
    changed()
    return unit


def a_municipal_ward(region: str = "331102", **values: Any) -> CareUnit:
    """A ward that counts for G1."""
    unit = a_unit(a_hospital(region, level=OrgLevel.MUNICIPAL, grade=Grade.THREE), **values)
    changed()
    return unit


def a_facility(region: str = "331181", *, provides: bool = True, **values: Any) -> Institution:
    """A township health centre, by default one that provides."""
    its = {"kind": InstitutionKind.TOWNSHIP_HC, "grade": Grade.NONE, "level": OrgLevel.TOWNSHIP, **values}
    institution = a_hospital(region, **its)
    if provides:
        a_declaration(institution)
    changed()
    return institution


def a_state(unit: CareUnit, status: UnitStatus, since: date, until: date | None = None, **values: Any) -> UnitState:
    """One more confirmed state of a unit; the caller has made room for it."""
    times = {"recorded_at": at(since), "confirmed_at": at(since)}
    state = UnitState(unit_id=unit.id, status=status, valid_from=since, valid_to=until, **{**times, **values})
    db.session.add(state)
    changed()
    return state


def end_state(unit: CareUnit, on: date) -> None:
    """Let the unit's only state end, as if it had been known from the start."""
    for state in db.session.query(UnitState).filter_by(unit_id=unit.id):
        state.valid_to = on
    changed()


def changed() -> None:
    """What every deed of the registry does: tell the caches."""
    touch(db.session())
    db.session.commit()
