"""Places are ranked by whole points, against a second, naive reading of the rule; what is not known speaks neither way."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.episodes.rules.codes import Priority
from hospice.episodes.rules.faces import Freshness
from hospice.facilities.rules.codes import InstitutionKind, UnitKind, UnitStatus
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting
from hospice.transfers.rules.finding import WEIGHTS, Weights, found, points, tally, unfit
from hospice.transfers.rules.finding_words import duration, spoken, stock_words, vacancy
from hospice.transfers.rules.places import KINDS, Habit, Offered, Sought, Stock, serves

ON = date(2026, 11, 28)
LISHUI, HANGZHOU = "/330000/331100/331181/", "/330000/330100/330106/"
ABLE = ["PUMP", "OXYGEN", "COMPANION", "ISOLATION"]
NEED = Sought(
    setting=Setting.WARD, on=ON, priority=Priority.PRIOR, sex=Sex.FEMALE, abilities=frozenset({"PUMP", "OXYGEN"})
)


def a_place(number: int = 1, **values: Any) -> Offered:
    """A ward with everything that the need asks for, free, fresh, near, and without a history."""
    said = {
        "unit_id": number, "key": uuid.UUID(int=number), "institution_id": number, "house": f"医院{number}", "unit": "病区",
        "kind": UnitKind.WARD, "house_kind": InstitutionKind.GENERAL,
        "region_path": LISHUI, "region": "龙泉市", "above": "丽水市",
        "abilities": frozenset({"PUMP", "OXYGEN"}), "stock": Stock(10, 10, 2, tracked=True), "age": Freshness.FRESH, "km": 10.0,
        **values,
    }  # fmt: skip
    return Offered(**said)


# The rule once more, as one would explain it on the telephone: no shared line of code, one place at a time.
def naive_standing(need: Sought, place: Offered) -> str:
    if place.status.value != "OPERATING" or not place.house_active or place.is_origin or place.is_asked:
        return "unfit"
    if need.isolation and "ISOLATION" not in place.abilities:
        return "unfit"
    if place.abilities and sum(1 for one in need.abilities if one not in place.abilities) >= 2:
        return "unfit"
    if need.setting.value == "HOME" and place.km is not None and place.km > need.home_km:
        return "unfit"
    if place.stock is None:
        return "fits"
    return "full" if naive_free(need, place) == 0 else "fits"


def naive_free(need: Sought, place: Offered) -> int:
    assert place.stock is not None
    free, men, women = place.stock.free, place.stock.for_men, place.stock.for_women
    in_rooms = place.kind.value in ("WARD", "ROOM", "BED", "CENTER")
    if in_rooms and need.sex is Sex.MALE:
        return free + men
    if in_rooms and need.sex is Sex.FEMALE:
        return free + women
    return free + men + women


def naive_points(need: Sought, place: Offered) -> int:
    thousandths = 0
    if place.stock is not None and naive_free(need, place) > 0:
        thousandths += {"FRESH": 40_000, "AGEING": 24_000, "OLD": 8_000}[place.age.value]
    has = [one for one in need.abilities if one in place.abilities]
    thousandths += 25 * (floor(1000 * len(has) / len(need.abilities)) if need.abilities else 1000)
    for km, most in ((place.km, 40), (place.relative_km, 8)):
        if km is not None and floor(km) < 200:
            thousandths += most * ((200 - floor(km)) * 5)
    if len(place.consortia) > 0:
        thousandths += 8_000
    if not need.needs_filing or need.filed or need.insured_at[:15] == place.region_path[:15]:
        thousandths += 4_000
    if place.habit.asked == 0:
        thousandths += 4_000
    else:
        share = place.habit.answered * 1000 // place.habit.asked
        quick = place.habit.minutes is not None and place.habit.minutes <= 120
        thousandths += 8 * (share if quick else share // 2)
    before = 0
    for number, priority in enumerate(("P1", "P2", "P3", "P4")):
        if priority <= need.priority.value:
            before += place.waiting[number]
    return thousandths - 3_000 * (min(4, before))


def naive(need: Sought, places: list[Offered]) -> dict[str, list[int]]:
    """Takes the best again and again, comparing each with each."""
    heaps: dict[str, list[Offered]] = {"fits": [], "full": [], "unfit": []}
    for place in places:
        heaps[naive_standing(need, place)].append(place)
    order: dict[str, list[int]] = {}
    for name in ("fits", "full"):
        left, order[name] = list(heaps[name]), []
        while left:
            best = left[0]
            for other in left[1:]:
                mine, theirs = naive_points(need, best), naive_points(need, other)
                near, nearer = (9e9 if one.km is None else floor(one.km) for one in (best, other))
                if theirs > mine or (
                    theirs == mine and (nearer < near or (nearer == near and other.unit_id < best.unit_id))
                ):
                    best = other
            left.remove(best)
            order[name].append(best.unit_id)
    order["unfit"] = sorted(place.unit_id for place in heaps["unfit"])
    return order


ABILITIES = st.frozensets(st.sampled_from(ABLE), max_size=3)
KM = st.none() | st.floats(0, 320)
STOCKS = st.none() | st.builds(
    Stock, st.integers(0, 9), st.integers(0, 9), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2), st.integers(0, 1),
    st.just(0), st.just(0), st.booleans(),
)  # fmt: skip
HABITS = st.integers(0, 4).flatmap(
    lambda asked: st.builds(
        Habit, st.just(asked), st.integers(0, asked), st.just(0), st.none() | st.sampled_from([5, 120, 121, 900])
    )
)
NEEDS = st.builds(
    Sought, setting=st.sampled_from(Setting), on=st.just(ON), priority=st.sampled_from(Priority),
    sex=st.sampled_from([None, *Sex]), isolation=st.sampled_from([None, False, True]), abilities=ABILITIES,
    insured_at=st.sampled_from(["", LISHUI, HANGZHOU]), needs_filing=st.booleans(), filed=st.booleans(),
)  # fmt: skip
FACTS = st.fixed_dictionaries(
    {
        "status": st.sampled_from([UnitStatus.OPERATING] * 4 + [UnitStatus.SUSPENDED, UnitStatus.PLANNED]),
        "kind": st.sampled_from(UnitKind),
        "house_active": st.sampled_from([True, True, True, False]),
        "abilities": ABILITIES,
        "stock": STOCKS,
        "age": st.sampled_from(Freshness),
        "waiting": st.tuples(*[st.integers(0, 3)] * 4),
        "habit": HABITS,
        "consortia": st.sampled_from([(), ("龙泉市医共体",)]),
        "km": KM,
        "relative_km": KM,
        "region_path": st.sampled_from([LISHUI, HANGZHOU]),
        "is_origin": st.sampled_from([False] * 5 + [True]),
        "is_asked": st.sampled_from([False] * 5 + [True]),
    }
)
PLACES = st.lists(FACTS, max_size=8).map(lambda many: [a_place(number, **one) for number, one in enumerate(many, 1)])


@given(NEEDS, PLACES)
def test_the_ranking_is_that_of_a_second_naive_reading(need: Sought, places: list[Offered]) -> None:
    heaps = found(need, places)
    assert {
        "fits": [place.unit_id for place in heaps.fits],
        "full": [place.unit_id for place in heaps.full],
        "unfit": sorted(one.place.unit_id for one in heaps.unfit),
    } == naive(need, places)


@given(NEEDS, PLACES, st.randoms(use_true_random=False))
def test_the_order_in_which_places_are_read_does_not_matter(need: Sought, places: list[Offered], chance: Any) -> None:
    shuffled = places.copy()
    chance.shuffle(shuffled)
    assert found(need, shuffled) == found(need, places)


@given(NEEDS, FACTS)
def test_nothing_that_gets_worse_raises_a_place(need: Sought, facts: dict[str, Any]) -> None:
    place = a_place(**facts)
    worse = [
        replace(place, age=Freshness.OLD),
        replace(place, stock=None),
        replace(place, km=None if place.km is None else place.km + 40),
        replace(place, abilities=frozenset()),
        replace(place, consortia=()),
        replace(place, waiting=tuple(number + 1 for number in place.waiting)),
        replace(place, habit=place.habit._replace(answered=0)),
    ]
    assert all(points(need, other) <= points(need, place) for other in worse)


@given(NEEDS, FACTS)
def test_every_place_is_told_in_words_whatever_is_known_of_it(need: Sought, facts: dict[str, Any]) -> None:
    place = a_place(**facts)
    said = spoken(need, place)
    assert all(str(words) for heap in said for words in heap)
    assert str(vacancy(need, place).word)
    assert str(stock_words(place))
    why = unfit(need, place)
    assert why is None or str(why)


def ranked(*places: Offered, need: Sought = NEED) -> list[int]:
    return [place.unit_id for place in found(need, places).fits]


def test_a_stale_figure_ranks_below_the_same_fresh_one() -> None:
    assert ranked(a_place(1, age=Freshness.OLD), a_place(2, age=Freshness.AGEING), a_place(3)) == [3, 2, 1]


def test_the_nearer_of_two_alike_comes_first_and_the_relative_counts_too() -> None:
    assert ranked(a_place(1, km=80.0), a_place(2, km=20.0)) == [2, 1]
    assert ranked(a_place(1, km=260.0), a_place(2, km=220.0)) == [2, 1]  # where distance gives no points any more
    assert ranked(a_place(1, relative_km=90.0), a_place(2, relative_km=3.0)) == [2, 1]


def test_points_can_be_worked_out_by_hand() -> None:
    place = a_place(km=82.4, waiting=(1, 1, 5, 0), habit=Habit(4, 3, 0, 42), consortia=("医共体",))
    shown = [score / 1000 for _words, score in tally(NEED, place)]
    assert shown == [40, 25, 40 * 118 / 200, 0, 8, 4, 6, -6]
    assert points(NEED, place) == 100_600


def test_weights_are_settings() -> None:
    own = Weights(distance=0, consortium=50)
    near, friend = a_place(1, km=1.0), a_place(2, km=190.0, consortia=("医共体",))
    assert [place.unit_id for place in found(NEED, [near, friend]).fits] == [1, 2]
    assert [place.unit_id for place in found(NEED, [near, friend], own).fits] == [2, 1]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"status": UnitStatus.UNDER_CONSTRUCTION, "expected_on": date(2027, 3, 1)}, "建设中，预计2027年3月启用"),
        (
            {"status": UnitStatus.UNDER_CONSTRUCTION, "expected_on": date(2026, 3, 1)},
            "建设中，已过预计启用日期，尚未启用",
        ),
        ({"status": UnitStatus.PLANNED}, "计划中"),
        ({"status": UnitStatus.SUSPENDED}, "暂停"),
        ({"status": UnitStatus.RELOCATING}, "搬迁中"),
        ({"house_active": False}, "机构停业"),
        ({"is_origin": True}, "患者现在就在这里"),
        ({"is_asked": True}, "已在办理中"),
        ({"abilities": frozenset({"COMPANION"})}, "缺少：吸氧、微量泵持续给药"),
    ],
)
def test_an_unsuitable_place_says_why(facts: dict[str, Any], why: str) -> None:
    heaps = found(NEED, [a_place(**facts)])
    assert not heaps.fits
    assert not heaps.full
    assert [str(one.why) for one in heaps.unfit] == [why]


def test_isolation_that_is_needed_cannot_be_done_without_and_unknown_is_asked() -> None:
    isolated = replace(NEED, isolation=True)
    assert str(unfit(isolated, a_place())) == "不能隔离"
    able = a_place(abilities=frozenset({"PUMP", "OXYGEN", "ISOLATION"}))
    assert unfit(isolated, able) is None
    assert "可隔离" in [str(words) for words in spoken(isolated, able).reasons]
    assert "是否需要隔离" in [str(words) for words in spoken(replace(NEED, isolation=None), able).missing]


def test_a_home_team_goes_no_further_than_it_goes() -> None:
    home = Sought(setting=Setting.HOME, on=ON, home_km=15)
    assert str(unfit(home, a_place(km=15.2, kind=UnitKind.HOME_TEAM))) == "超出上门范围（15公里）"
    assert unfit(home, a_place(km=15.0, kind=UnitKind.HOME_TEAM)) is None
    assert unfit(home, a_place(km=None, kind=UnitKind.HOME_TEAM)) is None


def test_rooms_are_divided_by_sex_and_homes_are_not() -> None:
    men_only = Stock(10, 10, 0, for_men=2, tracked=True)
    full = found(NEED, [a_place(stock=men_only)]).full
    assert [str(words) for words in spoken(NEED, full[0]).cautions] == ["空床都在男病房"]
    assert str(vacancy(NEED, full[0]).word) == "没有空床"
    assert found(replace(NEED, sex=Sex.MALE), [a_place(stock=men_only)]).fits
    assert found(replace(NEED, sex=None), [a_place(stock=men_only)]).fits


def test_unknown_is_no_zero_and_no_reproach() -> None:
    unknown = a_place(1, stock=None, abilities=frozenset(), km=None)
    heaps = found(NEED, [unknown])
    assert heaps.fits == [unknown]
    assert str(vacancy(NEED, unknown).word) == "未报可用数"
    assert str(stock_words(unknown)) == "未报数据，不按零计"
    assert [str(words) for words in spoken(NEED, unknown).missing] == [
        "能做什么（未登记）", "距离（位置未登记）", "答复习惯（近30天没有往来）", "有没有空位",
    ]  # fmt: skip
    assert spoken(NEED, unknown).cautions == []


def test_a_distance_that_nobody_asked_for_is_not_called_unknown() -> None:
    unmeasured = spoken(replace(NEED, measured=False), a_place(km=None))
    assert not [words for words in unmeasured.missing if "距离" in str(words)]


def test_one_ability_may_be_brought_along_and_is_asked_for() -> None:
    place = a_place(abilities=frozenset({"OXYGEN"}))
    said = spoken(NEED, place)
    assert unfit(NEED, place) is None
    assert str(said.reasons[0]) == "可吸氧"
    assert str(said.cautions[0]) == "没有登记微量泵持续给药，请先问能否由本单位携带"


def test_the_figure_says_where_it_comes_from() -> None:
    counted = a_place(stock=Stock(16, 15, 2, for_men=1, held=1, occupied=10, tracked=True))
    declared = a_place(stock=Stock(8, 6, 3, held=1, occupied=2))
    assert str(vacancy(NEED, counted).word) == "2张空床"
    assert str(stock_words(counted)) == "逐张算出：开放16，可用15；在住10，已保留1，清洁或隔离1，空床3"
    assert str(vacancy(NEED, declared).word) == "申报3张"
    assert str(stock_words(declared)) == "单位申报：开放8，有人员保障6（张床），已占用3"
    assert vacancy(NEED, replace(declared, age=Freshness.OLD)).tone == "hot"


def test_habits_of_answering_are_told_with_their_numbers() -> None:
    said = spoken(NEED, a_place(habit=Habit(12, 9, 2, 70)))
    assert "近30天平均1小时10分钟答复" in [str(words) for words in said.reasons]
    assert [str(words) for words in said.cautions] == [
        "近30天12次请求，2次不予受理",
        "近30天12次请求，3次没有答复",
    ]
    assert [str(duration(n)) for n in (42, 60, 70, 1860)] == ["42分钟", "1小时", "1小时10分钟", "31小时"]


def test_insurance_elsewhere_is_a_caution_until_it_is_filed() -> None:
    insured = replace(NEED, needs_filing=True, insured_at=HANGZHOU)
    assert str(spoken(insured, a_place()).cautions[0]) == "不在医保参保的市内，请先办异地就医备案"
    assert "已办异地就医备案" in [str(words) for words in spoken(replace(insured, filed=True), a_place()).reasons]
    assert "在医保参保的市内" in [
        str(words) for words in spoken(replace(insured, insured_at=LISHUI), a_place()).reasons
    ]
    assert "参保地（未填）" in [str(words) for words in spoken(replace(insured, insured_at=""), a_place()).missing]


def test_only_those_who_would_be_offered_a_bed_first_stand_ahead() -> None:
    place = a_place(waiting=(1, 2, 4, 8))
    assert [place.ahead(priority) for priority in Priority] == [1, 3, 7, 15]


def test_each_kind_of_unit_serves_its_setting() -> None:
    hospital, chc = InstitutionKind.GENERAL, InstitutionKind.CHC
    assert serves(Setting.WARD, UnitKind.CENTER, hospital)
    assert not serves(Setting.CENTER, UnitKind.WARD, hospital)
    assert serves(Setting.COMMUNITY, UnitKind.WARD, chc)
    assert not serves(Setting.COMMUNITY, UnitKind.WARD, hospital)
    assert {kind for kinds in KINDS.values() for kind in kinds} == set(UnitKind)
    assert Weights() == WEIGHTS
