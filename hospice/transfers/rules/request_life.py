"""The life of a request: one receiving unit is asked, answers, makes room, and takes the patient in (domain §3.5).

The table is the domain's, told for one receiver. `RELEASED` is what becomes of the other receivers when one takes the
case; a decline ends one request only, and the need goes on in `transfer_life`.
"""

from __future__ import annotations

from types import MappingProxyType

from .codes import DeclineReason, Need, Party, RequestAction, RequestStatus, Route
from .steps import Life, Step

_S, _A, _P, _N = RequestStatus, RequestAction, Party, Need
Row = Step[RequestStatus, RequestAction]

ORIGIN = frozenset({_P.SENDER_STAFF, _P.SENDER_PHYSICIAN})
PHYSICIAN = frozenset({_P.SENDER_PHYSICIAN})
DESTINATION = frozenset({_P.RECEIVER_LIAISON, _P.RECEIVER_DECIDER})
DECIDER = frozenset({_P.RECEIVER_DECIDER})
EITHER = ORIGIN | DESTINATION
COORDINATOR = frozenset({_P.COORDINATOR})
FAMILY = frozenset({_P.FAMILY})
SYSTEM = frozenset({_P.SYSTEM})
BED, VISIT = frozenset({Route.BED}), frozenset({Route.VISIT})

ASKED = frozenset({_S.SUBMITTED, _S.RECEIVED, _S.RETURNED})
TAKEN = frozenset({_S.ACCEPTED, _S.BED_HELD, _S.SCHEDULED})
BEFORE_DEPARTURE = ASKED | TAKEN | {_S.WAITLISTED}
TIMED = ASKED | {_S.WAITLISTED, _S.BED_HELD}


def _from(*statuses: RequestStatus) -> frozenset[RequestStatus]:
    return frozenset(statuses)


REQUESTS: Life[RequestStatus, RequestAction] = Life(
    _S.SUBMITTED,
    (
        Row(_A.OPEN, _from(_S.SUBMITTED), _S.RECEIVED, DESTINATION),
        Row(_A.ACCEPT, _from(_S.RECEIVED), _S.ACCEPTED, DECIDER, (_N.FIRST_TO_TAKE,)),
        # No place today is no refusal: the patient stays on the list, and other receivers stay asked.
        Row(_A.WAITLIST, _from(_S.RECEIVED), _S.WAITLISTED, DECIDER),
        Row(_A.WAITLIST, _from(_S.ACCEPTED), _S.WAITLISTED, DESTINATION),
        Row(_A.HOLD, _from(_S.ACCEPTED), _S.BED_HELD, DESTINATION, (_N.PLACE_IS_FREE,), routes=BED),
        # The system offers a bed that became free to the next in line; its taking counts like any other.
        Row(_A.HOLD, _from(_S.WAITLISTED), _S.BED_HELD, DESTINATION | SYSTEM,
            (_N.FIRST_TO_TAKE, _N.PLACE_IS_FREE), routes=BED),
        Row(_A.SCHEDULE, _from(_S.BED_HELD), _S.SCHEDULED, EITHER, (_N.BOTH_CONFIRM,), routes=BED),
        Row(_A.SCHEDULE, _from(_S.ACCEPTED, _S.WAITLISTED), _S.SCHEDULED, EITHER,
            (_N.FIRST_TO_TAKE, _N.PLACE_IS_FREE, _N.BOTH_CONFIRM), routes=VISIT),
        Row(_A.EXTEND, _from(_S.BED_HELD), _S.BED_HELD, EITHER, (_N.FIRST_EXTENSION,), reason=True, routes=BED),
        Row(_A.RUN_OUT, _from(_S.BED_HELD), _S.WAITLISTED, SYSTEM, (_N.HOLD_RUN_OUT,), routes=BED),
        Row(_A.DEPART, _from(_S.SCHEDULED), _S.IN_TRANSIT, ORIGIN, (_N.READY_TO_DEPART,), routes=BED),
        Row(_A.ARRIVE, _from(_S.IN_TRANSIT), _S.ARRIVED, DESTINATION, routes=BED),
        Row(_A.ADMIT, _from(_S.ARRIVED), _S.ADMITTED, DESTINATION, (_N.HANDOVER,), routes=BED),
        Row(_A.ADMIT, _from(_S.SCHEDULED), _S.ADMITTED, DESTINATION, (_N.HANDOVER,), routes=VISIT),
        Row(_A.RETURN, _from(_S.SUBMITTED, _S.RECEIVED), _S.RETURNED, DESTINATION, reason=True),
        Row(_A.ANSWER, _from(_S.RETURNED), _S.SUBMITTED, PHYSICIAN, (_N.COMPLETE,)),
        Row(_A.DECLINE, _from(_S.RECEIVED), _S.DECLINED, DECIDER, (_N.SECOND_OPTION,), reason=True),
        Row(_A.REROUTE, _from(_S.RECEIVED, _S.DECLINED, _S.WAITLISTED), _S.REROUTED,
            ORIGIN | COORDINATOR | SYSTEM, (_N.CONSENT,)),
        Row(_A.RELEASE, ASKED | {_S.WAITLISTED}, _S.RELEASED, SYSTEM),
        Row(_A.NO_SHOW, _from(_S.SCHEDULED), _S.NO_SHOW, DESTINATION, reason=True),
        Row(_A.ABORT, _from(_S.IN_TRANSIT), _S.ABORTED, PHYSICIAN, reason=True, routes=BED),
        Row(_A.REFUSE, _from(_S.ARRIVED), _S.REFUSED_ON_ARRIVAL, DECIDER, reason=True, routes=BED),
        # A receiver that is merely asked cannot end what is not its own: that the patient died, the sender says.
        Row(_A.DIE, ASKED, _S.DIED_WAITING, ORIGIN),
        Row(_A.DIE, TAKEN | {_S.WAITLISTED}, _S.DIED_WAITING, EITHER),
        Row(_A.DIE, _from(_S.IN_TRANSIT), _S.DIED_IN_TRANSIT, EITHER, routes=BED),
        Row(_A.DIE, _from(_S.ARRIVED), _S.CLOSED, DESTINATION, routes=BED),
        Row(_A.DIE, _from(_S.ADMITTED), _S.CLOSED, DESTINATION),
        Row(_A.WITHDRAW, BEFORE_DEPARTURE, _S.CANCELLED, ORIGIN | COORDINATOR | FAMILY, reason=True),
        Row(_A.EXPIRE, _from(_S.SUBMITTED, _S.RETURNED), _S.EXPIRED, SYSTEM, (_N.TIME_IS_OVER,)),
        Row(_A.CLOSE, _from(_S.ADMITTED), _S.CLOSED, DESTINATION | SYSTEM, (_N.OUTCOME,)),
        Row(_A.REOPEN, _from(_S.CLOSED), _S.ADMITTED, DECIDER, (_N.REOPEN_IN_TIME,), reason=True),
        *(Row(_A.OVERRIDE_TIMER, _from(status), status, COORDINATOR, reason=True)
          for status in RequestStatus if status in TIMED),
    ),
)  # fmt: skip

