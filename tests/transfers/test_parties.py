"""Who may do what: the table of permissions of domain §3.5 written down once more, and who is who by side and role."""

from __future__ import annotations

from typing import Any

import pytest

from hospice.access.permissions import Role
from hospice.transfers.rules.codes import (
    Party,
    RequestAction,
    RequestStatus,
    Route,
    Side,
    TransferAction,
    TransferStatus,
)
from hospice.transfers.rules.parties import Sight, parties, request_actions_for, sight, transfer_actions_for
from hospice.transfers.rules.request_life import ASKED, BEFORE_DEPARTURE, REQUESTS
from hospice.transfers.rules.transfer_life import MAY_CREATE, TRANSFERS

R, T = RequestAction, TransferAction
COLUMNS = (Party.SENDER_STAFF, Party.SENDER_PHYSICIAN, Party.RECEIVER_LIAISON, Party.RECEIVER_DECIDER,
           Party.COORDINATOR, Party.FAMILY)  # fmt: skip
# Rows of the domain's table in its columns, then the deeds that its text adds.
TABLE: list[tuple[Any, str]] = [
    (T.EDIT, "yes yes no no no no"),
    (T.SUBMIT, "no yes no no no no"),
    (R.ANSWER, "no yes no no no no"),
    (R.OPEN, "no no yes yes no no"),
    (R.RETURN, "no no yes yes no no"),
    (R.ACCEPT, "no no no yes no no"),
    (R.DECLINE, "no no no yes no no"),
    (R.HOLD, "no no yes yes no no"),
    (R.REROUTE, "yes yes no no yes no"),
    (T.FORWARD, "yes yes no no yes no"),
    (R.WITHDRAW, "yes yes no no yes yes"),
    (T.WITHDRAW, "yes yes no no yes yes"),
    (R.ABORT, "no yes no no no no"),
    (R.DEPART, "yes yes no no no no"),
    (R.ARRIVE, "no no yes yes no no"),
    (R.OVERRIDE_TIMER, "no no no no yes no"),
    (T.DELETE, "yes yes no no no no"),
    (R.WAITLIST, "no no yes yes no no"),
    (R.SCHEDULE, "yes yes yes yes no no"),
    (R.EXTEND, "yes yes yes yes no no"),
    (R.ADMIT, "no no yes yes no no"),
    (R.REFUSE, "no no no yes no no"),
    (R.NO_SHOW, "no no yes yes no no"),
    (R.DIE, "yes yes yes yes no no"),
    (T.DIE, "yes yes no no no no"),
    (R.CLOSE, "no no yes yes no no"),
    (T.CONCLUDE, "yes yes no no no no"),
    (R.REOPEN, "no no no yes no no"),
    (T.REOPEN, "no yes no no no no"),
    *((action, "no no no no no no") for action in (R.RELEASE, R.RUN_OUT, R.EXPIRE, T.PLACE, T.LOSE, T.DEPART, T.ADMIT,
                                                   T.CLOSE, T.EXPIRE)),
]  # fmt: skip


def may(action: Any, party: Party) -> bool:
    steps: tuple[Any, ...] = (*REQUESTS.steps, *TRANSFERS.steps)
    return any(step.action is action and party in step.by for step in steps)


@pytest.mark.parametrize(("action", "row"), TABLE, ids=lambda value: getattr(value, "name", None))
def test_each_party_may_do_what_its_column_says(action: Any, row: str) -> None:
    assert [may(action, party) for party in COLUMNS] == [word == "yes" for word in row.split()]


def test_every_action_has_its_row() -> None:
    assert {action for action, _row in TABLE} == set(RequestAction) | set(TransferAction)


def test_staff_and_family_withdraw_only_before_departure() -> None:
    for party in (Party.SENDER_STAFF, Party.SENDER_PHYSICIAN, Party.COORDINATOR, Party.FAMILY):
        where = {one for one in RequestStatus if R.WITHDRAW in REQUESTS.actions(one, Route.BED, {party})}
        assert where == BEFORE_DEPARTURE


