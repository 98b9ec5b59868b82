"""How a transfer ends and why a receiver declines: what must be said with it (domain §3.5)."""

from __future__ import annotations

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.wishes import Setting

from .codes import DeclineReason, Outcome, RequestStatus, TransferAction, TransferStatus

OTHER_AT_LEAST = 10  # characters, where the reason is "other" (domain §3.5)

REACHED = {
    Setting.WARD: Outcome.ADMITTED_WARD,
    Setting.CENTER: Outcome.ADMITTED_WARD,
    Setting.COMMUNITY: Outcome.ADMITTED_COMMUNITY,
    Setting.HOME: Outcome.HOME_CARE_STARTED,
    Setting.CLINIC: Outcome.CLINIC_FIRST_VISIT,
}
DEATHS = frozenset({Outcome.DIED_BEFORE_TRANSFER, Outcome.DIED_IN_TRANSIT, Outcome.DIED_HERE})
_WITHDRAWN = frozenset({Outcome.WITHDRAWN_PATIENT, Outcome.WITHDRAWN_FAMILY})
_NOT_REACHED = frozenset(
    {Outcome.IMPROVED, Outcome.MOVED_OUT_OF_AREA, Outcome.HOSPITALISED_ELSEWHERE, Outcome.LOST_CONTACT, Outcome.OTHER}
)


def outcomes_for(action: TransferAction, setting: Setting) -> list[Outcome]:
    """Which outcomes a step can end with; the first is the one that the page proposes."""
    if action is TransferAction.CLOSE:
        return [REACHED[setting]]
    chosen = {
        TransferAction.CONCLUDE: _NOT_REACHED,
        TransferAction.WITHDRAW: _WITHDRAWN | _NOT_REACHED,
        TransferAction.EXPIRE: frozenset({Outcome.LOST_CONTACT}),
        TransferAction.DIE: DEATHS,
    }.get(action, frozenset())
    return [outcome for outcome in Outcome if outcome in chosen]


def outcome_of_death(request: RequestStatus, transfer: TransferStatus) -> Outcome:
    """Which outcome a death is, by where the patient was: before departure, on the way, or after arrival."""
    if transfer is TransferStatus.ADMITTED or request in (RequestStatus.ARRIVED, RequestStatus.ADMITTED):
        return Outcome.DIED_HERE
    return Outcome.DIED_IN_TRANSIT if request is RequestStatus.IN_TRANSIT else Outcome.DIED_BEFORE_TRANSFER


def refuse_decline(reason: DeclineReason, text: str, priority: Priority, *, second_option: bool) -> None:
    """Raise `Refused` where a decline says too little: "other" needs words, an urgent one a second option."""
    if reason is DeclineReason.OTHER and len(text.strip()) < OTHER_AT_LEAST:
        raise Refused(_("选择“其他”的，请写明原因，至少%(n)s个字。", n=OTHER_AT_LEAST), field="text")
    if priority is Priority.URGENT and reason is not DeclineReason.NO_BED and not second_option:
        raise Refused(_("这是紧急转介。不予受理的，请同时提出另一处可能的去处。"), field="second_option")
