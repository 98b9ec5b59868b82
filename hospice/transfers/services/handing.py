"""Writing and signing the handover; it is complete before the patient counts as admitted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.clock import now
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from ..events import HandoverWritten
from ..models import HandoverEntry, HandoverNeed, HandoverRecord, HandoverSignature, Request
from ..rules import handover as rules
from ..rules.codes import RequestStatus, Side
from ..rules.handover import Domain, HandoverItem
from ..rules.request_life import DESTINATION, ORIGIN
from ..rules.steps import StepNotAllowed
from . import stepping
from .acting import parties_of

_WRITABLE = frozenset({RequestStatus.SCHEDULED, RequestStatus.IN_TRANSIT, RequestStatus.ARRIVED})
_SIDES = {Side.ORIGIN: ORIGIN, Side.DESTINATION: DESTINATION}


def write(session: Session, request: Request, values: Mapping[str, Any], *, by: User) -> HandoverRecord:
    """Write what is said of body, mind, social life and meaning, and of medicines; `values` are columns."""
    record = _open(session, request, by)
    for name, value in values.items():
        setattr(record, name, value)
    _written(session, request, by, sorted(values))
    return record


def note_needs(
    session: Session, request: Request, needs: Sequence[tuple[str, str | None, date | None]], *, by: User
) -> None:
    """Write what is not finished, each with who takes it on and by when; what was written before is replaced."""
    record = _open(session, request, by)
    session.execute(sa.delete(HandoverNeed).where(HandoverNeed.handover_id == record.id))
    session.add_all(
        HandoverNeed(handover_id=record.id, words=words, owner=owner, due=due) for words, owner, due in needs
    )
    _written(session, request, by, ["needs"])
    session.expire(record, ["needs"])


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
    record = _open(session, request, by)
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
        _sign(session, entry, side, by, witness.strip())
    _written(session, request, by, [item.value])
    session.expire(record, ["entries"])


def refuse_incomplete(session: Session, request: Request) -> None:
    """Raise `Refused` with the first gaps where the handover is not complete; note when it was, and what it said."""
    record = handover_of(session, request.id)
    told = as_rules(record) if record is not None else rules.Handover()
    gaps = rules.gaps(told)
    if gaps or record is None:
        first = "；".join(str(gap) for gap in gaps[:3])
        raise Refused(_("交接还差%(n)s项：%(first)s", n=len(gaps), first=first))
    record.completed_at = record.completed_at or now()
    text = json.dumps(_plain(record), ensure_ascii=False, sort_keys=True)
    record.summary_hash = hashlib.sha256(text.encode()).hexdigest()
    session.flush()


def handover_of(session: Session, request_id: int) -> HandoverRecord | None:
    """The handover of a request."""
    return session.scalar(sa.select(HandoverRecord).where(HandoverRecord.request_id == request_id))


def as_rules(record: HandoverRecord) -> rules.Handover:
    """The stored handover as its rules read it."""
    entries = {
        entry.item: rules.Entry(
            {one.side: rules.Signature(one.by_name, one.witness or None) for one in entry.signatures}, entry.not_done
        )
        for entry in record.entries
    }
    domains = {domain: getattr(record, domain.value.lower()) for domain in Domain}
    needs = tuple(rules.OpenNeed(need.words, need.owner, need.due) for need in record.needs)
    medicines = rules.MedicineBridge(record.on_opioid, record.opioid_days_left, record.next_prescriber or None)
    return rules.Handover(entries, domains, needs, medicines)


def _sign(session: Session, entry: HandoverEntry, side: Side, by: User, witness: str) -> None:
    if witness == by.name:
        raise Refused(_("复核人应是另一位人员。"), field="witness")
    session.flush()
    values = {"by_id": by.id, "by_name": by.name, "witness": witness, "at": now()}
    session.merge(HandoverSignature(entry_id=entry.id, side=side, **values))
    session.flush()
    session.expire(entry, ["signatures"])


def _open(session: Session, request: Request, by: User) -> HandoverRecord:
    transfer = stepping.lock(session, request.transfer)
    if parties_of(by, transfer, request).isdisjoint(ORIGIN | DESTINATION):
        raise StepNotAllowed(_("交接由转出方和接收方的人员填写。"), ())
    if request.status not in _WRITABLE:
        raise StepNotAllowed(_("现在是“%(status)s”，不能填写交接。", status=request.status.label), ())
    record = handover_of(session, request.id)
    if record is None:
        record = HandoverRecord(request_id=request.id)
        session.add(record)
        session.flush()
    return record


def _written(session: Session, request: Request, by: User, what: list[str]) -> None:
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
        "medicines": list(told.medicines),
    }
