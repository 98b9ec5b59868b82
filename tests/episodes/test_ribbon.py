"""The ribbon: one place at a time, gaps left open, a plan that starts where the patient is, and the same in words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from hospice.core.clock import now, today
from hospice.core.db import unit_of_work
from hospice.episodes.models import BedAssignment, Episode
from hospice.episodes.queries.ribbon import drawing
from hospice.episodes.rules.codes import AssignmentState
from hospice.episodes.rules.ribbon import Passage, Planned, draw, resolved
from hospice.patients.rules.wishes import Setting
from tests.cases import a_house, a_patient

S = Setting
TODAY = date(2026, 11, 20)
HOME, COMMUNITY, CLINIC, WARD = 16, 48, 80, 112


def at(month: int, day: int, hour: int = 2) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def the_mock_up() -> list[Passage]:
    clinic = [Passage(S.CLINIC, at(*day), at(*day, 4)) for day in ((9, 13), (10, 11), (11, 3))]
    return [
        Passage(S.HOME, at(9, 1), at(10, 6)), Passage(S.COMMUNITY, at(10, 6), at(10, 20)),
        Passage(S.HOME, at(10, 20), at(11, 10)), Passage(S.COMMUNITY, at(11, 10)), *clinic,
    ]  # fmt: skip


def levels(path: str) -> list[int]:
    """The lanes that a path passes, in its order."""
    return [int(y) for y in re.findall(r"(?:M\d+ |V)(\d+)", path)]


def test_the_line_passes_the_lanes_in_their_order_and_the_plan_goes_on_from_there():
    found = draw(the_mock_up(), TODAY, Planned(S.WARD, TODAY))
    assert levels(found.wide.past) == [HOME, COMMUNITY, HOME, COMMUNITY]
    assert levels(found.wide.plan) == [COMMUNITY, WARD]
    assert len(found.wide.visits) == 3
    assert found.wide.past.endswith(f"H{found.wide.end}")
    assert found.wide.plan.startswith(f"M{found.wide.end} ")


def test_everything_lies_within_the_drawing_in_both_widths():
    for planned in (None, Planned(S.WARD, TODAY), Planned(S.HOME, date(2027, 6, 1)), Planned(S.WARD, date(2040, 1, 1))):
        found = draw(the_mock_up(), TODAY, planned)
        for sketch in (found.wide, found.narrow):
            places = [int(x) for x in re.findall(r"[MH](\d+)", sketch.past + sketch.plan)] + list(sketch.visits)
            assert min(places) >= 64
            assert max(places) <= sketch.width - 8
            assert sketch.width / 2 < sketch.end < sketch.width, "what was stays the greater part"


def test_labels_leave_room_for_each_other_and_for_today():
    sketch = draw(the_mock_up(), TODAY).narrow
    assert [label.day for label in sketch.labels] == [date(2026, 9, 1), TODAY]
    wide = [label.x for label in draw(the_mock_up(), TODAY).wide.labels]
    assert all(later - earlier >= 104 for earlier, later in pairwise(wide))


def test_where_nobody_knows_where_the_patient_was_there_is_no_line():
    apart = [Passage(S.HOME, at(9, 1), at(9, 10)), Passage(S.HOME, at(10, 1))]
    assert draw(apart, TODAY).wide.past.count("M") == 2
    on_the_way = [Passage(S.HOME, at(9, 1), at(9, 10, 2)), Passage(S.WARD, at(9, 10, 8))]
    assert draw(on_the_way, TODAY).wide.past.count("M") == 1


def test_a_bed_goes_before_care_at_home_that_was_never_ended():
    found = resolved([Passage(S.HOME, at(9, 1)), Passage(S.WARD, at(10, 1), at(10, 8))], at(11, 20))
    assert [(one.setting, one.start) for one in found] == [(S.HOME, at(9, 1)), (S.WARD, at(10, 1)), (S.HOME, at(10, 8))]


def test_the_sentence_says_the_same():
    said = draw(the_mock_up(), TODAY, Planned(S.WARD, TODAY)).sentence
    assert said == (
        "9月1日至10月6日居家；10月6日至10月20日社区病床；10月20日至11月10日居家；11月10日起社区病床；其间门诊3次；计划今天转往病区。"
    )


def test_after_a_death_nothing_is_planned_and_there_is_no_today():
    found = draw([Passage(S.WARD, at(11, 1), at(11, 15))], TODAY, Planned(S.HOME, TODAY), died_on=date(2026, 11, 15))
    assert (found.is_over, found.wide.plan) == (True, "")
    assert not any(label.is_today for label in found.wide.labels)
    assert found.wide.labels[-1].day == date(2026, 11, 15)
    assert found.sentence == "11月1日至11月15日病区。"


def test_a_stay_of_one_day_is_said_as_one_day():
    assert draw([Passage(S.WARD, at(11, 1), at(11, 1, 12))], TODAY).sentence == "11月1日病区。"


def test_nothing_known_is_said_and_not_drawn_as_home():
    found = draw([], TODAY)
    assert (found.is_empty, found.wide.past, found.sentence) == (True, "", "还没有入住或服务的记录。")
    planned = draw([], TODAY, Planned(S.WARD))
    assert (planned.is_empty, levels(planned.wide.plan)) == (False, [WARD])


@pytest.mark.parametrize("days", [0, 1, 1500])
def test_a_stay_that_began_today_or_years_ago_is_drawn(days: int):
    start = datetime(2026, 11, 20, 1, tzinfo=UTC) - timedelta(days=days)
    found = draw([Passage(S.WARD, start)], TODAY)
    first, last = re.findall(r"[MH](\d+)", found.wide.past)
    assert int(first) < int(last)


def test_the_query_draws_one_patient_in_one_statement(session, sql_count):
    house = a_house(beds=2)
    patient, other = a_patient(house), a_patient(house)
    for one, setting, bed in ((patient, S.WARD, house.beds[0]), (other, S.COMMUNITY, house.beds[1])):
        with unit_of_work():
            episode = Episode(patient_id=one.id, started_at=now() - timedelta(days=9))
            session.add(episode)
            session.flush()
            session.add(BedAssignment(
                episode_id=episode.id, patient_id=one.id, unit_id=house.unit.id, bed_id=bed.id, setting=setting, in_bed=True,
                state=AssignmentState.ACTIVE, started_at=now() - timedelta(days=9),
            ))  # fmt: skip
    session.refresh(patient)
    with sql_count() as statements:
        found = drawing(session, patient, today(), Planned(S.HOME))
    assert len(statements) == 1
    assert (levels(found.wide.past), levels(found.wide.plan)) == ([WARD], [WARD, HOME])
    assert "社区病床" not in found.sentence
