"""Very many transfers for a measurement: as many as a year of the province has, or ten times more, written within minutes.

They are plausible in what queries see: spread over the houses by their places and over a year by day, 99 of 100 closed,
the rest in every open state, each with its patient, request, steps and stay. Nobody has a document, and nothing is told
of anybody's illness: the demo (`hospice/demo/care`) is for that. PostgreSQL gets them by COPY, SQLite by `executemany`.

usage: python -m bench.cases DATABASE_URL [NUMBER]      (a database that holds the demo network)
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.accounts.models import Grant
from hospice.app import create_app
from hospice.core.clock import now
from hospice.core.db import unit_of_work
from hospice.demo.care.ledger import COLUMNS, NUMBERED, Ledger, count_days, days_counted, pour
from hospice.demo.care.minutes import DAY, HOUR, local_day, minute_of, stamp
from hospice.episodes.models import BedAssignment, Episode
from hospice.facilities.models import CareUnit, InstitutionRecord, UnitCapacity, UnitRecord
from hospice.facilities.rules.codes import UnitKind
from hospice.patients.models import Patient
from hospice.transfers.models import Request, Step, Transfer, WaitingEntry

YEAR_OF_PROVINCE = 150_000  # transfers a year (product.md §5)
AT_ONCE = 20_000
OPEN = 0.01
FROM_PLACE = 100_000  # numbers that no unit has, so that nobody's place is taken
KINDS = {UnitKind.WARD: "WARD", UnitKind.CENTER: "CENTER", UnitKind.ROOM: "COMMUNITY", UnitKind.BED: "COMMUNITY"}
NAMES = ("王建平", "李秀兰", "张志强", "陈玉梅", "周立新", "吴菊芬", "项国庆", "叶爱珍")
PRIORITIES = ("P1", "P2", "P2", "P2", "P3", "P3", "P3", "P3", "P3", "P4")

# Action, source, target, party, minutes after the submission; the need's own steps have no request.
_NEED = (("EDIT", None, "DRAFT", "SENDER_PHYSICIAN", -20), ("SUBMIT", "DRAFT", "ACTIVE", "SENDER_PHYSICIAN", 0))
_WAY: tuple[tuple[tuple[str, str | None, str, str, int] | None, ...], ...] = (
    (("OPEN", None, "SUBMITTED", "SENDER_PHYSICIAN", 0), None),
    (("OPEN", "SUBMITTED", "RECEIVED", "RECEIVER_LIAISON", 60), None),
    (("ACCEPT", "RECEIVED", "ACCEPTED", "RECEIVER_DECIDER", 150), ("PLACE", "ACTIVE", "PLACED", "SYSTEM", 150)),
    (("HOLD", "ACCEPTED", "BED_HELD", "RECEIVER_DECIDER", 150), None),
    (("SCHEDULE", "BED_HELD", "SCHEDULED", "SENDER_PHYSICIAN", 240), None),
    (("DEPART", "SCHEDULED", "IN_TRANSIT", "SENDER_PHYSICIAN", 400), ("DEPART", "PLACED", "UNDERWAY", "SYSTEM", 400)),
    (("ARRIVE", "IN_TRANSIT", "ARRIVED", "RECEIVER_LIAISON", 450), None),
    (("ADMIT", "ARRIVED", "ADMITTED", "RECEIVER_DECIDER", 500), ("ADMIT", "UNDERWAY", "ADMITTED", "SYSTEM", 500)),
    (("CLOSE", "ADMITTED", "CLOSED", "RECEIVER_DECIDER", 2000), ("CLOSE", "ADMITTED", "CLOSED", "SYSTEM", 2000)),
)
_WAITS = ("WAITLIST", "RECEIVED", "WAITLISTED", "RECEIVER_DECIDER", 150)
_ENDS = (1, 1, 2, 2, 2, 4, 4, 5, 6, 7)  # how many lines of the way an open case has behind it; the last two are carried


@dataclass(frozen=True, slots=True)
class House:
    """A unit that takes people in, where it lies, and somebody of its house."""

    unit: int
    institution: int
    region: int
    setting: str
    user: int


class Cases:
    """Makes them, a part at a time."""

    def __init__(self, session: Session, number: int, seed: int = 1) -> None:
        self.session, self.number = session, number
        found = _houses(session)
        self.houses, self.weights = [house for house, _ in found], list(accumulate(places for _, places in found))
        self.today = minute_of(now())
        last = {model: session.scalar(sa.select(sa.func.max(model.id))) or 0 for model in NUMBERED}
        # Filled twice, the second time goes on where the first one ended, with other keys.
        self.dice = Random(f"{seed}/{last[Transfer]}")  # noqa: S311 - a measurement, no secret
        self.ledger = Ledger(self.dice, last, days_counted(session))

    def parts(self) -> Iterator[int]:
        """Write part after part; gives how many transfers each has. Each is a transaction of its own, if you commit."""
        for start in range(0, self.number, AT_ONCE):
            count = min(AT_ONCE, self.number - start)
            for _ in range(count):
                self._add()
            pour(self.session, self.ledger)
            self.ledger.rows.clear()
            yield count
        count_days(self.session, self.ledger.days)
        _move_sequences(self.session, self.ledger)

    def _add(self) -> None:
        dice = self.dice
        sender, receiver = dice.choices(self.houses, cum_weights=self.weights, k=2)
        is_open = dice.random() < OPEN
        days = dice.randrange(0, 4) if is_open else dice.randrange(3, 365)
        at = self.today - days * DAY - dice.randrange(10 * HOUR, DAY)
        done = dice.choice(_ENDS) if is_open else len(_WAY)
        waits = is_open and done == 2 and dice.random() < 0.5
        patient = self._patient(sender, at)
        kept = self._kept(patient, receiver, at, done) if done >= 4 else None
        self._case(patient, sender, receiver, at, done, waits, kept)

    def _patient(self, house: House, at: int) -> int:
        dice, ledger = self.dice, self.ledger
        number, when = ledger.number(Patient), stamp(at - 30)
        told = {
            "id": number, "key": ledger.key(), "version": 1, "institution_id": house.institution, "name": dice.choice(NAMES),
            "initials": "", "sex": dice.choice("12"), "birth_date": f"19{dice.randrange(30, 66)}-0{dice.randrange(1, 10)}-11",
            "ethnic_group": "01", "id_type": "01", "id_missing_reason": "性能测试", "region_id": house.region, "address": "",
            "capacity": "FULL", "knows_diagnosis": "YES", "family_disagrees": 0, "insurance": "390", "religion": "",
            "language": "", "diet": "", "changed_at": when, "synthetic": 1, "created_at": when,
        }  # fmt: skip
        ledger.rows[Patient].append(tuple(told.get(column) for column in COLUMNS[Patient]))
        return number

    def _kept(self, patient: int, house: House, at: int, done: int) -> int:
        """The bed: kept, or lain in and left."""
        ledger, begun = self.ledger, done >= len(_WAY) - 1
        episode, number = ledger.number(Episode), ledger.number(BedAssignment)
        left = at + 450 + self.dice.randrange(DAY, 3 * DAY) if done == len(_WAY) else None
        ledger.rows[Episode].append((
            episode, ledger.key(), patient, stamp(at + 150), stamp(left), "DIED_HERE" if left else None, 1, stamp(at + 150),
        ))  # fmt: skip
        state = "COMPLETED" if left else "ACTIVE" if begun else "RESERVED"
        ledger.rows[BedAssignment].append((
            number, ledger.key(), 2, episode, patient, house.unit, None, FROM_PLACE + number, house.setting, 1, state,
            stamp(at + 150), None if begun else stamp(at + 150 + 2 * DAY), 0, stamp(at + 450) if begun else None, stamp(left),
            "DIED_HERE" if left else None, "", house.user, stamp(at + 150),
        ))  # fmt: skip
        return number

    def _case(
        self, patient: int, sender: House, receiver: House, at: int, done: int, waits: bool, kept: int | None
    ) -> None:
        ledger, dice, whole = self.ledger, self.dice, done == len(_WAY)
        transfer, request = ledger.number(Transfer), ledger.number(Request)
        lines = [line for pair in _WAY[:done] for line in pair]
        need = [line for line in lines[1::2] if line]
        asked = [line for line in lines[0::2] if line] + ([_WAITS] if waits else [])
        status, ends = need[-1][2] if need else "ACTIVE", at + 2000
        priority, when = dice.choice(PRIORITIES), stamp(at - 20)
        ledger.rows[Transfer].append((
            transfer, ledger.key(), 5, ledger.spoken(local_day(at - 20)), patient, sender.institution, sender.unit,
            sender.region, status, receiver.setting, 1, priority, '["PAIN"]', "[]", None, "", "STRETCHER", "NURSE", "TRANSFER",
            0, "", "", sender.user, when, stamp(at),
            sender.user, stamp(ends) if whole else None, _outcome(receiver.setting) if whole else None, 1, when,
        ))  # fmt: skip
        decided = done >= 3 or waits
        ledger.rows[Request].append((
            request, ledger.key(), 5, transfer, receiver.unit, receiver.institution, 1, asked[-1][2], stamp(at + asked[-1][4]),
            stamp(at), stamp(at + 150) if decided else None, receiver.user if decided else None, None, "", "", kept,
            stamp(at + 400) if done >= 5 else None, stamp(at + 240) if done >= 5 else None,
            stamp(at + 240) if done >= 5 else None, stamp(at + 400) if done >= 6 else None,
            stamp(at + 450) if done >= 7 else None, stamp(at + 450) if done >= 8 else None, stamp(at + DAY),
            stamp(at + 2 * DAY), stamp(at + 15 * DAY), "[]", 0, None,
        ))  # fmt: skip
        if waits:
            number = ledger.number(WaitingEntry)
            ledger.rows[WaitingEntry].append((
                number, ledger.key(), request, receiver.unit, priority, stamp(at), stamp(at + 150), None, None, "",
            ))  # fmt: skip
        self._steps(transfer, request, sender, receiver, at, [*_NEED, *need], asked)

    def _steps(
        self, transfer: int, request: int, sender: House, receiver: House, at: int, need: Sequence[Any], asked: Sequence[Any]
    ) -> None:
        """In time, the request's before those of the need that follow from them."""
        rows, number = self.ledger.rows[Step], self.ledger.number
        both = [(line[4], 1, line) for line in need] + [(line[4], 0, line) for line in asked]
        for minutes, is_need, (action, source, target, party, _) in sorted(both, key=lambda one: one[:2]):
            house = receiver if party.startswith("RECEIVER") else sender
            about = None if is_need else request
            rows.append((
                number(Step), transfer, about, stamp(at + minutes), action, source, target, "", house.user, "演示", party,
                house.institution,
            ))  # fmt: skip


