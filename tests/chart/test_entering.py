"""A new patient: one screen, one unit of work, the same person found twice, and nothing typed is lost."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.audit.models import AuditEvent
from hospice.core.sealing import unseal
from hospice.patients.models import ClinicalState, Contact, Diagnosis, Patient, PatientScore
from hospice.patients.rules.codes import Capacity, Sex
from hospice.patients.services import clinical
from tests.cases import House, an_id, an_id_of_its_own
from tests.pages import Visitor

from .typed import a_new_patient


def counted(session: Session) -> list[int]:
    """How many rows there are of everything that an entry makes."""
    session.expire_all()
    return [
        session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
        for model in (Patient, Contact, Diagnosis, ClinicalState, PatientScore, AuditEvent)
    ]


def the_newest(session: Session) -> Patient:
    return session.scalars(sa.select(Patient).order_by(Patient.id.desc()).limit(1)).one()


def test_one_screen_enters_a_patient_with_everything_a_transfer_asks_for(session, clinician: Visitor, house: House):
    typed = a_new_patient(id_number=an_id(7, "19450302"))
    assert clinician.post("patients.add", typed).status == 303
    page = clinician.follow()
    assert page.title == "周**，女，81岁"
    patient = the_newest(session)
    assert (patient.institution_id, patient.sex, patient.capacity) == (house.institution.id, Sex.FEMALE, Capacity.FULL)
    assert str(patient.birth_date) == "1945-03-02", "the number says it"
    assert unseal(patient.id_sealed, patient.about) == typed["id_number"]
    assert [(one.name, one.phone) for one in patient.contacts] == [("周小明", "13800000000")]
    assert {row.score for row in session.scalars(sa.select(PatientScore))} == {"PPS", "NRS"}
    state = session.scalars(sa.select(ClinicalState)).one()
    assert (state.devices, state.medicines, state.by_id) == (["NONE"], [], house.clinician.id)
    assert session.scalars(sa.select(Diagnosis)).one().code == "C34.9"


def test_a_refusal_leaves_nothing_behind_and_keeps_what_was_typed(session, clinician: Visitor, monkeypatch):
    before = counted(session)
    page = clinician.post("patients.add", a_new_patient(pain="11", contact_phone="12345", function_value="45"))
    assert page.status == 422
    assert "还有3处需要改" in page.text
    assert "请填写11位手机号" in page.text
    assert "每10一档" in page.text
    assert page.control("name").get("value") == "周建国"
    assert page.control("contact_phone").get("value") == "12345"
    assert counted(session) == before

    def refuses(*_args: object, **_more: object) -> None:
        raise clinical.Refused("到此为止", field="pain")

    monkeypatch.setattr(clinical, "assess", refuses)  # the last deed of the unit of work
    page = clinician.post("patients.add", a_new_patient())
    assert (page.status, "到此为止" in page.text) == (422, True)
    assert counted(session) == before


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("110105491231002", "15位的旧号码"),
        ("3.30106E+17", "表格软件"),
        ("99999919450302001", "您填了17位"),
        (an_id(7)[:-1] + ("1" if an_id(7)[-1] != "1" else "2"), "最后一位应为"),
        ("11010519491231002X", "演示系统"),
    ],
)
def test_a_number_that_cannot_be_is_refused_in_words(session, clinician: Visitor, number: str, words: str):
    page = clinician.post("patients.add", a_new_patient(id_number=number))
    assert page.status == 422
    assert words in page.text
    assert page.control("id_number").get("value") == number


def test_without_a_number_there_is_a_reason_and_a_birth_date(session, clinician: Visitor):
    assert "请在下一栏写明原因" in clinician.post("patients.add", a_new_patient(id_number="")).text
    without = a_new_patient(id_number="", id_missing_reason="急诊入院，证件未带", sex="1")
    assert "出生日期用来核对身份" in clinician.post("patients.add", without).text
    assert clinician.post("patients.add", {**without, "birth_date": "1945年3月2日"}).status == 303
    assert "急诊入院，证件未带" in clinician.follow().text


def test_what_the_number_says_otherwise_is_a_warning_and_no_refusal(session, clinician: Visitor):
    typed = a_new_patient(id_number=an_id(8, "19450302"), sex="1", birth_date="1944-03-02")
    assert clinician.post("patients.add", typed).status == 303
    page = clinician.follow()
    assert "出生日期与身份证号码不一致" in page.text
    assert "性别与身份证号码不一致" in page.text
    assert the_newest(session).sex is Sex.MALE, "what was typed stands until somebody changes it"


def test_the_same_person_in_ones_own_house_is_led_to(session, clinician: Visitor):
    number = an_id_of_its_own()
    clinician.post("patients.add", a_new_patient(id_number=number))
    first, before = the_newest(session), counted(session)
    page = clinician.post("patients.add", a_new_patient(id_number=number, name="别的名字"))
    assert page.status == 409
    assert page.links()["打开已有的资料"].endswith(str(first.key))
    assert page.control("name").get("value") == "别的名字"
    assert counted(session) == before


def test_the_same_person_elsewhere_is_not_named(session, clinician: Visitor, stranger: Visitor):
    number = an_id_of_its_own()
    stranger.post("patients.add", a_new_patient(id_number=number, county="330106", name="欧阳明华"))
    before = counted(session)
    page = clinician.post("patients.add", a_new_patient(id_number=number))
    assert page.status == 409
    assert "已登记在网络中" in page.text
    assert "欧阳" not in page.html
    assert str(the_newest(session).key) not in page.html
    assert counted(session) == before


def test_an_interrupted_entry_is_saved_and_completed_later(session, clinician: Visitor):
    typed = {
        "name": "周建国", "id_type": "01", "id_number": an_id_of_its_own(), "sex": "0", "county": "331181",
        "capacity": "UNKNOWN", "knows_diagnosis": "UNKNOWN", "function_scale": "PPS",
    }  # fmt: skip
    assert clinician.post("patients.add", typed).status == 422
    assert clinician.post("patients.add", {**typed, "early": "1"}).status == 303
    page = clinician.follow()
    for gap in ("还没有登记诊断", "还没有记录病情", "还没有评过分", "还没有登记用药", "还没有登记联系人"):
        assert gap in page.text
    assert "发起转介前还缺15项。" in page.text
    assert clinician.post("patients.add", a_new_patient()).status == 303
    assert "发起转介前还缺" not in clinician.follow().text, "the whole form leaves nothing out"


def test_a_diagnosis_is_found_without_a_script(session, clinician: Visitor):
    page = clinician.post("patients.add", a_new_patient(diagnosis="胰腺", find="diagnosis"))
    assert page.status == 200
    assert page.control("name").get("value") == "周建国"
    offered = [element.get("value") for element in page.all("input", name="diagnosis_pick")]
    assert "C25" in offered
    assert "请在下面选一个" in clinician.post("patients.add", a_new_patient(diagnosis="胰腺")).text
    assert clinician.post("patients.add", a_new_patient(diagnosis="胰腺", diagnosis_pick="C25")).status == 303
    assert session.scalars(sa.select(Diagnosis)).one().code == "C25"
    unknown = clinician.post("patients.add", a_new_patient(diagnosis="没有这种病"))
    assert "编码表中没有“没有这种病”" in unknown.text
    stale = clinician.post("patients.add", a_new_patient(diagnosis="胰腺", diagnosis_pick="C34.9"))
    assert stale.status == 422, "what was picked for other words does not count"


def test_the_list_of_codes_is_asked_by_name_code_and_initials(session, clinician: Visitor, client_for):
    for typed, code in (("c34", "C34"), ("胰腺", "C25"), ("wexzl", "C16")):
        assert code in [row["code"] for row in clinician.get("patients.diagnosis_codes", q=typed).json]
    assert clinician.get("patients.diagnosis_codes", q="").json == []
    assert client_for().get("patients.diagnosis_codes", q="c34").status == 403


def test_none_and_something_are_not_both_true(session, clinician: Visitor):
    page = clinician.post("patients.add", a_new_patient(devices=["NONE", "PUMP"], infections=["NONE", "TB"]))
    assert page.status == 422
    assert "选了“无”，就请不要再选其他" in page.text
    assert "选了“未发现”，就请不要再选其他" in page.text
    page = clinician.post("patients.add", a_new_patient(no_medicines=None))
    assert "请列出正在使用的药物" in page.text


def test_the_folded_parts_are_kept(session, clinician: Visitor):
    typed = a_new_patient(
        devices=["PUMP"], device_PUMP_since="2026-11-01", device_PUMP_change="2026-12-01", wound_0_kind="2",
        wound_0_site="骶尾部", second_name="周小红", second_relation="DAUGHTER", second_phone="0578-7123456",
        religion="佛教", customs="不放哀乐", family="老伴81岁", hardship="LOW_INCOME", floor="5", has_lift="no",
        contact_cares="y", contact_decides="y", contact_basis="CLOSE_RELATIVE", stage="Ⅳ期", ethnic_group="22",
        no_medicines=None, medicine_0_name="吗啡缓释片", medicine_0_opioid="MORPHINE", medicine_0_way="ORAL",
        medicine_0_per_day="60",
    )  # fmt: skip
    assert clinician.post("patients.add", typed).status == 303
    page = clinician.follow()
    for said in ("2026-11-01置入", "下次更换2026-12-01", "压力性损伤2期　骶尾部", "佛教", "不放哀乐", "老伴81岁", "低保",
                 "决策人（近亲属）", "Ⅳ期", "约60毫克/日"):  # fmt: skip
        assert said.replace("　", " ") in page.text, said
    patient = the_newest(session)
    assert (patient.floor, patient.has_lift, patient.ethnic_group, len(patient.contacts)) == (5, False, "22", 2)


def test_another_county_brings_its_own_townships(session, clinician: Visitor):
    page = clinician.get("patients.new")
    assert page.control("county").find("option[@selected]").get("value") == "331181"
    page = clinician.post("patients.add", a_new_patient(county="330106", township="331181001", find="townships"))
    towns = [option.get("value") for option in page.control("township").iter("option")]
    assert len(towns) > 5
    assert all(code.startswith("330106") for code in towns if code)


def test_who_works_at_no_house_enters_nobody(session, client_for, nobody: Visitor):
    assert client_for().get("patients.new").status == 403, "a county's officer"
    assert nobody.get("patients.new").status == 302
