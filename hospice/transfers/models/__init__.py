"""What is stored of transfers: the need, the receivers asked, every step, the waiting lists, and the handover."""

from .handover import HandoverEntry, HandoverNeed, HandoverRecord, HandoverSignature
from .request import Request, Step
from .transfer import CalendarDay, Transfer
from .waiting import BedOffer, PassedOverRow, WaitingEntry

__all__ = [
    "BedOffer",
    "CalendarDay",
    "HandoverEntry",
    "HandoverNeed",
    "HandoverRecord",
    "HandoverSignature",
    "PassedOverRow",
    "Request",
    "Step",
    "Transfer",
    "WaitingEntry",
]
