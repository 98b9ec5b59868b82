"""Beds at one moment: each is exactly one thing, the parts add up, and every use has its own shape."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.core.errors import Refused
from hospice.episodes.rules.census import Census, refuse_imbalance, refuse_open_below_occupied, take
from hospice.episodes.rules.codes import Priority
from hospice.episodes.rules.faces import (
    BED_FACES,
    PRIORITY_FACES,
    BedUse,
    Freshness,
    bed_use,
    freshness,
    freshness_face,
)
from hospice.episodes.rules.standards import Standards
from hospice.facilities.rules.places import BedKind, BedState

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


@given(st.lists(st.tuples(st.sampled_from(BedKind), st.sampled_from(BedUse)), max_size=20))
def test_the_parts_of_the_beds_add_up(beds: list[tuple[BedKind, BedUse]]) -> None:
    census = take(beds)
    opened = [use for kind, use in beds if use is BedUse.OCCUPIED or kind is not BedKind.LICENSED]
    assert census.free == opened.count(BedUse.FREE)
    assert census.occupied == opened.count(BedUse.OCCUPIED)
    assert census.staffed == len(opened) - opened.count(BedUse.BLOCKED)
    assert census.occupied <= census.open <= census.installed == len(beds)
    refuse_imbalance(census, census.free)


FIGURES = st.integers(-1, 4)


@given(st.builds(Census, FIGURES, FIGURES, FIGURES, FIGURES, FIGURES, FIGURES, FIGURES), st.none() | FIGURES)
def test_a_report_that_does_not_balance_is_refused(census: Census, reported: int | None) -> None:
    rest = census.open - sum(census[2:])
    sound = min(census) >= 0 and rest >= 0 and census.open <= census.installed and reported in (None, rest)
    try:
        refuse_imbalance(census, reported)
    except Refused:
        assert not sound
    else:
        assert sound


@pytest.mark.parametrize(
    ("census", "free", "words"),
    [
        (Census(10, 11, 0), None, "开放床位（11）多于核定床位（10）"),
        (Census(10, 8, 9), None, "在住9人，多于开放床位（8）"),
        (Census(10, 8, 6, held=2, blocked=1), None, "合计9张，多于开放床位（8）"),
        (Census(10, 8, 6), 3, "应为2张"),
        (Census(10, 8, -1), None, "不能小于0"),
    ],
)
def test_the_refusal_says_which_figures_disagree(census: Census, free: int | None, words: str) -> None:
    with pytest.raises(Refused) as caught:
        refuse_imbalance(census, free)
    assert words in caught.value.message


def test_a_unit_keeps_as_many_beds_as_are_taken() -> None:
    census = Census(10, 8, 5, held=1)
    refuse_open_below_occupied(6, census)
    with pytest.raises(Refused, match="不能少于6张"):
        refuse_open_below_occupied(5, census)


@pytest.mark.parametrize("state", BedState)
@pytest.mark.parametrize("occupied", [True, False])
@pytest.mark.parametrize("held", [True, False])
def test_a_bed_is_exactly_one_thing(state: BedState, occupied: bool, held: bool) -> None:
    use = bed_use(state, occupied=occupied, held=held)
    assert (use is BedUse.OCCUPIED) is occupied
    assert (use is BedUse.HELD) is (held and not occupied)
    assert (use is BedUse.FREE) is (state is BedState.READY and not occupied and not held)


def test_every_use_and_every_class_has_a_shape_and_a_word_of_its_own() -> None:
    for faces, codes in ((BED_FACES, BedUse), (PRIORITY_FACES, Priority)):
        assert set(faces) == set(codes)
        assert len({face.icon for face in faces.values()}) == len(faces)
        assert len({str(face.word) for face in faces.values()}) == len(faces)
    assert [str(BED_FACES[use].word) for use in BedUse] == ["空床", "已保留", "在住", "清洁中", "停用", "隔离"]
    assert PRIORITY_FACES[Priority.URGENT].tone == "hot"


@pytest.mark.parametrize(
    ("hours", "age", "words"),
    [(0, Freshness.FRESH, "24小时内"), (24, Freshness.FRESH, "24小时内"), (25, Freshness.AGEING, "72小时内"),
     (72, Freshness.AGEING, "72小时内"), (73, Freshness.OLD, "请先电话核实"), (None, Freshness.OLD, "请先电话核实")],
)  # fmt: skip
def test_a_figure_grows_old(hours: int | None, age: Freshness, words: str) -> None:
    own = Standards()
    assert freshness(None if hours is None else NOW - timedelta(hours=hours), NOW, own) is age
    assert str(freshness_face(age, own).word) == words


def test_priorities_stand_in_order_of_urgency() -> None:
    assert [one.rank for one in Priority] == [1, 2, 3, 4]
