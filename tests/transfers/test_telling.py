"""The history by deeds, and whose turn it is: rules without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from hospice.transfers.rules.codes import RequestAction, RequestStatus, Route, Side, TransferAction, TransferStatus
from hospice.transfers.rules.request_life import DESTINATION, OPEN_REQUESTS, ORIGIN, REQUESTS
from hospice.transfers.rules.telling import REQUEST_WORDS, TRANSFER_WORDS, concerns, happenings, shape, words
from hospice.transfers.rules.turns import Times, by_the_clock, next_act, notice, situation, span

A, T, S = RequestAction, TransferAction, RequestStatus
NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)  # 14:00 in Zhejiang


@dataclass(frozen=True)
class Row:
    request_id: int | None
    action: str
    source: str | None
    target: str


DRAFTED = Row(None, "EDIT", None, "DRAFT")
SUBMITTED = Row(None, "SUBMIT", "DRAFT", "ACTIVE")
ASKED = [Row(n, "OPEN", None, "SUBMITTED") for n in (1, 2)]
OPENED = [Row(n, "OPEN", "SUBMITTED", "RECEIVED") for n in (1, 2)]
ACCEPTED = [Row(1, "ACCEPT", "RECEIVED", "ACCEPTED"), Row(None, "PLACE", "ACTIVE", "PLACED"),
            Row(2, "RELEASE", "RECEIVED", "RELEASED")]  # fmt: skip
HELD = Row(1, "HOLD", "ACCEPTED", "BED_HELD")
STORY = [DRAFTED, SUBMITTED, *ASKED, *OPENED, *ACCEPTED, HELD]


def test_what_a_deed_brings_with_it_is_told_with_it():
    told = happenings(STORY)
    assert [str(words(one)) for one in told] == ["起草", "已提交", "已接收审核", "已接收审核", "已受理", "已预约床位"]
    assert told[1].asked == [1, 2]
    assert told[4].ended_beside == 1
    assert [row for one in told for row in one.rows] == STORY  # nothing is lost


def test_a_receiver_is_told_its_own_part():
    mine = [str(words(one)) for one in happenings(STORY) if concerns(one, {1})]
    assert mine == ["已提交", "已接收审核", "已受理", "已预约床位"]
    forwarded = [Row(None, "FORWARD", "ACTIVE", "ACTIVE"), Row(3, "OPEN", None, "SUBMITTED")]
    assert not any(concerns(one, {1}) for one in happenings(forwarded))
    assert all(concerns(one, {3}) for one in happenings(forwarded))


def test_a_withdrawal_of_the_need_carries_those_of_all_receivers():
    rows = [Row(None, "WITHDRAW", "ACTIVE", "CANCELLED"), Row(1, "WITHDRAW", "RECEIVED", "CANCELLED"),
            Row(2, "WITHDRAW", "SUBMITTED", "CANCELLED")]  # fmt: skip
    [told] = happenings(rows)
    assert told.ended_beside == 2
    assert str(words(told)) == "已撤回这次转介"


def test_another_receiver_instead_is_a_deed_of_its_own():
    rows = [Row(1, "REROUTE", "RECEIVED", "REROUTED"), Row(3, "OPEN", None, "SUBMITTED")]
    assert [str(words(one)) for one in happenings(rows)] == ["转派，不再请这家", "已提出"]


def test_every_step_has_words_and_a_shape():
    assert set(REQUEST_WORDS) == {action.value for action in RequestAction}
    assert set(TRANSFER_WORDS) == {action.value for action in TransferAction}
    for status in RequestStatus:
        [told] = happenings([Row(1, "OPEN", "SUBMITTED", status.value)])
        assert shape(told).icon


@pytest.mark.parametrize(("status", "route"), list(product(RequestStatus, Route)))
def test_the_next_act_is_always_one_that_the_table_allows(status: RequestStatus, route: Route):
    for sending, parties in ((True, ORIGIN), (False, DESTINATION)):
        allowed = REQUESTS.actions(status, route, parties)
        act = next_act(status, route, allowed, sending=sending, has_agreed=False)
        assert act is None or act in allowed
        assert next_act(status, route, [], sending=sending, has_agreed=False) is None
        assert next_act(status, route, allowed, sending=sending, has_agreed=True) is not A.SCHEDULE


@pytest.mark.parametrize(("status", "route"), list(product(sorted(OPEN_REQUESTS), Route)))
def test_every_open_request_waits_for_somebody(status: RequestStatus, route: Route):
    """As far as people reach it on this way: no case stands still because nobody's turn it is."""
    if not REQUESTS.actions(status, route, ORIGIN | DESTINATION):
        return
    if route is Route.VISIT and status in (S.BED_HELD, S.IN_TRANSIT, S.ARRIVED):
        return  # no step of a visit leads there
    acts = [
        next_act(status, route, REQUESTS.actions(status, route, parties), sending=sending, has_agreed=False)
        for sending, parties in ((True, ORIGIN), (False, DESTINATION))
    ]
    assert any(acts)


