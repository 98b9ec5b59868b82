"""Consortia of an area, with their members."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.dated import in_force
from hospice.regions.models import Level, Region
from hospice.web.paging import Page

from ..models import Consortium, ConsortiumMember, Institution, InstitutionRecord
from ..rules.codes import GroupRole
from .current import Place, institutions_now


def listed(session: Session, scope: Scope, number: int, per_page: int) -> Page[tuple[Consortium, Region, str, int]]:
    """(consortium, division, its lead today, how many members today), by division and name."""
    its, member = Consortium, ConsortiumMember
    total = session.scalar(sa.select(sa.func.count()).select_from(its).where(_inside(its, scope))) or 0
    rows = session.execute(
        sa.select(its, Region)
        .join(Region, Region.id == its.region_id)
        .where(_inside(its, scope))
        .order_by(Region.path, its.name)
        .limit(per_page)
        .offset((number - 1) * per_page)
    ).all()
    ids = [row[0].id for row in rows]
    parts = session.execute(
        sa.select(member.consortium_id, member.institution_id, member.role).where(
            member.consortium_id.in_(ids), _today()
        )
    ).all()
    leads = {part.consortium_id: part.institution_id for part in parts if part.role is GroupRole.LEAD}
    places = institutions_now(session, leads.values())
    counts = {number: sum(part.consortium_id == number for part in parts) for number in ids}
    shown = []
    for consortium, region in rows:
        lead = places.get(leads.get(consortium.id, 0))
        shown.append((consortium, region, lead.name if lead else "", counts[consortium.id]))
    return Page(shown, total, number, per_page)


def with_key(session: Session, scope: Scope, key: uuid.UUID) -> tuple[Consortium, Region] | None:
    """One consortium of the area and its division."""
    its = Consortium
    row = session.execute(
        sa.select(its, Region).join(Region, Region.id == its.region_id).where(its.key == key, _inside(its, scope))
    ).first()
    return (row[0], row[1]) if row else None


def members(session: Session, consortium_id: int) -> list[tuple[ConsortiumMember, Place]]:
    """All members, present ones first, the lead before the others."""
    its = ConsortiumMember
    rows = session.scalars(
        sa.select(its).where(its.consortium_id == consortium_id).options(joinedload(its.institution))
    ).all()
    places = institutions_now(session, {row.institution_id for row in rows})
    shown = [(row, places[row.institution_id]) for row in rows if row.institution_id in places]
    return sorted(
        shown, key=lambda item: (item[0].valid_to is not None, item[0].role is not GroupRole.LEAD, item[1].name)
    )


def joinable(session: Session, region: Region) -> list[tuple[uuid.UUID, int, str]]:
    """(key, id, name) of the institutions in the prefecture of a consortium, of which it may gain members."""
    its = InstitutionRecord
    around = "/" + "/".join(region.path.strip("/").split("/")[:2]) + "/"
    rows: Any = session.execute(
        sa.select(Institution.key, Institution.id, its.name, Region.name)
        .join(its, its.institution_id == Institution.id)
        .join(Region, Region.id == its.region_id)
        .where(in_force(its, today()), Region.path.startswith(around, autoescape=True))
        .order_by(Region.code, its.name)
    )
    return [(row[0], row[1], f"{row[3]}　{row[2]}") for row in rows]


def divisions(session: Session, scope: Scope) -> Sequence[Region]:
    """The divisions of an area in which a consortium may be formed."""
    there = sa.or_(Region.valid_to.is_(None), Region.valid_to > today())
    levels = Region.level.in_((Level.PROVINCE, Level.PREFECTURE, Level.COUNTY))
    return session.scalars(sa.select(Region).where(levels, there, scope.criterion(Region)).order_by(Region.path)).all()


def _inside(its: Any, scope: Scope) -> sa.ColumnElement[bool]:
    """In a division of the area, or with a member in it."""
    if scope.everywhere:
        return sa.true()
    regions = sa.select(Region.id).where(scope.criterion(Region))
    mine = sa.select(InstitutionRecord.institution_id).where(scope.criterion(InstitutionRecord))
    joined = sa.select(ConsortiumMember.consortium_id).where(ConsortiumMember.institution_id.in_(mine))
    return sa.or_(its.region_id.in_(regions), its.id.in_(joined))


def _today() -> sa.ColumnElement[bool]:
    its = ConsortiumMember
    return sa.and_(its.valid_from <= today(), sa.or_(its.valid_to.is_(None), its.valid_to > today()))
