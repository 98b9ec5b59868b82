"""What the ward's pages share: finding one's unit, and doing a deed whose refusal is said on the page it came from."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any, cast

from flask import abort
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hospice.access.guards import actor
from hospice.access.permissions import Permission
from hospice.accounts.models import User
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.facilities.models import CareUnit, UnitRecord
from hospice.web.forms import Form

from ..queries import rooms

Found = tuple[CareUnit, UnitRecord]


def me() -> User:
    """The person who is signed in, as the services know them."""
    return cast(User, actor())


def own_unit(key: uuid.UUID, permission: Permission) -> Found:
    """A unit of one's own house; not found elsewhere."""
    return rooms.unit_seen(db.session(), actor().scope(permission), key) or abort(404)


def attempt(form: Form, act: Callable[[Session], Any]) -> int | None:
    """Do it, or say on the form why not: 422 for what was typed, 409 where somebody was first; none when done."""
    try:
        with unit_of_work() as session:
            act(session)
    except IntegrityError:
        form.refuse(Refused(_("别人刚刚办理了同一张床或同一位患者，这里什么都没有改动。")))
        return 409
    except Conflict as conflict:
        form.refuse(conflict)
        return 409
    except Refused as refused:
        form.refuse(refused)
        return 422
    return None


def bed_taken(bed: str, free: Sequence[str]) -> str:
    """Sentence 17 of the design: what was just taken, and what is free now."""
    taken = _("没有保留成功：%(bed)s刚被他人保留，或现在不能使用。", bed=bed)
    if not free:
        return taken + _("现在没有其他空床。可以登记候床。")
    return taken + _("还有%(free)s可选。", free="、".join(free[:6]))
