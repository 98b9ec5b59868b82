"""Scores are computed from their items, exactly, refused out of range, and say where they come from."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.core.errors import Refused
from hospice.patients.rules.clinical import Prognosis
from hospice.patients.rules.scores.catalogue import CURRENT, FORMULAS
from hospice.patients.rules.scores.formula import Choice, Formula, Measure, Scale
from hospice.patients.rules.scores.function import ecog_about, levels_about
from hospice.patients.rules.scores.prognosis import PAP, PPI
from hospice.patients.rules.scores.result import compute
from hospice.patients.rules.scores.risk import BRADEN, NORTON
from hospice.patients.rules.scores.symptoms import (
    ESAS,
    NRS,
    NRS_PCOC,
    pain_needs_alert,
    pain_needs_reassessment,
    severe_items,
    strain_needs_social_worker,
)
from hospice.patients.rules.standards import Standards

LEVELS = st.sampled_from(range(10, 101, 10))
WBC = st.decimals(0, 100, places=2)
PERCENT = st.decimals(0, 100, places=1)
INTAKE = st.sampled_from(["NORMAL", "REDUCED", "MOUTHFULS"])
PREDICTION = st.sampled_from([one for one in Prognosis if one is not Prognosis.UNKNOWN])


def naive_ppi(pps: int, intake: str, oedema: bool, dyspnoea: bool, delirium: bool) -> int:
    """In halves of a point, as a nurse would add it up on paper."""
    halves = {10: 8, 20: 8, 30: 5, 40: 5, 50: 5}.get(pps, 0)
    halves += {"NORMAL": 0, "REDUCED": 2, "MOUTHFULS": 5}[intake]
    return halves + (2 if oedema else 0) + (7 if dyspnoea else 0) + (8 if delirium else 0)


@given(LEVELS, INTAKE, st.booleans(), st.booleans(), st.booleans())
def test_ppi_is_the_sum_on_paper(pps: int, intake: str, oedema: bool, dyspnoea: bool, delirium: bool) -> None:
    answers = {"pps": pps, "oral_intake": intake, "oedema": oedema, "dyspnoea_at_rest": dyspnoea, "delirium": delirium}
    result = compute(PPI, answers)
    halves = naive_ppi(pps, intake, oedema, dyspnoea, delirium)
    assert result.value == Fraction(halves, 2)
    assert result.band == ("A" if halves <= 4 else "B" if halves <= 8 else "C")
    assert ("短于3周" in str(result.reading)) is (halves > 12)
    assert ("短于6周" in str(result.reading)) is (8 < halves <= 12)


def naive_pap(dyspnoea: bool, anorexia: bool, kps: int, weeks: str, wbc: Decimal, lymphocytes: Decimal) -> int:
    """In halves of a point; blood counts in thousandths, so that only whole numbers are compared."""
    leukocytes, percent = int(wbc * 1000), int(lymphocytes * 1000)
    halves = (2 if dyspnoea else 0) + (3 if anorexia else 0) + (5 if kps <= 20 else 0)
    halves += {"GT6M": 0, "M3_6": 0, "W11_12": 4, "W9_10": 5, "W7_8": 5, "W5_6": 9, "W3_4": 12}.get(weeks, 17)
    halves += 0 if leukocytes <= 8500 else 1 if leukocytes <= 11000 else 3
    return halves + (0 if percent >= 20000 else 2 if percent >= 12000 else 5)


@given(st.booleans(), st.booleans(), LEVELS, PREDICTION, WBC, PERCENT)
def test_pap_is_the_sum_on_paper(
    dyspnoea: bool, anorexia: bool, kps: int, weeks: Prognosis, wbc: Decimal, lymphocytes: Decimal
) -> None:
    answers = {"dyspnoea": dyspnoea, "anorexia": anorexia, "kps": kps, "clinical_prediction": weeks.value,
               "wbc": wbc, "lymphocytes": lymphocytes}  # fmt: skip
    result = compute(PAP, answers)
    halves = naive_pap(dyspnoea, anorexia, kps, weeks.value, wbc, lymphocytes)
    assert result.value == Fraction(halves, 2)
    assert result.band == ("A" if halves <= 11 else "B" if halves <= 22 else "C")


PAP_BEST: dict[str, Any] = {"dyspnoea": False, "anorexia": False, "kps": 30, "clinical_prediction": "M3_6",
                            "wbc": Decimal("8.5"), "lymphocytes": 20}  # fmt: skip


@pytest.mark.parametrize(
    ("item", "answer", "points"),
    [
        ("kps", 30, 0),
        ("kps", 20, Fraction(5, 2)),
        ("wbc", Decimal("8.5"), 0),
        ("wbc", Decimal("8.6"), Fraction(1, 2)),
        ("wbc", 11, Fraction(1, 2)),
        ("wbc", Decimal("11.1"), Fraction(3, 2)),
        ("lymphocytes", 41, 0),
        ("lymphocytes", Decimal("19.9"), 1),
        ("lymphocytes", 12, 1),
        ("lymphocytes", Decimal("11.9"), Fraction(5, 2)),
    ],
)
def test_pap_at_its_edges(item: str, answer: object, points: object) -> None:
    assert compute(PAP, PAP_BEST | {item: answer}).value == points


def ends(item: object) -> list[object]:
    """One answer just inside at each end, or every answer of a list."""
    if isinstance(item, Choice):
        return list(item.answers)
    assert isinstance(item, Scale | Measure)
    return [item.low, item.high]


def extremes(formula: Formula) -> list[Fraction]:
    sums = [
        sum((Fraction(item.points(answer)) for item, answer in zip(formula.items, choice, strict=True)), Fraction(0))
        for choice in (
            [max(ends(i), key=i.points) for i in formula.items],
            [min(ends(i), key=i.points) for i in formula.items],
        )
    ]
    return [sums[1], sums[0]]


@pytest.mark.parametrize(
    ("score", "low", "high"),
    [("PPI", 0, 15), ("PaP", 0, Fraction(35, 2)), ("BRADEN", 6, 23), ("NORTON", 5, 20), ("ESAS-r", 0, 90),
     ("NRS", 0, 10), ("PPS", 0, 100), ("KPS", 0, 100), ("ECOG", 0, 5), ("GCS", 3, 15), ("CARER_STRAIN", 0, 10)],
)  # fmt: skip
def test_each_score_has_the_range_of_its_publication(score: str, low: object, high: object) -> None:
    assert extremes(CURRENT[score]) == [low, high]


def all_highest(formula: Formula) -> dict[str, object]:
    return {item.code: ends(item)[-1] for item in formula.items}


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=lambda formula: f"{formula.score}-{formula.version}")
def test_every_item_out_of_range_is_refused_by_its_name(formula: Formula) -> None:
    sound = all_highest(formula)
    for item in formula.items:
        wrong: list[object] = ["", "many", -1, 10**6, True] if not isinstance(item, Choice) else ["?", 3, "true"]
        if isinstance(item, Scale):
            wrong += [Decimal(item.low), 0.0, *([item.low + 1] if item.step > 1 else [])]
        if isinstance(item, Measure):
            wrong += [Decimal("NaN"), Decimal("Infinity")]
        for answer in wrong:
            with pytest.raises(Refused, match="“") as caught:
                compute(formula, sound | {item.code: answer})
            assert caught.value.field == item.code
            assert str(item.label) in caught.value.message


@pytest.mark.parametrize(
    "formula", [one for one in FORMULAS.values() if one.whole], ids=lambda f: f"{f.score}-{f.version}"
)
def test_a_missing_item_is_named_and_never_counted_as_nought(formula: Formula) -> None:
    for item in formula.items:
        with pytest.raises(Refused) as caught:
            compute(formula, all_highest(formula) | {item.code: None})
        assert caught.value.field == item.code
        assert f"还缺“{item.label}”" in caught.value.message


def test_an_unknown_prediction_cannot_be_counted() -> None:
    with pytest.raises(Refused, match="医生预计生存期"):
        compute(PAP, PAP_BEST | {"clinical_prediction": "UNKNOWN"})


def test_a_float_and_a_strange_item_are_mistakes_of_the_program() -> None:
    with pytest.raises(TypeError):
        compute(PAP, PAP_BEST | {"wbc": 8.6})
    with pytest.raises(KeyError):
        compute(NRS, {"nrs": 3, "mood": 2})


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=lambda formula: f"{formula.score}-{formula.version}")
def test_every_result_says_where_it_comes_from_and_who_decides(formula: Formula) -> None:
    answers = all_highest(formula)
    result = compute(formula, answers)
    assert dict(result.inputs) == answers
    assert (result.score, result.version) == (formula.score, formula.version)
    assert result.source.startswith("[")
    assert str(result.reading)
    assert "由医生" in str(result.statement)


def bands(formula: Formula, code: str) -> list[str]:
    return [compute(formula, {code: n}).band for n in range(11)]


def test_pain_is_read_in_bands_and_pcoc_groups_otherwise() -> None:
    assert bands(NRS, "nrs") == ["NONE"] + ["MILD"] * 3 + ["MODERATE"] * 3 + ["SEVERE"] * 4
    assert bands(NRS_PCOC, "nrs") == ["NONE"] + ["MILD"] * 3 + ["MODERATE"] * 4 + ["SEVERE"] * 3


def test_strong_pain_alerts_moderate_pain_is_looked_at_again_and_a_tired_carer_gets_help() -> None:
    own = Standards()
    assert [n for n in range(11) if pain_needs_alert(n, own)] == [7, 8, 9, 10]
    assert [n for n in range(11) if pain_needs_reassessment(n, own)] == [4, 5, 6, 7, 8, 9, 10]
    assert [n for n in range(11) if strain_needs_social_worker(n, own)] == [7, 8, 9, 10]


@given(
    st.lists(st.none() | st.integers(0, 10), min_size=9, max_size=9).filter(
        lambda given: any(n is not None for n in given)
    )
)
def test_esas_has_a_sum_only_when_all_nine_are_answered(numbers: list[int | None]) -> None:
    answers = {item.code: n for item, n in zip(ESAS.items, numbers, strict=True)}
    result = compute(ESAS, answers)
    known = [n for n in numbers if n is not None]
    assert result.value == (sum(known) if len(known) == 9 else None)
    assert len(severe_items(result)) == sum(n >= 7 for n in known)


def test_an_empty_esas_is_no_assessment() -> None:
    with pytest.raises(Refused):
        compute(ESAS, {})


def spread(formula: Formula, total: int) -> dict[str, object]:
    """Answers that add up to a total, taken from the first items on."""
    rest = total - len(formula.items)
    answers: dict[str, object] = {}
    for item in formula.items:
        assert isinstance(item, Scale)
        more = min(rest, item.high - item.low)
        answers[item.code] = item.low + more
        rest -= more
    return answers


def test_a_lower_sum_is_a_higher_risk_in_braden_and_norton() -> None:
    braden = {n: compute(BRADEN, spread(BRADEN, n)).band for n in range(6, 24)}
    assert [braden[n] for n in (6, 9, 10, 12, 13, 14, 15, 18, 19, 23)] == (
        ["VERY_HIGH"] * 2 + ["HIGH"] * 2 + ["MODERATE"] * 2 + ["MILD"] * 2 + ["NONE"] * 2
    )
    norton = {n: compute(NORTON, spread(NORTON, n)).band for n in range(5, 21)}
    assert [norton[n] for n in (5, 12, 13, 14, 15, 20)] == ["HIGH"] * 2 + ["AT_RISK"] * 2 + ["LOW"] * 2


def test_ecog_is_about_the_level_of_performance_and_back() -> None:
    assert [ecog_about(level) for level in range(0, 101, 10)] == [5, 4, 4, 4, 3, 3, 2, 2, 1, 1, 0]
    for grade in range(6):
        low, high = levels_about(grade)
        assert ecog_about(low) == ecog_about(high) == grade
    for wrong in (-10, 5, 85, 110):
        with pytest.raises(Refused):
            ecog_about(wrong)
    with pytest.raises(Refused):
        levels_about(6)


def test_a_stored_assessment_finds_its_formula_again() -> None:
    assert all(FORMULAS[score, formula.version] is formula for score, formula in CURRENT.items())
    assert FORMULAS["NRS", "PCOC"] is not CURRENT["NRS"]
