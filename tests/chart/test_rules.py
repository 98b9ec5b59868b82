"""What is computed for a patient's page, without a database: answers, opioids of a list, scores over time."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from hospice.chart.rules.answers import highest, offered, read, source_words
from hospice.chart.rules.medicines import amount, estimate
from hospice.chart.rules.trends import Rating, trends
from hospice.patients.rules.clinical import RatedBy
from hospice.patients.rules.scores.catalogue import CURRENT
from hospice.patients.rules.scores.formula import Choice, Measure
from hospice.patients.rules.standards import Standards

NRS, WBC, OEDEMA = CURRENT["NRS"].items[0], CURRENT["PaP"].items[4], CURRENT["PPI"].items[2]


@pytest.mark.parametrize(
    ("item", "typed", "answer"),
    [
        (NRS, "5", 5), (NRS, " ５ ", 5), (NRS, "", None), (NRS, "5.5", "5.5"), (NRS, "很痛", "很痛"),
        (WBC, "8.6", Decimal("8.6")), (WBC, "x", "x"), (OEDEMA, "yes", True), (OEDEMA, "no", False), (OEDEMA, "也许", "也许"),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_an_exact_answer_or_stays_text(item, typed, answer):
    found = read(item, typed)
    assert (found, type(found)) == (answer, type(answer))


def test_every_answer_that_is_offered_is_taken_by_its_item():
    for formula in CURRENT.values():
        for item in formula.items:
            if not isinstance(item, Measure):
                words = offered(item)
                assert len(words) > 1
                for typed, _words in words:
                    item.points(read(item, typed))
                if isinstance(item, Choice):
                    assert len(words) == len(item.answers)


@pytest.mark.parametrize(
    ("score", "top"),
    [("PPS", 100), ("KPS", 100), ("ECOG", 5), ("NRS", 10), ("ESAS-r", 90), ("PPI", 15), ("PaP", Fraction(35, 2)),
     ("BRADEN", 23), ("NORTON", 20), ("GCS", 15)],
)  # fmt: skip
def test_the_top_of_an_axis_is_the_most_a_formula_gives(score: str, top: int):
    assert highest(CURRENT[score]) == top


def test_sources_are_said_without_the_marks_of_our_papers():
    said = {formula.score: source_words(formula.source) for formula in CURRENT.values()}
    assert said["PPI"] == "PPI-GVSU"
    assert not [words for words in said.values() if "[" in words or "]" in words or not words]


def rating(day: int, result: str | None, **more: object) -> Rating:
    return Rating("NRS", "1", {"nrs": 5}, result, RatedBy.STAFF, datetime(2026, 11, day, 2, tzinfo=UTC), 1)


def test_a_trend_runs_from_left_to_right_and_high_values_stand_high():
    (trend,) = trends([rating(1, "2"), rating(6, "8"), rating(11, "5")])
    xs, ys = [point.x for point in trend.points], [point.y for point in trend.points]
    assert xs == [8, 158, 308]
    assert ys[1] < ys[2] < ys[0]
    assert [row.value for row in trend.rows] == ["5", "8", "2"], "the newest first"
    assert trend.path.startswith("M8 ")


def test_a_single_score_and_one_without_a_sum_make_no_line():
    assert len(trends([rating(1, "2")])[0].points) == 1
    partial = Rating("ESAS-r", "1", {"pain": 4}, None, RatedBy.PATIENT, datetime(2026, 11, 1, tzinfo=UTC), None)
    (trend,) = trends([partial])
    assert (trend.points, trend.path, trend.rows[0].value) == ((), "", "疼痛4")


def row(opioid: str, per_day: str, way: str = "ORAL") -> dict[str, str]:
    return {"name": "", "opioid": opioid, "per_day": per_day, "way": way}


def test_only_opioids_are_reckoned():
    assert estimate([row("", "500")], Standards()) is None
    found = estimate([row("MORPHINE", "60"), row("", "500")], Standards())
    assert found is not None
    assert (found.words, found.gaps, found.medd.alert) == ("约60毫克/日", [], False)


@pytest.mark.parametrize(
    "other", [row("METHADONE", "10"), row("MORPHINE", ""), row("MORPHINE", "10", "OTHER"), row("FENTANYL", "0")]
)
def test_what_cannot_be_reckoned_makes_the_figure_incomplete(other: dict[str, str]):
    found = estimate([row("MORPHINE", "60"), other], Standards())
    assert found is not None
    assert not found.is_complete
    assert found.words == "不完整，已知部分约60毫克/日"
    assert found.gaps
    alone = estimate([other], Standards())
    assert alone is not None
    assert alone.words == "不完整，无法估计", "never nought"


def test_a_patch_is_not_multiplied_and_the_alert_is_a_setting():
    found = estimate([row("FENTANYL", "50", "PATCH")], Standards(medd_alert=120))
    assert found is not None
    assert (found.words, found.medd.alert) == ("约120毫克/日", True)
    assert not estimate([row("FENTANYL", "50", "PATCH")], Standards(medd_alert=121)).medd.alert  # type: ignore[union-attr]


@pytest.mark.parametrize("typed", ["0", "-1", "NaN", "Infinity", "六十", ""])
def test_an_amount_is_above_nought(typed: str):
    assert amount(typed) is None
