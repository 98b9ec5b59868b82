"""Guidance centres and bases: set up at a hospital by the commission, and ended."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now
from hospice.core.dated import confirm, known
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.regions.models import Region

from ..events import ProgramUnitChanged
from ..models import Institution, ProgramUnit
from ..queries.programs import LEVELS
from ..rules.codes import BaseKind
from .institutions import lock
from .locking import lock_row
from .revision import touch


def set_up(
    session: Session,
    host: Institution,
    region: Region,
    kind: BaseKind,
    name: str,
    *,
    valid_from: date,
    document_no: str,
    by: Actor | None,
) -> ProgramUnit:
    """Set up a programme unit at a hospital for a division. No goal depends on it, so it counts at once."""
    lock(session, host)
    if region.level is not LEVELS[kind]:
        raise Refused(_("“%(kind)s”与“%(region)s”不是同一级。", kind=kind.label, region=region.name), field="region")
    its = ProgramUnit
    there = sa.or_(its.valid_to.is_(None), its.valid_to > valid_from)
    same = (its.institution_id == host.id, its.kind == kind, its.region_id == region.id)
    if session.scalar(sa.select(its.id).where(known(its), there, *same).limit(1)):
        raise Refused(_("这家机构已是%(region)s的%(kind)s。", region=region.name, kind=kind.label), field="host")
    fact = its(
        institution_id=host.id,
        region_id=region.id,
        kind=kind,
        name=name,
        valid_from=valid_from,
        document_no=document_no,
        recorded_by_id=by.id if by else None,
    )
    confirm(session, fact, by.id if by else None)
    return _changed(session, fact, host, by, "set_up")


def end_program(session: Session, unit: ProgramUnit, on: date, reason: str, *, by: Actor) -> None:
    """Let a programme unit stand no longer from the day `on`."""
    lock_row(session, unit)
    if unit.superseded_at is not None:
        raise Conflict(_("有人刚刚改过这一条。请重新打开再看。"))
    if on <= unit.valid_from:
        raise Refused(_("终止日期应晚于开始日期（%(day)s）。", day=unit.valid_from.isoformat()), field="ended_on")
    if unit.valid_to is not None and unit.valid_to <= on:
        raise Refused(_("它在那之前已经终止。"), field="ended_on")
    at = now()
    unit.superseded_at = at
    session.flush()
    kept = unit.copied(type(unit.span)(unit.valid_from, on))
    kept.recorded_at = kept.confirmed_at = at
    kept.reason = reason
    session.add(kept)
    session.flush()
    _changed(session, kept, unit.institution, by, "ended")


def _changed(session: Session, fact: ProgramUnit, host: Institution, by: Actor | None, deed: str) -> ProgramUnit:
    touch(session)
    details: dict[str, Any] = {"deed": deed, "kind": fact.kind.value}
    publish(
        ProgramUnitChanged(
            actor_id=by.id if by else None,
            subject=f"institution:{host.key}",
            region_id=fact.region_id,
            institution_id=host.id,
            details=details,
        )
    )
    return fact
