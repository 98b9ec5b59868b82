"""All wards against G1 and G2: each unit in its own region, and where a designation sends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from hospice.facilities.rules.codes import UnitKind

from .designation import Places, Refusal, settle_single_use, sort_designations
from .facts import DesignationFact, InstitutionFact, UnitFact
from .host import (
    Host,
    check_overdue_days,
    grade_reasons,
    host_of_wards,
    is_center,
    level_of,
    level_reasons,
    licence_reasons,
    type_reasons,
)
from .policy import Policy
from .verdicts import Caution, Check, Criterion, Goal, Reason, WardVerdict
from .ward import Reasons, cautions, kind_reasons, own_checks, own_reasons

_CENTER_KINDS = frozenset({UnitKind.CENTER, UnitKind.WARD})

# A unit with none of these would count once it is open, evidenced and licensed.
UNSUITABLE = frozenset(
    {
        Reason.TYPE_NOT_ELIGIBLE,
        Reason.GRADE_TOO_LOW,
        Reason.LEVEL_MISMATCH,
        Reason.NOT_A_WARD,
        Reason.USED_FOR_OTHER_GOAL,
        Reason.TOO_MANY_DISTRICTS,
    }
)


class Judged(NamedTuple):
    """Every verdict of both goals, and the designations without effect."""

    first: list[WardVerdict]
    second: list[WardVerdict]
    refused: list[tuple[DesignationFact, Refusal]]


def judge_wards(
    on: date,
    policy: Policy,
    places: Places,
    institutions: Mapping[int, InstitutionFact],
    units: Iterable[UnitFact],
    designations: Sequence[DesignationFact],
) -> Judged:
    """Judge every unit whose institution is known, once for G1 and once or more for G2."""
    wards = [(unit, institutions[unit.institution_id]) for unit in units if unit.institution_id in institutions]
    by_unit = {unit.id: (unit, institution) for unit, institution in wards} if designations else {}
    in_force, refused = sort_designations(on, policy, designations, by_unit, places)
    hosts: dict[int, Host] = {}
    bench = Bench(on, policy, places)
    first: list[WardVerdict] = []
    second: list[WardVerdict] = []
    for unit, institution in wards:
        host = hosts.get(institution.id)
        if host is None:
            host = hosts[institution.id] = host_of_wards(on, policy, institution)
        own = own_reasons(on, policy, unit)
        first.append(bench.for_prefecture(unit, host, own, in_force.get((unit.id, Goal.G1), ())))
        second.extend(bench.for_counties(unit, host, own, in_force.get((unit.id, Goal.G2), ())))
    settle_single_use(policy, first, second)
    return Judged(first, second, refused)


def suits(verdict: WardVerdict) -> bool:
    """Whether the unit would count once it is open, evidenced and licensed: type, grade, level, kind are right."""
    return UNSUITABLE.isdisjoint(verdict.reasons)


class Bench(NamedTuple):
    """The day and the rules against which units are held, one after the other."""

    on: date
    policy: Policy
    places: Places

    def for_prefecture(
        self, unit: UnitFact, host: Host, own: Reasons, designations: Sequence[DesignationFact]
    ) -> WardVerdict:
        """Give the G1 verdict, in the prefecture where the campus stands. `own`: what speaks against the unit itself."""
        region = self.places.prefecture_of(unit.county_code)
        natural = self._verdict(Goal.G1, region, unit, host, own)
        if not designations or suits(natural):
            return natural
        return self._verdict(Goal.G1, region, unit, host, own, designations[0])

    def for_counties(
        self, unit: UnitFact, host: Host, own: Reasons, designations: Sequence[DesignationFact]
    ) -> list[WardVerdict]:
        """Give the G2 verdicts: in the county of the campus, and in each district that a designation names."""
        county = self.places.county_of(unit.county_code)
        region = county.code if county else ""
        natural = self._verdict(Goal.G2, region, unit, host, own)
        if not designations:
            return [natural]
        at_home = suits(natural)
        room = max(0, self.policy.g2_max_districts_per_ward - at_home)
        asked = [fact for fact in designations if not (at_home and fact.region_code == region)]
        found = [self._verdict(Goal.G2, fact.region_code, unit, host, own, fact) for fact in asked]
        too_many = (Reason.TOO_MANY_DISTRICTS,)
        found[room:] = [verdict._replace(reasons=verdict.reasons + too_many) for verdict in found[room:]]
        return found if any(fact.region_code == region for fact in asked) else [natural, *found]

    def _verdict(
        self,
        goal: Goal,
        region: str,
        unit: UnitFact,
        host: Host,
        own: Reasons,
        designation: DesignationFact | None = None,
    ) -> WardVerdict:
        level = host.levels[goal] if designation is None else ()
        if self._is_waived(goal, host.institution, designation):
            kind = () if unit.kind in _CENTER_KINDS else kind_reasons(unit)
            reasons = host.licence + level + kind + own
        else:
            reasons = host.licence + host.type_and_grade + level + kind_reasons(unit) + own
        return WardVerdict(goal, region, unit, host.institution, reasons, self, designation)

    def _is_waived(self, goal: Goal, institution: InstitutionFact, designation: DesignationFact | None) -> bool:
        """Whether a hospice centre counts as such: then neither type, grade nor the word 病区 are asked for."""
        by_rule = goal is Goal.G2 and self.policy.g2_hospice_center_counts
        return is_center(institution) and (designation is not None or by_rule)

    def checks(self, verdict: WardVerdict) -> tuple[Check, ...]:
        """Make the checks of a verdict with their evidence, for whoever opens it."""
        unit, institution = verdict.unit, verdict.institution
        waived = self._is_waived(verdict.goal, institution, verdict.designation)
        type_, grade = type_reasons(self.policy, institution), grade_reasons(institution)
        kind = () if waived and unit.kind in _CENTER_KINDS else kind_reasons(unit)
        overdue = check_overdue_days(self.on, institution)
        licence = licence_reasons(self.on, self.policy, institution)
        return (
            Check(Criterion.LICENCE, licence, (institution, overdue)),
            Check(Criterion.TYPE, () if waived else type_, (institution, waived)),
            Check(Criterion.GRADE, () if waived else grade, (institution, waived)),
            self._level_check(verdict),
            Check(Criterion.KIND, kind, (unit,)),
            *own_checks(self.on, self.policy, unit),
            *single_use_checks(verdict),
        )

    def _level_check(self, verdict: WardVerdict) -> Check:
        goal, institution = verdict.goal, verdict.institution
        reasons = level_reasons(goal, self.policy, institution) if verdict.designation is None else ()
        county = self.places.counties.get(institution.county_code)
        level = level_of(self.policy, institution)
        return Check(Criterion.LEVEL, reasons, (goal, level, institution, county, verdict.designation))

    def cautions(self, verdict: WardVerdict) -> tuple[Caution, ...]:
        """Say what must be seen beside a verdict."""
        found = cautions(self.on, self.policy, verdict.unit)
        if check_overdue_days(self.on, verdict.institution) > 0:
            found = (*found, Caution.LICENCE_CHECK_DUE)
        return (*found, Caution.DOUBLE_COUNTED) if verdict.double_counted else found


def single_use_checks(verdict: WardVerdict) -> list[Check]:
    """Make the check that a ward serves one goal and one district, where it fails."""
    both = (Reason.TOO_MANY_DISTRICTS, Reason.USED_FOR_OTHER_GOAL)
    return [Check(Criterion.SINGLE_USE, (reason,), (verdict.used_for,)) for reason in both if reason in verdict.reasons]
