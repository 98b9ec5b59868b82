"""What a ward brings along by itself: kind, status, evidence, beds (domain §1.3 tests 4 to 9, §1.4)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from hospice.facilities.rules.codes import UnitKind, UnitStatus

from .facts import UnitFact
from .policy import Policy
from .thresholds import within_days, years_after
from .verdicts import Caution, Check, Criterion, Reason

BEFORE_OPENING = frozenset({UnitStatus.PLANNED, UnitStatus.APPROVED, UnitStatus.UNDER_CONSTRUCTION})

_NOT_A_WARD = (Reason.NOT_A_WARD,)
_STATUS_REASON = {status: (Reason("STATUS_" + status),) for status in UnitStatus if status is not UnitStatus.OPERATING}


class Merits(NamedTuple):
    """The checks of a unit that do not depend on goal, host or designation."""

    kind: Check
    others: tuple[Check, ...]
    cautions: tuple[Caution, ...]


def merits(on: date, policy: Policy, unit: UnitFact) -> Merits:
    """Judge a unit by itself."""
    checks = [status_check(on, policy, unit), evidence_check(on, unit), beds_check(policy, unit)]
    if unit.shared_specialty:
        checks.append(shared_check(policy, unit))
    if policy.ward_require_checklist:
        failed = (Reason.CHECKLIST_FAILED,) if unit.checklist_failed else ()
        checks.append(Check(Criterion.CHECKLIST, failed))
    return Merits(kind_check(unit), tuple(checks), cautions(on, policy, unit, checks[0]))


def kind_check(unit: UnitFact) -> Check:
    """Test 4: a ward, not a room within another ward, not scattered beds."""
    return Check(Criterion.KIND, () if unit.kind is UnitKind.WARD else _NOT_A_WARD, (unit,))


def status_check(on: date, policy: Policy, unit: UnitFact) -> Check:
    """Test 5: open, or suspended or relocating for fewer days than the grace given."""
    if unit.status is UnitStatus.OPERATING:
        return Check(Criterion.STATUS, (), (unit, 0))
    left = grace_days_left(on, policy, unit)
    return Check(Criterion.STATUS, () if left > 0 else _STATUS_REASON[unit.status], (unit, left))


def grace_days_left(on: date, policy: Policy, unit: UnitFact) -> int:
    """Days, the day itself included, for which a suspended or relocating ward still counts; 0 for all others."""
    grace = {
        UnitStatus.SUSPENDED: policy.ward_suspension_grace_days,
        UnitStatus.RELOCATING: policy.ward_relocation_grace_days,
    }.get(unit.status, 0)
    return max(0, grace - (on - unit.status_since).days) if grace and unit.status_since else 0


def evidence_check(on: date, unit: UnitFact) -> Check:
    """Test 6: opened by the day, and an approval or notice is recorded."""
    reasons = []
    if not unit.approval_document:
        reasons.append(Reason.NO_EVIDENCE)
    if unit.opened_on is None or unit.opened_on > on:
        reasons.append(Reason.NOT_OPENED)
    return Check(Criterion.EVIDENCE, tuple(reasons), (unit,))


def beds_check(policy: Policy, unit: UnitFact) -> Check:
    """Test 7: enough dedicated open beds; an unreported number is not enough, and is not called zero."""
    enough = unit.open_beds is not None and unit.open_beds >= policy.ward_min_beds_count
    return Check(Criterion.BEDS, () if enough else (Reason.TOO_FEW_BEDS,), (unit.open_beds, policy.ward_min_beds_count))


def shared_check(policy: Policy, unit: UnitFact) -> Check:
    """Give a ward shared with another specialty needs its own sign and rules, and the rule must allow it at all."""
    if not policy.ward_shared_specialty_counts:
        return Check(Criterion.SHARED, (Reason.SHARED_SPECIALTY,))
    return Check(Criterion.SHARED, () if unit.own_sign_and_rules else (Reason.NO_OWN_SIGN,))


def cautions(on: date, policy: Policy, unit: UnitFact, status: Check) -> tuple[Caution, ...]:
    """Say what must be seen beside the verdict."""
    found = []
    if not within_days(unit.last_confirmed_on, on, policy.confirm_max_age_days):
        found.append(Caution.STALE)
    if status.passed and unit.status is not UnitStatus.OPERATING:
        found.append(Caution.IN_GRACE)
    if unit.status in BEFORE_OPENING and unit.expected_on is not None and unit.expected_on < on:
        found.append(Caution.EXPECTED_DATE_PASSED)
    if seems_ceased(on, unit):
        found.append(Caution.PROPOSE_CLOSED)
    return tuple(found)


def seems_ceased(on: date, unit: UnitFact) -> bool:
    """Whether it is suspended for over a year, not for building: ceased, once a person says so [V:MedInstReg-21]."""
    if unit.status is not UnitStatus.SUSPENDED or unit.suspended_for_building or unit.status_since is None:
        return False
    return on > years_after(unit.status_since, 1)
