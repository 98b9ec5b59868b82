"""What is stored of transfers: the need, who is asked, every step, the waiting lists, the handover, the push home."""

from .handover import HandoverEntry, HandoverNeed, HandoverRecord, HandoverSignature
from .push import DischargePush
from .request import Request, Step
from .transfer import CalendarDay, Transfer
from .waiting import BedOffer, PassedOverRow, WaitingEntry

__all__ = [
    "BedOffer",
    "CalendarDay",
    "DischargePush",
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
