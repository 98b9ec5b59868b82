"""Discharge pushes: who cares on at home hears of it, acknowledges, and gets in touch; a few are late [P]."""

from __future__ import annotations

from typing import Any

from hospice.transfers.models import DischargePush

from .houses import Unit
from .minutes import HOUR, awake, stamp
from .stays import Kept

ACKNOWLEDGE, CONTACT = 24 * HOUR, 72 * HOUR  # push.ack_h, push.first_contact_h
_KINDS = ("PHONE", "PHONE", "VISIT", "CLINIC")


def push(lives: Any, now: int, kept: Kept, to: Unit | None) -> None:
    """The patient comes home: tell the unit that goes there, or a primary facility of the county."""
    dice, ledger, person = lives.dice, lives.ledger, kept.care.person
    senders = lives.senders.get(person.county.origin)
    house = to.site.id if to is not None else dice.choice(senders) if senders else None
    if house is None or house == kept.unit.site.id or house not in lives.teams:
        return
    known = awake(now + dice.randrange(HOUR, 20 * HOUR))
    contact = awake(known + dice.randrange(2 * HOUR, (90 if dice.random() < 0.06 else 44) * HOUR))
    dies = person.dies
    contact = min(contact, max(known, dies - 30))
    by = lives.teams[house].sends
    done = contact < lives.ends and known <= contact
    acknowledged = known < min(lives.ends, dies)
    died = not (done and acknowledged) and dies < lives.ends
    ledger.rows[DischargePush].append((
        ledger.number(DischargePush), ledger.key(), 1, person.id, person.county.id, kept.unit.site.id, kept.unit.id, kept.id,
        house, to.id if to is not None else None, stamp(now), stamp(now), stamp(now + ACKNOWLEDGE), stamp(now + CONTACT),
        stamp(known) if acknowledged else None, by.id if acknowledged else None,
        stamp(contact) if done and acknowledged else None, by.id if done and acknowledged else None,
        dice.choice(_KINDS) if done and acknowledged else None, "", stamp(dies) if died else None, "DIED" if died else None, 1,
    ))  # fmt: skip
