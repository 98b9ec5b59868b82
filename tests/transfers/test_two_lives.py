"""A transfer and its three requests live together: whatever is done, the two tables never contradict each other."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hospice.transfers.rules.codes import Party, RequestAction, RequestStatus, Route, TransferAction, TransferStatus
from hospice.transfers.rules.request_life import HAS_THE_CASE, OPEN_REQUESTS, REQUESTS
from hospice.transfers.rules.transfer_life import OPEN_TRANSFERS, TRANSFERS, entailed_by, entails, shown

T, RS, RA = TransferStatus, RequestStatus, RequestAction
PEOPLE = set(Party) - {Party.SYSTEM}


class BothLives(RuleBasedStateMachine):
    """What a service does with the tables, in memory; every step that it entails must itself be a row of a table."""

    def __init__(self) -> None:
        super().__init__()
        self.transfer = TRANSFERS.next_status(T.DRAFT, TransferAction.SUBMIT, Route.BED)
        self.requests = [RS.SUBMITTED] * 3
        self.route = Route.BED

    @precondition(lambda self: self.requests == [RS.SUBMITTED] * 3)
    @rule(route=st.sampled_from(Route))
    def choose_a_route(self, route: Route) -> None:
        self.route = route

    @rule(data=st.data(), which=st.integers(0, 2))
    def take_a_step_of_a_request(self, data: Any, which: int) -> None:
        possible = [
            action for action in REQUESTS.actions(self.requests[which], self.route) if self.permitted(action, which)
        ]
        if possible:
            self.step(which, data.draw(st.sampled_from(possible)))

    @rule(data=st.data())
    def take_a_step_of_the_transfer(self, data: Any) -> None:
        by = PEOPLE if self.transfer is not T.ACTIVE else {*PEOPLE, Party.SYSTEM}
        possible = [one for one in TRANSFERS.actions(self.transfer, self.route, by)
                    if one not in (TransferAction.PLACE, TransferAction.FORWARD)]  # fmt: skip
        if possible:
            self.step_of_transfer(data.draw(st.sampled_from(possible)), leave_out=None)

    @precondition(lambda self: self.transfer is T.ACTIVE)
    @rule()
    def ask_another_receiver(self) -> None:
        over = [n for n, status in enumerate(self.requests) if status not in OPEN_REQUESTS]
        if over:
            self.transfer = TRANSFERS.next_status(self.transfer, TransferAction.FORWARD, self.route)
            self.requests[over[0]] = RS.SUBMITTED

    def permitted(self, action: RequestAction, which: int) -> bool:
        """The needs that a service looks up: only the first takes the case, and only a closed transfer is reopened."""
        if action is RA.REOPEN:
            return self.transfer is T.CLOSED
        source = self.requests[which]
        taking = REQUESTS.next_status(source, action, self.route) in HAS_THE_CASE and source not in HAS_THE_CASE
        return not taking or self.transfer is T.ACTIVE

    def step(self, which: int, action: RequestAction) -> None:
        source = self.requests[which]
        target = self.requests[which] = REQUESTS.next_status(source, action, self.route)
        entailed = entailed_by(action, source, target)
        if entailed is not None:
            self.step_of_transfer(entailed, leave_out=which)

    def step_of_transfer(self, action: TransferAction, leave_out: int | None) -> None:
        self.transfer = TRANSFERS.next_status(self.transfer, action, self.route)
        on_others = entails(action)
        for n, status in enumerate(self.requests):
            if on_others is not None and n != leave_out and status in OPEN_REQUESTS:
                self.requests[n] = REQUESTS.next_status(status, on_others, self.route)

    @invariant()
    def at_most_one_receiver_has_the_case(self) -> None:
        assert sum(status in HAS_THE_CASE or status is RS.ADMITTED for status in self.requests) <= 1

    @invariant()
    def the_transfer_says_how_far_its_requests_have_come(self) -> None:
        taken = [status for status in self.requests if status in HAS_THE_CASE]
        on_the_way = [status for status in taken if status in (RS.IN_TRANSIT, RS.ARRIVED)]
        assert (self.transfer is T.UNDERWAY) == bool(on_the_way)
        assert (self.transfer is T.PLACED) == (bool(taken) and not on_the_way)
        assert (self.transfer is T.ADMITTED) == (RS.ADMITTED in self.requests)

    @invariant()
    def nothing_stays_open_under_a_closed_transfer(self) -> None:
        if self.transfer not in OPEN_TRANSFERS:
            assert not set(self.requests) & OPEN_REQUESTS

    @invariant()
    def a_list_shows_the_furthest_step(self) -> None:
        word = shown(self.transfer, self.requests)
        open_ones = [status for status in self.requests if status in OPEN_REQUESTS]
        assert word in (open_ones or [self.transfer])
        if set(open_ones) & HAS_THE_CASE:
            assert word in HAS_THE_CASE


BothLives.TestCase.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
TestBothLives = BothLives.TestCase


def test_what_one_receiver_does_reaches_the_transfer() -> None:
    assert entailed_by(RA.ACCEPT, RS.RECEIVED, RS.ACCEPTED) is TransferAction.PLACE
    assert entailed_by(RA.HOLD, RS.ACCEPTED, RS.BED_HELD) is None
    assert entailed_by(RA.HOLD, RS.WAITLISTED, RS.BED_HELD) is TransferAction.PLACE
    assert entailed_by(RA.RUN_OUT, RS.BED_HELD, RS.WAITLISTED) is TransferAction.LOSE
    assert entailed_by(RA.DECLINE, RS.RECEIVED, RS.DECLINED) is None
    assert entailed_by(RA.ABORT, RS.IN_TRANSIT, RS.ABORTED) is TransferAction.LOSE
    assert entailed_by(RA.DIE, RS.ARRIVED, RS.CLOSED) is TransferAction.CLOSE
    assert entailed_by(RA.DIE, RS.IN_TRANSIT, RS.DIED_IN_TRANSIT) is TransferAction.DIE


def test_the_first_acceptance_releases_the_others_and_a_death_stops_all() -> None:
    assert entails(TransferAction.PLACE) is RA.RELEASE
    assert entails(TransferAction.DIE) is RA.DIE
    assert entails(TransferAction.LOSE) is None


def test_a_list_shows_one_word() -> None:
    assert shown(T.ACTIVE, [RS.SUBMITTED, RS.WAITLISTED, RS.DECLINED]) is RS.WAITLISTED
    assert shown(T.ACTIVE, [RS.DECLINED]) is T.ACTIVE
    assert shown(T.DRAFT, []) is T.DRAFT
    assert shown(T.CLOSED, [RS.CLOSED, RS.RELEASED]) is T.CLOSED