SIDES = (Side.ORIGIN, Side.DESTINATION, Side.COORDINATION)


@pytest.mark.parametrize(("status", "side"), list(product(sorted(OPEN_REQUESTS), SIDES)))
def test_every_open_request_is_told_in_a_sentence_to_each_side(status: RequestStatus, side: Side):
    told = str(situation(TransferStatus.ACTIVE, status, side))
    assert told.endswith("。")
    assert "您" not in told or side is not Side.COORDINATION


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(seconds=20), "1分"), (timedelta(minutes=48), "48分"), (timedelta(minutes=60), "1小时"),
        (timedelta(minutes=200), "3小时20分"), (timedelta(hours=24), "1天"), (timedelta(hours=52, minutes=9), "2天4小时"),
    ],
)  # fmt: skip
def test_a_span_of_time_in_words(left: timedelta, said: str):
    assert str(span(left)) == said


@pytest.mark.parametrize(
    ("hours", "said"), [(1, "今天15:00"), (12, "明天02:00"), (48, "11月22日14:00"), (-24, "11月19日14:00")]
)
def test_an_instant_on_the_clock(hours: int, said: str):
    assert str(by_the_clock(NOW + timedelta(hours=hours), NOW)) == said


def held(minutes: int) -> Times:
    return Times(status=S.BED_HELD, now=NOW, sending=True, bed="3号房2床", patient="周**",
                 held_until=NOW + timedelta(minutes=minutes))  # fmt: skip


def test_a_promise_is_counted_down():
    told = notice(held(48))
    assert told is not None
    assert (told.tone, str(told.head)) == ("k", "床位保留还剩48分")
    assert str(told.rest) == "3号房2床为周**留到今天14:48。到时双方未确认时间，床位自动放回，本转介回到候床。"
    assert [notice(held(minutes)).tone for minutes in (59, 60, 119, 120)] == ["k", "o", "o", ""]  # type: ignore[union-attr]
    over = notice(held(0))
    assert over is not None
    assert str(over.head) == "床位保留已到时"


def test_silence_is_counted_for_both_sides():
    late = {"status": S.RECEIVED, "now": NOW, "answer_by": NOW - timedelta(minutes=35)}
    told = notice(Times(**late, sending=False))
    assert told is not None
    assert (told.tone, str(told.head)) == ("k", "答复已超时35分")
    ahead = {**late, "answer_by": NOW + timedelta(hours=5)}
    words_ = [str(notice(Times(**ahead, sending=sending)).rest) for sending in (True, False)]  # type: ignore[union-attr]
    assert words_[0].startswith("接收方应在今天19:00前答复")
    assert words_[1].startswith("请在今天19:00前受理")


def test_where_no_time_runs_nothing_is_said():
    for status in (S.DECLINED, S.ADMITTED, S.CLOSED, S.CANCELLED):
        assert notice(Times(status=status, now=NOW, sending=True)) is None
