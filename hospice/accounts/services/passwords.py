"""Passwords: changed by their owner, reset by an administrator."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.access.permissions import ADMINISTRATORS
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from .. import queries
from ..events import PasswordChanged, PasswordReset
from ..models import User


def change(session: Session, user_id: int, hashed: str) -> User:
    """Store the hash of a new password; every other session of the account ends."""
    user = session.get_one(User, user_id)
    user.password_hash, user.must_change_password = hashed, False
    user.session_no += 1
    publish(PasswordChanged(actor_id=user.id, subject=f"user:{user.key}"))
    return user


def reset(session: Session, user: User, hashed: str, by: Actor | None) -> None:
    """Store the hash of a one-time password, which has to be changed at the next sign-in.

    An administrator's password is reset on the server only: whoever could reset it on a page could become that person.
    """
    if by is not None:
        not_oneself(user, by)
        not_an_administrator(session, user)
    if not user.is_active:
        raise Refused(_("这个账号已停用。请先重新启用，再重设密码。"))
    user.password_hash, user.must_change_password = hashed, True
    user.session_no += 1
    publish(PasswordReset(actor_id=by.id if by else None, subject=f"user:{user.key}"))


def not_oneself(user: User, by: Actor) -> None:
    """Raise `Refused` where somebody would act on the own account."""
    if user.id == by.id:
        raise Refused(_("不能办理自己的账号，请另一位管理员办理。"))


def not_an_administrator(session: Session, user: User) -> None:
    """Raise `Refused` for accounts of the three administrators: they exclude each other."""
    if {grant.role for grant in queries.standing_grants(session, user.id)} & ADMINISTRATORS:
        raise Refused(_("管理员的账号互不经办，请由运行单位在服务器上办理。"))
