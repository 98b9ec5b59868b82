"""Both lives, step by step: every status and every action, against the table of domain §3.5 written down once more."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from hospice.core.errors import Conflict
from hospice.transfers.rules.codes import (
    DeclineReason,
    Need,
    Party,
    RequestAction,
    RequestStatus,
    Route,
    TransferAction,
    TransferStatus,
)
from hospice.transfers.rules.request_life import (
    ACCESS_ENDED,
    HAS_THE_CASE,
    OPEN_REQUESTS,
    REQUEST_FHIR,
    REQUESTS,
    negative_answer,
)
from hospice.transfers.rules.steps import Life, Step, StepNotAllowed, unmet
from hospice.transfers.rules.transfer_life import OPEN_TRANSFERS, OVER, TRANSFER_FHIR, TRANSFERS

# "Leaves to" of domain §3.5, state by state, with what its notes below the table add: death at any time, a death after
# arrival closes, and reopening. What concerns the need and not one receiver is in the second table.
REQUEST_EDGES = {
    "SUBMITTED": "RECEIVED RETURNED CANCELLED EXPIRED DIED_WAITING",
    "RECEIVED": "ACCEPTED RETURNED DECLINED REROUTED CANCELLED DIED_WAITING",
    "RETURNED": "SUBMITTED CANCELLED EXPIRED DIED_WAITING",
    "DECLINED": "REROUTED",
    "ACCEPTED": "BED_HELD WAITLISTED SCHEDULED CANCELLED DIED_WAITING",
    "WAITLISTED": "BED_HELD REROUTED CANCELLED DIED_WAITING",
    "BED_HELD": "SCHEDULED WAITLISTED CANCELLED DIED_WAITING",
    "SCHEDULED": "IN_TRANSIT NO_SHOW CANCELLED ADMITTED DIED_WAITING",
    "IN_TRANSIT": "ARRIVED DIED_IN_TRANSIT ABORTED",
    "ARRIVED": "ADMITTED REFUSED_ON_ARRIVAL CLOSED",
    "ADMITTED": "CLOSED",
    "CLOSED": "ADMITTED",
}
# What house §8 and issue 3 add: siblings are released, no capacity is the waiting list, a visit that waited is planned.
ADDED = {
    ("SUBMITTED", "RELEASED"),
    ("RECEIVED", "RELEASED"),
    ("RETURNED", "RELEASED"),
    ("WAITLISTED", "RELEASED"),
    ("RECEIVED", "WAITLISTED"),
    ("WAITLISTED", "SCHEDULED"),
}
TRANSFER_EDGES = {
    "DRAFT": "ACTIVE DELETED ENDED",  # ended: a place outside the network was found before anybody was asked
    "ACTIVE": "PLACED ENDED CANCELLED EXPIRED",
    "PLACED": "UNDERWAY ACTIVE ADMITTED ENDED CANCELLED",
    "UNDERWAY": "ACTIVE ADMITTED ENDED CLOSED",
    "ADMITTED": "CLOSED",
    "CLOSED": "ADMITTED",
    "ENDED": "ACTIVE",
}


def written(edges: dict[str, str]) -> set[tuple[str, str]]:
    return {(source, target) for source, targets in edges.items() for target in targets.split()}


def edges(life: Life[Any, Any], route: Route | None = None) -> set[tuple[str, str]]:
    return {
        (source.value, step.target.value)
        for step in life.steps
        for source in step.sources
        if step.target is not source and (route is None or route in step.routes)
    }


def test_a_request_moves_along_the_arrows_of_the_domain() -> None:
    assert edges(REQUESTS) == written(REQUEST_EDGES) | ADDED


def test_a_transfer_moves_along_its_arrows() -> None:
    assert edges(TRANSFERS) == written(TRANSFER_EDGES)


def test_a_visit_skips_bed_and_transport() -> None:
    skipped = {"BED_HELD", "IN_TRANSIT", "ARRIVED", "ABORTED", "REFUSED_ON_ARRIVAL", "DIED_IN_TRANSIT"}
    by_visit = edges(REQUESTS, Route.VISIT)
    reached = {"SUBMITTED"}
    for _round in RequestStatus:
        reached |= {target for source, target in by_visit if source in reached}
    assert reached == {status.value for status in RequestStatus} - skipped
    assert ("SCHEDULED", "ADMITTED") in by_visit
    assert ("SCHEDULED", "ADMITTED") not in edges(REQUESTS, Route.BED)
    assert ("ACCEPTED", "SCHEDULED") not in edges(REQUESTS, Route.BED)  # no bed is promised without being held


STATUSES: list[tuple[Life[Any, Any], Any, Any]] = [(REQUESTS, status, RequestAction) for status in RequestStatus]
STATUSES += [(TRANSFERS, status, TransferAction) for status in TransferStatus]


@pytest.mark.parametrize(("life", "status", "actions"), STATUSES)
def test_every_action_in_every_status_is_a_step_or_says_what_is_possible(
    life: Life[Any, Any], status: Any, actions: Any
) -> None:
    for action, route in product(actions, Route):
        rows = [one for one in life.steps if one.action is action and status in one.sources and route in one.routes]
        possible = life.actions(status, route)
        if rows:
            (row,) = rows
            assert life.next_status(status, action, route) is row.target
            assert action in possible
            continue
        assert action not in possible
        with pytest.raises(StepNotAllowed) as caught:
            life.next_status(status, action, route)
        assert list(caught.value.allowed) == possible
        assert all(str(one.label) in caught.value.message for one in possible)
        assert f"现在是“{status.label}”，不能“{action.label}”" in caught.value.message
        assert isinstance(caught.value, Conflict)


@pytest.mark.parametrize(("life", "status", "actions"), STATUSES)
def test_a_step_is_refused_to_whoever_may_not_take_it(life: Life[Any, Any], status: Any, actions: Any) -> None:
    for action, route, party in product(actions, Route, Party):
        possible = life.actions(status, route, {party})
        if action in possible:
            assert party in life.step(status, action, route, {party}).by
        else:
            with pytest.raises(StepNotAllowed) as caught:
                life.step(status, action, route, {party})
            assert list(caught.value.allowed) == possible


def test_a_refusal_names_who_can_and_what_else_is_possible() -> None:
    with pytest.raises(StepNotAllowed) as caught:
        REQUESTS.step(RequestStatus.RECEIVED, RequestAction.ACCEPT, Route.BED, {Party.RECEIVER_LIAISON})
    assert caught.value.message == "“受理”由接收方医师、护士长办理。您现在可以：退回补充。"
    with pytest.raises(StepNotAllowed) as caught:
        REQUESTS.step(RequestStatus.CLOSED, RequestAction.ACCEPT, Route.BED, {Party.SENDER_STAFF})
    assert caught.value.message == "现在是“结案”，不能“受理”。您现在没有可办的步骤。"


def test_nothing_leads_out_of_an_end_and_everything_else_can_end() -> None:
    assert {one.value for one in REQUESTS.ends()} == {
        "REROUTED", "RELEASED", "CLOSED", "CANCELLED", "EXPIRED", "NO_SHOW", "DIED_WAITING", "DIED_IN_TRANSIT",
        "ABORTED", "REFUSED_ON_ARRIVAL",
    }  # fmt: skip
    assert {one.value for one in TRANSFERS.ends()} == {"CLOSED", "ENDED", "CANCELLED", "EXPIRED", "DELETED"}
    assert set(TRANSFERS.ends()) == set(OVER) | {TransferStatus.DELETED}
    life: Life[Any, Any]
    for life in (REQUESTS, TRANSFERS):
        for status in type(life.start):
            assert status in life.ends() or reaches(life, status) & life.ends()
            assert status is life.start or status in reaches(life, life.start)


def reaches(life: Life[Any, Any], start: Any) -> set[Any]:
    found: set[Any] = set()
    border = [start]
    while border:
        one = border.pop()
        more = {step.target for step in life.steps if one in step.sources} - found
        found |= more
        border += more
    return found


def test_a_reason_is_asked_where_somebody_is_turned_away_and_needs_are_in_words() -> None:
    with_reason = {step.action.value for step in REQUESTS.steps if step.reason}
    assert with_reason == {
        "RETURN", "DECLINE", "WITHDRAW", "EXTEND", "NO_SHOW", "ABORT", "REFUSE", "REOPEN", "OVERRIDE_TIMER",
    }  # fmt: skip
    admit = REQUESTS.step(RequestStatus.ARRIVED, RequestAction.ADMIT, Route.BED)
    assert unmet(admit, set()) == [Need.HANDOVER]
    assert unmet(admit, {Need.HANDOVER}) == []
    submit = TRANSFERS.step(TransferStatus.DRAFT, TransferAction.SUBMIT, Route.BED)
    assert unmet(submit, {Need.COMPLETE}) == [Need.CONSENT, Need.RECEIVERS, Need.NO_OTHER_INPATIENT]


def test_every_step_that_gives_a_bed_asks_whether_it_is_free() -> None:
    for step in REQUESTS.steps:
        if step.action is RequestAction.HOLD:
            assert Need.PLACE_IS_FREE in step.needs
    takes = [step for step in REQUESTS.steps for source in step.sources
             if step.target in HAS_THE_CASE and source not in HAS_THE_CASE]  # fmt: skip
    assert takes
    assert all(Need.FIRST_TO_TAKE in step.needs for step in takes)


def test_no_bed_is_no_refusal() -> None:
    assert negative_answer(DeclineReason.NO_BED) is RequestAction.WAITLIST
    others = [reason for reason in DeclineReason if reason is not DeclineReason.NO_BED]
    assert {negative_answer(reason) for reason in others} == {RequestAction.DECLINE}


def test_two_rows_for_the_same_step_are_a_mistake() -> None:
    row = Step(RequestAction.OPEN, frozenset({RequestStatus.SUBMITTED}), RequestStatus.RECEIVED, frozenset())
    with pytest.raises(ValueError, match="two rows"):
        Life(RequestStatus.SUBMITTED, (row, row))


def test_fhir_words_are_those_of_the_domain() -> None:
    assert set(REQUEST_FHIR) == set(RequestStatus)
    assert set(TRANSFER_FHIR) == set(TransferStatus)
    task = {"requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold", "failed",
            "completed"}  # fmt: skip
    assert set(REQUEST_FHIR.values()) == task
    assert {TRANSFER_FHIR[status] for status in OPEN_TRANSFERS} == {"active"}
    closed = {"rejected", "cancelled", "failed", "completed"}
    assert {status for status in RequestStatus if REQUEST_FHIR[status] not in closed} == OPEN_REQUESTS
    assert REQUESTS.ends() >= ACCESS_ENDED
