"""A bed is kept for somebody: until when, once longer, and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now
from hospice.core.db import once
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.facilities.models import Bed
from hospice.facilities.queries.beds import lock_unit
from hospice.facilities.queries.current import Place, units_now
from hospice.facilities.rules.codes import UnitKind
from hospice.patients.models import Patient
from hospice.patients.queries.records import lock_patient
from hospice.patients.rules.wishes import Setting

from ..events import BedReserved, EpisodeStarted, ReservationExtended, ReservationReleased
from ..models import BedAssignment, Episode
from ..queries.beds import free_beds, free_place, is_tracked
from ..queries.stays import open_episode
from ..rules import reservations
from ..rules.codes import AssignmentState, Priority
from ..rules.standards import Standards

# Kinds in which the patient lies; the others come to the patient, or the patient to them.
LIES_IN = frozenset({UnitKind.WARD, UnitKind.ROOM, UnitKind.BED, UnitKind.CENTER, UnitKind.HOME_BED})


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be kept: a unit, in it a bed or any, for how urgent a need, and until when where that was agreed."""

    unit_id: int
    setting: Setting
    priority: Priority = Priority.ROUTINE
    bed_id: int | None = None
    until: datetime | None = None


def reserve(
    session: Session, patient: Patient, wanted: Wanted, *, by: Actor | None, standards: Standards
) -> BedAssignment:
    """Keep a bed or a place. `Conflict` where none is free; the database refuses what slipped through."""
    patient = lock_patient(session, patient.id)
    refuse_the_dead(patient)
    lock_unit(session, wanted.unit_id)
    held = reservations.reserve(wanted.priority, now(), standards, wanted.until)
    bed, place_no = take(session, wanted, patient)
    assignment = BedAssignment(
        episode_id=episode_of(session, patient, by).id, patient_id=patient.id, unit_id=wanted.unit_id,
        bed_id=bed.id if bed else None, place_no=place_no, setting=wanted.setting,
        in_bed=lies_in(session, wanted.unit_id), state=AssignmentState.RESERVED, reserved_at=held.since,
        expires_at=held.expires_at, by_id=by.id if by else None,
    )  # fmt: skip
    session.add(assignment)
    session.flush()
    publish(
        BedReserved(
            **where(session, assignment, by), details={**_what(bed, place_no), "until": held.expires_at.isoformat()}
        )
    )
    return assignment


def extend(
    session: Session,
    assignment: BedAssignment,
    priority: Priority,
    reason: str,
    *,
    by: Actor | None,
    standards: Standards,
) -> BedAssignment:
    """Keep it once longer, with a reason."""
    lock_patient(session, assignment.patient_id)
    assignment = fresh(session, assignment)
    _is(assignment, AssignmentState.RESERVED)
    longer = reservations.extend(_held(assignment), priority, now(), reason, standards)
    assignment.expires_at, assignment.extended = longer.expires_at, True
    session.flush()
    details = {"until": longer.expires_at.isoformat(), "reason": reason.strip()}
    publish(ReservationExtended(**where(session, assignment, by), details=details))
    return assignment


def keep_until(session: Session, assignment: BedAssignment, until: datetime, reason: str, *, by: Actor | None) -> None:
    """Keep it until another instant, on the word of somebody who may set aside the hours of its class."""
    lock_patient(session, assignment.patient_id)
    assignment = fresh(session, assignment)
    _is(assignment, AssignmentState.RESERVED)
    if _held(assignment).has_run_out(now()):
        raise Refused(_("保留已到时，床位已放回。如仍需要，请重新预约床位。"))
    assignment.expires_at = until
    session.flush()
    details = {"until": until.isoformat(), "reason": reason.strip()}
    publish(ReservationExtended(**where(session, assignment, by), details=details))


def release(session: Session, assignment: BedAssignment, reason: str, *, by: Actor | None) -> None:
    """Give a reserved bed back. Doing it twice is a `Conflict`."""
    lock_patient(session, assignment.patient_id)
    assignment = fresh(session, assignment)
    _is(assignment, AssignmentState.RESERVED)
    assignment.state, assignment.ended_at, assignment.end_reason = AssignmentState.RELEASED, now(), reason
    session.flush()
    publish(
        ReservationReleased(**where(session, assignment, by), unit_id=assignment.unit_id, details={"reason": reason})
    )


def has_run_out(assignment: BedAssignment) -> bool:
    """Whether the reservation's time is over and nobody has come."""
    return assignment.state is AssignmentState.RESERVED and _held(assignment).has_run_out(now())


def take(session: Session, wanted: Wanted, patient: Patient) -> tuple[Bed | None, int | None]:
    """The bed or the number of the place that is free; the unit is locked. `Conflict` where none is."""
    free = free_beds(session, wanted.unit_id, patient.sex)
    if not free and not is_tracked(session, wanted.unit_id):
        place = free_place(session, wanted.unit_id)
        if place is None:
            raise Conflict(_("这个单元现在没有空位。可以登记候床。"), field="bed")
        return None, place
    if wanted.bed_id is not None:
        free = [bed for bed in free if bed.id == wanted.bed_id]
    if not free:
        raise Conflict(_("这张床刚被安排给别人，或现在不能使用。请另选一张，或登记候床。"), field="bed")
    return free[0], None


def episode_of(session: Session, patient: Patient, by: Actor | None, since: datetime | None = None) -> Episode:
    """The patient's open episode; it begins with the first bed or place."""
    episode = open_episode(session, patient.id)
    if episode is None:
        episode = Episode(patient_id=patient.id, started_at=since or now(), synthetic=patient.synthetic)
        session.add(episode)
        session.flush()
        publish(EpisodeStarted(actor_id=by.id if by else None, subject=f"patient:{patient.key}",
                region_id=patient.region_id, institution_id=patient.institution_id))  # fmt: skip
    return episode


def lies_in(session: Session, unit_id: int) -> bool:
    """Whether a patient of this unit lies in one of its beds."""
    return _place(session, unit_id).kind in LIES_IN


def _place(session: Session, unit_id: int) -> Place:
    return once(session, ("place", unit_id), lambda: units_now(session, [unit_id])[unit_id])


def refuse_the_dead(patient: Patient) -> None:
    """Raise `Refused` for a patient who has died."""
    if patient.died_at is not None:
        raise Refused(_("患者已离世，不能再办理。"))


def fresh(session: Session, assignment: BedAssignment) -> BedAssignment:
    """The row as it is now; the patient is locked, so it stays so."""
    statement = sa.select(BedAssignment).where(BedAssignment.id == assignment.id)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def where(session: Session, assignment: BedAssignment, by: Actor | None) -> dict[str, Any]:
    """Who, what and where, for the audit trail."""
    unit = assignment.unit
    return {
        "actor_id": by.id if by else None,
        "subject": f"assignment:{assignment.key}",
        "region_id": _place(session, unit.id).region_id,
        "institution_id": unit.institution_id,
    }


def _held(assignment: BedAssignment) -> reservations.Reservation:
    if assignment.reserved_at is None or assignment.expires_at is None:
        raise ValueError("a reservation has a beginning and an end")
    return reservations.Reservation(assignment.reserved_at, assignment.expires_at, assignment.extended)


def _is(assignment: BedAssignment, state: AssignmentState) -> None:
    if assignment.state is not state:
        raise Conflict(_("这个床位安排现在是“%(state)s”，不能这样办理。", state=assignment.state.label))


def _what(bed: Bed | None, place_no: int | None) -> dict[str, Any]:
    return {"bed": bed.bed_no} if bed else {"place": place_no}
