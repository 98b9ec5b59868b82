"""Somebody comes, moves within the unit, leaves, or dies. A bed is free at the confirmed departure, never at the order."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.facilities.models import Bed
from hospice.facilities.queries.beds import lock_unit
from hospice.facilities.rules.places import BedState
from hospice.facilities.services.beds import set_state
from hospice.patients.models import Patient
from hospice.patients.queries.records import lock_patient
from hospice.patients.rules.codes import DeathPlace

from ..events import BedCleaned, EpisodeEnded, PatientAdmitted, PatientDied, PatientLeft, PatientMoved
from ..models import BedAssignment, Episode
from ..queries.stays import open_episode, stays_now
from ..rules import deaths
from ..rules.codes import AssignmentState, DischargeOutcome
from ..rules.stays import Stay, first_overlap
from . import reserving
from .reserving import Wanted, fresh


def admit(
    session: Session, assignment: BedAssignment, *, by: Actor | None, at: datetime | None = None
) -> BedAssignment:
    """Somebody has come to the bed that was kept, at `at` (now, when none; never later)."""
    patient = lock_patient(session, assignment.patient_id)
    reserving.refuse_the_dead(patient)
    assignment = fresh(session, assignment)
    if assignment.state is not AssignmentState.RESERVED:
        raise Conflict(_("这个床位安排现在是“%(state)s”，不能这样办理。", state=assignment.state.label))
    began = _past(at, "at")
    if assignment.in_bed:
        _lies_nowhere_else(session, patient, Stay(began), assignment.id)
    _bed_was_free(session, assignment, Stay(began))
    assignment.state, assignment.started_at, assignment.expires_at = AssignmentState.ACTIVE, began, None
    session.flush()
    publish(PatientAdmitted(**reserving.where(session, assignment, by), details={"at": began.isoformat()}))
    return assignment


def admit_directly(
    session: Session, patient: Patient, wanted: Wanted, *, by: Actor | None, at: datetime | None = None
) -> BedAssignment:
    """Somebody has come without a reservation: a stay that is entered afterwards, with its true time."""
    patient = lock_patient(session, patient.id)
    reserving.refuse_the_dead(patient)
    lock_unit(session, wanted.unit_id)
    began = _past(at, "at")
    bed, place_no = reserving.take(session, wanted, patient)
    in_bed = reserving.lies_in(session, wanted.unit_id)
    assignment = BedAssignment(
        episode_id=reserving.episode_of(session, patient, by, began).id, patient_id=patient.id,
        unit_id=wanted.unit_id, bed_id=bed.id if bed else None, place_no=place_no, setting=wanted.setting,
        in_bed=in_bed, state=AssignmentState.ACTIVE, started_at=began, by_id=by.id if by else None,
    )  # fmt: skip
    if in_bed:
        _lies_nowhere_else(session, patient, Stay(began), None)
    _bed_was_free(session, assignment, Stay(began))
    session.add(assignment)
    session.flush()
    publish(PatientAdmitted(**reserving.where(session, assignment, by), details={"at": began.isoformat()}))
    return assignment


def move(
    session: Session, assignment: BedAssignment, bed_id: int, *, by: Actor | None, at: datetime | None = None
) -> BedAssignment:
    """Somebody is moved to another bed of the same unit; the former bed is to be cleaned."""
    patient = lock_patient(session, assignment.patient_id)
    lock_unit(session, assignment.unit_id)
    assignment = _active(session, assignment)
    moved_at = _after_start(assignment, at)
    wanted = Wanted(unit_id=assignment.unit_id, setting=assignment.setting, bed_id=bed_id)
    bed, _place = reserving.take(session, wanted, patient)
    former = assignment.bed
    assignment.state, assignment.ended_at = AssignmentState.COMPLETED, moved_at
    assignment.end_reason = _("本单元内换床")
    session.flush()
    then = BedAssignment(
        episode_id=assignment.episode_id, patient_id=patient.id, unit_id=assignment.unit_id,
        bed_id=bed.id if bed else None, setting=assignment.setting, in_bed=assignment.in_bed,
        state=AssignmentState.ACTIVE, started_at=moved_at, by_id=by.id if by else None,
    )  # fmt: skip
    _bed_was_free(session, then, Stay(moved_at))
    session.add(then)
    session.flush()
    _to_be_cleaned(session, former, by)
    publish(
        PatientMoved(**reserving.where(session, then, by), unit_id=then.unit_id, details={"at": moved_at.isoformat()})
    )
    return then


def leave(
    session: Session,
    assignment: BedAssignment,
    outcome: DischargeOutcome | None,
    *,
    by: Actor | None,
    at: datetime | None = None,
    reason: str = "",
) -> BedAssignment:
    """Somebody has left: the departure is confirmed, and only now is the bed no longer theirs. It is to be cleaned.

    Without an outcome there is a reason, as where somebody died elsewhere while a place was theirs.
    """
    lock_patient(session, assignment.patient_id)
    lock_unit(session, assignment.unit_id)
    assignment = _active(session, assignment)
    left_at = _after_start(assignment, at)
    assignment.state, assignment.ended_at = AssignmentState.COMPLETED, left_at
    assignment.outcome, assignment.end_reason = outcome, reason
    session.flush()
    _to_be_cleaned(session, assignment.bed, by)
    details = {"at": left_at.isoformat(), "outcome": outcome.value if outcome else None}
    publish(PatientLeft(**reserving.where(session, assignment, by), unit_id=assignment.unit_id, details=details))
    return assignment


def discharge(
    session: Session, patient: Patient, outcome: DischargeOutcome, *, by: Actor | None, at: datetime | None = None
) -> Episode | None:
    """The care by the network ends: every stay and every promise ends with it."""
    patient = lock_patient(session, patient.id)
    episode = open_episode(session, patient.id)
    if episode is None:
        return None
    ended_at = _past(at, "at")
    for assignment in list(session.scalars(sa.select(BedAssignment).where(BedAssignment.episode_id == episode.id))):
        if assignment.state is AssignmentState.ACTIVE:
            leave(session, assignment, outcome, by=by, at=at)
        elif assignment.state is AssignmentState.RESERVED:
            reserving.release(session, assignment, str(outcome.label), by=by)
    episode.ended_at, episode.outcome = max(ended_at, episode.started_at), outcome
    session.flush()
    publish(EpisodeEnded(actor_id=by.id if by else None, subject=f"patient:{patient.key}", region_id=patient.region_id,
            institution_id=patient.institution_id, details={"outcome": outcome.value}))  # fmt: skip
    return episode


def record_death(
    session: Session,
    patient: Patient,
    *,
    by: Actor | None,
    at: datetime | None = None,
    place: DeathPlace | None = None,
) -> None:
    """A patient has died: stays, promises and the episode end, and whoever hears of it ends what was planned.

    Where no place is said, it is that of the bed in which the patient lay. Only a stay of that kind ends with 在此离世.
    """
    patient = lock_patient(session, patient.id)
    if patient.died_at is not None:
        raise Conflict(_("已经登记过离世。"))
    stays = stays_now(session, patient.id)
    place = place or deaths.presumed((stay.setting, stay.in_bed) for stay in stays)
    patient.died_at, patient.died_where = _past(at, "at"), place
    session.flush()
    publish(PatientDied(actor_id=by.id if by else None, subject=f"patient:{patient.key}", patient_id=patient.id,
            region_id=patient.region_id, institution_id=patient.institution_id))  # fmt: skip
    for stay in stays:
        here = deaths.died_here(stay.setting, in_bed=stay.in_bed, place=place)
        outcome = DischargeOutcome.DIED_HERE if here else None
        leave(session, stay, outcome, by=by, at=at, reason="" if here else deaths.elsewhere(place))
    discharge(session, patient, DischargeOutcome.DIED_HERE, by=by, at=at)


def cleaned(session: Session, bed: Bed, *, by: Actor | None) -> None:
    """A bed is ready again, and may be promised."""
    set_state(session, bed, BedState.READY, "", by=by)
    publish(BedCleaned(actor_id=by.id if by else None, subject=f"unit:{bed.unit.key}", unit_id=bed.unit_id,
            institution_id=bed.unit.institution_id, details={"bed": bed.bed_no}))  # fmt: skip


def _to_be_cleaned(session: Session, bed: Bed | None, by: Actor | None) -> None:
    if bed is not None and bed.closed_on is None and bed.state is BedState.READY:
        set_state(session, bed, BedState.CLEANING, "", by=by)


def _active(session: Session, assignment: BedAssignment) -> BedAssignment:
    assignment = fresh(session, assignment)
    if assignment.state is not AssignmentState.ACTIVE:
        raise Conflict(_("这位患者已不在这张床上。"))
    return assignment


def _past(at: datetime | None, field: str) -> datetime:
    if at is not None and at > now():
        raise Refused(_("这个时间还没有到，请再核对。"), field=field)
    return at or now()


def _after_start(assignment: BedAssignment, at: datetime | None) -> datetime:
    when = _past(at, "at")
    if assignment.started_at is None or when <= assignment.started_at:
        raise Refused(_("离开时间应晚于入住时间，请再核对。"), field="at")
    return when


def _lies_nowhere_else(session: Session, patient: Patient, stay: Stay, but: int | None) -> None:
    """Nobody lies in two beds at once, also where a time is entered afterwards."""
    mine = sa.select(BedAssignment).where(
        BedAssignment.patient_id == patient.id, BedAssignment.in_bed, BedAssignment.started_at.is_not(None)
    )
    _refuse_overlap(session, mine.where(BedAssignment.id != (but or 0)), stay, _("这段时间患者登记住在另一张床上。"))


def _bed_was_free(session: Session, assignment: BedAssignment, stay: Stay) -> None:
    if assignment.bed_id is None:
        return
    others = sa.select(BedAssignment).where(
        BedAssignment.bed_id == assignment.bed_id, BedAssignment.started_at.is_not(None),
        BedAssignment.id != (assignment.id or 0),
    )  # fmt: skip
    _refuse_overlap(session, others, stay, _("这段时间这张床上登记有别的患者。"))


def _refuse_overlap(session: Session, others: sa.Select[BedAssignment], stay: Stay, words: str) -> None:
    with session.no_autoflush:
        stays = [Stay(row.started_at, row.ended_at) for row in session.scalars(others) if row.started_at is not None]
    if first_overlap(stay, stays) is not None:
        raise Conflict(words + _("请核对时间。"), field="at")
