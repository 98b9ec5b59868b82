"""What is recorded over time: scores, the state, diagnoses, medicines, wishes; each by its form, each refused in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.audit.models import AuditEvent
from hospice.chart.views.rating import CODES
from hospice.core.clock import now, today
from hospice.core.db import unit_of_work
from hospice.episodes.services import staying
from hospice.patients.models import ClinicalState, Diagnosis, Patient, PatientScore, WishStatement
from hospice.patients.queries import records
from hospice.patients.rules.clinical import RatedBy
from hospice.patients.rules.wishes import Wish, WishAnswer
from hospice.patients.services import clinical
from tests.cases import House, a_patient
from tests.pages import Visitor

from .typed import a_state

POSTS = ("assess", "describe", "list_medicines", "diagnose", "wish", "add_contact", "sign")
WISHES = {wish.value: "NOT_ASKED" for wish in Wish}


@pytest.fixture
def patient(house: House) -> Patient:
    return a_patient(house)


def when(**typed: str) -> dict[str, str]:
    return {"at": today().isoformat(), "at_time": "00:00", "rated_by": "STAFF", **typed}


def scores(session: Session, patient: Patient, score: str) -> list[PatientScore]:
    session.expire_all()
    return list(records.scores(session, patient.id, score))


def test_a_score_is_computed_from_its_items_and_keeps_its_formula(session, clinician, patient: Patient):
    answers = when(
        pps="20", oral_intake="REDUCED", oedema="no", dyspnoea_at_rest="yes", delirium="no", rated_by="CARER"
    )
    page = clinician.get("patients.score", key=patient.key, score="ppi")
    assert "公式第1版，依据：PPI-GVSU。" in page.text
    assert "由医生结合患者情况决定" in page.text
    assert clinician.post("patients.assess", answers, key=patient.key, score="ppi").status == 303
    row = scores(session, patient, "PPI")[0]
    assert (row.result, row.formula_version, row.rated_by) == ("17/2", "1", RatedBy.CARER)
    assert "8.5 C组" in clinician.follow().text


def test_measured_values_are_exact(session, clinician, patient: Patient):
    answers = when(dyspnoea="no", anorexia="no", kps="50", clinical_prediction="W5_6", wbc="8.6", lymphocytes="20")
    assert clinician.post("patients.assess", answers, key=patient.key, score="pap").status == 303
    assert scores(session, patient, "PaP")[0].result == "5"


@pytest.mark.parametrize(
    ("score", "typed", "field", "words"),
    [
        ("nrs", {"nrs": "11"}, "nrs", "0至10的整数"), ("nrs", {"nrs": "-1"}, "nrs", "0至10的整数"),
        ("nrs", {"nrs": "4.5"}, "nrs", "0至10的整数"), ("nrs", {"nrs": "很痛"}, "nrs", "0至10的整数"),
        ("pps", {"pps": "45"}, "pps", "每10一档"), ("nrs", {}, "nrs", "还缺"), ("esas-r", {}, "pain", "还缺"),
        ("braden", {"sensory": "5"}, "sensory", "1至4的整数"),
        ("pap", {"wbc": "NaN"}, "wbc", "0至1000的数"), ("pap", {"wbc": "1001"}, "wbc", "0至1000的数"),
        ("ppi", {"oedema": "maybe"}, "oedema", "请选择：无、有"),
    ],
)  # fmt: skip
def test_what_a_score_cannot_be_is_refused_beside_its_item(session, clinician, patient, score, typed, field, words):
    before = session.scalar(sa.select(sa.func.count(PatientScore.id)))
    page = clinician.post("patients.assess", when(**typed), key=patient.key, score=score)
    assert page.status == 422
    errors = [element for element in page.tree.iter("p") if element.get("id") == f"{field}-e"]
    assert words in "".join(errors[0].itertext())
    assert session.scalar(sa.select(sa.func.count(PatientScore.id))) == before


def test_every_score_of_the_catalogue_has_its_form(clinician, patient: Patient):
    for code in CODES:
        assert clinician.get("patients.score", key=patient.key, score=code).status == 200
    assert clinician.get(f"/patients/{patient.key}/scores/apgar").status == 404


def test_nothing_is_rated_tomorrow_and_the_hour_is_an_hour(session, clinician, patient: Patient):
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert (
        "还没有到" in clinician.post("patients.assess", when(nrs="3", at=tomorrow), key=patient.key, score="nrs").text
    )
    page = clinician.post("patients.assess", when(nrs="3", at_time="25点"), key=patient.key, score="nrs")
    assert "请按时:分填写" in page.text
    assert [row.result for row in scores(session, patient, "NRS")] == ["5"]


def test_the_state_is_gone_through_and_says_who_and_when(session, clinician, liaison, patient: Patient, house: House):
    form = clinician.get("patients.state", key=patient.key)
    chosen = [
        option.get("value") for option in form.control("prognosis").iter("option") if option.get("selected") is not None
    ]
    assert chosen == ["W3_4"], "what was said last is shown"
    typed = a_state(devices=["PUMP"], device_PUMP_since="2026-11-01", allergy="LISTED", allergies="青霉素，皮疹")
    assert clinician.post("patients.describe", typed, key=patient.key).status == 303
    page = clinician.follow()
    for said in ("1至2周", "嗜睡", "不稳定期", "青霉素，皮疹", "2026-11-01置入"):
        assert said in page.text, said
    again = clinician.get("patients.state", key=patient.key)
    assert again.control("device_PUMP_since").get("value") == "2026-11-01"
    newest = records.state_now(session, patient.id)
    assert newest is not None
    assert newest.medicines == [], "the medicines are carried on"
    assert session.scalar(sa.select(sa.func.count(ClinicalState.id))) == 2, "the former row stays"


def test_a_list_of_allergies_has_something_on_it(clinician, patient: Patient):
    page = clinician.post("patients.describe", a_state(allergy="LISTED"), key=patient.key)
    assert (page.status, "请写明对什么过敏" in page.text) == (422, True)


def test_who_does_not_treat_neither_reads_nor_loses_what_is_told_in_person(session, clinician, liaison, patient, house):
    with unit_of_work():
        clinical.describe_part(session, patient, {"infections": ["HIV", "HBV"]}, by=house.clinician)
    form = liaison.get("patients.state", key=patient.key)
    assert "艾滋" not in form.html
    assert liaison.post("patients.describe", a_state(infections=["NONE"]), key=patient.key).status == 303
    session.expire_all()
    assert records.state_now(session, patient.id).infections == ["HIV"]
    assert liaison.post("patients.describe", a_state(infections=["HIV"]), key=patient.key).status == 422
    assert clinician.post("patients.describe", a_state(infections=["NONE"]), key=patient.key).status == 303
    session.expire_all()
    assert records.state_now(session, patient.id).infections == ["NONE"], "who treats may say that it was a mistake"


def test_medicines_are_rows_and_the_rest_of_the_state_is_carried_on(
    session, clinician, liaison, patient: Patient, house
):
    typed = {"medicine_0_name": "硫酸吗啡缓释片", "medicine_0_opioid": "MORPHINE", "medicine_0_way": "ORAL",
             "medicine_0_per_day": "60", "medicine_3_opioid": "FENTANYL", "medicine_3_way": "PATCH",
             "medicine_3_per_day": "12.5"}  # fmt: skip
    assert liaison.post("patients.list_medicines", typed, key=patient.key).status == 303
    page = liaison.follow()
    assert "约90毫克/日" in page.text
    assert "芬太尼" in page.text, "an opioid without a name has that of its substance"
    assert "3至4周" in page.text
    state = records.state_now(session, patient.id)
    assert (state.only_medicines, state.by_id) == (True, house.liaison.id)
    assert house.clinician.name in page.text, "who went through the whole state stays its author"
    again = liaison.get("patients.medicines", key=patient.key)
    assert again.control("medicine_1_name").get("value") == "芬太尼"


def test_a_row_of_medicines_that_says_nothing_sound_is_refused(session, clinician, patient: Patient):
    page = clinician.post("patients.list_medicines", {"medicine_0_per_day": "六十"}, key=patient.key)
    assert page.status == 422
    assert "请填写药名" in page.text
    assert "请填大于0的数" in page.text
    assert page.control("medicine_0_per_day").get("value") == "六十"
    both = {"no_medicines": "y", "medicine_0_name": "乳果糖"}
    assert "去掉这里的勾选" in clinician.post("patients.list_medicines", both, key=patient.key).text
    assert session.scalar(sa.select(sa.func.count(ClinicalState.id))) == 1


def test_a_second_diagnosis_stands_beside_and_a_new_main_one_in_place(session, clinician, patient: Patient):
    assert clinician.post("patients.diagnose", {"diagnosis": "c78.0", "rank": "second"}, key=patient.key).status == 303
    assert clinician.post("patients.diagnose", {"diagnosis": "C25 胰腺", "rank": "main"}, key=patient.key).status == 303
    session.expire_all()
    rows = session.scalars(sa.select(Diagnosis).order_by(Diagnosis.id)).all()
    assert [(row.code, row.is_main, row.ended_at is None) for row in rows] == [
        ("C34.9", True, False), ("C78.0", False, True), ("C25", True, True),
    ]  # fmt: skip
    page = clinician.get("patients.detail", key=patient.key)
    assert "C78.0 其他诊断" in page.text
    assert "C34.9" not in page.text


def test_wishes_are_asked_at_once_and_silence_is_no_answer(session, clinician, patient: Patient):
    form = clinician.get("patients.wishes", key=patient.key)
    first = [element.get("value") for element in form.all("input", name="ICU")]
    assert first[0] == "NOT_ASKED"
    checked = [element.get("value") for element in form.all("input", name="CPR") if element.get("checked") is not None]
    assert checked == ["REFUSED"]
    typed = {**WISHES, "CPR": "UNDECIDED", "ICU": "REFUSED", "care": "HOME", "death": "", "note": "想看孙女结婚"}
    assert clinician.post("patients.wish", typed, key=patient.key).status == 303
    page = clinician.follow()
    assert "希望照护地点：居家" in page.text
    assert "希望离世地点" not in page.text
    assert "想看孙女结婚" in page.text
    said = [(row.wish, row.answer) for row in session.scalars(sa.select(WishStatement).order_by(WishStatement.id))]
    assert said == [(Wish.CPR, WishAnswer.REFUSED), (Wish.CPR, WishAnswer.UNDECIDED), (Wish.ICU, WishAnswer.REFUSED)]


def test_every_record_leaves_its_trace(session, clinician, patient: Patient, house: House):
    clinician.post("patients.assess", when(nrs="3"), key=patient.key, score="nrs")
    row = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (row.action, row.actor_id, row.details) == ("patient_assessed", house.clinician.id, {"what": "NRS"})


@pytest.mark.parametrize("endpoint", POSTS)
def test_another_house_records_nothing(stranger, patient: Patient, endpoint: str):
    more = {"score": "nrs"} if endpoint == "assess" else {}
    assert stranger.post(f"patients.{endpoint}", {}, key=patient.key, **more).status == 404


@pytest.mark.parametrize("endpoint", POSTS)
def test_after_a_death_nothing_is_recorded_any_more(session, clinician, patient: Patient, house: House, endpoint: str):
    with unit_of_work():
        staying.record_death(session, patient, by=house.clinician, at=now())
    more = {"score": "nrs"} if endpoint == "assess" else {}
    page = clinician.post(f"patients.{endpoint}", {}, key=patient.key, **more)
    assert page.status == 409
    assert "已离世" in page.text


@pytest.mark.parametrize("endpoint", POSTS)
def test_a_forged_post_is_refused(clinician: Visitor, patient: Patient, endpoint: str):
    more = {"score": "nrs"} if endpoint == "assess" else {}
    assert clinician.post(f"patients.{endpoint}", {}, guard=False, key=patient.key, **more).status == 422
