"""The patients of a house: found as people type, and only by those who may see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.core.clock import now
from hospice.core.db import unit_of_work
from hospice.episodes.services import staying
from hospice.facilities.rules.codes import UnitKind
from hospice.patients.models import Patient
from hospice.patients.rules.wishes import Setting
from hospice.patients.services import clinical, identity
from hospice.patients.services.identity import Document
from hospice.transfers.rules.codes import Outcome
from hospice.transfers.services import asking
from tests.cases import House, a_patient, an_id_of_its_own, submitted
from tests.factories import a_unit
from tests.pages import Visitor

from .typed import a_stay


def shown(visitor: Visitor, **asked: str) -> list[str]:
    """The patients of the list, as they are called there."""
    return [row[0] for row in visitor.get("patients.index", **asked).rows()]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("周建国", {"周**，女"}), ("建国", {"周**，女"}), ("zjg", {"周**，女"}), ("ZJG", {"周**，女"}), ("jg", {"周**，女"}),
        ("欧阳", {"欧阳**，女"}), ("oymh", {"欧阳**，女"}), ("周 zjg", {"周**，女"}), ("李", set()), ("%", set()), ("_", set()),
    ],
)  # fmt: skip
def test_patients_are_found_by_name_part_and_initials(clinician, house, elsewhere, typed: str, found: set[str]):
    for name in ("周建国", "欧阳明华", "吴秀兰"):
        a_patient(house, name=name, birth_date=None)
        a_patient(elsewhere, name=name, birth_date=None)
    rows = shown(clinician, q=typed)
    assert (set(rows), len(rows)) == (found, len(found))


def test_a_whole_number_is_found_a_part_of_it_never(session, clinician, house: House):
    patient, number = a_patient(house), an_id_of_its_own()
    with unit_of_work():
        identity.amend_patient(session, patient, {}, document=Document(number=number), by=house.clinician)
    assert clinician.post("patients.find", {"q": f" {number.lower()} "}).location == f"/patients/{patient.key}"
    assert len(shown(clinician, q=number)) == 1
    for part in (number[-4:], number[:-1], number[6:14], number[-6:]):
        assert shown(clinician, q=part) == [], part


def test_a_number_never_becomes_part_of_an_address(clinician, house: House):
    assert clinician.post("patients.find", {"q": an_id_of_its_own()}).location == "/patients"
    assert "没有找到这个证件号码" in clinician.follow().text
    location = clinician.post("patients.find", {"q": "周", "where": "bed"}).location
    assert location == "/patients?q=%E5%91%A8&where=bed"


def test_a_number_that_a_spreadsheet_has_eaten_is_refused_in_words(clinician, house: House):
    for page in (
        clinician.post("patients.find", {"q": "3.30106E+17"}),
        clinician.get("patients.index", q="3.30106E+17"),
    ):
        assert page.status == 422
        assert "表格软件" in page.text
        assert page.control("q").get("value") == "3.30106E+17"


def test_another_house_learns_nothing_of_a_number(session, stranger, house: House):
    patient, number = a_patient(house), an_id_of_its_own()
    with unit_of_work():
        identity.amend_patient(session, patient, {}, document=Document(number=number), by=house.clinician)
    assert stranger.post("patients.find", {"q": number}).location == "/patients"
    assert stranger.get("patients.detail", key=patient.key).status == 404


def test_the_list_is_narrowed_by_where_patients_are(session, clinician, house: House):
    names = {"bed": "在院人", "home": "居家人", "nowhere": "未排人", "ended": "离世人"}
    people = {where: a_patient(house, name=name) for where, name in names.items()}
    team = a_unit(house.institution, UnitKind.HOME_TEAM)
    a_stay(session, people["bed"], house.unit)
    a_stay(session, people["home"], team, Setting.HOME)
    a_stay(session, people["bed"], team, Setting.HOME, place_no=2)  # the home team has not let go: a bed goes before
    with unit_of_work():
        staying.record_death(session, people["ended"], by=house.clinician)
    for where, name in names.items():
        rows = shown(clinician, where=where)
        assert [row[0] for row in rows] == [name[0]], where
    assert len(shown(clinician)) == 4
    assert len(shown(clinician, where="nonsense")) == 4


def test_a_house_that_is_asked_sees_the_patient_until_that_is_taken_back(session, app, house: House, elsewhere: House):
    patient = a_patient(house, name="周建国")
    a_patient(house, name="别的人")
    receiver = Visitor(app, elsewhere.liaison)
    assert shown(receiver) == []
    request = submitted(house, elsewhere, patient=patient)[0]
    assert [row[:3] for row in shown(receiver)] == ["周**"]
    with unit_of_work():
        asking.withdraw(session, request.transfer, Outcome.WITHDRAWN_FAMILY, "家属改变主意", by=house.clinician)
    assert shown(receiver) == []


def test_who_was_seen_to_last_stands_first_and_the_version_stays(session, clinician, house: House):
    first, second = a_patient(house, name="周甲"), a_patient(house, name="吴乙")
    session.execute(sa.update(Patient).values(changed_at=now() - timedelta(days=9)))
    with unit_of_work():
        clinical.assess(session, first, "NRS", {"nrs": 3}, by=house.clinician)
    assert [row[0] for row in shown(clinician)] == ["周", "吴"]
    version = first.version
    with unit_of_work():
        clinical.wish(session, second, {}, by=house.clinician)
    assert [row[0] for row in shown(clinician)] == ["吴", "周"]
    session.refresh(first)
    assert first.version == version


def test_a_long_list_is_turned_in_pages_at_the_same_number_of_statements(session, clinician, house: House):
    a_stay(session, a_patient(house), house.unit)
    clinician.get("patients.index")
    few = clinician.queries
    for _number in range(3):
        a_patient(house)
    page = clinician.get("patients.index", per_page="2")
    assert len(page.rows()) == 2
    assert "第1—2位，共4位" in page.text
    assert clinician.get("patients.index").queries == few == 7
    assert len(clinician.get("patients.index", per_page="2", page="2").rows()) == 2


def test_an_empty_list_says_what_to_do(clinician, house: House):
    page = clinician.get("patients.index")
    assert "这里还没有患者" in page.text
    assert page.links()["登记患者"] == "/patients/new"
    assert "证件号码要输入全部" in clinician.get("patients.index", q="没有").text


def test_who_does_not_care_for_patients_sees_no_list(client_for, house: House):
    for role in (Role.COUNTY_COORDINATOR, Role.PROVINCE_OFFICER, Role.SYSTEM_ADMIN):
        assert client_for(role).get("patients.index").status == 403
