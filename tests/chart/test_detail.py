"""The page of one patient: masked, complete, its gaps drawn as gaps, and quiet after a death."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hospice.core.clock import now, today
from hospice.core.db import unit_of_work
from hospice.episodes.services import staying
from hospice.patients.rules.clinical import RatedBy
from hospice.patients.rules.wishes import Setting, Wish, WishAnswer
from hospice.patients.services import clinical
from tests.cases import House, a_draft, a_patient, submitted
from tests.pages import Visitor

from .typed import a_stay

SVG = "{http://www.w3.org/2000/svg}"
PLANNING = ("发起转介", "记录评估", "记录病情", "记录诊断", "更新用药清单", "记录意愿", "登记联系人", "登记同意书")


def opioid(name: str, code: str, per_day: str, way: str = "ORAL") -> dict[str, str]:
    return {"name": name, "opioid": code, "way": way, "dose": "", "per_day": per_day, "supply": ""}


def takes(session, house: House, patient, *medicines: dict[str, str]) -> None:
    with unit_of_work():
        clinical.describe_part(
            session, patient, {"medicines": list(medicines)}, by=house.clinician, only_medicines=True
        )


def has(session, house: House, patient, *infections: str) -> None:
    with unit_of_work():
        clinical.describe_part(session, patient, {"infections": list(infections)}, by=house.clinician)


def test_names_and_numbers_are_masked_and_what_is_known_is_there(session, clinician, house: House):
    patient = a_patient(house, name="周建国", birth_date=date(today().year - 81, 1, 1), address="贤良路315号")
    page = clinician.get("patients.detail", key=patient.key)
    assert page.title == "周**，女，81岁"
    for said in ("丽水市龙泉市", "3至4周", "清醒", "无已知过敏", "标准预防", "测** 子 138****0000", "不希望",
                 "职工基本医疗保险", "目前没有使用药物", house.clinician.name):  # fmt: skip
        assert said in page.text, said
    for masked in ("建国", "贤良路", "13800000000", "测试家属"):
        assert masked not in page.html, masked
    assert page.links()["发起转介"] == f"/patients/{patient.key}/transfers/new"
    assert [element.text for element in page.all("a", class_="btn-1")] == ["发起转介"]


def test_gaps_are_shown_as_gaps(session, clinician, house: House):
    patient = a_patient(house)
    page = clinician.get("patients.detail", key=patient.key)
    assert "希望的照护地点和离世地点尚未谈及" in page.text
    assert page.text.count("尚未谈及") == 1 + len(Wish) - 1, "all but resuscitation"
    assert "还没有签署同意书" in page.text
    assert "还没有入住或服务的记录" in page.text


def test_what_goes_on_leads_to_its_pages(session, clinician, house: House, elsewhere: House):
    patient = a_patient(house)
    stay = a_stay(session, patient, house.unit)
    transfer = submitted(house, elsewhere, patient=patient)[0].transfer
    page = clinician.get("patients.detail", key=patient.key)
    links = page.links().values()
    assert f"/stays/{stay.key}" in links
    assert f"/transfers/{transfer.key}" in links
    assert "第4天" in page.text
    assert "起病区；计划2030年1月1日转往病区。" in page.text, "the ribbon says it"
    assert len(page.all(f"{SVG}svg", class_="wid")) == len(page.all(f"{SVG}svg", class_="nar")) == 1


def test_where_the_patient_wishes_to_be_stands_with_the_ribbon(session, clinician, house: House):
    patient = a_patient(house)
    with unit_of_work():
        clinical.wish_places(session, patient, Setting.HOME, Setting.WARD, by=house.clinician)
    assert "希望照护地点：居家 希望离世地点：病区" in clinician.get("patients.detail", key=patient.key).text


def test_scores_over_time_are_a_picture_and_a_table(session, clinician, house: House):
    patient = a_patient(house)
    with unit_of_work():
        clinical.assess(
            session,
            patient,
            "NRS",
            {"nrs": 8},
            by=house.clinician,
            at=now() - timedelta(days=5),
            rated_by=RatedBy.PATIENT,
        )
        clinical.assess(session, patient, "ESAS-r", {"pain": 4, "tiredness": 7}, by=house.clinician)
    page = clinician.get("patients.detail", key=patient.key)
    pictures = [element.get("aria-label") for element in page.all(f"{SVG}svg", role="img")]
    assert pictures == ["疼痛数字评分（NRS）：共评2次，最早8，最近5"]
    assert "8 重度疼痛" in page.text
    assert "患者自评" in page.text
    assert "疼痛4，疲乏7" in page.text, "an incomplete sum is no sum"


def test_the_opioids_of_a_day_are_an_estimate_and_never_silently_less(session, clinician, house: House):
    patient = a_patient(house)
    takes(
        session, house, patient, opioid("吗啡缓释片", "MORPHINE", "60"), opioid("芬太尼贴", "FENTANYL", "25", "PATCH")
    )
    page = clinician.get("patients.detail", key=patient.key)
    assert "约120毫克/日" in page.text
    assert "已达提醒值" in page.text
    assert "不得用于阿片类药物换算或换药" in page.text
    takes(session, house, patient, opioid("吗啡缓释片", "MORPHINE", "60"), opioid("美沙酮", "METHADONE", "10"))
    assert "不完整，已知部分约60毫克/日" in clinician.get("patients.detail", key=patient.key).text
    takes(session, house, patient, opioid("吗啡缓释片", "MORPHINE", ""))
    page = clinician.get("patients.detail", key=patient.key)
    assert "不完整，无法估计" in page.text
    assert "吗啡缓释片缺24小时总量或途径" in page.text


def test_only_those_who_treat_now_read_what_is_told_in_person(session, app, house: House, elsewhere: House):
    patient = a_patient(house)
    has(session, house, patient, "HBV", "HIV")

    def reads(person) -> tuple[bool, bool]:
        page = Visitor(app, person).get("patients.detail", key=patient.key)
        assert "乙肝" in page.text
        return "艾滋" in page.html, "有需要单独告知的感染信息" in page.text

    assert reads(house.clinician) == reads(house.manager) == (True, False)
    assert reads(house.liaison) == (False, True)
    submitted(house, elsewhere, patient=patient)
    assert reads(elsewhere.clinician) == (False, True), "asked, and not caring yet"
    a_stay(session, patient, elsewhere.unit)
    assert reads(elsewhere.clinician) == (True, False)
    assert reads(house.clinician) == (False, True), "another house cares now"


def test_after_a_death_the_page_is_quiet(session, clinician, house: House):
    patient = a_patient(house, birth_date=date(today().year - 81, 1, 1))
    a_stay(session, patient, house.unit)
    with unit_of_work():
        staying.record_death(session, patient, by=house.clinician)
    page = clinician.get("patients.detail", key=patient.key)
    assert "离世" in page.text
    assert [words for words in PLANNING if words in page.links()] == []
    assert "120" not in page.text
    assert page.all("span", class_="hot") == []
    assert page.all("a", class_="btn-1") == []
    axis = [element.text or "" for element in page.all(f"{SVG}text")]
    assert axis
    assert not any("今天" in words for words in axis)


def test_who_is_asked_reads_and_changes_nothing(session, app, house: House, elsewhere: House):
    patient = a_patient(house)
    submitted(house, elsewhere, patient=patient)
    page = Visitor(app, elsewhere.clinician).get("patients.detail", key=patient.key)
    assert page.status == 200
    assert [words for words in (*PLANNING, "修改资料") if words in page.links()] == []


def test_a_draft_of_another_house_is_nobody_elses_business(session, clinician, app, house: House, elsewhere: House):
    patient = a_patient(house)
    a_stay(session, patient, elsewhere.unit)
    draft = a_draft(elsewhere, [house], patient=patient)
    assert f"/transfers/{draft.key}" not in clinician.get("patients.detail", key=patient.key).html
    assert f"/transfers/{draft.key}" in Visitor(app, elsewhere.clinician).get("patients.detail", key=patient.key).html


@pytest.mark.parametrize("endpoint", ["detail", "edit", "scores", "state", "medicines", "diagnosis", "wishes", "new_contact",
                                      "new_consent", "ask_to_reveal"])  # fmt: skip
def test_another_house_finds_nothing(stranger, house: House, endpoint: str):
    assert stranger.get(f"patients.{endpoint}", key=a_patient(house).key).status == 404


def test_the_page_takes_few_statements_however_long_the_history(session, clinician, house: House, elsewhere: House):
    patient = a_patient(house)
    a_stay(session, patient, house.unit)
    submitted(house, elsewhere, patient=patient)
    takes(session, house, patient, opioid("吗啡缓释片", "MORPHINE", "60"))
    with unit_of_work():
        clinical.wish_places(session, patient, Setting.HOME, Setting.HOME, by=house.clinician)
    assert clinician.get("patients.detail", key=patient.key).queries == 15
    for number in range(4):
        with unit_of_work():
            clinical.assess(session, patient, "NRS", {"nrs": number}, by=house.manager)
            clinical.wish(session, patient, {Wish.ICU: WishAnswer.REFUSED}, by=house.liaison)
        has(session, house, patient, "NONE")
    assert clinician.get("patients.detail", key=patient.key).queries == 15
