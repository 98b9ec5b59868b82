"""Which primary facilities are counted, and which of them provide hospice service (domain §1.4, §1.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from hospice.facilities.rules.codes import InstitutionKind, ServiceMode

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
    bench = PrimaryBench(on, policy)
    verdicts = []
    for facility in counted.facilities:
        found = by_institution.get(facility.institution.id, nothing)
        for member in facility.merged:
            found = found + by_institution.get(member.id, nothing)
        county = places.county_of(facility.institution.county_code)
        verdicts.append(bench.judge(facility, found, county.code if county else ""))
    return verdicts


def judge_facility(
    on: date, policy: Policy, facility: Facility, services: Sequence[ServiceFact], county_code: str
) -> PrimaryVerdict:
    """Judge one facility by all rows that speak of it."""
    return PrimaryBench(on, policy).judge(facility, services, county_code)


class PrimaryBench(NamedTuple):
    """The day and the rules against which facilities are held, one after the other."""

    on: date
    policy: Policy

    def judge(self, facility: Facility, services: Sequence[ServiceFact], county_code: str) -> PrimaryVerdict:
        """Judge one facility by all rows that speak of it."""
        found = service_reasons(self.on, self.policy, services)
        level = level_reached(found)
        provides = level >= self.policy.g3_provide_level
        return PrimaryVerdict(
            county_code, facility.institution, facility.merged, level, provides, services, found, self
        )

    def required(self) -> int:
        """Say how many of the five checks the goal asks for."""
        return _CHECKS_OF_LEVEL[self.policy.g3_provide_level]

    def checks(self, verdict: PrimaryVerdict) -> tuple[Check, ...]:
        """Make the five checks of a verdict with their evidence, for whoever opens it."""
        services = verdict.services
        trained = (
            max((service.trained_physicians for service in services), default=0),
            max((service.trained_nurses for service in services), default=0),
        )
        evidence: tuple[tuple[Any, ...], ...] = (
            (_day_told(self.on, services, verdict.found[0]),),
            (_modes(self.on, services),),
            trained,
            trained,
            (_last(services), self.policy.g3_active_window_days),
        )
        return tuple(map(Check, _CRITERIA, verdict.found, evidence))

    def cautions(self, verdict: PrimaryVerdict) -> tuple[Caution, ...]:
        """Say what must be seen beside a verdict."""
        overdue = check_overdue_days(self.on, verdict.institution) > 0
        return (Caution.LICENCE_CHECK_DUE,) if overdue else ()


Reasons = tuple[Reason, ...]

_CHECKS_OF_LEVEL = {ProvideLevel.L0: 0, ProvideLevel.L1: 1, ProvideLevel.L2: 4, ProvideLevel.L3: 5}
_CRITERIA = (Criterion.DECLARED, Criterion.MODE, Criterion.PHYSICIAN, Criterion.NURSE, Criterion.ACTIVITY)
_LACKING = (
    (Reason.NOT_DECLARED,),
    (Reason.NO_MODE,),
    (Reason.NO_TRAINED_PHYSICIAN,),
    (Reason.NO_TRAINED_NURSE,),
    (Reason.NO_RECENT_SERVICE,),
)


def service_reasons(on: date, policy: Policy, services: Sequence[ServiceFact]) -> tuple[Reasons, ...]:
    """What speaks against each of the five checks of §1.5.

    Rows of one facility may repeat a roster, so the largest number is taken and never the sum.
    """
    if not services:
        return _LACKING
    return (
        declared_reasons(on, services),
        () if _modes(on, services) else _LACKING[1],
        () if any(service.trained_physicians > 0 for service in services) else _LACKING[2],
        () if any(service.trained_nurses > 0 for service in services) else _LACKING[3],
        () if within_days(_last(services), on, policy.g3_active_window_days) else _LACKING[4],
    )


def declared_reasons(on: date, services: Sequence[ServiceFact]) -> Reasons:
    """L1: a confirmed declaration in force. Of several failures the one nearest to a declaration is told."""
    reasons = {_why_not_declared(on, service) for service in services}
    if None in reasons:
        return ()
    nearest = (Reason.NOT_CONFIRMED, Reason.NOT_STARTED, Reason.ENDED)
    return next(((reason,) for reason in nearest if reason in reasons), _LACKING[0])


def _why_not_declared(on: date, service: ServiceFact) -> Reason | None:
    if service.started_on is None:
        return Reason.NOT_DECLARED
    if service.ended_on is not None and service.ended_on <= on:
        return Reason.ENDED
    if not service.confirmed:
        return Reason.NOT_CONFIRMED
    return Reason.NOT_STARTED if service.started_on > on else None


def _modes(on: date, services: Sequence[ServiceFact]) -> frozenset[ServiceMode]:
    """All modes of the declarations in force."""
    declared = (service.modes for service in services if _why_not_declared(on, service) is None)
    return frozenset[ServiceMode]().union(*declared)


def _last(services: Sequence[ServiceFact]) -> date | None:
    return max((one.last_service_on for one in services if one.last_service_on is not None), default=None)


def _day_told(on: date, services: Sequence[ServiceFact], found: Reasons) -> date | None:
    """Choose the day that belongs to the verdict on the declaration: since when, from when, until when."""
    reason = found[0] if found else None
    meant = [service for service in services if _why_not_declared(on, service) is reason]
    days = [service.ended_on if reason is Reason.ENDED else service.started_on for service in meant]
    return min((day for day in days if day is not None), default=None)


def level_reached(found: Sequence[Reasons]) -> ProvideLevel:
    """How far the facility has come; each level needs the ones below it."""
    if found[0]:
        return ProvideLevel.L0
    if found[1] or found[2] or found[3]:
        return ProvideLevel.L1
    return ProvideLevel.L2 if found[4] else ProvideLevel.L3