def _outcome(setting: str) -> str:
    return "ADMITTED_COMMUNITY" if setting == "COMMUNITY" else "ADMITTED_WARD"


def _houses(session: Session) -> list[tuple[House, int]]:
    """Every bedded unit that counts today, with its open places."""
    grants = sa.select(Grant.institution_id, Grant.user_id).where(Grant.role == Role.CLINICIAN)
    users = {row.institution_id: row.user_id for row in session.execute(grants.order_by(Grant.id.desc()))}
    live = [sa.and_(model.superseded_at.is_(None), model.confirmed_at.is_not(None), model.valid_to.is_(None))
            for model in (UnitRecord, UnitCapacity, InstitutionRecord)]  # fmt: skip
    rows = session.execute(
        sa.select(CareUnit.id, CareUnit.institution_id, InstitutionRecord.region_id, UnitRecord.kind, UnitCapacity.open)
        .join(UnitRecord, UnitRecord.unit_id == CareUnit.id)
        .join(UnitCapacity, UnitCapacity.unit_id == CareUnit.id)
        .join(InstitutionRecord, InstitutionRecord.institution_id == CareUnit.institution_id)
        .where(*live, UnitRecord.kind.in_(list(KINDS)), UnitCapacity.open > 0)
        .order_by(CareUnit.id)
    )
    return [(House(row.id, row.institution_id, row.region_id, KINDS[row.kind], users[row.institution_id]), row.open)
            for row in rows if row.institution_id in users]  # fmt: skip


def _move_sequences(session: Session, ledger: Ledger) -> None:
    if session.get_bind().dialect.name == "postgresql":
        for model, number in ledger.last.items():
            sequence = sa.func.pg_get_serial_sequence(f'"{model.__tablename__}"', "id")
            session.execute(sa.select(sa.func.setval(sequence, max(1, number))))


def fill(number: int = YEAR_OF_PROVINCE, seed: int = 1) -> float:
    """Write them into the database of the application; gives the seconds that it took."""
    begun = time.monotonic()
    with unit_of_work() as session:
        for _ in Cases(session, number, seed).parts():
            session.flush()
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.text("ANALYZE"))  # as the server would do it by and by
    return time.monotonic() - begun


if __name__ == "__main__":
    application = create_app({"DATABASE_URL": sys.argv[1]})
    with application.app_context():
        wanted = int(sys.argv[2]) if len(sys.argv) > 2 else YEAR_OF_PROVINCE
        print(f"{wanted:,} transfers in {fill(wanted):.0f} s")
