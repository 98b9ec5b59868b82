"""What the registry may not do while somebody lies there: these handlers hear of it and refuse the deed."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.db import db
from hospice.core.errors import Refused
from hospice.core.events import Event
from hospice.core.i18n import gettext as _
from hospice.facilities.events import BedChanged, BedClosed
from hospice.facilities.models import Bed, CareUnit
from hospice.facilities.queries.beds import capacity_now, lock_unit

from ..models import BedAssignment
from ..queries.beds import IS_OPEN, is_tracked, places_taken
from ..rules.census import Census, refuse_open_below_occupied


def capacity_covers_who_is_there(event: Event) -> None:
    """Refuse fewer open places than people have or are promised."""
    session = db.session()
    unit_id = _unit_id(session, event)
    lock_unit(session, unit_id)
    if is_tracked(session, unit_id):
        return
    capacity = capacity_now(session, unit_id)
    if capacity is not None:
        taken = len(places_taken(session, unit_id))
        refuse_open_below_occupied(capacity.open, Census(capacity.installed, capacity.open, taken))


def bed_is_not_needed(event: BedClosed | BedChanged) -> None:
    """Refuse to close or block a bed in which somebody lies, or which is promised."""
    if isinstance(event, BedChanged) and event.details.get("state") != "BLOCKED":
        return
    session = db.session()
    mine = Bed.unit_id == _unit_id(session, event)
    taken = sa.select(BedAssignment.id).join(Bed, Bed.id == BedAssignment.bed_id)
    if session.scalar(taken.where(mine, Bed.bed_no == event.details["bed"], IS_OPEN)):
        raise Refused(_("床位%(no)s有人在住或已保留，不能停用或撤销。", no=event.details["bed"]))


def _unit_id(session: Session, event: Event) -> int:
    key = uuid.UUID(event.subject.removeprefix("unit:"))
    return session.scalars(sa.select(CareUnit.id).where(CareUnit.key == key)).one()
