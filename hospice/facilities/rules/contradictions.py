"""What cannot be right in the registry, or not for long. Pure: facts of one day in, findings out.

A rule sees one thing with what belongs to it, so that one institution can be looked over alone; only equal names and
numbers need all of them. The words are in `contradiction_words`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from .codes import Coded, Subject, UnitKind, UnitStatus
from .contradiction_words import TITLES
from .places import BEDDED, InstitutionState
from .seen import DeclarationSeen, Found, InstitutionSeen, Limits, Registry, UnitSeen

SMALL_BEDS = 100  # below it the licence is checked every year, from it on every three years [V:MedInstReg-22]
CEASED_AFTER_DAYS = 365  # closed for non-building reasons for over a year is treated as ceased [V:MedInstReg-21]
WARDS = frozenset({UnitKind.WARD, UnitKind.CENTER})
_OPEN = UnitStatus.OPERATING
_RUNNING = frozenset({UnitStatus.OPERATING, UnitStatus.RELOCATING, UnitStatus.SUSPENDED})
_BUILDING = frozenset({UnitStatus.PLANNED, UnitStatus.APPROVED, UnitStatus.UNDER_CONSTRUCTION})

Evidence = Iterator[tuple[str, dict[str, Any]]]


class Contradiction(Coded):
    """Kinds of findings, in the order in which they are listed."""

    POINT_OUTSIDE = "POINT_OUTSIDE", TITLES["POINT_OUTSIDE"]
    LICENCE_MISSING = "LICENCE_MISSING", TITLES["LICENCE_MISSING"]
    LICENCE_EXPIRED = "LICENCE_EXPIRED", TITLES["LICENCE_EXPIRED"]
    LICENCE_CHECK_OVERDUE = "LICENCE_CHECK_OVERDUE", TITLES["LICENCE_CHECK_OVERDUE"]
    SUBJECT_MISSING = "SUBJECT_MISSING", TITLES["SUBJECT_MISSING"]
    SAME_LICENCE = "SAME_LICENCE", TITLES["SAME_LICENCE"]
    SAME_CREDIT_CODE = "SAME_CREDIT_CODE", TITLES["SAME_CREDIT_CODE"]
    SAME_NAME = "SAME_NAME", TITLES["SAME_NAME"]
    HOST_NOT_ACTIVE = "HOST_NOT_ACTIVE", TITLES["HOST_NOT_ACTIVE"]
    OPEN_ABOVE_INSTALLED = "OPEN_ABOVE_INSTALLED", TITLES["OPEN_ABOVE_INSTALLED"]
    STAFFED_ABOVE_OPEN = "STAFFED_ABOVE_OPEN", TITLES["STAFFED_ABOVE_OPEN"]
    NO_OPEN_BEDS = "NO_OPEN_BEDS", TITLES["NO_OPEN_BEDS"]
    NO_APPROVAL = "NO_APPROVAL", TITLES["NO_APPROVAL"]
    NO_OPENING_DAY = "NO_OPENING_DAY", TITLES["NO_OPENING_DAY"]
    NO_DUTY_CONTACT = "NO_DUTY_CONTACT", TITLES["NO_DUTY_CONTACT"]
    SHARED_WITHOUT_RULES = "SHARED_WITHOUT_RULES", TITLES["SHARED_WITHOUT_RULES"]
    OPENING_OVERDUE = "OPENING_OVERDUE", TITLES["OPENING_OVERDUE"]
    SUSPENDED_TOO_LONG = "SUSPENDED_TOO_LONG", TITLES["SUSPENDED_TOO_LONG"]
    UNIT_ELSEWHERE = "UNIT_ELSEWHERE", TITLES["UNIT_ELSEWHERE"]
    DESIGNATED_NOT_OPERATING = "DESIGNATED_NOT_OPERATING", TITLES["DESIGNATED_NOT_OPERATING"]
    DECLARED_WITHOUT_STAFF = "DECLARED_WITHOUT_STAFF", TITLES["DECLARED_WITHOUT_STAFF"]
    CONFIRMATION_TOO_OLD = "CONFIRMATION_TOO_OLD", TITLES["CONFIRMATION_TOO_OLD"]
    CHANGED_SINCE_CONFIRMED = "CHANGED_SINCE_CONFIRMED", TITLES["CHANGED_SINCE_CONFIRMED"]


_C = Contradiction


def find(on: date, registry: Registry, limits: Limits) -> list[Found]:
    """Look everything over; each thing has at most one finding of a kind."""
    units: dict[int, list[UnitSeen]] = defaultdict(list)
    for unit in registry.units:
        units[unit.institution_id].append(unit)
    declared = {declaration.institution_id: declaration for declaration in registry.declarations}
    houses = {house.id: house for house in registry.institutions}
    found = [item for same in (_same_licence, _same_credit_code, _same_name) for item in same(registry.institutions)]
    for house in registry.institutions:
        found += _of_institution(on, house, units[house.id], declared.get(house.id), limits)
    for unit in registry.units:
        if unit.institution_id in houses and unit.status is not UnitStatus.CLOSED:
            found += _of_unit(on, unit, houses[unit.institution_id], limits)
    return found


def _of_institution(
    on: date, house: InstitutionSeen, units: list[UnitSeen], declared: DeclarationSeen | None, limits: Limits
) -> list[Found]:
    """What contradicts itself in one institution; one that is closed has nothing left to mend but its units."""
    running = [unit for unit in units if unit.status in _RUNNING]
    offers = declared if declared is not None and declared.modes else None
    parts: list[Evidence] = [_inactive_host(house, [unit for unit in units if unit.status is _OPEN])]
    if house.state is not InstitutionState.CLOSED:
        parts += [_point(house), _staff(offers)]
        parts.append(_licence(on, house, limits) if any(unit.kind in WARDS for unit in running) else iter(()))
        parts.append(_age(on, house.looked_at, limits) if offers and not running else iter(()))
    return [Found(code, house.id, None, house.region_id, data) for part in parts for code, data in part]


def _of_unit(on: date, unit: UnitSeen, house: InstitutionSeen, limits: Limits) -> list[Found]:
    parts: list[Evidence] = [
        _point(unit),
        _places(unit),
        _pipeline(on, unit),
        _elsewhere(unit, house),
        _designated(unit),
    ]
    if unit.status is _OPEN:
        parts += [
            _opened(on, unit),
            _contact(unit, house),
            _sharing(unit),
            _age(on, unit.looked_at, limits),
            _changed(unit),
        ]
    return [Found(code, unit.institution_id, unit.id, unit.region_id, data) for part in parts for code, data in part]


def _point(seen: InstitutionSeen | UnitSeen) -> Evidence:
    if seen.lies_in:
        yield _C.POINT_OUTSIDE, {"county": seen.county_name, "lies_in": seen.lies_in, "km": round(seen.km_outside, 1)}


def _licence(on: date, house: InstitutionSeen, limits: Limits) -> Evidence:
    """Of a house with a ward: licence, its periodic check, and the subject 临终关怀科."""
    if not house.licence_no:
        yield _C.LICENCE_MISSING, {}
        return
    if house.licence_to is not None and house.licence_to < on:
        yield _C.LICENCE_EXPIRED, {"to": house.licence_to.isoformat()}
        return
    due = check_due(house)
    if due is not None and due < on:
        last_day = due + timedelta(days=limits.licence_overdue_grace_days)
        yield _C.LICENCE_CHECK_OVERDUE, {"due": due.isoformat(), "counts_until": last_day.isoformat()}
    if Subject.HOSPICE.value not in house.licensed_subjects:
        yield _C.SUBJECT_MISSING, {}


def check_due(house: InstitutionSeen) -> date | None:
    """The last day for the next periodic check (校验); none where nobody can say."""
    last = house.licence_checked_on or house.licence_from
    if last is None:
        return None
    years = 3 if (house.licensed_beds or 0) >= SMALL_BEDS else 1
    try:
        return last.replace(year=last.year + years)
    except ValueError:  # 29 February
        return last.replace(year=last.year + years, day=28)


def _inactive_host(house: InstitutionSeen, operating: list[UnitSeen]) -> Evidence:
    if house.state is not InstitutionState.ACTIVE and operating:
        yield _C.HOST_NOT_ACTIVE, {"state": house.state.value, "units": [unit.name for unit in operating]}


def _staff(declared: DeclarationSeen | None) -> Evidence:
    if declared is not None and not (declared.trained_physicians and declared.trained_nurses):
        yield (
            _C.DECLARED_WITHOUT_STAFF,
            {"physicians": declared.trained_physicians, "nurses": declared.trained_nurses},
        )


def _age(on: date, looked_at: date | None, limits: Limits) -> Evidence:
    if looked_at is None or (on - looked_at).days > limits.confirm_max_age_days:
        yield (
            _C.CONFIRMATION_TOO_OLD,
            {"at": looked_at.isoformat() if looked_at else None, "days": limits.confirm_max_age_days},
        )


def _changed(unit: UnitSeen) -> Evidence:
    if unit.places_told_on and unit.looked_at and unit.looked_at < unit.places_told_on:
        yield (
            _C.CHANGED_SINCE_CONFIRMED,
            {"told": unit.places_told_on.isoformat(), "confirmed": unit.looked_at.isoformat(), "open": unit.open},
        )


def _places(unit: UnitSeen) -> Evidence:
    if unit.installed is None or unit.open is None or unit.staffed is None:
        if unit.status is _OPEN and unit.kind in BEDDED:
            yield _C.NO_OPEN_BEDS, {"open": None}
        return
    if unit.open > unit.installed:
        yield _C.OPEN_ABOVE_INSTALLED, {"open": unit.open, "installed": unit.installed}
    if unit.staffed > unit.open:
        yield _C.STAFFED_ABOVE_OPEN, {"staffed": unit.staffed, "open": unit.open}
    if unit.status is _OPEN and unit.kind in BEDDED and unit.open == 0:
        yield _C.NO_OPEN_BEDS, {"open": 0}


def _opened(on: date, unit: UnitSeen) -> Evidence:
    if unit.kind in WARDS and not unit.approval_document:
        yield _C.NO_APPROVAL, {}
    if unit.opened_on is None or unit.opened_on > on:
        yield _C.NO_OPENING_DAY, {"opened": unit.opened_on.isoformat() if unit.opened_on else None}


def _contact(unit: UnitSeen, house: InstitutionSeen) -> Evidence:
    """A named liaison and a duty phone are required to publish a ward (domain §2.4)."""
    phone, liaison = unit.duty_phone or house.duty_phone, unit.liaison_name or house.liaison_name
    if unit.kind in WARDS and not (phone and liaison):
        yield _C.NO_DUTY_CONTACT, {"phone": bool(phone), "liaison": bool(liaison)}


def _sharing(unit: UnitSeen) -> Evidence:
    if unit.shared_specialty and not unit.own_sign_and_rules:
        yield _C.SHARED_WITHOUT_RULES, {}


def _pipeline(on: date, unit: UnitSeen) -> Evidence:
    if unit.status in _BUILDING and unit.expected_on is not None and unit.expected_on < on:
        yield _C.OPENING_OVERDUE, {"expected": unit.expected_on.isoformat(), "status": unit.status.value}
    if unit.status is UnitStatus.SUSPENDED and (on - unit.status_since).days > CEASED_AFTER_DAYS:
        yield _C.SUSPENDED_TOO_LONG, {"since": unit.status_since.isoformat()}


def _elsewhere(unit: UnitSeen, house: InstitutionSeen) -> Evidence:
    """A campus in another county needs a designation to count there (domain §1.4)."""
    if unit.kind in WARDS and unit.county != house.county and not unit.designated_for:
        yield _C.UNIT_ELSEWHERE, {"unit": unit.county_name, "house": house.county_name}


def _designated(unit: UnitSeen) -> Evidence:
    if unit.designated_for and unit.status is not _OPEN:
        yield _C.DESIGNATED_NOT_OPERATING, {"for": list(unit.designated_for), "status": unit.status.value}


def _same_licence(houses: Iterable[InstitutionSeen]) -> Iterator[Found]:
    return _same(_C.SAME_LICENCE, houses, lambda house: house.licence_no)


def _same_credit_code(houses: Iterable[InstitutionSeen]) -> Iterator[Found]:
    """Branches share the code of the body to which they belong; that is no contradiction."""
    return _same(_C.SAME_CREDIT_CODE, houses, lambda house: house.credit_code, apart=_are_one_body)


def _same_name(houses: Iterable[InstitutionSeen]) -> Iterator[Found]:
    return _same(_C.SAME_NAME, houses, lambda house: (house.county, house.name))


def _are_one_body(one: InstitutionSeen, other: InstitutionSeen) -> bool:
    bodies = {one.host_institution_id, one.id} & {other.host_institution_id, other.id}
    return bool(bodies - {None})


def _same(
    code: str,
    houses: Iterable[InstitutionSeen],
    value: Callable[[InstitutionSeen], Any],
    apart: Callable[[InstitutionSeen, InstitutionSeen], bool] = lambda _one, _other: False,
) -> Iterator[Found]:
    alike: dict[Any, list[InstitutionSeen]] = defaultdict(list)
    for house in houses:
        if value(house) and house.state is not InstitutionState.CLOSED:
            alike[value(house)].append(house)
    for several in alike.values():
        for house in several if len(several) > 1 else ():
            others = [other for other in several if other is not house and not apart(house, other)]
            if others:
                evidence = {"others": [other.name for other in others], "ids": [other.id for other in others]}
                yield Found(code, house.id, None, house.region_id, evidence)
