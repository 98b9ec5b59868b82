"""Writing and signing the handover; it is complete before the patient counts as admitted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.clock import now
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from ..events import HandoverWritten
from ..models import HandoverEntry, HandoverRecord, HandoverSignature, Request
from ..queries.handover import as_rules, handover_of
from ..rules import handover as rules
from ..rules.codes import RequestStatus, Side
from ..rules.handover import HandoverItem
from ..rules.request_life import DESTINATION, ORIGIN
from ..rules.steps import StepNotAllowed
from . import stepping
from .acting import parties_of

WRITABLE = frozenset({RequestStatus.SCHEDULED, RequestStatus.IN_TRANSIT, RequestStatus.ARRIVED})
_SIDES = {Side.ORIGIN: ORIGIN, Side.DESTINATION: DESTINATION}


def write(session: Session, request: Request, values: Mapping[str, Any], *, by: User) -> HandoverRecord:
    """Write what is said of body, mind, social life and meaning, and of medicines; `values` are columns."""
    record = open_record(session, request, by)
    for name, value in values.items():
        setattr(record, name, value)
    written(session, request, by, sorted(values))
    return record


def sign(
    session: Session,
    request: Request,
    item: HandoverItem,
    side: Side,
    *,
    by: User,
    witness: str = "",
    not_done: str = "",
) -> None:
    """Sign an item for one's side; what two must count names the second person. Or say why it is left undone."""
    record = open_record(session, request, by)
    if parties_of(by, request.transfer, request).isdisjoint(_SIDES[side]):
        raise StepNotAllowed(_("请由%(side)s的人员签字。", side=side.label), ())
    mine = sa.select(HandoverEntry).where(HandoverEntry.handover_id == record.id, HandoverEntry.item == item)
    entry = session.scalar(mine)
    if entry is None:
        entry = HandoverEntry(handover_id=record.id, item=item)
        session.add(entry)
    if not_done.strip():
        entry.not_done = not_done.strip()[:200]
    else:
        entry.not_done = ""  # whoever signs says that it was done after all
        _sign(session, entry, side, by, witness.strip())
    written(session, request, by, [item.value])
    session.expire(record, ["entries"])


def sign_all(session: Session, request: Request, side: Side, *, by: User, witness: str = "") -> int:
    """Sign for one's side all that is neither signed nor left undone; what two must count only where two are named."""
    told = as_rules(open_record(session, request, by))
    left = [item for item in HandoverItem if _asks(told.entries.get(item), side)]
    wanted = [item for item in left if witness.strip() or item not in rules.BY_TWO_PERSONS]
    for item in wanted:
        sign(session, request, item, side, by=by, witness=witness if item in rules.BY_TWO_PERSONS else "")
    return len(wanted)


def refuse_incomplete(session: Session, request: Request) -> None:
    """Raise `Refused` with the first gaps where the handover is not complete; note when it was, and what it said."""
    record = handover_of(session, request.id)
    told = as_rules(record) if record is not None else rules.Handover()
    gaps = rules.gaps(told)
    if gaps or record is None:
        first = "；".join(str(gap) for gap in gaps[:3])
        raise Refused(_("交接还差%(n)s项：%(first)s", n=len(gaps), first=first))
    record.completed_at = record.completed_at or now()
    record.summary_hash = summary_hash(record)
    session.flush()


def summary_hash(record: HandoverRecord) -> str:
    """The hash of all that the handover says: what is kept at the admission, and what it is compared with later."""
    text = json.dumps(_plain(record), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _asks(entry: rules.Entry | None, side: Side) -> bool:
    return entry is None or (not entry.not_done and side not in entry.signatures)


def _sign(session: Session, entry: HandoverEntry, side: Side, by: User, witness: str) -> None:
    if entry.item in rules.BY_TWO_PERSONS and not witness:
        raise Refused(_("请填写一同清点的另一位人员。"), field="witness")
    if witness == by.name:
        raise Refused(_("复核人应是另一位人员。"), field="witness")
    session.flush()
    former = session.get(HandoverSignature, (entry.id, side))
    if former is not None and former.by_id != by.id:
        raise Conflict(_("这一项已由%(name)s签字。", name=former.by_name))
    values = {"by_id": by.id, "by_name": by.name, "witness": witness, "at": now()}
    session.merge(HandoverSignature(entry_id=entry.id, side=side, **values))
    session.flush()
    session.expire(entry, ["signatures"])


def open_record(session: Session, request: Request, by: User) -> HandoverRecord:
    """The handover for writing, under the lock of the case; `StepNotAllowed` for others, and at another time."""
    transfer = stepping.lock(session, request.transfer)
    if parties_of(by, transfer, request).isdisjoint(ORIGIN | DESTINATION):
        raise StepNotAllowed(_("交接由转出方和接收方的人员填写。"), ())
    if request.status not in WRITABLE:
        raise StepNotAllowed(_("现在是“%(status)s”，不能填写交接。", status=request.status.label), ())
    record = handover_of(session, request.id)
    if record is None:
        record = HandoverRecord(request_id=request.id)
        session.add(record)
        session.flush()
    return record


def written(session: Session, request: Request, by: User, what: list[str]) -> None:
    """Leave a trace of what was written."""
    session.flush()
    publish(HandoverWritten(**stepping.where(request.transfer, request, by), details={"fields": what}))


def _plain(record: HandoverRecord) -> dict[str, Any]:
    told = as_rules(record)
    return {
        "entries": {
            item.value: [entry.not_done, {side.value: list(name) for side, name in entry.signatures.items()}]
            for item, entry in told.entries.items()
        },
        "domains": {domain.value: words for domain, words in told.domains.items()},
        "needs": [[need.words, need.owner, need.due.isoformat() if need.due else None] for need in told.open_needs],
        "last_doses": record.last_doses,
        "medicines": [value.isoformat() if isinstance(value, date) else value for value in told.medicines],
    }
