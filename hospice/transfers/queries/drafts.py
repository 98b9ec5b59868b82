"""What the pages of a draft ask: the draft with its patient, for whom one may send, and names to show beside keys."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.dated import in_force
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.stays import own_patients
from hospice.episodes.rules.codes import AssignmentState
from hospice.facilities.models import CareUnit, InstitutionRecord, UnitRecord, UnitState
from hospice.facilities.rules.codes import UnitStatus
from hospice.facilities.rules.places import BEDDED
from hospice.patients.models import Patient
from hospice.regions.models import Level, Region
from hospice.regions.queries import standing
from hospice.web.paging import Page

from ..models import Transfer
from ..rules.codes import TransferStatus
from ..rules.transfer_life import OPEN_TRANSFERS

_PATIENT = joinedload(Transfer.patient)
_WITH = (
    _PATIENT.joinedload(Patient.region),
    _PATIENT.joinedload(Patient.township),
    joinedload(Transfer.relative_region),
    joinedload(Transfer.region),
    joinedload(Transfer.unit),
)


def draft_within(session: Session, scope: Scope, key: uuid.UUID) -> Transfer | None:
    """A transfer that a house sends or an area coordinates, with all that its pages say of the patient: one statement."""
    statement = sa.select(Transfer).where(Transfer.key == key, scope.criterion(Transfer)).options(*_WITH)
    return session.scalar(statement)


def patients_to_send(session: Session, scope: Scope, words: str, number: int, per_page: int) -> Page[Patient]:
    """The living patients of a house, whose record changed last first; narrowed to a name."""
    mine = [own_patients(scope), Patient.died_at.is_(None)]
    if words:
        mine.append(Patient.name.contains(words, autoescape=True))
    total = session.scalar(sa.select(sa.func.count()).select_from(Patient).where(*mine)) or 0
    with_place = (joinedload(Patient.region), joinedload(Patient.township))
    rows = sa.select(Patient).where(*mine).options(*with_place).order_by(Patient.changed_at.desc(), Patient.id)
    return Page(session.scalars(rows.limit(per_page).offset((number - 1) * per_page)).all(), total, number, per_page)


def cases_of(session: Session, patient_ids: Iterable[int], scope: Scope) -> dict[int, list[Transfer]]:
    """The drafts and open transfers of patients, of one's own house: so that none is begun twice."""
    going_on = sorted({TransferStatus.DRAFT} | OPEN_TRANSFERS)
    statement = sa.select(Transfer).where(Transfer.patient_id.in_(list(patient_ids)), Transfer.status.in_(going_on))
    found: dict[int, list[Transfer]] = {}
    for transfer in session.scalars(statement.where(scope.criterion(Transfer)).order_by(Transfer.id)):
        found.setdefault(transfer.patient_id, []).append(transfer)
    return found


class Named(NamedTuple):
    """A unit in words: what a consent has to name."""

    id: int
    key: uuid.UUID
    house: str
    unit: str
    region: str
    phone: str


def named_units(session: Session, ids: Iterable[int]) -> dict[int, Named]:
    """Names, place and telephone of units by their id: one statement."""
    its, house, above, on = UnitRecord, InstitutionRecord, sa.orm.aliased(Region), today()
    phone = sa.func.coalesce(sa.func.nullif(its.duty_phone, ""), house.duty_phone)
    columns: list[Any] = [its.unit_id, CareUnit.key, house.name, its.name, above.name + Region.name, phone]
    statement = (
        sa.select(*columns)
        .join(CareUnit, CareUnit.id == its.unit_id)
        .join(house, sa.and_(house.institution_id == CareUnit.institution_id, in_force(house, on)))
        .join(Region, Region.id == its.region_id)
        .join(above, above.id == Region.parent_id)
        .where(its.unit_id.in_(list(ids)), in_force(its, on))
    )
    return {row[0]: Named(*row) for row in session.execute(statement)}


def units_with_key(session: Session, ids: Sequence[int]) -> list[CareUnit]:
    """The units themselves, in the order in which they are named."""
    found = {unit.id: unit for unit in session.scalars(sa.select(CareUnit).where(CareUnit.id.in_(ids)))}
    return [found[unit_id] for unit_id in ids if unit_id in found]


def unit_by_key(session: Session, key: uuid.UUID) -> CareUnit | None:
    """One unit."""
    return session.scalar(sa.select(CareUnit).where(CareUnit.key == key))


def own_units(session: Session, institutions: Iterable[int]) -> list[tuple[str, int, str]]:
    """(key, id, name) of the operating units with beds of one's own houses: where the patient may lie now."""
    its, on = UnitRecord, today()
    rows: Any = session.execute(
        sa.select(CareUnit.key, CareUnit.id, its.name)
        .join(its, its.unit_id == CareUnit.id)
        .join(UnitState, sa.and_(UnitState.unit_id == CareUnit.id, in_force(UnitState, on)))
        .where(CareUnit.institution_id.in_(list(institutions)), in_force(its, on), its.kind.in_(sorted(BEDDED)))
        .where(UnitState.status == UnitStatus.OPERATING)
        .order_by(its.name)
    )
    return [(str(key), unit_id, name) for key, unit_id, name in rows]


def lies_in(session: Session, patient_id: int) -> int | None:
    """The unit in which the patient lies now."""
    mine = sa.select(BedAssignment.unit_id).where(
        BedAssignment.patient_id == patient_id, BedAssignment.state == AssignmentState.ACTIVE, BedAssignment.in_bed
    )
    return session.scalar(mine.limit(1))


def counties(session: Session) -> list[tuple[str, int, str]]:
    """(code, id, name with the prefecture) of all counties: one statement."""
    above = sa.orm.aliased(Region)
    rows: Any = session.execute(
        sa.select(Region.code, Region.id, above.name + Region.name)
        .join(above, above.id == Region.parent_id)
        .where(Region.level == Level.COUNTY, standing(today()))
        .order_by(Region.path)
    )
    return [(code, region_id, name) for code, region_id, name in rows]


def township_id(session: Session, county_code: str, name: str) -> int | None:
    """The township of a county that is called so, with or without its last word."""
    above = sa.orm.aliased(Region)
    rows = session.execute(
        sa.select(Region.id, Region.name)
        .join(above, above.id == Region.parent_id)
        .where(above.code == county_code, Region.level == Level.TOWNSHIP, standing(today()))
        .where(Region.name.startswith(name, autoescape=True))
    ).all()
    exact = [region_id for region_id, full in rows if full == name]
    found = exact or [row[0] for row in rows]
    return found[0] if len(found) == 1 else None
