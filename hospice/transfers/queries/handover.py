"""The handover of a request as its page shows it: what lacks a signature first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from hospice.core.clock import local, now
from hospice.patients.rules.wishes import Setting

from ..models import DischargePush, HandoverEntry, HandoverRecord, HandoverSignature, Request, Transfer
from ..rules import handover as rules
from ..rules.codes import RequestStatus, Side
from ..rules.handover import BY_TWO_PERSONS, Domain, HandoverItem
from ..rules.request_life import HAS_THE_CASE

_HOMEWARDS = frozenset({Setting.HOME, Setting.CLINIC, Setting.COMMUNITY})


@dataclass(frozen=True)
class ItemRow:
    """One item: who signed for which side, or why it was left undone."""

    item: HandoverItem
    signed: dict[Side, HandoverSignature]
    not_done: str
    settled: bool

    @property
    def by_two(self) -> bool:
        """Whether two people must count."""
        return self.item in BY_TWO_PERSONS

    def asks(self, side: Side) -> bool:
        """Whether this side has still to sign."""
        return not self.settled and side not in self.signed


@dataclass(frozen=True)
class Shown:
    """All of a handover. What is written nowhere yet is empty."""

    record: HandoverRecord
    told: rules.Handover
    rows: list[ItemRow]
    gaps: list[rules.Gap]
    counted_on: date  # the day from which the days of opioid are counted

    origin = Side.ORIGIN
    destination = Side.DESTINATION

    @property
    def signed(self) -> tuple[int, int]:
        """Items settled, and items in all."""
        return rules.signed_by_both(self.told)

    @property
    def last_day(self) -> date | None:
        """The day on which the opioid runs out."""
        return rules.last_day(self.told.medicines, self.counted_on)

    @property
    def runs_out_too_early(self) -> bool:
        """Whether that is before whoever prescribes next first sees the patient."""
        return rules.runs_out_too_early(self.told.medicines, self.counted_on)

    def signers(self, side: Side) -> list[tuple[str, int]]:
        """Who signed for a side, and how many items each."""
        return Counter(row.signed[side].by_name for row in self.rows if side in row.signed).most_common()

    def left(self, side: Side) -> list[ItemRow]:
        """What this side has still to sign."""
        return [row for row in self.rows if row.asks(side)]

    def next_to_sign(self, side: Side, after: HandoverItem) -> HandoverItem | None:
        """The next item that this side has to sign, in the order of the list."""
        asked = [row.item for row in self.left(side)]
        order = list(HandoverItem)
        behind = [item for item in asked if order.index(item) > order.index(after)]
        return next(iter([*behind, *asked]), None)


def shown(session: Session, request: Request) -> Shown:
    """The handover of a request."""
    record = session.scalar(_whole().where(HandoverRecord.request_id == request.id)) or _blank(request)
    told = as_rules(record)
    entries = {entry.item: entry for entry in record.entries}
    rows = [_row(item, entries.get(item), told) for item in HandoverItem]
    counted = record.completed_at or request.arrived_at or now()
    return Shown(
        record, told, sorted(rows, key=lambda row: row.settled), rules.placed_gaps(told), local(counted).date()
    )


def handover_home(session: Session, push: DischargePush) -> Shown | None:
    """What was handed over on the way home: not what once was on the way into the ward, which is long not true any more."""
    mine = (
        sa.select(Request)
        .join(HandoverRecord, HandoverRecord.request_id == Request.id)
        .join(Transfer, Transfer.id == Request.transfer_id)
        .where(Transfer.patient_id == push.patient_id, Transfer.setting.in_(sorted(_HOMEWARDS)))
        .where(sa.or_(Transfer.id == push.transfer_id, Transfer.institution_id == push.from_institution_id))
        .where(sa.or_(HandoverRecord.completed_at.is_(None), HandoverRecord.completed_at >= push.left_at))
        .where(Request.status.in_(sorted(HAS_THE_CASE | {RequestStatus.ADMITTED, RequestStatus.CLOSED})))
    )
    request = session.scalar(mine.order_by(Request.id.desc()).limit(1))
    return shown(session, request) if request is not None else None


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
    medicines = rules.MedicineBridge(
        record.on_opioid, record.opioid_days_left, record.next_prescriber or None, record.next_contact_on
    )
    return rules.Handover(entries, domains, needs, medicines)


def _row(item: HandoverItem, entry: HandoverEntry | None, told: rules.Handover) -> ItemRow:
    signed = {one.side: one for one in entry.signatures} if entry else {}
    return ItemRow(item, signed, entry.not_done if entry else "", not rules.item_gaps(item, told.entries.get(item)))


def _whole() -> sa.Select[HandoverRecord]:
    return sa.select(HandoverRecord).options(
        selectinload(HandoverRecord.entries).selectinload(HandoverEntry.signatures), selectinload(HandoverRecord.needs)
    )


def _blank(request: Request) -> HandoverRecord:
    """What nobody has written yet; it is never stored."""
    return HandoverRecord(
        request_id=request.id, body="", mind="", social="", meaning="", next_prescriber="", last_doses=""
    )
