"""The whole life, walked at random: whatever people and time do in whichever order, what must hold holds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from hospice.core.clock import now
from hospice.core.db import unit_of_work
from hospice.core.errors import Refused
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.beds import IS_OPEN, census_of
from hospice.episodes.services import staying
from hospice.facilities.rules.places import BedState
from hospice.transfers.models import Request, Transfer
from hospice.transfers.queries.cases import history, requests_of
from hospice.transfers.rules.codes import DeclineReason, Outcome, RequestAction, TransferStatus
from hospice.transfers.rules.request_life import HAS_THE_CASE
from hospice.transfers.rules.transfer_life import OVER
from hospice.transfers.services import answering, asking, moving
from hospice.transfers.services.waiting import offer_next
from tests.cases import House, a_draft, a_house, handed_over

DEEDS = ("receive", "accept", "waitlist", "decline", "agree", "depart", "arrive", "admit", "close", "die", "no_show", "refuse",
         "withdraw", "send_back", "answer", "extend")  # fmt: skip


def test_whatever_happens_every_bed_and_every_history_stays_true(session: Session):  # noqa: C901 - one machine
    sender, wards = a_house("331102"), [a_house(beds=1), a_house(beds=1)]

    class Life(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.transfers: list[Transfer] = []

        def _try(self, deed: Callable[[], object]) -> None:
            with suppress(Refused), unit_of_work():
                deed()

        @rule()
        def somebody_needs_a_place(self) -> None:
            transfer = a_draft(sender, wards)
            self.transfers.append(transfer)
            self._try(lambda: asking.submit(session, transfer, [house.unit for house in wards], by=sender.clinician))

        @rule(deed=st.sampled_from(DEEDS), which=st.integers(0, 5), ward=st.integers(0, 1))
        def somebody_does_something(self, deed: str, which: int, ward: int) -> None:
            if self.transfers:
                transfer = self.transfers[which % len(self.transfers)]
                requests = requests_of(session, transfer.id)
                if requests:
                    self._do(deed, requests[ward], wards[ward], transfer)

        @rule(ward=st.integers(0, 1))
        def a_bed_is_cleaned_and_offered(self, ward: int) -> None:
            house = wards[ward]
            if house.beds[0].state is BedState.CLEANING:
                self._try(lambda: staying.cleaned(session, house.beds[0], by=house.manager))
            self._try(lambda: offer_next(session, house.unit.id))

        def _do(self, deed: str, request: Request, house: House, transfer: Transfer) -> None:
            at = now() + timedelta(hours=1)
            if deed == "admit":
                with suppress(Refused):
                    handed_over(request, sender, house)
            deeds: dict[str, Callable[[], object]] = {
                "receive": lambda: answering.receive(session, request, by=house.liaison),
                "accept": lambda: answering.accept(session, request, by=house.manager),
                "waitlist": lambda: answering.waitlist(session, request, by=house.manager),
                "decline": lambda: answering.decline(session, request, DeclineReason.TOO_FAR, by=house.manager),
                "agree": lambda: [
                    answering.agree(session, request, at, by=by) for by in (sender.liaison, house.liaison)
                ],
                "depart": lambda: moving.depart(session, request, by=sender.liaison),
                "arrive": lambda: moving.arrive(session, request, by=house.liaison),
                "admit": lambda: moving.admit(session, request, by=house.liaison),
                "close": lambda: moving.close(session, request, by=house.liaison),
                "die": lambda: moving.die(session, request, by=house.manager),
                "no_show": lambda: moving.end(session, request, RequestAction.NO_SHOW, "未到", by=house.manager),
                "refuse": lambda: moving.end(session, request, RequestAction.REFUSE, "隔离", by=house.manager),
                "withdraw": lambda: asking.withdraw(session, transfer, Outcome.IMPROVED, "好转", by=sender.clinician),
                "send_back": lambda: answering.send_back(session, request, "缺资料", by=house.liaison),
                "answer": lambda: asking.answer(session, request, by=sender.clinician),
                "extend": lambda: answering.extend(session, request, "晚到", by=house.liaison),
            }
            self._try(deeds[deed])

        @invariant()
        def beds_add_up(self) -> None:
            for house in wards:
                count = census_of(session, house.unit.id)
                assert count.occupied + count.held <= count.open <= count.installed
                mine = sa.select(sa.func.count(BedAssignment.id)).where(
                    BedAssignment.bed_id == house.beds[0].id, IS_OPEN
                )
                assert session.scalar(mine) in (0, 1)

        @invariant()
        def every_case_is_in_one_hand_and_ends_with_an_outcome(self) -> None:
            for transfer in self.transfers:
                takers = [one for one in requests_of(session, transfer.id) if one.status in HAS_THE_CASE]
                placed = transfer.status in (TransferStatus.PLACED, TransferStatus.UNDERWAY)
                assert len(takers) == placed
                assert (transfer.outcome is not None) == (transfer.status in OVER)

        @invariant()
        def every_history_replays_to_the_present(self) -> None:
            for transfer in self.transfers:
                now_at: dict[int | None, str] = {}
                for step in history(session, transfer.id):
                    assert now_at.get(step.request_id) == step.source
                    now_at[step.request_id] = step.target
                told = {None: transfer.status, **{one.id: one.status for one in requests_of(session, transfer.id)}}
                assert now_at == told

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
