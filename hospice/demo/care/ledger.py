"""Rows on their way into the database by the hundred thousand: plain tuples, and no object for any of them.

A million rows have to be there within seconds, so values are written as both databases read them (instants and keys as
text, truth as 0 and 1), by `COPY` on PostgreSQL and by the driver's `executemany` on SQLite. Every constraint and every
trigger of the database still looks at every row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.jobs import Job
from hospice.episodes.models import BedAssignment, Episode
from hospice.notifications.models import Message
from hospice.patients.models import (
    ClinicalState,
    Consent,
    ConsentReceiver,
    Contact,
    Diagnosis,
    Patient,
    PatientScore,
    PlaceWish,
    WishStatement,
)
from hospice.transfers.models import (
    BedOffer,
    DischargePush,
    HandoverEntry,
    HandoverRecord,
    HandoverSignature,
    PassedOverRow,
    Request,
    Step,
    Transfer,
    WaitingEntry,
)
from hospice.transfers.models.transfer import DayCount
from hospice.transfers.rules.numbers import spoken

Row = Sequence[Any]

# What stands on something stands after it; of each table the columns that are told, in the order of the tuples.
COLUMNS: dict[type[Any], tuple[str, ...]] = {
    model: tuple(names.split())
    for model, names in (
        (Patient, ("id key version institution_id name initials sex birth_date ethnic_group id_type id_sealed id_hash "
         "id_missing_reason region_id township_id address floor has_lift lon lat capacity knows_diagnosis "
         "family_disagrees insurance hardship religion language diet died_at changed_at synthetic created_at")),
        (Contact, ("id key patient_id name relation phone is_main_carer is_decision_maker legal_basis lives_with carer_hours "
         "created_at")),
        (Diagnosis, ("id key patient_id code name version is_main is_cancer stage metastasis diagnosed_on recorded_at "
         "recorded_by_id")),
        (ClinicalState, ("id key patient_id at by_id prognosis phase consciousness devices infections isolation allergy "
         "allergies medicines severe_dyspnoea severe_bleeding")),
        (PatientScore, "id key patient_id score formula_version inputs result band rated_by at recorded_at by_id"),
        (WishStatement, "id patient_id wish answer said_at recorded_by_id note"),
        (PlaceWish, "id patient_id care death said_at recorded_by_id"),
        (Consent, ("id key patient_id kind document_version signer_name signer_relation signed_at recorded_at "
         "recorded_by_id withdrawn_reason")),
        (ConsentReceiver, "consent_id position unit_id"),
        (Episode, "id key patient_id started_at ended_at outcome synthetic created_at"),
        (BedAssignment, ("id key version episode_id patient_id unit_id bed_id place_no setting in_bed state reserved_at "
         "expires_at extended started_at ended_at outcome end_reason by_id created_at")),
        (Transfer, ("id key version number patient_id institution_id unit_id region_id status setting inpatient priority "
         "reasons abilities wanted_on words mobility escort vehicle oxygen_on_the_way bridging_plan outside created_by_id "
         "edited_at submitted_at submitted_by_id ended_at outcome synthetic created_at")),
        (Request, ("id key version transfer_id unit_id institution_id slot status since asked_at decided_at decided_by_id "
         "decline_reason words second_option assignment_id scheduled_for sender_agreed_at receiver_agreed_at departed_at "
         "arrived_at admitted_at answer_by place_by expires_at pauses escalated reminded_at")),
        (Step, "id transfer_id request_id at action source target reason actor_id actor_name party institution_id"),
        (WaitingEntry, "id key request_id unit_id priority since entered_at reviewed_at left_at left_for"),
        (BedOffer, "id key entry_id unit_id assignment_id at by_id override_reason"),
        (PassedOverRow, "offer_id place entry_id why"),
        (HandoverRecord, ("id request_id body mind social meaning on_opioid opioid_days_left next_prescriber last_doses "
         "next_contact_on completed_at summary_hash")),
        (HandoverEntry, "id handover_id item not_done"),
        (HandoverSignature, "entry_id side by_id by_name witness at"),
        (DischargePush, ("id key version patient_id region_id from_institution_id from_unit_id assignment_id institution_id "
         "unit_id left_at made_at ack_by contact_by acknowledged_at acknowledged_by_id first_contact_at first_contact_by_id "
         "first_contact_kind words last_doses next_prescriber open_needs cancelled_at cancelled_for synthetic")),
        (Job, "id kind subject run_at state tries error created_at"),
        (Message, "id key once kind subject institution_id unit_id details sent_at tries created_at"),
    )
}  # fmt: skip
NUMBERED = tuple(model for model, columns in COLUMNS.items() if columns[0] == "id")


class Ledger:
    """Collects the rows of a part of the province; numbers go on where the last part ended."""

    def __init__(self, dice: Random, last: Mapping[type[Any], int], days: Mapping[date, int] | None = None) -> None:
        self.dice = dice
        self.days: dict[date, int] = defaultdict(int, days or {})  # how many transfers were begun on each
        self.last: dict[type[Any], int] = defaultdict(int, last)
        self.rows: dict[type[Any], list[Row]] = defaultdict(list)

    def number(self, model: type[Any]) -> int:
        """The next number of a table."""
        self.last[model] += 1
        return self.last[model]

    def spoken(self, day: date) -> str:
        """The next number of a transfer that is begun on the day."""
        self.days[day] += 1
        return spoken(day, self.days[day])

    def key(self) -> str:
        """A public key from the dice, in the form of a random UUID."""
        text = f"{self.dice.getrandbits(128):032x}"
        return f"{text[:12]}4{text[13:16]}a{text[17:]}"

    def counts(self) -> dict[str, int]:
        """How many rows there are, by table."""
        return {model.__tablename__: len(rows) for model, rows in self.rows.items()}


def days_counted(session: Session) -> dict[date, int]:
    """How many transfers were begun on each day, as far as it is known."""
    return {row.day: row.last for row in session.execute(sa.select(DayCount.day, DayCount.last))}


def count_days(session: Session, days: Mapping[date, int]) -> None:
    """Write how many transfers were begun on each day, so that the next one goes on from there."""
    session.execute(sa.delete(DayCount))
    if days:
        session.execute(sa.insert(DayCount), [{"day": day, "last": last} for day, last in days.items()])


def pour(session: Session, ledger: Ledger) -> None:
    """Write everything that was collected."""
    if session.get_bind().dialect.name == "sqlite":
        # What comes in goes through a hundred indexes: they have to stay in memory, or each row is read from the disk.
        session.execute(sa.text("PRAGMA cache_size = -400000"))
    for model, columns in COLUMNS.items():
        if ledger.rows[model]:
            write(session, model.__table__, columns, ledger.rows[model])


def write(session: Session, table: Any, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write rows of one table in the quickest way that the database has."""
    connection = session.connection()
    quote = connection.dialect.identifier_preparer.quote
    names, name = ", ".join(quote(column) for column in columns), quote(table.name)
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL TIME ZONE 'UTC'"))
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    driver = connection.connection.driver_connection
    driver.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", rows)  # noqa: S608 - names of our own tables
