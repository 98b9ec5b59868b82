"""All wards against G1 and G2: each unit in its own region, and where a designation sends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from hospice.facilities.rules.codes import UnitKind

from .designation import Places, Refusal, settle_single_use, sort_designations
from .facts import DesignationFact, InstitutionFact, UnitFact
from .host import Host, host_of_wards
from .policy import Policy
from .verdicts import Check, Criterion, Goal, Reason, WardVerdict
from .ward import Merits, merits

TOO_MANY_DISTRICTS = Check(Criterion.SINGLE_USE, (Reason.TOO_MANY_DISTRICTS,))

# What makes a unit a ward of the goal's kind whether or not it is open yet.
SUITS = frozenset({Criterion.TYPE, Criterion.GRADE, Criterion.LEVEL, Criterion.KIND, Criterion.SINGLE_USE})

_CENTER_KINDS = frozenset({UnitKind.CENTER, UnitKind.WARD})


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
    first: list[WardVerdict] = []
    second: list[WardVerdict] = []
    for unit, institution in wards:
        host = hosts.get(institution.id)
        if host is None:
            host = hosts[institution.id] = host_of_wards(on, policy, institution, places.counties)
        candidate = Candidate(policy, places, unit, host, merits(on, policy, unit))
        first.append(candidate.for_prefecture(in_force.get((unit.id, Goal.G1), ())))
        second.extend(candidate.for_counties(in_force.get((unit.id, Goal.G2), ())))
    settle_single_use(policy, first, second)
    return Judged(first, second, refused)


def suits(verdict: WardVerdict) -> bool:
    """Whether the unit would count once it is open, evidenced and licensed: type, grade, level, kind are right."""
    return verdict.counts or not any(check.reasons and check.criterion in SUITS for check in verdict.checks)


class Candidate(NamedTuple):
    """One unit with all that is known of it, ready to be held against a goal."""

    policy: Policy
    places: Places
    unit: UnitFact
    host: Host
    merits: Merits

    def for_prefecture(self, designations: Sequence[DesignationFact]) -> WardVerdict:
        """Give the G1 verdict, in the prefecture where the campus stands."""
        region = self.places.prefecture_of(self.unit.county_code)
        natural = self._verdict(Goal.G1, region, None)
        if not designations or suits(natural):
            return natural
        return self._verdict(Goal.G1, region, designations[0])

    def for_counties(self, designations: Sequence[DesignationFact]) -> list[WardVerdict]:
        """Give the G2 verdicts: in the county of the campus, and in each district that a designation names."""
        county = self.places.county_of(self.unit.county_code)
        region = county.code if county else ""
        natural = self._verdict(Goal.G2, region, None)
        if not designations:
            return [natural]
        own = suits(natural)
        room = self.policy.g2_max_districts_per_ward - own
        asked = [fact for fact in designations if not (own and fact.region_code == region)]
        found = [self._verdict(Goal.G2, fact.region_code, fact) for fact in asked]
        found = found[:room] + [verdict.failing(TOO_MANY_DISTRICTS) for verdict in found[room:]]
        return found if any(fact.region_code == region for fact in asked) else [natural, *found]

    def _verdict(self, goal: Goal, region: str, designation: DesignationFact | None) -> WardVerdict:
        checks = (*self._host_checks(goal, designation), *self.merits.others)
        counts = bool(region) and not any(check.reasons for check in checks)
        cautions = self.merits.cautions + self.host.cautions
        return WardVerdict(goal, region, self.unit, self.host.institution, checks, counts, designation, cautions)

    def _host_checks(self, goal: Goal, designation: DesignationFact | None) -> tuple[Check, ...]:
        """Choose the checks. A designation stands in for the level; for a centre it stands in for all but the licence."""
        host, level, kind = self.host, self.host.levels[goal], self.merits.kind
        if designation is not None:
            level = Check(Criterion.LEVEL, (), (*level.facts[:-1], designation))
        counted_as_center = designation is not None or (goal is Goal.G2 and self.policy.g2_hospice_center_counts)
        if not (host.is_center and counted_as_center):
            return host.licence, host.type, host.grade, level, kind
        waived = (host.institution, True)
        kind = Check(Criterion.KIND, (), kind.facts) if self.unit.kind in _CENTER_KINDS else kind
        return host.licence, Check(Criterion.TYPE, (), waived), Check(Criterion.GRADE, (), waived), level, kind
