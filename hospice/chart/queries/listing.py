"""The patients of a house, as people search them: by name, initials, or a whole document number (never a part of one)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.scope import Scope
from hospice.core.clock import local, today
from hospice.core.i18n import lazy
from hospice.episodes.models import BedAssignment, Episode
from hospice.episodes.rules.codes import AssignmentState
from hospice.episodes.rules.faces import Face
from hospice.facilities.queries.current import units_called
from hospice.facilities.queries.institutions import typed_words
from hospice.patients.models import Diagnosis, Patient
from hospice.patients.queries.records import document_fingerprint
from hospice.patients.rules.codes import IdType
from hospice.patients.rules.headline import headline
from hospice.patients.rules.typed import clean_number, refuse_spreadsheet_number
from hospice.patients.rules.wishes import Setting
from hospice.transfers.models import Transfer
from hospice.transfers.queries import cases
from hospice.transfers.queries.patients import visible
from hospice.transfers.rules.faces import face
from hospice.transfers.rules.transfer_life import OPEN_TRANSFERS
from hospice.web.paging import Page

NUMBER = re.compile(r"[0-9A-Z()-]*\d{5}[0-9A-Z()-]*", re.ASCII)  # so long a run of digits is no name
_PATIENT = (Patient.id, Patient.key, Patient.name, Patient.sex, Patient.birth_date, Patient.died_at, Patient.changed_at)


class Where(StrEnum):
    """By what the list can be narrowed."""

    BED = "bed"
    HOME = "home"
    NOWHERE = "nowhere"
    ENDED = "ended"

    @property
    def label(self) -> Any:
        """The word of the choice."""
        return _WORDS[self]


_WORDS = {
    Where.BED: lazy("在院"),
    Where.HOME: lazy("居家"),
    Where.NOWHERE: lazy("尚未安排"),
    Where.ENDED: lazy("已结束"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks of the list."""

    words: str = ""
    where: Where | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether not everything is shown."""
        return bool(self.words or self.where)


class Line(NamedTuple):
    """One patient of the list, masked."""

    key: uuid.UUID
    headline: str
    place: str
    diagnosis: str
    transfer: Face | None
    changed_at: datetime
    died_at: datetime | None


def listed(session: Session, scope: Scope, wanted: Wanted, number: int, per_page: int) -> Page[Line]:
    """One page of the list, the freshest first."""
    criteria = [visible(scope), *_found_by(wanted.words), *_where(wanted.where)]
    total = session.scalar(sa.select(sa.func.count()).select_from(Patient).where(*criteria)) or 0
    newest = sa.select(*_PATIENT).where(*criteria).order_by(Patient.changed_at.desc(), Patient.id.desc())
    rows = session.execute(newest.limit(per_page).offset((number - 1) * per_page)).all()
    return Page(_lines(session, scope, rows), total, number, per_page)


def is_number(typed: str) -> bool:
    """Whether somebody typed a document number, which belongs in no address and in no log."""
    number = clean_number(typed)
    refuse_spreadsheet_number(number, "q")
    return NUMBER.fullmatch(number) is not None


def _found_by(typed: str) -> list[sa.ColumnElement[bool]]:
    if is_number(typed):
        number = clean_number(typed)
        return [Patient.id_hash.in_([document_fingerprint(kind, number) for kind in IdType])]
    return [
        sa.or_(
            sa.func.lower(Patient.name).contains(word, autoescape=True),
            Patient.initials.contains(word, autoescape=True),
        )
        for word in typed_words(typed)
    ]


def _where(where: Where | None) -> list[sa.ColumnElement[bool]]:
    stay = sa.select(BedAssignment.id).where(
        BedAssignment.patient_id == Patient.id, BedAssignment.state == AssignmentState.ACTIVE
    )
    bed, home = stay.where(BedAssignment.in_bed).exists(), stay.where(BedAssignment.setting == Setting.HOME).exists()
    episode = sa.select(Episode.id).where(Episode.patient_id == Patient.id)
    ended = sa.or_(
        Patient.died_at.is_not(None),
        sa.and_(episode.exists(), ~episode.where(Episode.ended_at.is_(None)).exists()),
    )
    if where is Where.BED:
        return [bed]
    if where is Where.HOME:
        return [home, ~bed]
    if where is Where.NOWHERE:
        return [~stay.exists(), ~ended]
    return [ended] if where is Where.ENDED else []


def _lines(session: Session, scope: Scope, rows: Sequence[Any]) -> list[Line]:
    ids = [row.id for row in rows]
    if not ids:
        return []
    diagnoses, places, transfers = _diagnoses(session, ids), _places(session, ids), _transfers(session, scope, ids)
    return [
        Line(
            row.key,
            headline(row.name, row.sex, row.birth_date, local(row.died_at).date() if row.died_at else today()),
            places.get(row.id, ""), diagnoses.get(row.id, ""), transfers.get(row.id), row.changed_at, row.died_at,
        )
        for row in rows
    ]  # fmt: skip


def _diagnoses(session: Session, ids: Sequence[int]) -> dict[int, str]:
    mine = sa.select(Diagnosis.patient_id, Diagnosis.name).where(
        Diagnosis.patient_id.in_(ids), Diagnosis.is_main, Diagnosis.ended_at.is_(None)
    )
    return {row[0]: row[1] for row in session.execute(mine)}


def _places(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Where each patient is now: the name of the unit; a bed goes before being cared for at home."""
    mine = (
        sa.select(BedAssignment.patient_id, BedAssignment.unit_id)
        .where(BedAssignment.patient_id.in_(ids), BedAssignment.state == AssignmentState.ACTIVE)
        .order_by(BedAssignment.in_bed, BedAssignment.started_at)
    )
    found = {row[0]: row[1] for row in session.execute(mine)}
    units = units_called(session, found.values())
    return {patient_id: units[unit_id] for patient_id, unit_id in found.items() if unit_id in units}


def _transfers(session: Session, scope: Scope, ids: Sequence[int]) -> dict[int, Face]:
    mine = sa.select(Transfer.patient_id, Transfer.status).where(
        Transfer.patient_id.in_(ids), Transfer.status.in_(sorted(OPEN_TRANSFERS)), cases.visible(scope)
    )
    return {patient_id: face(status) for patient_id, status in session.execute(mine.order_by(Transfer.id))}
