"""What has happened with transfers. Details hold codes, never anything about a person or why they are ill."""

from __future__ import annotations

from dataclasses import dataclass

from hospice.core.events import Event

from .rules.codes import RequestAction, RequestStatus, TransferAction, TransferStatus


@dataclass(frozen=True, kw_only=True)
class TransferDrafted(Event):
    """A transfer was begun or edited."""


@dataclass(frozen=True, kw_only=True)
class TransferStepped(Event):
    """A transfer went from one status to another."""

    transfer_id: int
    step: TransferAction
    source: TransferStatus
    target: TransferStatus


@dataclass(frozen=True, kw_only=True)
class RequestMade(Event):
    """A unit was asked."""

    request_id: int


@dataclass(frozen=True, kw_only=True)
class RequestStepped(Event):
    """A request went from one status to another."""

    request_id: int
    step: RequestAction
    source: RequestStatus
    target: RequestStatus


@dataclass(frozen=True, kw_only=True)
class TimeProposed(Event):
    """One side said a time, and the other has not agreed to it yet."""

    request_id: int
    by_sender: bool


@dataclass(frozen=True, kw_only=True)
class RequestEscalated(Event):
    """Silence reached the next one who has to know."""


@dataclass(frozen=True, kw_only=True)
class WaitingReviewed(Event):
    """Somebody looked at a patient on the waiting list again."""


@dataclass(frozen=True, kw_only=True)
class BedOffered(Event):
    """A bed that became free was given to somebody on the waiting list."""


@dataclass(frozen=True, kw_only=True)
class HandoverWritten(Event):
    """Something of a handover was written or signed."""


@dataclass(frozen=True, kw_only=True)
class PushMade(Event):
    """A patient who went home was made known to who cares on."""


@dataclass(frozen=True, kw_only=True)
class PushRouted(Event):
    """A coordinator said which house cares on."""


@dataclass(frozen=True, kw_only=True)
class PushBriefed(Event):
    """The house that sent the patient home told what those who care on must know."""


@dataclass(frozen=True, kw_only=True)
class PushAcknowledged(Event):
    """Who cares on has taken note."""


@dataclass(frozen=True, kw_only=True)
class PushContacted(Event):
    """Somebody got in touch with the patient at home."""


@dataclass(frozen=True, kw_only=True)
class PushCancelled(Event):
    """A push asks for nothing any more."""


@dataclass(frozen=True, kw_only=True)
class CalendarLoaded(Event):
    """Official days off were loaded, so that working days are counted by them."""


@dataclass(frozen=True, kw_only=True)
class RegisterExported(Event):
    """The register of transfers was taken out as a spreadsheet."""
