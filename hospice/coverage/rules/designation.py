"""Designations (认定): which are in order, and what one ward may be used for (domain §1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from hospice.facilities.rules.codes import InstitutionKind, OrgLevel

from .facts import CountyFact, DesignationFact, InstitutionFact, UnitFact
from .host import level_of
from .policy import Policy
from .verdicts import Goal, Reason, WardVerdict


class Refusal(StrEnum):
    """Why a recorded designation has no effect."""

    NOT_ALLOWED = "NOT_ALLOWED"  # g2.allow_designation is off
    NO_DOCUMENT = "NO_DOCUMENT"  # number or approver is missing
    UNKNOWN_UNIT = "UNKNOWN_UNIT"
    NOT_A_STATUTORY_REGION = "NOT_A_STATUTORY_REGION"
    OTHER_PREFECTURE = "OTHER_PREFECTURE"  # G1: a ward serves the prefecture where it stands
    NEITHER_PROVINCIAL_NOR_CENTRE = "NEITHER_PROVINCIAL_NOR_CENTRE"  # G1: only these need one


class Places(NamedTuple):
    """The divisions of the day."""

    counties: Mapping[str, CountyFact]  # zones included
    statutory: Mapping[str, CountyFact]
    prefectures: Mapping[str, list[str]]  # statutory counties of each

    def county_of(self, code: str) -> CountyFact | None:
        """Give the statutory county to which a place is counted: itself, or the host of a zone."""
        fact = self.counties.get(code)
        return fact if fact is None or fact.statutory else self.statutory.get(fact.host_code)

    def prefecture_of(self, code: str) -> str:
        """Give the prefecture of a county, or the code itself where it is one; empty where neither."""
        fact = self.counties.get(code)
        if fact is not None:
            return fact.prefecture_code
        return code if code in self.prefectures else ""


Sorted = tuple[dict[tuple[int, Goal], list[DesignationFact]], list[tuple[DesignationFact, Refusal]]]


def sort_designations(
    on: date,
    policy: Policy,
    designations: Iterable[DesignationFact],
    hosts: Mapping[int, tuple[UnitFact, InstitutionFact]],
    places: Places,
) -> Sorted:
    """Those in force by unit and goal, the earliest first and one a region; and those refused, with the reason."""
    in_force: dict[tuple[int, Goal], list[DesignationFact]] = {}
    refused = []
    for designation in sorted(designations, key=lambda fact: (fact.valid_from, fact.region_code, fact.unit_id)):
        if not (designation.valid_from <= on and (designation.valid_to is None or on < designation.valid_to)):
            continue
        refusal = _refusal(policy, designation, hosts.get(designation.unit_id), places)
        if refusal is not None:
            refused.append((designation, refusal))
            continue
        mine = in_force.setdefault((designation.unit_id, designation.goal), [])
        if all(earlier.region_code != designation.region_code for earlier in mine):
            mine.append(designation)
    return in_force, refused


def _refusal(
    policy: Policy, designation: DesignationFact, host: tuple[UnitFact, InstitutionFact] | None, places: Places
) -> Refusal | None:
    if host is None:
        return Refusal.UNKNOWN_UNIT
    if not (designation.document_no and designation.approver):
        return Refusal.NO_DOCUMENT
    if designation.goal is Goal.G2:
        if not policy.g2_allow_designation:
            return Refusal.NOT_ALLOWED
        return None if designation.region_code in places.statutory else Refusal.NOT_A_STATUTORY_REGION
    return _refusal_for_g1(policy, designation, host, places)


def _refusal_for_g1(
    policy: Policy, designation: DesignationFact, host: tuple[UnitFact, InstitutionFact], places: Places
) -> Refusal | None:
    unit, institution = host
    prefecture = places.prefecture_of(designation.region_code)
    if not prefecture or designation.goal is not Goal.G1:
        return Refusal.NOT_A_STATUTORY_REGION
    if prefecture != places.prefecture_of(unit.county_code):
        return Refusal.OTHER_PREFECTURE
    if level_of(policy, institution) is OrgLevel.PROVINCIAL or institution.kind is InstitutionKind.HOSPICE_CENTER:
        return None
    return Refusal.NEITHER_PROVINCIAL_NOR_CENTRE


def settle_single_use(policy: Policy, first: list[WardVerdict], second: list[WardVerdict]) -> None:
    """Let no ward serve G1 and, by designation, G2 at once, unless the rule allows it; then both are marked.

    `first` are all G1 verdicts, `second` all G2 verdicts; both are changed in place. G1 comes first: where a prefecture
    has no other counted ward, the ward designated last stays with it. Every other designated ward serves its district.
    """
    designated: dict[int, date] = {}
    for verdict in second:
        if verdict.counts and verdict.designation is not None:
            earliest = designated.get(verdict.unit.id, verdict.designation.valid_from)
            designated[verdict.unit.id] = min(earliest, verdict.designation.valid_from)
    both = [verdict for verdict in first if verdict.counts and verdict.unit.id in designated]
    if policy.g2_allow_double_count:
        _mark_double({verdict.unit.id for verdict in both}, first, second)
        return
    kept = _kept_for_g1(first, both, designated)
    freed = {verdict.unit.id for verdict in both} - kept
    _refuse(first, freed, Goal.G2)
    _refuse(second, kept, Goal.G1)


def _kept_for_g1(first: list[WardVerdict], both: list[WardVerdict], designated: Mapping[int, date]) -> set[int]:
    met = {verdict.region_code for verdict in first if verdict.counts and verdict.unit.id not in designated}
    last: dict[str, WardVerdict] = {}
    for verdict in sorted(both, key=lambda found: (designated[found.unit.id], found.unit.key)):
        last[verdict.region_code] = verdict
    return {verdict.unit.id for region, verdict in last.items() if region not in met}


def _refuse(verdicts: list[WardVerdict], units: set[int], used_for: Goal) -> None:
    """Refuse the units because of the other goal; a G2 verdict only where it rests on a designation."""
    for place in _places_of(verdicts, units):
        verdict = verdicts[place]
        reasons = (*verdict.reasons, Reason.USED_FOR_OTHER_GOAL)
        verdicts[place] = verdict._replace(reasons=reasons, used_for=used_for)


def _mark_double(units: set[int], first: list[WardVerdict], second: list[WardVerdict]) -> None:
    for verdicts in (first, second):
        for place in _places_of(verdicts, units):
            verdicts[place] = verdicts[place]._replace(double_counted=True)


def _places_of(verdicts: list[WardVerdict], units: set[int]) -> list[int]:
    """Where verdicts stand that count for G1, or for G2 by designation."""
    if not units:
        return []
    return [
        place
        for place, one in enumerate(verdicts)
        if one.unit.id in units and one.counts and (one.goal is Goal.G1 or one.by_designation)
    ]
