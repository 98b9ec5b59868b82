"""The registry as tables: the list as it is narrowed, and the dated rows behind every coverage figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.dated import in_force, known
from hospice.regions.models import Region

from ..models import (
    Bed,
    CareUnit,
    Confirmation,
    Institution,
    InstitutionRecord,
    UnitCapacity,
    UnitRecord,
    UnitState,
)
from ..rules.codes import Coded
from .institutions import Wanted, last_confirmed, narrowed, ordered

R = InstitutionRecord
Table = tuple[list[str], list[Sequence[Any]]]

# Columns of the spreadsheet: the registry's own, with the words that people read at their head.
_PLAIN = (
    "kind", "special_type", "grade", "grade_class", "built_to_grade2", "level", "ownership", "profit", "licensor_level",
    "state", "credit_code", "licence_no", "licence_issuer", "licence_from", "licence_to", "licence_checked_on",
    "licensed_beds", "own_licence", "address", "lon", "lat", "accuracy_m", "point_source", "valid_from",
)  # fmt: skip
_CONTACTS = ("phone", "duty_phone", "liaison_name", "liaison_phone")


def spreadsheet(session: Session, scope: Scope, contacts: Scope, wanted: Wanted) -> list[tuple[Any, ...]]:
    """Every row of the narrowed list: name, county, township, fields, contacts where they may be read, both dates."""
    township = aliased(Region)
    readable = contacts.criterion(R)
    columns = [
        R.name, Region.name.label("county"), township.name.label("township"), *(getattr(R, name) for name in _PLAIN),
        *(sa.case((readable, getattr(R, name)), else_="").label(name) for name in _CONTACTS),
        R.confirmed_at, last_confirmed(R.institution_id, R.confirmed_at).label("looked_at"),
    ]  # fmt: skip
    rows = session.execute(
        _columns(*columns)
        .join(Region, Region.id == R.region_id)
        .outerjoin(township, township.id == R.township_id)
        .where(*narrowed(scope, wanted))
        .order_by(*ordered(wanted))
    )
    return [tuple(str(cell.label) if isinstance(cell, Coded) else cell for cell in row) for row in rows]


def spreadsheet_fields() -> list[str]:
    """The fields of `spreadsheet`, in the order of its columns."""
    return ["name", "region", "township", *_PLAIN, *_CONTACTS, "confirmed_at", "looked_at"]


_DATED = ("valid_from", "valid_to", "recorded_at", "confirmed_at", "superseded_at", "reason", "document_no")


def _dated(model: Any) -> list[Any]:
    return [getattr(model, name) for name in _DATED]


def _holds(model: Any, on: date | None, known_at: datetime | None) -> sa.ColumnElement[bool]:
    return in_force(model, on, known_at) if on else known(model, known_at)


def _looked(known_at: datetime | None, *criteria: Any) -> Any:
    """When the commission last looked, as known then."""
    at = sa.select(sa.func.max(Confirmation.at)).where(*criteria)
    return sa.type_coerce(
        (at.where(Confirmation.at <= known_at) if known_at else at).scalar_subquery(), R.confirmed_at.type
    )


def _columns(*columns: Any) -> sa.Select[Any]:
    return sa.select(*columns)


def institutions(on: date | None, known_at: datetime | None, path: str) -> sa.Select[Any]:
    """Records of institutions that hold; on every day, when none is given."""
    names = ["name", *_PLAIN[:-1], "licensed_subjects"]
    host, township = aliased(Institution), aliased(Region)
    return (
        _columns(
            Institution.key.label("institution_key"), Region.code.label("county_code"), township.code.label("township_code"),
            *(getattr(R, name) for name in names), host.key.label("host_key"), *_dated(R),
            _looked(known_at, Confirmation.institution_id == R.institution_id, Confirmation.unit_id.is_(None)).label(
                "last_confirmed_at"
            ),
            Institution.synthetic,
        )
        .join(R, R.institution_id == Institution.id)
        .join(Region, Region.id == R.region_id)
        .outerjoin(host, host.id == R.host_institution_id)
        .outerjoin(township, township.id == R.township_id)
        .where(_holds(R, on, known_at), Region.path.startswith(path, autoescape=True))
        .order_by(Region.code, Institution.id, R.valid_from, R.id)
    )  # fmt: skip


def units(on: date | None, known_at: datetime | None, path: str) -> sa.Select[Any]:
    """Units as they are told on the day (today, when none is given), with state and capacity and the dates of each."""
    day = on or today()
    u, s, c = UnitRecord, UnitState, UnitCapacity
    return (
        _columns(
            CareUnit.key.label("unit_key"), Institution.key.label("institution_key"), Region.code.label("county_code"),
            u.kind, u.name, u.ward_no, u.opened_on, u.approval_document, u.shared_specialty, u.own_sign_and_rules,
            u.partners, u.abilities, s.status, s.valid_from.label("status_since"), s.expected_on,
            s.confirmed_at.label("status_confirmed_at"), c.installed, c.open, c.staffed, c.source.label("capacity_source"),
            c.valid_from.label("capacity_since"), c.confirmed_at.label("capacity_confirmed_at"), *_dated(u),
            _looked(known_at, Confirmation.unit_id == CareUnit.id).label("last_confirmed_at"), CareUnit.synthetic,
        )
        .join(u, u.unit_id == CareUnit.id)
        .join(Institution, Institution.id == CareUnit.institution_id)
        .join(Region, Region.id == u.region_id)
        .outerjoin(s, sa.and_(s.unit_id == CareUnit.id, in_force(s, day, known_at)))
        .outerjoin(c, sa.and_(c.unit_id == CareUnit.id, in_force(c, day, known_at)))
        .where(in_force(u, day, known_at), Region.path.startswith(path, autoescape=True))
        .order_by(Region.code, Institution.id, CareUnit.id)
    )  # fmt: skip


def beds(on: date | None, known_at: datetime | None, path: str) -> sa.Select[Any]:
    """Beds that are tracked one by one and stand on the day; all that ever stood, when none is given."""
    u = UnitRecord
    found = (
        _columns(
            CareUnit.key.label("unit_key"), Region.code.label("county_code"), u.name.label("unit_name"),
            Bed.key.label("bed_key"), Bed.room_no, Bed.bed_no, Bed.kind, Bed.sex, Bed.features, Bed.state,
            Bed.state_reason, Bed.state_since, Bed.opened_on, Bed.closed_on, Bed.recorded_at,
        )
        .join(CareUnit, CareUnit.id == Bed.unit_id)
        .join(u, sa.and_(u.unit_id == CareUnit.id, in_force(u, on or today(), known_at)))
        .join(Region, Region.id == u.region_id)
        .where(Region.path.startswith(path, autoescape=True))
        .order_by(Region.code, CareUnit.id, Bed.bed_no)
    )  # fmt: skip
    if on:
        found = found.where(Bed.opened_on <= on, sa.or_(Bed.closed_on.is_(None), Bed.closed_on > on))
    return found.where(Bed.recorded_at <= known_at) if known_at else found


def status_history(on: date | None, known_at: datetime | None, path: str) -> sa.Select[Any]:
    """Every confirmed state of every unit, in order; those that began by the day, when one is given."""
    u, s = UnitRecord, UnitState
    found = (
        _columns(
            CareUnit.key.label("unit_key"), Institution.key.label("institution_key"), Region.code.label("county_code"),
            u.kind, u.name, s.status, s.expected_on, *_dated(s),
        )
        .join(s, s.unit_id == CareUnit.id)
        .join(Institution, Institution.id == CareUnit.institution_id)
        .join(u, sa.and_(u.unit_id == CareUnit.id, in_force(u, on or today(), known_at)))
        .join(Region, Region.id == u.region_id)
        .where(known(s, known_at), Region.path.startswith(path, autoescape=True))
        .order_by(Region.code, CareUnit.id, s.valid_from, s.id)
    )  # fmt: skip
    return found.where(s.valid_from <= on) if on else found


TABLES = {"institutions": institutions, "units": units, "beds": beds, "status-history": status_history}


def table(session: Session, what: str, on: date | None, known_at: datetime | None, path: str) -> Table:
    """Head and rows of one export; codes stay codes, since programs read them."""
    result = session.execute(TABLES[what](on, known_at, path))
    return list(result.keys()), [[_cell(cell) for cell in row] for row in result]


def _cell(value: Any) -> Any:
    return value.value if isinstance(value, Coded) else value
