"""How a patient is spoken of, who reads which infections, and how names are found as they are typed."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.db import unit_of_work
from hospice.patients.models import Patient
from hospice.patients.queries.records import state_now
from hospice.patients.rules.clinical import Infection, Prognosis
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.ethnic import ETHNIC_GROUPS
from hospice.patients.rules.headline import age_on, headline
from hospice.patients.rules.sight import infections_kept, infections_seen
from hospice.patients.services import clinical, identity
from tests.cases import a_house, a_patient

I = Infection  # noqa: E741 - short, for the tables below


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1945, 3, 2), date(2026, 3, 1), 80), (date(1945, 3, 2), date(2026, 3, 2), 81),
        (date(1944, 2, 29), date(2026, 2, 28), 81), (date(1944, 2, 29), date(2026, 3, 1), 82),
        (date(2026, 3, 1), date(2026, 3, 1), 0),
    ],
)  # fmt: skip
def test_ages_are_completed_years(born: date, on: date, years: int):
    assert age_on(born, on) == years


def test_what_is_not_known_is_left_out_of_the_headline():
    on = date(2026, 11, 20)
    assert headline("周建国", Sex.MALE, date(1945, 3, 2), on) == "周**，男，81岁"
    assert headline("欧阳明华", Sex.UNKNOWN, None, on) == "欧阳**"
    assert headline("周建", Sex.NOT_STATED, date(1945, 3, 2), on) == "周*，81岁"


def test_infections_for_named_staff_are_told_to_others_only_as_there_being_more():
    assert infections_seen(["HBV", "HIV"], treats=True) == ((I.HBV, I.HIV), False)
    assert infections_seen(["HBV", "HIV"], treats=False) == ((I.HBV,), True)
    assert infections_seen(["SYPHILIS"], treats=False) == ((), True)
    assert infections_seen(["NONE"], treats=False) == ((I.NONE,), False)


@pytest.mark.parametrize(
    ("typed", "before", "treats", "kept"),
    [
        (["NONE"], ["HIV", "HBV"], False, ["HIV"]), (["TB"], ["HIV"], False, ["TB", "HIV"]),
        (["NONE"], ["HBV"], False, ["NONE"]),
        (["NONE"], ["HIV"], True, ["NONE"]), ([], ["SYPHILIS"], False, ["SYPHILIS"]), ([], [], False, []),
    ],
)  # fmt: skip
def test_what_a_writer_does_not_see_is_not_lost(typed, before, treats, kept):
    assert infections_kept(typed, before, treats=treats) == kept


def test_there_are_fifty_six_ethnic_groups_by_their_official_numbers():
    assert len(ETHNIC_GROUPS) == 56
    assert [ETHNIC_GROUPS[code] for code in ("01", "03", "11", "22", "56")] == [
        "汉族",
        "回族",
        "满族",
        "畲族",
        "基诺族",
    ]


def test_initials_are_kept_with_the_name_however_the_row_is_written(session: Session):
    house = a_house()
    patient = a_patient(house, name="欧阳明华")
    assert patient.initials == "oymh"
    with unit_of_work():
        identity.amend_patient(session, patient, {"name": "周建国"}, by=house.clinician)
    assert session.scalar(sa.select(Patient.initials).where(Patient.id == patient.id)) == "zjg"
    columns = {
        column.name: getattr(patient, column.name)
        for column in Patient.__table__.columns
        if column.name not in ("id", "key", "initials", "id_hash", "id_sealed")
    }
    with unit_of_work():
        session.execute(sa.insert(Patient), [{**columns, "name": "吴秀兰"}])
    assert session.scalar(sa.select(Patient.initials).where(Patient.name == "吴秀兰")) == "wxl"


def test_a_part_of_the_state_carries_on_the_rest(session: Session):
    house = a_house()
    patient = a_patient(house)
    with unit_of_work():
        clinical.describe_part(
            session, patient, {"medicines": [{"name": "吗啡"}]}, by=house.liaison, only_medicines=True
        )
    newest = state_now(session, patient.id)
    assert newest is not None
    assert (newest.prognosis, newest.medicines, newest.only_medicines) == (Prognosis.W3_4, [{"name": "吗啡"}], True)
    with unit_of_work():
        clinical.describe_part(session, patient, {"prognosis": None}, by=house.clinician)
    newest = state_now(session, patient.id)
    assert newest is not None
    assert (newest.prognosis, newest.medicines, newest.only_medicines) == (None, [{"name": "吗啡"}], False)