# Statuses in which a receiver is still asked or has taken the case; at most three requests of a transfer are in them.
OPEN_REQUESTS = BEFORE_DEPARTURE | {_S.IN_TRANSIT, _S.ARRIVED}

# A receiver in one of these has taken the case, so that no other can. A waiting list takes nothing: whoever waits may
# still find a place elsewhere, also after a hold ran out.
HAS_THE_CASE = TAKEN | {_S.IN_TRANSIT, _S.ARRIVED}

# Statuses in which the former receiver no longer sees the case (domain §3.5, §7.2).
ACCESS_ENDED = frozenset({_S.REROUTED, _S.RELEASED, _S.CANCELLED, _S.EXPIRED})

# FHIR Task.status (domain §8, house §8): the finer word is the business status.
REQUEST_FHIR = MappingProxyType(
    {
        _S.SUBMITTED: "requested",
        _S.RECEIVED: "received",
        _S.RETURNED: "on-hold",
        _S.WAITLISTED: "on-hold",
        _S.ACCEPTED: "accepted",
        _S.BED_HELD: "accepted",
        _S.SCHEDULED: "ready",
        _S.IN_TRANSIT: "in-progress",
        _S.ARRIVED: "in-progress",
        _S.ADMITTED: "completed",
        _S.CLOSED: "completed",
        _S.DECLINED: "rejected",
        _S.REROUTED: "cancelled",
        _S.RELEASED: "cancelled",
        _S.CANCELLED: "cancelled",
        _S.EXPIRED: "cancelled",
        _S.NO_SHOW: "cancelled",
        _S.DIED_WAITING: "failed",
        _S.DIED_IN_TRANSIT: "failed",
        _S.ABORTED: "failed",
        _S.REFUSED_ON_ARRIVAL: "failed",
    }
)


def negative_answer(reason: DeclineReason) -> RequestAction:
    """What a receiver's "no" does: for lack of a bed it is the waiting list, never a refusal (issue 3, part 3)."""
    return RequestAction.WAITLIST if reason is DeclineReason.NO_BED else RequestAction.DECLINE
