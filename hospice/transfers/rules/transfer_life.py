"""The life of a transfer: the need itself, over however many receivers are asked (domain §3.5, house §8).

A request's step may entail a step of the transfer (`entailed_by`), and the other way round (`entails`); both are
taken in the same unit of work. Only what has no request to stand on is a button of the transfer.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from .codes import Need, RequestAction, RequestStatus, TransferAction, TransferStatus
from .request_life import COORDINATOR, FAMILY, HAS_THE_CASE, OPEN_REQUESTS, ORIGIN, PHYSICIAN, SYSTEM
from .steps import Life, Step

_S, _A, _N = TransferStatus, TransferAction, Need
Row = Step[TransferStatus, TransferAction]

MAY_CREATE = ORIGIN
SEARCHING = frozenset({_S.ACTIVE, _S.PLACED})


def _from(*statuses: TransferStatus) -> frozenset[TransferStatus]:
    return frozenset(statuses)


TRANSFERS: Life[TransferStatus, TransferAction] = Life(
    _S.DRAFT,
    (
        Row(_A.EDIT, _from(_S.DRAFT), _S.DRAFT, ORIGIN),
        Row(_A.SUBMIT, _from(_S.DRAFT), _S.ACTIVE, PHYSICIAN,
            (_N.COMPLETE, _N.CONSENT, _N.RECEIVERS, _N.NO_OTHER_INPATIENT)),
        Row(_A.DELETE, _from(_S.DRAFT), _S.DELETED, ORIGIN | SYSTEM),
        Row(_A.FORWARD, _from(_S.ACTIVE), _S.ACTIVE, ORIGIN | COORDINATOR | SYSTEM, (_N.CONSENT, _N.RECEIVERS)),
        Row(_A.PLACE, _from(_S.ACTIVE), _S.PLACED, SYSTEM),
        Row(_A.DEPART, _from(_S.PLACED), _S.UNDERWAY, SYSTEM),
        Row(_A.LOSE, _from(_S.PLACED, _S.UNDERWAY), _S.ACTIVE, SYSTEM),
        Row(_A.ADMIT, _from(_S.PLACED, _S.UNDERWAY), _S.ADMITTED, SYSTEM),
        Row(_A.CLOSE, _from(_S.UNDERWAY, _S.ADMITTED), _S.CLOSED, SYSTEM, (_N.OUTCOME,)),
        # A receiver never closes the sender's record: while nobody has taken the patient in, only the sender can.
        # A draft ends so where a place outside the network is found before anybody is asked.
        Row(_A.CONCLUDE, _from(_S.DRAFT, _S.ACTIVE), _S.ENDED, ORIGIN, (_N.OUTCOME,), reason=True),
        Row(_A.DIE, SEARCHING, _S.ENDED, ORIGIN | SYSTEM),
        Row(_A.DIE, _from(_S.UNDERWAY), _S.ENDED, SYSTEM),
        Row(_A.DIE, _from(_S.ADMITTED), _S.CLOSED, SYSTEM),
        Row(_A.WITHDRAW, SEARCHING, _S.CANCELLED, ORIGIN | COORDINATOR | FAMILY, (_N.OUTCOME,), reason=True),
        Row(_A.EXPIRE, _from(_S.ACTIVE), _S.EXPIRED, SYSTEM, (_N.TIME_IS_OVER,)),
        Row(_A.REOPEN, _from(_S.CLOSED), _S.ADMITTED, SYSTEM, (_N.REOPEN_IN_TIME,), reason=True),
        Row(_A.REOPEN, _from(_S.ENDED), _S.ACTIVE, PHYSICIAN, (_N.REOPEN_IN_TIME,), reason=True),
    ),
)  # fmt: skip

# An open need: no second inpatient one may exist for the same patient.
OPEN_TRANSFERS = SEARCHING | {_S.UNDERWAY}

# A need that is over without having been made by mistake; each of them has an outcome.
OVER = frozenset({_S.CLOSED, _S.ENDED, _S.CANCELLED, _S.EXPIRED})

TRANSFER_FHIR = MappingProxyType(
    {
        _S.DRAFT: "draft",
        _S.ACTIVE: "active",
        _S.PLACED: "active",
        _S.UNDERWAY: "active",
        _S.ADMITTED: "completed",
        _S.CLOSED: "completed",
        _S.ENDED: "revoked",
        _S.CANCELLED: "revoked",
        _S.EXPIRED: "revoked",
        _S.DELETED: "entered-in-error",
    }
)

_R = RequestStatus
_BY_REQUEST = MappingProxyType(
    {
        _R.IN_TRANSIT: _A.DEPART,
        _R.ADMITTED: _A.ADMIT,
        _R.CLOSED: _A.CLOSE,
        _R.DIED_WAITING: _A.DIE,
        _R.DIED_IN_TRANSIT: _A.DIE,
    }
)


def entailed_by(action: RequestAction, source: RequestStatus, target: RequestStatus) -> TransferAction | None:
    """What a request's step from `source` to `target` does to its transfer; none leaves it as it is.

    So a transfer is 已有去处 exactly while one of its requests has the case and has not departed, and 寻找去处 while
    none has.
    """
    if action is RequestAction.REOPEN:
        return _A.REOPEN
    if action is RequestAction.DIE and source is _R.ADMITTED:
        return _A.DIE
    if target in _BY_REQUEST:
        return _BY_REQUEST[target]
    had, has = source in HAS_THE_CASE, target in HAS_THE_CASE
    if had == has:
        return None
    return _A.PLACE if has else _A.LOSE


# What a step of the transfer does to each of its open requests; on PLACE the taking one is left out.
_ON_REQUESTS = MappingProxyType(
    {
        _A.PLACE: RequestAction.RELEASE,
        _A.CONCLUDE: RequestAction.RELEASE,
        _A.EXPIRE: RequestAction.RELEASE,
        _A.WITHDRAW: RequestAction.WITHDRAW,
        _A.DIE: RequestAction.DIE,
    }
)


def entails(action: TransferAction) -> RequestAction | None:
    """What a step of the transfer does to its other open requests; none leaves them as they are."""
    return _ON_REQUESTS.get(action)


# From the least to the furthest along; a need shows how far its best request has come.
ALONG = (_R.RETURNED, _R.SUBMITTED, _R.RECEIVED, _R.WAITLISTED, _R.ACCEPTED, _R.BED_HELD, _R.SCHEDULED,
          _R.IN_TRANSIT, _R.ARRIVED)  # fmt: skip


def shown(transfer: TransferStatus, requests: Iterable[RequestStatus]) -> RequestStatus | TransferStatus:
    """The one word that a list shows for a transfer: while it is open, that of the request furthest along."""
    under_way = [status for status in requests if status in OPEN_REQUESTS]
    if transfer not in OPEN_TRANSFERS or not under_way:
        return transfer
    return max(under_way, key=ALONG.index)
