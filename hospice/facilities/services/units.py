"""What is done with care units: they are entered, changed, opened, suspended, counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.access.permissions import Permission
from hospice.core.dated import confirm, known, propose
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.web.filters import day

from ..events import CapacityDeclared, UnitAmended, UnitRegistered, UnitStatusProposed, UnitStillTrue
from ..models import Bed, CareUnit, Institution, UnitCapacity, UnitRecord, UnitState
from ..rules.codes import UnitStatus
from ..rules.life import BUILDING, next_state
from ..rules.places import CapacitySource
from ..rules.registration import UNIT_WAITS, Places, StatusFacts, UnitFacts, told_by
from . import institutions
from .amending import Told, amend, not_in_the_future, standing, unchanged_since
from .institutions import lock, looked_at
from .revision import touch

# Whoever stops a unit says why.
_NEEDS_REASON = frozenset({UnitStatus.SUSPENDED, UnitStatus.RELOCATING, UnitStatus.CLOSED})

# Who may say that a unit is still as registered: also whoever keeps its beds.
LOOKERS = (*institutions.LOOKERS, Permission.BEDS_EDIT)


@dataclass(frozen=True)
class NewUnit:
    """A unit as it is entered: what it is, its state, and its places where they are known."""

    facts: UnitFacts
    status: StatusFacts
    places: Places | None = None


def register_unit(
    session: Session, institution: Institution, new: NewUnit, *, by: Actor | None, valid_from: date,
    reason: str = "", document_no: str = "", synthetic: bool = False,
) -> CareUnit:
    """Enter a unit of an institution; what it is and its state wait for the commission, its places count at once."""
    not_in_the_future(valid_from)
    lock(session, institution)
    _number_is_free(session, institution.id, new.facts.ward_no, unit_id=None)
    _promises_a_date(new.status, valid_from)
    _opens_with_evidence(new)
    unit = CareUnit(institution_id=institution.id, synthetic=synthetic)
    session.add(unit)
    session.flush()
    told = Told(by=by, valid_from=valid_from, reason=reason, document_no=document_no)
    propose(session, UnitRecord(unit_id=unit.id, **vars(new.facts), **told.columns()))
    propose(session, UnitState(unit_id=unit.id, **vars(new.status), **told.columns()))
    if new.places is not None:
        confirm(session, UnitCapacity(unit_id=unit.id, **vars(new.places), **told.columns()), told.by_id)
    touch(session, unit.institution_id)
    details = {"kind": new.facts.kind.value, "status": new.status.status.value}
    publish(UnitRegistered(**_where(unit, new.facts.region_id, by), details=details))
    return unit


def amend_unit(
    session: Session, unit: CareUnit, facts: UnitFacts, *, by: Actor | None, valid_from: date,
    seen: int | None = None, reason: str = "", document_no: str = "",
) -> bool:
    """Tell something else of a unit; give whether (part of) it waits for the commission. Raises `Conflict`."""
    lock(session, unit.institution)
    _number_is_free(session, unit.institution_id, facts.ward_no, unit_id=unit.id)
    told = Told(by=by, valid_from=valid_from, reason=reason, document_no=document_no)
    names, waits = amend(session, UnitRecord, unit.id, facts, told, UNIT_WAITS, seen)
    touch(session, unit.institution_id)
    publish(UnitAmended(**_where(unit, facts.region_id, by), details={"fields": names, "waits": waits}))
    return waits


def change_status(
    session: Session, unit: CareUnit, wanted: StatusFacts, *, by: Actor | None, valid_from: date,
    seen: int | None = None, reason: str = "", document_no: str = "",
) -> UnitState:
    """Say that a unit has another state from a day on; it waits for the commission.

    Raises `Refused` where the step is not one of `rules.life`, and `Conflict` where somebody else was first.
    """
    not_in_the_future(valid_from)
    lock(session, unit.institution)
    stands = standing(session, UnitState, unit.id)
    unchanged_since(stands.latest, seen)
    if stands.current is not None:
        _follows(stands.current, wanted, valid_from)
    _promises_a_date(wanted, valid_from)
    if wanted.status in _NEEDS_REASON and not reason:
        raise Refused(_("请写明原因，确认的人要看。"), field="reason")
    told = Told(by=by, valid_from=valid_from, reason=reason, document_no=document_no)
    region_id = _opening_is_recorded(session, unit, wanted, told)
    state = propose(session, UnitState(unit_id=unit.id, **vars(wanted), **told.columns()))
    touch(session, unit.institution_id)
    details = {"status": wanted.status.value, "from": stands.current.status.value if stands.current else None}
    publish(UnitStatusProposed(**_where(unit, region_id, by), details=details))
    return state


def declare_capacity(
    session: Session, unit: CareUnit, places: Places, *, by: Actor | None, valid_from: date,
    reason: str = "", document_no: str = "",
) -> UnitCapacity:
    """Tell how many places a unit has, from a day on until the next day for which another number is told.

    Raises `Refused` where beds are tracked one by one and somebody declares a number beside them.
    """
    not_in_the_future(valid_from)
    lock(session, unit.institution)
    tracked = sa.select(Bed.id).where(Bed.unit_id == unit.id, Bed.closed_on.is_(None)).limit(1)
    if places.source is CapacitySource.DECLARED and session.scalar(tracked):
        raise Refused(_("这个单元的床位是逐张登记的，数目由床位得出。请到床位页增减。"), field="installed")
    later = sa.select(sa.func.min(UnitCapacity.valid_from)).where(
        known(UnitCapacity), UnitCapacity.unit_id == unit.id, UnitCapacity.valid_from > valid_from
    )
    told = Told(by=by, valid_from=valid_from, reason=reason, document_no=document_no)
    fact = UnitCapacity(unit_id=unit.id, valid_to=session.scalar(later), **vars(places), **told.columns())
    confirm(session, fact, told.by_id)
    touch(session, unit.institution_id)
    details = {"installed": places.installed, "open": places.open, "staffed": places.staffed}
    publish(CapacityDeclared(**_where(unit, None, by), details=details))
    return fact


def unit_still_true(session: Session, unit: CareUnit, region_id: int, by: Actor) -> None:
    """Note that somebody looked at the unit and found everything as registered."""
    looked_at(session, unit.institution_id, unit.id, by)
    publish(UnitStillTrue(unit_id=unit.id, **_where(unit, region_id, by)))
    touch(session, unit.institution_id)


def _where(unit: CareUnit, region_id: int | None, by: Actor | None) -> dict[str, Any]:
    return {
        "actor_id": by.id if by else None,
        "subject": f"unit:{unit.key}",
        "region_id": region_id,
        "institution_id": unit.institution_id,
    }


def _number_is_free(session: Session, institution_id: int, ward_no: str, unit_id: int | None) -> None:
    """A ward number is used once in an institution (domain §2.2)."""
    if not ward_no:
        return
    other = session.scalar(
        sa.select(UnitRecord.name)
        .join(CareUnit, CareUnit.id == UnitRecord.unit_id)
        .where(CareUnit.institution_id == institution_id, UnitRecord.ward_no == ward_no)
        .where(UnitRecord.superseded_at.is_(None), UnitRecord.valid_to.is_(None), UnitRecord.unit_id != (unit_id or 0))
    )
    if other:
        raise Refused(_("编号“%(no)s”已用于本机构的“%(name)s”。", no=ward_no, name=other), field="ward_no")


def _promises_a_date(wanted: StatusFacts, valid_from: date) -> None:
    """A unit that is planned or built has a day on which it is expected to open."""
    if wanted.status not in BUILDING:
        return
    if wanted.expected_on is None:
        raise Refused(_("请填预计启用的日期，哪怕只是目前的打算。"), field="expected_on")
    if wanted.expected_on <= valid_from:
        raise Refused(_("预计启用日期应晚于%(day)s。", day=day(valid_from, with_year=True)), field="expected_on")


def _opens_with_evidence(new: NewUnit) -> None:
    """A unit that is open has a day on which it opened and a document that says so (domain §1.3 test 6)."""
    if new.status.status in BUILDING:
        return
    if new.facts.opened_on is None:
        raise Refused(_("请填启用日期。没有启用日期，不能计入。"), field="opened_on")
    not_in_the_future_opening(new.facts.opened_on)


def not_in_the_future_opening(opened_on: date) -> None:
    """Refuse an opening that has not come."""
    try:
        not_in_the_future(opened_on)
    except Refused as refused:
        raise Refused(_("启用日期还没有到。请把状态改为“计划中”或“建设中”。"), field="opened_on") from refused


def _follows(current: UnitState, wanted: StatusFacts, valid_from: date) -> None:
    """The step is one of the life cycle (a new promise of an opening is none), and not before the last one."""
    same_promise = wanted.status is current.status and (
        wanted.status not in BUILDING or wanted.expected_on == current.expected_on
    )
    if same_promise or wanted.status is not current.status:
        next_state(current.status, wanted.status)
    if valid_from < current.valid_from:
        since = day(current.valid_from, with_year=True)
        raise Refused(_("现在的状态从%(since)s开始，新的状态不能更早。", since=since), field="valid_from")


def _opening_is_recorded(session: Session, unit: CareUnit, wanted: StatusFacts, told: Told) -> int | None:
    """Where a unit opens for the first time, propose the day and the document with it; give where the unit stands."""
    record = standing(session, UnitRecord, unit.id).latest
    if record is None:
        return None
    before = told_by(UnitFacts, record)
    if wanted.status is UnitStatus.OPERATING and before.opened_on is None:
        document = before.approval_document or told.document_no
        if not document:
            raise Refused(_("请填启用的批复或通知文号。没有文件，不能计入。"), field="document_no")
        after = replace(before, opened_on=told.valid_from, approval_document=document)
        amend(session, UnitRecord, unit.id, after, told, UNIT_WAITS)
    return record.region_id
