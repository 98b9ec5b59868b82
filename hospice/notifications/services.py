"""Messages are written in the unit of work of the fact, and delivered afterwards: sent at least once, shown once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core import jobs
from hospice.core.clock import now
from hospice.core.db import adding
from hospice.core.events import publish

from .delivery import Outgoing, channels
from .events import MessagesSeen
from .models import Message, Seen
from .queries import recipients
from .words import WORDS, outside

DELIVER = "message"  # the kind of job


def tell(
    session: Session,
    kind: str,
    subject: str,
    once: str,
    *,
    institution_id: int | None = None,
    unit_id: int | None = None,
    region_id: int | None = None,
    user_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write a message, once for what `once` names. `details` hold codes, never anything about a person."""
    if kind not in WORDS:
        raise KeyError(f"no words for a message of the kind {kind}")
    row = adding(session, Message).values(
        kind=kind, subject=subject, once=once, institution_id=institution_id, unit_id=unit_id, region_id=region_id,
        user_id=user_id, details=dict(details or {}),
    )  # fmt: skip
    told = row.on_conflict_do_nothing(index_elements=[Message.once]).returning(Message.id)
    number = session.execute(told).scalar()
    if number is not None:  # else it was told already
        jobs.put(session, DELIVER, f"message:{number}", now())


def deliver(session: Session, subject: str) -> None:
    """Hand one message to every channel. Whoever is killed in between sends it again: twice is better than never."""
    message = session.get(Message, int(subject.removeprefix("message:")))
    if message is None or message.sent_at is not None:
        return
    for channel in current_app.extensions.setdefault("hospice_channels", channels(current_app.config)):
        channel.send(Outgoing(str(message.key), outside(message), recipients(session, message)))
    message.sent_at, message.tries = now(), message.tries + 1


def see(session: Session, message: Message, user_id: int) -> bool:
    """Note that somebody has seen a message; says whether it was new to them."""
    try:
        with session.begin_nested():
            session.add(Seen(message_id=message.id, user_id=user_id, at=now()))
    except IntegrityError:
        return False
    return True


def see_these(session: Session, messages: Sequence[Message], by: User) -> int:
    """Note that somebody has seen these; says how many of them were new."""
    new = sum(see(session, message, by.id) for message in messages)
    if new:
        publish(MessagesSeen(actor_id=by.id, subject="messages", details={"rows": new}))
    return new
