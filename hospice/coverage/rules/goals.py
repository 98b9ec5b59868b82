"""The goals G1, G2 and G3 on a day: every verdict, and every figure from the county to the province."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .designation import Places, Refusal
from .facts import CountyFact, DesignationFact, InstitutionFact, ServiceFact, UnitFact
from .figures import Figure
from .policy import Policy, RegionLevel
from .primary import LeftOut, count_facilities, judge_facilities
from .primary_figures import county_figure, pooled_figure
from .verdicts import Goal, PrimaryVerdict, WardVerdict
from .ward_figures import sum_of_units, unit_figure
from .wards import judge_wards

ZHEJIANG = "330000"

Key = tuple[Goal, RegionLevel, str]


@dataclass(frozen=True, slots=True)
class Coverage:
    """All that can be said of the three goals on a day. Every figure opens down to its verdicts."""

    on: date
    policy: Policy
    province_code: str
    places: Places
    figures: Mapping[Key, Figure]
    wards: Mapping[tuple[Goal, str], Sequence[WardVerdict]]  # by goal and unit of judgement
    primaries: Mapping[str, Sequence[PrimaryVerdict]]  # by county
    refused: Sequence[tuple[DesignationFact, Refusal]]
    left_out: Sequence[tuple[InstitutionFact, LeftOut]]  # primary institutions that are not counted

    def figure(self, goal: Goal, level: RegionLevel, code: str) -> Figure:
        """One figure; KeyError where the region or the level has none (G1 has no counties)."""
        return self.figures[goal, level, code]

    def province(self, goal: Goal) -> Figure:
        """Give the figure of the whole province."""
        return self.figures[goal, RegionLevel.PROVINCE, self.province_code]

    def figures_of(self, goal: Goal, level: RegionLevel) -> list[Figure]:
        """All figures of a goal at a level, by code."""
        found = (figure for (its, at, _), figure in self.figures.items() if its is goal and at is level)
        return sorted(found, key=lambda figure: figure.code)

    def wards_of(self, goal: Goal, code: str) -> Sequence[WardVerdict]:
        """Give the ward verdicts behind a figure of G1 (prefecture) or G2 (county): those that count first."""
        return sorted(
            self.wards.get((goal, code), ()), key=lambda one: (not one.counts, len(one.reasons), one.unit.key)
        )

    def primaries_of(self, county_code: str) -> Sequence[PrimaryVerdict]:
        """Give the facility verdicts behind a G3 figure: those that provide first, then the nearest."""
        found = self.primaries.get(county_code, ())
        return sorted(found, key=lambda one: (not one.provides, len(one.reasons), one.institution.key))


def judge(
    on: date,
    policy: Policy,
    counties: Iterable[CountyFact],
    institutions: Iterable[InstitutionFact],
    units: Iterable[UnitFact],
    designations: Sequence[DesignationFact],
    services: Iterable[ServiceFact],
    *,
    province_code: str = ZHEJIANG,
) -> Coverage:
    """Judge all facts of a province that are true on the day `on` and known at the time that is asked about."""
    places = places_of(counties)
    by_id = {institution.id: institution for institution in institutions}
    judged = judge_wards(on, policy, places, by_id, units, designations)
    counted = count_facilities(policy, by_id.values(), places)
    wards = defaultdict(list)
    for verdict in (*judged.first, *judged.second):
        wards[verdict.goal, verdict.region_code].append(verdict)
    primaries = defaultdict(list)
    for facility in judge_facilities(on, policy, counted, services, places):
        primaries[facility.county_code].append(facility)
    figures = {
        (figure.goal, figure.level, figure.code): figure
        for figure in (
            *_ward_figures(on, policy, places, wards, province_code),
            *_primary_figures(on, policy, places, primaries, province_code),
        )
    }
    return Coverage(
        on, policy, province_code, places, figures, dict(wards), dict(primaries), judged.refused, counted.left_out
    )


def places_of(counties: Iterable[CountyFact]) -> Places:
    """Index the divisions once, in the order of their codes."""
    known = {county.code: county for county in sorted(counties)}
    statutory = {code: county for code, county in known.items() if county.statutory}
    prefectures = defaultdict(list)
    for code, county in statutory.items():
        prefectures[county.prefecture_code].append(code)
    return Places(known, statutory, dict(prefectures))


def _ward_figures(
    on: date,
    policy: Policy,
    places: Places,
    wards: Mapping[tuple[Goal, str], Sequence[WardVerdict]],
    province_code: str,
) -> list[Figure]:
    by_county = {
        code: unit_figure(
            on,
            policy,
            Goal.G2,
            (RegionLevel.COUNTY, code, county.name),
            wards.get((Goal.G2, code), ()),
            reported=county.reported,
        )
        for code, county in places.statutory.items()
    }
    first, second = [], []
    for code, own in places.prefectures.items():
        place = (RegionLevel.PREFECTURE, code, places.statutory[own[0]].prefecture_name)
        reported = any(places.statutory[county].reported for county in own)
        first.append(unit_figure(on, policy, Goal.G1, place, wards.get((Goal.G1, code), ()), reported=reported))
        second.append(sum_of_units(on, policy, Goal.G2, place, [by_county[county] for county in own]))
    province = (RegionLevel.PROVINCE, province_code, "")
    above = [
        sum_of_units(on, policy, Goal.G1, province, first),
        sum_of_units(on, policy, Goal.G2, province, list(by_county.values())),
    ]
    return [*by_county.values(), *first, *second, *above]


def _primary_figures(
    on: date, policy: Policy, places: Places, primaries: Mapping[str, Sequence[PrimaryVerdict]], province_code: str
) -> list[Figure]:
    by_county = {
        code: county_figure(on, policy, code, county.name, primaries.get(code, ()), reported=county.reported)
        for code, county in places.statutory.items()
    }
    by_prefecture = []
    for code, codes in places.prefectures.items():
        own = [by_county[county] for county in codes]
        place = (RegionLevel.PREFECTURE, code, places.statutory[codes[0]].prefecture_name)
        by_prefecture.append(pooled_figure(on, policy, place, own, own))
    counties = list(by_county.values())
    below = counties if policy.g3_formal_unit is RegionLevel.COUNTY else by_prefecture
    province = pooled_figure(on, policy, (RegionLevel.PROVINCE, province_code, ""), counties, below)
    return [*counties, *by_prefecture, province]
