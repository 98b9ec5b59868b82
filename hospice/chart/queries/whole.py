"""Everything on the page of one patient, in as few statements as it takes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from hospice.access.scope import Scope
from hospice.core.clock import local, today
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.stays import own_patients
from hospice.episodes.rules.codes import AssignmentState
from hospice.episodes.rules.ribbon import Drawing, Passage, Planned, draw
from hospice.facilities.models import CareUnit
from hospice.facilities.queries.current import units_called
from hospice.facilities.queries.people import names
from hospice.patients.models import (
    ClinicalState,
    Consent,
    Contact,
    Diagnosis,
    Patient,
    PatientScore,
    PlaceWish,
    WishStatement,
)
from hospice.regions.models import Region
from hospice.transfers.models import Transfer
from hospice.transfers.queries import cases, complete
from hospice.transfers.queries.patients import visible
from hospice.transfers.rules.codes import TransferStatus
from hospice.transfers.rules.minimum import Datum
from hospice.transfers.rules.transfer_life import OPEN_TRANSFERS

from ..rules.trends import Rating, Trend, trends

SHOWN = OPEN_TRANSFERS | {TransferStatus.DRAFT, TransferStatus.ADMITTED}
STATES_READ = (
    20  # rows that are looked through for the last full description; between two of them only medicines change
)


@dataclass(frozen=True)
class Whole:
    """The rows of one page."""

    patient: Patient
    may_edit: bool
    diagnoses: Sequence[Diagnosis]
    state: ClinicalState | None  # the newest row
    described: ClinicalState | None  # the newest row in which the whole state was gone through
    medicated: ClinicalState | None  # the newest row in which medicines were gone through
    trends: list[Trend]
    wishes: dict[Any, WishStatement]
    places: PlaceWish | None
    contacts: Sequence[Contact]
    consents: Sequence[Consent]
    transfers: Sequence[Transfer]
    stays: list[BedAssignment]
    drawing: Drawing
    units: dict[int, str]
    people: dict[int, str] = field(default_factory=dict)

    @property
    def houses(self) -> set[int]:
        """The institutions that care for the patient now; where nobody does, the one that keeps the record."""
        return {stay.unit.institution_id for stay in self.stays} or {self.patient.institution_id}

    @property
    def missing(self) -> list[Datum]:
        """What a transfer will ask for and nobody has said yet."""
        diagnosed = any(one.is_main for one in self.diagnoses)
        found = complete.of_patient(self.patient) | complete.of_people(self.patient, self.contacts)
        found |= complete.of_state(self.state) | complete.of_findings(diagnosed, {one.score for one in self.trends})
        return complete.missing_of_record(found, self.patient.id_missing_reason)


# Statements are built once: to build one costs more than to run it.
_ID = sa.bindparam("patient_id", type_=sa.Integer())
_STATES = (
    sa.select(ClinicalState)
    .where(ClinicalState.patient_id == _ID)
    .order_by(ClinicalState.at.desc(), ClinicalState.id.desc())
    .limit(STATES_READ)
)
_STAYS = (
    sa.select(BedAssignment)
    .join(BedAssignment.unit)
    .outerjoin(BedAssignment.bed)
    .where(BedAssignment.patient_id == _ID, BedAssignment.started_at.is_not(None))
    .options(contains_eager(BedAssignment.bed), contains_eager(BedAssignment.unit))
    .order_by(BedAssignment.started_at)
)
_CONSENTS = (
    sa.select(Consent)
    .where(Consent.patient_id == _ID)
    .options(selectinload(Consent.receivers))
    .order_by(Consent.signed_at.desc(), Consent.id.desc())
)
_DIAGNOSES = (
    sa.select(Diagnosis)
    .where(Diagnosis.patient_id == _ID, Diagnosis.ended_at.is_(None))
    .order_by(Diagnosis.is_main.desc(), Diagnosis.id)
)
_CONTACTS = sa.select(Contact).where(Contact.patient_id == _ID, Contact.ended_at.is_(None)).order_by(Contact.id)
_SCORES = (
    sa.select(
        PatientScore.score, PatientScore.formula_version, PatientScore.inputs, PatientScore.result, PatientScore.rated_by,
        PatientScore.at, PatientScore.by_id,
    )
    .where(PatientScore.patient_id == _ID)
    .order_by(PatientScore.at, PatientScore.id)
)  # fmt: skip
_WISHES = (
    sa.select(WishStatement).where(WishStatement.patient_id == _ID).order_by(WishStatement.said_at, WishStatement.id)
)
_PLACES = (
    sa.select(PlaceWish)
    .where(PlaceWish.patient_id == _ID)
    .order_by(PlaceWish.said_at.desc(), PlaceWish.id.desc())
    .limit(1)
)


@lru_cache(maxsize=256)
def _seen(scope: Scope, edits: Scope) -> sa.Select[Any]:
    return (
        sa.select(Patient, sa.case((own_patients(edits), 1), else_=0))
        .where(Patient.key == sa.bindparam("wanted", type_=sa.Uuid()), visible(scope))
        .options(joinedload(Patient.region).joinedload(Region.parent), joinedload(Patient.township))
    )


@lru_cache(maxsize=256)
def _transfers(scope: Scope) -> sa.Select[Any]:
    mine = sa.select(Transfer).where(
        Transfer.patient_id == _ID, Transfer.status.in_(sorted(SHOWN)), cases.visible(scope)
    )
    return mine.order_by(Transfer.id.desc())


def patient_seen(session: Session, scope: Scope, edits: Scope, key: uuid.UUID) -> tuple[Patient, bool] | None:
    """A patient whom somebody may see, and whether that person may also enter things."""
    row = session.execute(_seen(scope, edits), {"wanted": key}).first()
    return (row[0], bool(row[1])) if row else None


def whole(session: Session, patient: Patient, may_edit: bool, scope: Scope) -> Whole:
    """The page of a patient."""

    def read(statement: sa.Select[Any]) -> Sequence[Any]:
        return session.scalars(statement, {"patient_id": patient.id}).all()

    states, stays, transfers, consents = read(_STATES), read(_STAYS), read(_transfers(scope)), read(_CONSENTS)
    present = [stay for stay in stays if stay.state is AssignmentState.ACTIVE]
    rated = [Rating(*row) for row in session.execute(_SCORES, {"patient_id": patient.id})]
    named = {stay.unit_id for stay in present} | {one.unit_id for each in consents for one in each.receivers}
    found = Whole(
        patient, may_edit, read(_DIAGNOSES), states[0] if states else None,
        next((one for one in states if not one.only_medicines), states[-1] if states else None),
        next((one for one, before in _with_before(states) if one.only_medicines or _other_medicines(one, before)), None),
        trends(rated), {row.wish: row for row in read(_WISHES)}, next(iter(read(_PLACES)), None), read(_CONTACTS), consents,
        transfers, present, _drawing(patient, stays, transfers, today()), units_called(session, named),
    )  # fmt: skip
    found.people.update(names(session, _who_wrote(found)))
    return found


def houses_now(session: Session, patient: Patient) -> set[int]:
    """The institutions that care for the patient now; where nobody does, the one that keeps the record."""
    mine = sa.select(CareUnit.institution_id).join(BedAssignment, BedAssignment.unit_id == CareUnit.id)
    present = mine.where(BedAssignment.patient_id == patient.id, BedAssignment.state == AssignmentState.ACTIVE)
    return set(session.scalars(present)) or {patient.institution_id}


def places_now(session: Session, patient_id: int) -> PlaceWish | None:
    """The wished places that were said last."""
    return session.scalar(_PLACES, {"patient_id": patient_id})


def _with_before(states: Sequence[ClinicalState]) -> list[tuple[ClinicalState, ClinicalState | None]]:
    return list(zip(states, [*states, None][1:], strict=True))


def _other_medicines(state: ClinicalState, before: ClinicalState | None) -> bool:
    return before is None or before.medicines != state.medicines


def _drawing(patient: Patient, stays: Sequence[BedAssignment], transfers: Sequence[Transfer], on: date) -> Drawing:
    wanted = next((one for one in transfers if one.status in OPEN_TRANSFERS), None)
    planned = Planned(wanted.setting, wanted.wanted_on) if wanted else None
    passages = [Passage(one.setting, one.started_at, one.ended_at) for one in stays if one.started_at is not None]
    return draw(passages, on, planned, local(patient.died_at).date() if patient.died_at else None)


def _who_wrote(found: Whole) -> set[int | None]:
    rated = {row.by_id for trend in found.trends for row in trend.rows}
    said = {row.recorded_by_id for row in found.wishes.values()}
    wrote = {one.by_id for one in (found.described, found.medicated) if one}
    signed = {one.recorded_by_id for one in found.consents}
    told = {one.recorded_by_id for one in found.diagnoses}
    return rated | said | wrote | signed | told
