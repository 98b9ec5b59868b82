"""What a ward brings along by itself: kind, status, evidence, beds (domain §1.3 tests 4 to 9, §1.4)."""

from __future__ import annotations

from datetime import date

from hospice.facilities.rules.codes import UnitKind, UnitStatus

from .facts import UnitFact
from .policy import Policy
from .thresholds import within_days, years_after
from .verdicts import Caution, Check, Criterion, Reason

BEFORE_OPENING = frozenset({UnitStatus.PLANNED, UnitStatus.APPROVED, UnitStatus.UNDER_CONSTRUCTION})

_STATUS_REASON = {status: (Reason("STATUS_" + status),) for status in UnitStatus if status is not UnitStatus.OPERATING}


Reasons = tuple[Reason, ...]


def own_reasons(on: date, policy: Policy, unit: UnitFact) -> Reasons:
    """What speaks against a unit by itself, besides its kind, in the order of the checks."""
    return (
        status_reasons(on, policy, unit)
        + evidence_reasons(on, unit)
        + beds_reasons(policy, unit)
        + shared_reasons(policy, unit)
        + checklist_reasons(policy, unit)
    )


def kind_reasons(unit: UnitFact) -> Reasons:
    """Test 4: a ward, not a room within another ward, not scattered beds."""
    return () if unit.kind is UnitKind.WARD else (Reason.NOT_A_WARD,)


def status_reasons(on: date, policy: Policy, unit: UnitFact) -> Reasons:
    """Test 5: open, or suspended or relocating for fewer days than the grace given."""
    if unit.status is UnitStatus.OPERATING or grace_days_left(on, policy, unit) > 0:
        return ()
    return _STATUS_REASON[unit.status]


def grace_days_left(on: date, policy: Policy, unit: UnitFact) -> int:
    """Days, the day itself included, for which a suspended or relocating ward still counts; 0 for all others."""
    grace = {
        UnitStatus.SUSPENDED: policy.ward_suspension_grace_days,
        UnitStatus.RELOCATING: policy.ward_relocation_grace_days,
    }.get(unit.status, 0)
    if unit.status_since is None or unit.status_since > on:
        return 0
    return max(0, grace - (on - unit.status_since).days)


def evidence_reasons(on: date, unit: UnitFact) -> Reasons:
    """Test 6: opened by the day, and an approval or notice is recorded."""
    missing: Reasons = () if unit.approval_document else (Reason.NO_EVIDENCE,)
    opened = unit.opened_on is not None and unit.opened_on <= on
    return missing if opened else (*missing, Reason.NOT_OPENED)


def beds_reasons(policy: Policy, unit: UnitFact) -> Reasons:
    """Test 7: enough dedicated open beds; an unreported number is not enough, and is not called zero."""
    enough = unit.open_beds is not None and unit.open_beds >= policy.ward_min_beds_count
    return () if enough else (Reason.TOO_FEW_BEDS,)


def shared_reasons(policy: Policy, unit: UnitFact) -> Reasons:
    """A ward shared with another specialty needs its own sign and rules, and the rule must allow it at all."""
    if not unit.shared_specialty:
        return ()
    if not policy.ward_shared_specialty_counts:
        return (Reason.SHARED_SPECIALTY,)
    return () if unit.own_sign_and_rules else (Reason.NO_OWN_SIGN,)


def checklist_reasons(policy: Policy, unit: UnitFact) -> Reasons:
    """Test 8: no mandatory item of the self-assessment fails, where the rule asks for it."""
    return (Reason.CHECKLIST_FAILED,) if policy.ward_require_checklist and unit.checklist_failed else ()


def own_checks(on: date, policy: Policy, unit: UnitFact) -> list[Check]:
    """The same as checks with their evidence; shared use and checklist only where they are asked for."""
    status = status_reasons(on, policy, unit)
    checks = [
        Check(Criterion.STATUS, status, (unit, grace_days_left(on, policy, unit))),
        Check(Criterion.EVIDENCE, evidence_reasons(on, unit), (unit,)),
        Check(Criterion.BEDS, beds_reasons(policy, unit), (unit.open_beds, policy.ward_min_beds_count)),
    ]
    if unit.shared_specialty:
        checks.append(Check(Criterion.SHARED, shared_reasons(policy, unit)))
    if policy.ward_require_checklist:
        checks.append(Check(Criterion.CHECKLIST, checklist_reasons(policy, unit)))
    return checks


def cautions(on: date, policy: Policy, unit: UnitFact) -> tuple[Caution, ...]:
    """Say what must be seen beside the verdict."""
    found = []
    if not within_days(unit.last_confirmed_on, on, policy.confirm_max_age_days):
        found.append(Caution.STALE)
    if not status_reasons(on, policy, unit) and unit.status is not UnitStatus.OPERATING:
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
