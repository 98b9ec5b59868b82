"""Which primary facilities are counted, and which of them provide hospice service (domain §1.4, §1.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from hospice.facilities.rules.codes import InstitutionKind

from .designation import Places
from .facts import InstitutionFact, ServiceFact
from .host import check_overdue_days
from .policy import Policy, ProvideLevel
from .thresholds import within_days
from .verdicts import Caution, Check, Criterion, PrimaryVerdict, Reason

# 乡镇卫生院(社区卫生服务中心) [V:Plan]; stations, village rooms and sub-sites have other kinds and never come in.
PRIMARY_KINDS = frozenset({InstitutionKind.TOWNSHIP_HC, InstitutionKind.CHC})


class LeftOut(StrEnum):
    """Why an institution of a primary kind is in neither numerator nor denominator."""

    INACTIVE = "INACTIVE"
    MERGED_INTO_HOST = "MERGED_INTO_HOST"  # a branch without a licence of its own
    UNKNOWN_COUNTY = "UNKNOWN_COUNTY"


class Facility(NamedTuple):
    """One facility as it is counted: the row that stands for it, and rows that are the same facility."""

    institution: InstitutionFact
    merged: list[InstitutionFact]


class Counted(NamedTuple):
    """All facilities of the denominator, and what was left out of it."""

    facilities: list[Facility]
    left_out: list[tuple[InstitutionFact, LeftOut]]


def count_facilities(policy: Policy, institutions: Iterable[InstitutionFact], places: Places) -> Counted:
    """Find the facilities: active ones of the right kind, two signboards once, dependent branches with their host."""
    own: list[InstitutionFact] = []
    branches: list[InstitutionFact] = []
    left_out = []
    for institution in sorted((one for one in institutions if one.kind in PRIMARY_KINDS), key=lambda one: one.key):
        if not institution.active:
            left_out.append((institution, LeftOut.INACTIVE))
        elif places.county_of(institution.county_code) is None:
            left_out.append((institution, LeftOut.UNKNOWN_COUNTY))
        else:
            (branches if is_dependent_branch(policy, institution) else own).append(institution)
    facilities, by_member = merge_signboards(own)
    for branch in branches:
        host = by_member.get(branch.host_institution_id or 0)
        if host is not None:
            host.merged.append(branch)
        left_out.append((branch, LeftOut.MERGED_INTO_HOST))
    return Counted(facilities, left_out)


def is_dependent_branch(policy: Policy, institution: InstitutionFact) -> bool:
    """Give a branch of a consortium that keeps no licence of its own, where the rule asks for one."""
    is_branch = institution.host_institution_id is not None
    return is_branch and policy.g3_branch_needs_own_licence and not institution.own_licence


def merge_signboards(institutions: Sequence[InstitutionFact]) -> tuple[list[Facility], dict[int, Facility]]:
    """One facility per licence number; where a row has none, per credit code; else each for itself.

    Two licences are two facilities even under one credit code: all branches of a 医共体 may share the host's.
    """
    facilities: list[Facility] = []
    by_name: dict[str, Facility] = {}
    by_member: dict[int, Facility] = {}
    licensed_first = sorted(institutions, key=lambda one: not one.licence_no)
    for institution in licensed_first:
        licence, credit = "licence " + institution.licence_no, "credit " + institution.credit_code
        name = licence if institution.licence_no else credit if institution.credit_code else ""
        facility = by_name.get(name) if name else None
        if facility is None:
            facility = Facility(institution, [])
            facilities.append(facility)
        else:
            facility.merged.append(institution)
        if institution.licence_no:
            by_name.setdefault(licence, facility)
        if institution.credit_code:
            by_name.setdefault(credit, facility)
        by_member[institution.id] = facility
    return facilities, by_member


def judge_facilities(
    on: date, policy: Policy, counted: Counted, services: Iterable[ServiceFact], places: Places
) -> list[PrimaryVerdict]:
    """Judge every counted facility."""
    by_institution: dict[int, list[ServiceFact]] = defaultdict(list)
    for service in services:
        by_institution[service.institution_id].append(service)
    nothing: list[ServiceFact] = []
    verdicts = []
    for facility in counted.facilities:
        found = by_institution.get(facility.institution.id, nothing)
        for member in facility.merged:
            found = found + by_institution.get(member.id, nothing)
        county = places.county_of(facility.institution.county_code)
        verdicts.append(judge_facility(on, policy, facility, tuple(found), county.code if county else ""))
    return verdicts


def judge_facility(
    on: date, policy: Policy, facility: Facility, services: tuple[ServiceFact, ...], county_code: str
) -> PrimaryVerdict:
    """Judge one facility by all rows that speak of it."""
    checks = service_checks(on, policy, services)
    level = level_reached(checks)
    required = checks[: _CHECKS_OF_LEVEL[policy.g3_provide_level]]
    overdue = check_overdue_days(on, facility.institution) > 0
    return PrimaryVerdict(
        county_code,
        facility.institution,
        tuple(facility.merged),
        level,
        level >= policy.g3_provide_level,
        checks,
        required,
        services,
        (Caution.LICENCE_CHECK_DUE,) if overdue else (),
    )


_CHECKS_OF_LEVEL = {ProvideLevel.L0: 0, ProvideLevel.L1: 1, ProvideLevel.L2: 4, ProvideLevel.L3: 5}

_UNDECLARED = (
    Check(Criterion.DECLARED, (Reason.NOT_DECLARED,), (None,)),
    Check(Criterion.MODE, (Reason.NO_MODE,), (frozenset(),)),
    Check(Criterion.PHYSICIAN, (Reason.NO_TRAINED_PHYSICIAN,), (0, 0)),
    Check(Criterion.NURSE, (Reason.NO_TRAINED_NURSE,), (0, 0)),
    Check(Criterion.ACTIVITY, (Reason.NO_RECENT_SERVICE,), (None, 365)),
)


def service_checks(on: date, policy: Policy, services: tuple[ServiceFact, ...]) -> tuple[Check, ...]:
    """Make the five checks of §1.5. Rows of one facility may repeat a roster, so the largest number is taken."""
    window = policy.g3_active_window_days
    if not services:
        return (*_UNDECLARED[:4], Check(Criterion.ACTIVITY, (Reason.NO_RECENT_SERVICE,), (None, window)))
    declared = [service for service in services if _why_not_declared(on, service) is None]
    modes = frozenset[str]().union(*(service.modes for service in declared))
    physicians = max(service.trained_physicians for service in services)
    nurses = max(service.trained_nurses for service in services)
    last = max((day.last_service_on for day in services if day.last_service_on is not None), default=None)
    return (
        declared_check(on, services, declared),
        Check(Criterion.MODE, () if modes else (Reason.NO_MODE,), (modes,)),
        Check(Criterion.PHYSICIAN, () if physicians > 0 else (Reason.NO_TRAINED_PHYSICIAN,), (physicians, nurses)),
        Check(Criterion.NURSE, () if nurses > 0 else (Reason.NO_TRAINED_NURSE,), (physicians, nurses)),
        Check(
            Criterion.ACTIVITY,
            () if within_days(last, on, window) else (Reason.NO_RECENT_SERVICE,),
            (last, window),
        ),
    )


def declared_check(on: date, services: Sequence[ServiceFact], declared: Sequence[ServiceFact]) -> Check:
    """L1: a confirmed declaration in force. Of several failures the one nearest to a declaration is told."""
    if declared:
        return Check(Criterion.DECLARED, (), (min(service.started_on or on for service in declared),))
    reasons = {_why_not_declared(on, service): service for service in services}
    for reason in (Reason.NOT_CONFIRMED, Reason.NOT_STARTED, Reason.ENDED):
        if reason in reasons:
            day = reasons[reason].ended_on if reason is Reason.ENDED else reasons[reason].started_on
            return Check(Criterion.DECLARED, (reason,), (day,))
    return _UNDECLARED[0]


def _why_not_declared(on: date, service: ServiceFact) -> Reason | None:
    if service.started_on is None:
        return Reason.NOT_DECLARED
    if service.ended_on is not None and service.ended_on <= on:
        return Reason.ENDED
    if not service.confirmed:
        return Reason.NOT_CONFIRMED
    return Reason.NOT_STARTED if service.started_on > on else None


def level_reached(checks: Sequence[Check]) -> ProvideLevel:
    """How far the facility has come; each level needs the ones below it."""
    passed = [check.passed for check in checks]
    if not passed[0]:
        return ProvideLevel.L0
    if not all(passed[:4]):
        return ProvideLevel.L1
    return ProvideLevel.L3 if passed[4] else ProvideLevel.L2
