"""How each state looks: word, shape, colour (design §6). A death is never a warning, never a cross."""

from __future__ import annotations

from hospice.core.i18n import lazy
from hospice.episodes.rules.faces import Face

from .codes import RequestStatus, TransferStatus

_R, _T = RequestStatus, TransferStatus

_SHAPES = {
    _R.SUBMITTED: ("ring", "go"),
    _R.RECEIVED: ("half", "go"),
    _R.RETURNED: ("dia", "mind"),
    _R.DECLINED: ("x", ""),
    _R.REROUTED: ("go", "mind"),
    _R.RELEASED: ("dash", ""),
    _R.ACCEPTED: ("half", "go"),
    _R.WAITLISTED: ("clock", "mind"),
    _R.BED_HELD: ("half", "go"),
    _R.SCHEDULED: ("half", "go"),
    _R.IN_TRANSIT: ("go", "go"),
    _R.ARRIVED: ("full", "go"),
    _R.ADMITTED: ("done", "go"),
    _R.CLOSED: ("done", ""),
    _R.CANCELLED: ("x", ""),
    _R.EXPIRED: ("x", ""),
    _R.NO_SHOW: ("x", ""),
    _R.DIED_WAITING: ("done", ""),
    _R.DIED_IN_TRANSIT: ("done", ""),
    _R.ABORTED: ("x", ""),
    _R.REFUSED_ON_ARRIVAL: ("x", ""),
}
_TRANSFER_SHAPES = {
    _T.DRAFT: ("ring", ""),
    _T.ACTIVE: ("ring", "go"),
    _T.PLACED: ("half", "go"),
    _T.UNDERWAY: ("go", "go"),
    _T.ADMITTED: ("done", "go"),
    _T.CLOSED: ("done", ""),
    _T.ENDED: ("done", ""),
    _T.CANCELLED: ("x", ""),
    _T.EXPIRED: ("x", ""),
    _T.DELETED: ("x", ""),
}

REQUEST_FACES = {status: Face(status.label, *_SHAPES[status]) for status in RequestStatus}
TRANSFER_FACES = {status: Face(status.label, *_TRANSFER_SHAPES[status]) for status in TransferStatus}
OVERDUE = Face(lazy("超时"), "tri", "hot")  # added beside the state, never instead of it


def face(status: RequestStatus | TransferStatus) -> Face:
    """How a state of either life looks."""
    return REQUEST_FACES[status] if isinstance(status, RequestStatus) else TRANSFER_FACES[status]
