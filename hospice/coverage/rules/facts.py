"""What the arithmetic is given: facts that are true on the day and known at the time that is asked about.

Flat and unchangeable tuples in the order of their fields, because a page builds thousands of them from rows
(`InstitutionFact._make(row)`). Codes must be the enumeration members of `facilities.rules.codes`, not bare text.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from hospice.facilities.rules.codes import (
    Grade,
    GradeClass,
    InstitutionKind,
    OrgLevel,
    Ownership,
    ServiceMode,
    UnitKind,
    UnitStatus,
)

from .verdicts import Goal


class CountyFact(NamedTuple):
    """A county-level division that exists on the day; or a functional zone, which never adds to the 90."""

    code: str
    name: str
    prefecture_code: str
    statutory: bool = True  # false: a functional zone (功能区)
    host_code: str = ""  # of a zone: the statutory county to which its institutions are counted
    reported: bool = True  # false: nothing of this county has ever been reported or confirmed, as known then
    prefecture_name: str = ""


class InstitutionFact(NamedTuple):
    """An institution as registered, with its licence."""

    id: int
    key: str  # public key; also breaks ties, so that a figure is always made of the same rows
    name: str
    kind: InstitutionKind
    grade: Grade
    grade_class: GradeClass
    built_to_grade2: bool  # "set up to 二级 standard"
    level: OrgLevel  # of the legal organisation, whatever the campus
    ownership: Ownership
    licensor_level: OrgLevel | None  # of the authority that issued the licence; decides the level of a private one
    active: bool
    licence_no: str  # 登记号; empty: none recorded
    licence_from: date | None  # first day of validity; none: not recorded
    licence_to: date | None  # last day of validity as printed on the licence, included; none: not recorded
    licence_checked_on: date | None  # last periodic check (校验); none: counted from licence_from
    licensed_beds: int | None  # 编制; none: not recorded, checked every year like a small one
    credit_code: str
    county_code: str  # seat; for a primary facility the county where it is counted
    own_licence: bool = True  # of a consortium branch: whether it keeps a licence of its own
    host_institution_id: int | None = None  # set: a branch (成员) of this institution
    registered_on: date | None = None  # when it entered the registry; shown as evidence


class UnitFact(NamedTuple):
    """A care unit with its status, capacity and evidence on the day."""

    id: int
    key: str
    name: str
    institution_id: int  # the one legal host: the licence holder alone gets the credit of a shared ward
    kind: UnitKind
    county_code: str  # of the campus where it stands
    status: UnitStatus
    status_since: date | None  # first day of this status
    opened_on: date | None  # 启用日期
    approval_document: str  # number or title of the approval or notice; empty: none uploaded
    open_beds: int | None  # dedicated open beds (实际开放); none: not reported
    installed_beds: int | None
    expected_on: date | None = None  # expected opening of a planned unit
    shared_specialty: bool = False  # shares its ward with oncology, geriatrics …
    own_sign_and_rules: bool = False
    checklist_failed: bool = False  # the latest self-assessment fails a mandatory item
    last_confirmed_on: date | None = None  # by the commission; none: never
    suspended_for_building: bool = False  # suspension because of building or moving is not giving up the practice
    partner_names: tuple[str, ...] = ()  # organisations that run a shared ward with the host


class DesignationFact(NamedTuple):
    """认定: a ward serves as the ward of a district (G2), or a provincial ward of its prefecture (G1)."""

    unit_id: int
    region_code: str  # G2: county; G1: prefecture, or a county of it
    goal: Goal
    document_no: str
    approver: str  # at the province
    valid_from: date
    valid_to: date | None = None  # half-open: the first day on which it holds no longer


class ServiceFact(NamedTuple):
    """What a primary facility says it offers, and who there is trained; several rows of one facility add up."""

    institution_id: int
    modes: frozenset[ServiceMode]
    started_on: date | None  # none: not declared, the row carries the roster only
    ended_on: date | None  # half-open: the first day without service
    confirmed: bool  # by the commission
    trained_physicians: int  # on the roster on the day
    trained_nurses: int
    last_service_on: date | None = None  # latest hospice service record up to the day
