"""What somebody had seen when they acted: where another acted meanwhile, the deed is not done over their head.

What was seen is the number of steps in the history: what the clock notes beside it (a reminder sent, a rung reached) is
nobody's deed and stands in nobody's way.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.errors import Conflict
from hospice.core.i18n import gettext as _

from ..models import Request, Step, Transfer
from ..rules.codes import RequestAction, TransferAction
from . import stepping


class Overtaken(Conflict):
    """Somebody else acted since the page was drawn."""


class AlreadyDone(Conflict):
    """The same person did the same a moment ago: a second press of the button."""


def seen_of(session: Session, subject: Request | Transfer) -> int:
    """How many steps the history has that a deed about this rests on."""
    return session.scalar(sa.select(sa.func.count(Step.id)).where(_rests_on(subject))) or 0


def refuse_overtaken(
    session: Session, subject: Request | Transfer, action: RequestAction | TransferAction, seen: int | None, *, by: User
) -> None:
    """Lock the case and compare it with what was seen."""
    if isinstance(subject, Request):
        stepping.lock_case_of(session, subject)
    else:
        stepping.lock(session, subject)
    compare(session, subject, action, seen, by=by)


def compare(
    session: Session, subject: Request | Transfer, action: RequestAction | TransferAction, seen: int | None, *, by: User
) -> None:
    """Raise where something happened since. Without a number nothing was seen, and nothing is compared."""
    if seen is None:
        return
    since = _steps(session, subject)[seen:]
    if any(step.actor_id == by.id and step.action == action.value for step in since):
        raise AlreadyDone(_("这一步您刚才已经办好：现在是“%(status)s”。", status=subject.status.label))
    if since:
        raise Overtaken(
            _("有人刚刚办过这条转介，现在是“%(status)s”。您的操作没有执行。请看最新情况再办。", status=subject.status.label)
        )


def _steps(session: Session, subject: Request | Transfer) -> Sequence[Step]:
    return session.scalars(sa.select(Step).where(_rests_on(subject)).order_by(Step.id)).all()


def _rests_on(subject: Request | Transfer) -> sa.ColumnElement[bool]:
    """A deed of one receiver rests on that receiver's history, a deed of the need on everybody's."""
    return Step.request_id == subject.id if isinstance(subject, Request) else Step.transfer_id == subject.id
