"""The statements that read facts: Core rows, each beginning with subject, first day and day after the last."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from hospice.core.dated import Dated, in_force, known, pending
from hospice.facilities.models import (
    Assessment,
    CareUnit,
    Confirmation,
    Designation,
    Institution,
    InstitutionRecord,
    ServiceActivity,
    ServiceDeclaration,
    UnitCapacity,
    UnitRecord,
    UnitState,
)
from hospice.facilities.queries.versions import part_of
from hospice.facilities.rules.codes import InstitutionKind
from hospice.regions.models import Region

from ..rules.policy import ELIGIBLE_KINDS
from ..rules.primary import PRIMARY_KINDS

Within = Collection[int] | None  # which parts of the registry; none for all

CONCERNED = ELIGIBLE_KINDS | PRIMARY_KINDS | {InstitutionKind.HOSPICE_CENTER}


def _when(model: type[Dated], on: date | None, known_at: datetime | None) -> sa.ColumnElement[bool]:
    """Rows of the day; without a day, rows of all days."""
    return known(model, known_at) if on is None else in_force(model, on, known_at)


def _of_parts(institution_id: Any, within: Within) -> Any:
    return sa.true() if within is None else part_of(institution_id).in_(sorted(within))


def _of_units(unit_id: Any, within: Within) -> Any:
    if within is None:
        return sa.true()
    return unit_id.in_(sa.select(CareUnit.id).where(_of_parts(CareUnit.institution_id, within)))


def institutions(on: date | None, known_at: datetime | None, within: Within = None) -> sa.Executable:
    """Institutions that a figure can rest on: hospitals, centres, primary facilities, and whoever else has a unit.

    Stations and village rooms, half of a registry, are outside every goal (domain §1.4).
    """
    its = InstitutionRecord
    has_a_unit = sa.exists().where(CareUnit.institution_id == its.institution_id)
    return (
        sa.select(
            its.institution_id, its.valid_from, its.valid_to, Institution.key, its.name, its.kind, its.grade,
            its.grade_class, its.built_to_grade2, its.level, its.ownership, its.licensor_level, its.state, its.licence_no,
            its.licence_from, its.licence_to, its.licence_checked_on, its.licensed_beds, its.credit_code, its.region_id,
            its.own_licence, its.host_institution_id, Institution.created_at, its.lon, its.lat,
        )
        .join(Institution, Institution.id == its.institution_id)
        .where(_when(its, on, known_at), sa.or_(its.kind.in_(sorted(CONCERNED)), has_a_unit))
        .where(_of_parts(its.institution_id, within))
    )


def units(on: date | None, known_at: datetime | None, within: Within = None) -> sa.Executable:
    """Every care unit, without its state and its capacity."""
    its = UnitRecord
    return (
        sa.select(
            its.unit_id, its.valid_from, its.valid_to, CareUnit.key, its.name, CareUnit.institution_id, its.kind,
            its.region_id, its.opened_on, its.approval_document, its.shared_specialty, its.own_sign_and_rules,
            its.partners, its.lon, its.lat,
        )
        .join(CareUnit, CareUnit.id == its.unit_id)
        .where(_when(its, on, known_at), _of_parts(CareUnit.institution_id, within))
    )


def states(on: date | None, known_at: datetime | None, within: Within = None) -> sa.Executable:
    """The state of every unit."""
    its = UnitState
    return sa.select(
        its.unit_id, its.valid_from, its.valid_to, its.status, its.expected_on, its.confirmed_at
    ).where(_when(its, on, known_at), _of_units(its.unit_id, within))


def capacities(on: date | None, known_at: datetime | None, within: Within = None) -> sa.Executable:
    """The capacity of every unit that reported one."""
    its = UnitCapacity
    return sa.select(its.unit_id, its.valid_from, its.valid_to, its.open, its.installed).where(
        _when(its, on, known_at), _of_units(its.unit_id, within)
    )


def designations(on: date | None, known_at: datetime | None) -> sa.Executable:
    """Designations that the province has approved."""
    its = Designation
    return (
        sa.select(its.unit_id, its.valid_from, its.valid_to, Region.code, its.goal, its.document_no, its.approver)
        .join(Region, Region.id == its.region_id)
        .where(_when(its, on, known_at))
    )


def declarations(known_at: datetime | None, within: Within = None) -> sa.Executable:
    """Declarations of all days, also those that wait: why a facility does not provide rests on the ones not in force."""
    its = ServiceDeclaration
    counts, waiting = known(its, known_at), pending(its)
    if known_at is not None:
        waiting = sa.and_(
            its.recorded_at <= known_at,
            sa.or_(its.confirmed_at.is_(None), its.confirmed_at > known_at),
            sa.or_(its.superseded_at.is_(None), its.superseded_at > known_at),
        )
    return sa.select(
        its.institution_id, its.valid_from, its.valid_to, its.modes, its.trained_physicians, its.trained_nurses,
        sa.type_coerce(counts, sa.Boolean).label("confirmed"), its.confirmed_at,
    ).where(sa.or_(counts, waiting), _of_parts(its.institution_id, within))


def last_services(on: date, known_at: datetime | None, within: Within = None) -> sa.Executable:
    """Up to which day each facility has told of services; a month that is under way counts up to the day asked about."""
    its = ServiceActivity
    return (
        sa.select(its.institution_id, sa.func.max(its.valid_to))
        .where(its.services > 0, its.valid_from <= on, known(its, known_at), _of_parts(its.institution_id, within))
        .group_by(its.institution_id)
    )


def service_months(known_at: datetime | None) -> sa.Executable:
    """Every month in which a facility told of services."""
    its = ServiceActivity
    found = sa.select(its.institution_id, its.valid_from, its.valid_to)
    return found.where(its.services > 0, known(its, known_at)).order_by(its.valid_from)


def confirmations(until: datetime, within: Within = None) -> sa.Executable:
    """When the commission last looked at each institution and unit."""
    its = Confirmation
    return (
        sa.select(its.institution_id, its.unit_id, sa.func.max(its.at, type_=its.at.type))
        .where(its.at <= until, _of_parts(its.institution_id, within))
        .group_by(its.institution_id, its.unit_id)
    )


def checklists(on: date, known_at: datetime | None, within: Within = None) -> sa.Executable:
    """Results of self-assessments, the latest last."""
    its = Assessment
    found = sa.select(its.unit_id, its.failed).where(its.assessed_on <= on, _of_units(its.unit_id, within))
    if known_at is not None:
        found = found.where(its.recorded_at <= known_at)
    return found.order_by(its.unit_id, its.assessed_on, its.id)
