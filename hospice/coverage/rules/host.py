"""What the legal host of a ward brings along: licence, type, grade and level (domain §1.3 tests 1 to 3, §1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from hospice.facilities.rules.codes import Grade, InstitutionKind, OrgLevel, Ownership

from .facts import InstitutionFact
from .policy import Policy
from .thresholds import years_after
from .verdicts import Goal, Reason

SMALL_BEDS = 100  # below it the licence is checked every year, from it on every three years [V:MedInstReg-22]
HIGH_ENOUGH = frozenset({Grade.TWO, Grade.THREE})  # ≥ 二级 [V:Plan §三(一)1]

# Which licensing or owning authority makes a ward one of the goal; provincial ones come in by configuration.
LEVEL_OF_GOAL = {Goal.G1: OrgLevel.MUNICIPAL, Goal.G2: OrgLevel.COUNTY}


Reasons = tuple[Reason, ...]


class Host(NamedTuple):
    """What speaks against all wards of one institution."""

    institution: InstitutionFact
    licence: Reasons
    type_and_grade: Reasons
    levels: Mapping[Goal, Reasons]


def host_of_wards(on: date, policy: Policy, institution: InstitutionFact) -> Host:
    """Judge an institution once, for all of its units."""
    return Host(
        institution,
        licence_reasons(on, policy, institution),
        type_reasons(policy, institution) + grade_reasons(institution),
        {goal: level_reasons(goal, policy, institution) for goal in LEVEL_OF_GOAL},
    )


def is_center(institution: InstitutionFact) -> bool:
    """Whether it is a stand-alone hospice centre."""
    return institution.kind is InstitutionKind.HOSPICE_CENTER


def licence_reasons(on: date, policy: Policy, institution: InstitutionFact) -> Reasons:
    """Test 1: active, with a licence valid on the day whose periodic check is not overdue beyond grace."""
    reasons: Reasons = () if institution.active else (Reason.ORG_INACTIVE,)
    if not licence_is_valid(on, institution):
        return (*reasons, Reason.LICENCE_INVALID)
    if check_overdue_days(on, institution) > policy.licence_overdue_grace_days:
        return (*reasons, Reason.LICENCE_CHECK_OVERDUE)
    return reasons


def licence_is_valid(on: date, institution: InstitutionFact) -> bool:
    """Whether a licence is recorded and the day lies in its term; a missing end of term is an open end."""
    if not institution.licence_no:
        return False
    started = institution.licence_from is None or institution.licence_from <= on
    return started and (institution.licence_to is None or on <= institution.licence_to)


def licence_check_due(institution: InstitutionFact) -> date | None:
    """Give the last day for the next periodic check (校验); none where no check or issue date is recorded."""
    last = institution.licence_checked_on or institution.licence_from
    if last is None:
        return None
    large = institution.licensed_beds is not None and institution.licensed_beds >= SMALL_BEDS
    return years_after(last, 3 if large else 1)


def check_overdue_days(on: date, institution: InstitutionFact) -> int:
    """Days by which the periodic check is overdue; 0 when it is not, or when nobody can say."""
    due = licence_check_due(institution)
    return 0 if due is None else max(0, (on - due) // timedelta(1))


def type_reasons(policy: Policy, institution: InstitutionFact) -> Reasons:
    """Test 2, first half: the kind of hospital is on the list."""
    return () if institution.kind in policy.ward_eligible_kinds else (Reason.TYPE_NOT_ELIGIBLE,)


def grade_reasons(institution: InstitutionFact) -> Reasons:
    """Test 2, second half: at least 二级, or set up to its standard."""
    high = institution.grade in HIGH_ENOUGH or institution.built_to_grade2
    return () if high else (Reason.GRADE_TOO_LOW,)


def level_of(policy: Policy, institution: InstitutionFact) -> OrgLevel:
    """Give the level that counts: of a private hospital that of its licensor, of any other that of its owner (§1.4)."""
    private = institution.ownership is Ownership.PRIVATE and policy.level_private_by_licensor
    return (institution.licensor_level if private else None) or institution.level


def level_reasons(goal: Goal, policy: Policy, institution: InstitutionFact) -> Reasons:
    """Test 3, before any designation."""
    level = level_of(policy, institution)
    provincial = goal is Goal.G1 and policy.g1_provincial_counts and level is OrgLevel.PROVINCIAL
    return () if level is LEVEL_OF_GOAL[goal] or provincial else (Reason.LEVEL_MISMATCH,)