def test_a_receiver_never_closes_the_senders_record() -> None:
    receivers = {Party.RECEIVER_LIAISON, Party.RECEIVER_DECIDER}
    for status in (TransferStatus.ACTIVE, TransferStatus.PLACED, TransferStatus.UNDERWAY):
        assert TRANSFERS.actions(status, Route.BED, receivers) == []
    assert REQUESTS.actions(RequestStatus.DECLINED, Route.BED, receivers) == []
    for status in ASKED:
        assert R.DIE not in REQUESTS.actions(status, Route.BED, receivers)


def test_a_draft_is_made_by_the_sender() -> None:
    assert {Party.SENDER_STAFF, Party.SENDER_PHYSICIAN} == MAY_CREATE


@pytest.mark.parametrize(
    ("side", "role", "party"),
    [
        (Side.ORIGIN, Role.LIAISON, Party.SENDER_STAFF),
        (Side.ORIGIN, Role.CLINICIAN, Party.SENDER_PHYSICIAN),
        (Side.ORIGIN, Role.WARD_MANAGER, Party.SENDER_PHYSICIAN),
        (Side.DESTINATION, Role.LIAISON, Party.RECEIVER_LIAISON),
        (Side.DESTINATION, Role.CLINICIAN, Party.RECEIVER_DECIDER),
        (Side.DESTINATION, Role.WARD_MANAGER, Party.RECEIVER_DECIDER),
        (Side.COORDINATION, Role.COUNTY_COORDINATOR, Party.COORDINATOR),
        (Side.COORDINATION, Role.PREFECTURE_OFFICER, Party.COORDINATOR),
    ],
)
def test_side_and_role_say_who_somebody_is(side: Side, role: Role, party: Party) -> None:
    assert parties({side}, {role}) == {party}


def test_every_other_role_is_nobody_on_any_side() -> None:
    acting = {Role.LIAISON, Role.CLINICIAN, Role.WARD_MANAGER, Role.COUNTY_COORDINATOR, Role.PREFECTURE_OFFICER}
    for role in set(Role) - acting:
        assert parties({Side.ORIGIN, Side.DESTINATION, Side.COORDINATION}, {role}) == frozenset()
    assert parties({Side.ORIGIN, Side.DESTINATION}, {Role.COUNTY_COORDINATOR}) == frozenset()
    assert parties({Side.FAMILY}, set()) == {Party.FAMILY}
    assert parties({Side.SYSTEM}, set()) == {Party.SYSTEM}


def test_buttons_follow_side_and_role() -> None:
    held, bed = RequestStatus.BED_HELD, Route.BED
    origin = request_actions_for(held, {Side.ORIGIN}, {Role.CLINICIAN}, bed)
    assert origin == [R.SCHEDULE, R.EXTEND, R.DIE, R.WITHDRAW]
    assert request_actions_for(held, {Side.COORDINATION}, {Role.COUNTY_COORDINATOR}, bed) == [
        R.WITHDRAW,
        R.OVERRIDE_TIMER,
    ]
    assert request_actions_for(held, {Side.ORIGIN}, {Role.EVALUATOR}, bed) == []
    assert transfer_actions_for(TransferStatus.DRAFT, {Side.ORIGIN}, {Role.LIAISON}, bed) == [
        T.EDIT,
        T.DELETE,
        T.CONCLUDE,
    ]
    both = request_actions_for(RequestStatus.SCHEDULED, {Side.ORIGIN, Side.DESTINATION}, {Role.LIAISON}, bed)
    assert both == [R.DEPART, R.NO_SHOW, R.DIE, R.WITHDRAW]


@pytest.mark.parametrize("status", RequestStatus)
def test_a_former_receiver_sees_nothing_and_a_coordinator_little(status: RequestStatus) -> None:
    ended = status.value in {"REROUTED", "RELEASED", "CANCELLED", "EXPIRED"}
    for party in (Party.RECEIVER_LIAISON, Party.RECEIVER_DECIDER):
        assert sight(party, status) is (Sight.NONE if ended else Sight.FULL)
    for party in (Party.SENDER_STAFF, Party.SENDER_PHYSICIAN):
        assert sight(party, status) is Sight.FULL
    assert sight(Party.COORDINATOR, status) is Sight.MINIMAL
    assert sight(Party.FAMILY, status) is Sight.OWN
