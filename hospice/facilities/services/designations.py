"""Designation (认定): the prefecture proposes, the province approves (`services.confirmations`), either may be ended."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now
from hospice.core.dated import known, propose
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.regions.models import Level, Region

from ..events import DesignationEnded, DesignationProposed
from ..models import CareUnit, Designation
from ..queries.current import units_now
from ..rules.codes import UnitKind
from .institutions import lock
from .locking import lock_row
from .revision import touch


def propose_designation(
    session: Session,
    unit: CareUnit,
    region: Region,
    goal: str,
    *,
    document_no: str,
    valid_from: date,
    valid_to: date | None,
    by: Actor | None,
    reason: str = "",
) -> Designation:
    """Propose that a ward serves as the ward of a division for a goal; conflicts are told elsewhere, not refused here."""
    lock(session, unit.institution)
    if units_now(session, [unit.id])[unit.id].kind not in (UnitKind.WARD, UnitKind.CENTER):
        raise Refused(_("只有病区和安宁疗护中心可以认定。"), field="unit")
    _level_fits(region, goal)
    if not document_no:
        raise Refused(_("请填认定文件的文号。没有文件不能认定。"), field="document_no")
    if valid_to is not None and valid_to <= valid_from:
        raise Refused(_("止日应晚于起日。"), field="valid_to")
    its = Designation
    same = (its.unit_id == unit.id, its.region_id == region.id, its.goal == goal)
    still = session.scalar(
        sa.select(its).where(known(its), *same, sa.or_(its.valid_to.is_(None), its.valid_to > valid_from))
    )
    if still is not None:
        raise Refused(
            _("这个病区在这段时间已认定给%(name)s。要改期限，请先终止原认定。", name=region.name), field="region"
        )
    fact = Designation(
        unit_id=unit.id,
        region_id=region.id,
        goal=goal,
        document_no=document_no,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason,
        recorded_by_id=by.id if by else None,
    )
    propose(session, fact)
    touch(session)
    publish(DesignationProposed(**_where(unit, region, by), details={"goal": goal, "document": document_no}))
    return fact


def end_designation(session: Session, designation: Designation, on: date, reason: str, *, by: Actor) -> None:
    """Let an approved designation hold no longer from the day `on`, or withdraw one that waits."""
    lock_row(session, designation)
    if designation.superseded_at is not None:
        raise Conflict(_("有人刚刚改过这项认定。请重新打开再看。"))
    if not reason:
        raise Refused(_("请写明终止的原因。"), field="end_reason")
    if designation.valid_to is not None and designation.valid_to <= on:
        raise Refused(_("这项认定在那之前已经终止。"), field="ended_on")
    designation.superseded_at = at = now()
    session.flush()
    if not designation.is_pending and designation.confirmed_at is not None and on > designation.valid_from:
        kept = Designation(
            **{name: getattr(designation, name) for name in _KEPT},
            valid_to=on,
            recorded_at=at,
            confirmed_at=at,
            reason=reason,
        )
        session.add(kept)
    session.flush()
    touch(session)
    unit = session.get_one(CareUnit, designation.unit_id)
    publish(
        DesignationEnded(
            **_where(unit, designation.region, by), details={"goal": designation.goal, "on": on.isoformat()}
        )
    )


_KEPT = ("unit_id", "region_id", "goal", "document_no", "approver", "valid_from", "recorded_by_id", "confirmed_by_id")


def _level_fits(region: Region, goal: str) -> None:
    if goal == "G2" and region.level is not Level.COUNTY:
        raise Refused(_("县级指标请选县（市、区）。"), field="region")
    if goal == "G1" and region.level is not Level.PREFECTURE:
        raise Refused(_("市级指标请选设区市。"), field="region")


def _where(unit: CareUnit, region: Region, by: Actor | None) -> dict[str, Any]:
    return {
        "actor_id": by.id if by else None,
        "subject": f"unit:{unit.key}",
        "region_id": region.id,
        "institution_id": unit.institution_id,
    }
