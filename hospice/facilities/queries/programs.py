"""Programme units: guidance centres and bases, with their hosts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.dated import in_force, known
from hospice.regions.models import Level, Region

from ..models import Institution, InstitutionRecord, ProgramUnit
from ..rules.codes import BaseKind
from .current import Place, institutions_now

# The level of division that each kind serves [V:Plan §三(三)6].
LEVELS = {
    BaseKind.PROV_CENTER: Level.PROVINCE,
    BaseKind.CITY_CENTER: Level.PREFECTURE,
    BaseKind.CITY_TRAINING_BASE: Level.PREFECTURE,
    BaseKind.COUNTY_PRACTICE_BASE: Level.COUNTY,
}


def listed(session: Session) -> list[tuple[ProgramUnit, Place]]:
    """All that stand or are to come, by kind and division; everybody may know where guidance is found."""
    there = sa.or_(ProgramUnit.valid_to.is_(None), ProgramUnit.valid_to > today())
    rows = session.scalars(
        sa.select(ProgramUnit).where(known(ProgramUnit), there).options(joinedload(ProgramUnit.region))
    ).all()
    hosts = institutions_now(session, {row.institution_id for row in rows})
    order = list(BaseKind)
    shown = [(row, hosts[row.institution_id]) for row in rows if row.institution_id in hosts]
    return sorted(shown, key=lambda item: (order.index(item[0].kind), item[0].region.code, item[0].name))


def with_key(session: Session, scope: Scope, key: uuid.UUID) -> ProgramUnit | None:
    """One programme unit of the area."""
    inside = sa.select(Region.id).where(scope.criterion(Region))
    its = ProgramUnit
    found = sa.select(its).where(
        its.key == key, known(its), its.region_id.in_(inside) if not scope.everywhere else sa.true()
    )
    return session.scalar(found.options(joinedload(its.region)))


def hosts(session: Session, scope: Scope) -> list[tuple[uuid.UUID, str]]:
    """(key, words) of the hospitals of an area that can host one: everything but primary facilities and smaller."""
    its = InstitutionRecord
    statement: Any = (
        sa.select(Institution.key, its.name, Region.name)
        .join(its, its.institution_id == Institution.id)
        .join(Region, Region.id == its.region_id)
        .where(in_force(its, today()), scope.criterion(its), its.grade.in_(("2", "3")))
        .order_by(Region.code, its.name)
    )
    return [(row[0], f"{row[2]}　{row[1]}") for row in session.execute(statement)]


def divisions(session: Session, scope: Scope) -> Sequence[Region]:
    """The divisions of an area that a programme unit may serve."""
    there = sa.or_(Region.valid_to.is_(None), Region.valid_to > today())
    levels = Region.level.in_(set(LEVELS.values()))
    return session.scalars(sa.select(Region).where(levels, there, scope.criterion(Region)).order_by(Region.path)).all()
