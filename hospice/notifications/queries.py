"""Messages for somebody, newest first."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.access.permissions import ROLES, Permission
from hospice.access.scope import Scope
from hospice.accounts.models import Grant, User
from hospice.regions.models import Region

from .models import Message, Seen

PER_PAGE = 25
MOST_UNSEEN = 100


def addressed(scope: Scope, user_id: int) -> sa.ColumnElement[bool]:
    """The criterion for messages to this person, to the houses and to the very regions of the scope.

    A message to a region is for those who work for it, never for its houses, nor for the regions above and below: silence
    that reaches a county reaches the county's coordinator and officers. Whoever works in houses alone has no region.
    """
    to = [Message.user_id == user_id]
    if scope.institutions:
        to.append(Message.institution_id.in_(sorted(scope.institutions)))
    if scope.paths:
        here = sa.select(Region.id).where(Region.path.in_(sorted(scope.paths)))
        to.append(sa.and_(Message.institution_id.is_(None), Message.region_id.in_(here)))
    return sa.or_(*to)


def _was_seen(user_id: int) -> sa.ColumnElement[bool]:
    return sa.select(Seen.message_id).where(Seen.message_id == Message.id, Seen.user_id == user_id).exists()


def unseen(session: Session, scope: Scope, user_id: int, limit: int = 50) -> Sequence[Message]:
    """Messages for this person that were not seen yet."""
    new = sa.select(Message).where(addressed(scope, user_id), ~_was_seen(user_id))
    return session.scalars(new.order_by(Message.created_at.desc(), Message.id.desc()).limit(limit)).all()


def seen(
    session: Session, scope: Scope, user_id: int, before: int | None, limit: int = PER_PAGE + 1
) -> Sequence[Message]:
    """Messages for this person that were seen, from one on."""
    old = sa.select(Message).where(addressed(scope, user_id), _was_seen(user_id))
    if before is not None:
        old = old.where(Message.id < before)
    return session.scalars(old.order_by(Message.id.desc()).limit(limit)).all()


def unread_statement(person: Actor, most: int = MOST_UNSEEN) -> sa.Select[int]:
    """How many messages this person has not seen, as far as `most`: to be asked alone, or inside another statement."""
    mine = addressed(person.scope(Permission.MESSAGES_READ), person.id)
    new = sa.select(Message.id).where(mine, ~_was_seen(person.id)).limit(most)
    return sa.select(sa.func.count()).select_from(new.subquery())


def unread(session: Session, person: Actor) -> int:
    """How many messages this person has not seen: one statement, none for those who get no messages."""
    return session.scalar(unread_statement(person)) or 0 if person.scope(Permission.MESSAGES_READ) else 0


def message_for(session: Session, scope: Scope, user_id: int, key: uuid.UUID) -> Message | None:
    """One message to this person."""
    return session.scalar(sa.select(Message).where(Message.key == key, addressed(scope, user_id)))


def recipients(session: Session, message: Message) -> list[User]:
    """Everybody to whom a message goes, as `addressed` reads it from the other side."""
    if message.user_id is not None:
        place = User.id == message.user_id
    elif message.institution_id is not None:
        place = Grant.institution_id == message.institution_id
    else:
        place = Grant.region_id == message.region_id
    told = [role for role, permissions in ROLES.items() if Permission.MESSAGES_READ in permissions]
    people = sa.select(User).join(Grant, Grant.user_id == User.id).where(place, User.closed_at.is_(None))
    found = session.scalars(people.where(Grant.role.in_(told), Grant.ended_at.is_(None)).order_by(User.id)).unique()
    return [person for person in found if person.scope(Permission.MESSAGES_READ)]
