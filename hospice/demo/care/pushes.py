"""Discharge pushes: who cares on at home hears of it, acknowledges, and gets in touch; a few are late [P]."""

from __future__ import annotations

from typing import Any

from hospice.core.jobs import Job
from hospice.transfers.models import DischargePush
from hospice.transfers.services.pushing import PUSH

from .houses import FOREVER, Unit
from .minutes import HOUR, awake, stamp
from .stays import Kept

ACKNOWLEDGE, CONTACT = 24 * HOUR, 72 * HOUR  # push.ack_h, push.first_contact_h
LATE = 0.06  # [P] first contacts that may come after their time
_KINDS = ("PHONE", "PHONE", "VISIT", "CLINIC")


def push(lives: Any, now: int, kept: Kept, to: Unit | None) -> None:
    """The patient comes home: tell the unit that goes there, or a primary facility of the county."""
    dice, person, ends = lives.dice, kept.care.person, lives.ends
    senders = lives.senders.get(person.county.origin)
    house = to.site.id if to is not None else dice.choice(senders) if senders else None
    if house is None or house == kept.unit.site.id or (person.id, house) in lives.pushed:
        return
    dies = person.dies if to is not None else FOREVER  # whoever leaves the network dies unknown to it
    known = awake(now + dice.randrange(HOUR, 20 * HOUR))
    contact = awake(known + dice.randrange(2 * HOUR, (90 if dice.random() < LATE else 44) * HOUR))
    contact = min(contact, max(known, dies - 30))
    acknowledged, done = known < min(ends, dies), contact < ends and known < min(ends, dies)
    died = not done and dies < ends
    by = lives.teams[house].sends.id
    number = lives.ledger.number(DischargePush)
    lives.ledger.rows[DischargePush].append((
        number, lives.ledger.key(), 1, person.id, person.county.id, kept.unit.site.id, kept.unit.id, kept.id, house,
        to.id if to is not None else None, stamp(now), stamp(now), stamp(now + ACKNOWLEDGE), stamp(now + CONTACT),
        stamp(known) if acknowledged else None, by if acknowledged else None, stamp(contact) if done else None,
        by if done else None, dice.choice(_KINDS) if done else None, "", "", "", "", stamp(dies) if died else None,
        "DIED" if died else None, 1,
    ))  # fmt: skip
    if not done and not died:
        lives.pushed.add((person.id, house))
        _wake(lives, number, [now + CONTACT] if acknowledged else [now + ACKNOWLEDGE, now + CONTACT])


def _wake(lives: Any, number: int, due: list[int]) -> None:
    """Remind when the next thing is due."""
    ahead = [at for at in due if at > lives.ends]
    if ahead:
        job, at = lives.ledger.number(Job), stamp(lives.ends)
        lives.ledger.rows[Job].append((job, PUSH, f"push:{number}", stamp(min(ahead)), "ready", 0, "", at))
