"""Journey 3: from a ward back home. The ward, the home team and the family doctor, each in a browser of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hospice.core.clock import today
from hospice.facilities.rules.codes import InstitutionKind, UnitKind
from hospice.patients.rules.codes import ConsentKind
from tests.cases import a_house, a_patient, consent
from tests.factories import a_unit, an_institution

from .desks import (
    Staff,
    at_the_desk,
    choose,
    hand_over,
    open_path,
    path_of,
    press,
    propose,
    sign_and_submit,
    staff_of,
    take,
    tell_the_four_domains,
    words,
)

pytestmark = pytest.mark.browser

HERE = {"lon": 119.13, "lat": 28.08}


@pytest.fixture
def county(live) -> tuple[Staff, Staff, Staff]:
    """A ward with a patient of its own, the home team of another hospital, and the health centre of the family doctor."""
    with live.app.app_context():
        ward = a_house(unit=a_unit(an_institution(name="测试甲医院", **HERE), name="甲病区"), beds=1)
        team = a_house(unit=a_unit(an_institution(name="测试丙医院", **HERE), UnitKind.HOME_TEAM, name="居家团队"))
        centre = an_institution(name="测试龙渊社区卫生服务中心", kind=InstitutionKind.CHC, **HERE)
        family = a_house(unit=a_unit(centre, UnitKind.CLINIC, name="门诊"))
        patient = a_patient(ward, name="吴桂英")
        consent(ward, patient, kind=ConsentKind.CARE)
        return staff_of(ward), staff_of(team), staff_of(family)


def take_in(page: Any) -> None:
    """The ward takes in a patient who has come without a transfer."""
    press(page, "床位")
    press(page, "没有转介的患者直接入住")
    page.get_by_role("group", name="患者").get_by_role("radio").check()
    press(page, "办入住")
    assert "在住" in page.locator(".bed").inner_text()


def plan_the_way_home(page: Any) -> None:
    """From the bed to the patient, and from there to a home team within reach."""
    page.locator(".bed a").click()
    press(page, "患者资料")
    press(page, "发起转介")
    choose(page, "需要的去处", "居家")
    choose(page, "级别", "常规")
    page.get_by_label("期望日期").fill(str(today() + timedelta(days=1)))
    choose(page, "转介原因", "回归社区、居家")
    press(page, "保存草稿，看去处")
    assert "在上门范围内" in words(page)
    page.locator(".cand").get_by_text("首选", exact=True).click()
    press(page, "下一步：同意与提交")
    sign_and_submit(page, "吴桂英", 1)


def test_from_a_ward_back_home(browse, county):
    hospital, visitors, centre = county
    ward, nurse = (at_the_desk(browse, login) for login in (hospital.manager, visitors.clinician))
    doctor = at_the_desk(browse, centre.clinician, width=390)

    take_in(ward)
    plan_the_way_home(ward)
    case = path_of(ward)
    press(nurse, "今日")
    press(nurse, "打开审核")
    press(nurse, "打开审核")
    take(nurse, "受理")
    propose(nurse)
    open_path(ward, case)
    ward.get_by_role("button", name="同意").click()
    assert "时间已排定" in words(ward)

    press(ward, "填写交接清单")
    tell_the_four_domains(ward, "居家团队")
    hand_over(ward)
    open_path(ward, case)
    press(ward, "确认离院")
    press(ward, "已回家")
    assert "清洁中" in ward.locator(".bed").inner_text()
    press(ward, "清洁完毕")
    assert "空床" in ward.locator(".bed").inner_text()

    press(doctor, "今日")
    assert "出院推送待签收" in words(doctor)
    press(doctor, "签收")
    press(doctor, "签收")
    told = words(doctor)
    assert "待首次联系" in told
    assert f"5天，到{day_words(5)}" in told
    assert "居家团队" in told
    choose(doctor, "联系方式", "电话")
    doctor.get_by_label("情况").fill("疼痛控制好，女儿会用药")
    press(doctor, "登记首次随访")
    assert "首次联系已登记，转出方可以看到。" in words(doctor)

    press(nurse, "今日")
    assert "约定的首次上门或首诊" in words(nurse)
    open_path(nurse, case)
    press(nurse, "填写交接清单")
    hand_over(nurse)
    press(nurse, "去办理收治")
    press(nurse, "办理收治")
    assert "照护已开始" in words(nurse)
    press(nurse, "结案")

    open_path(ward, case)
    told = words(ward)
    assert "居家照护已开始" in told
    assert "药会先用完" not in told
    assert {"已收治", "结案"} <= set(ward.locator(".line b").all_inner_texts())
    ward.get_by_role("link", name="消息").first.click()
    assert "您推送的出院患者已有首次联系。" in words(ward)


def day_words(ahead: int) -> str:
    """A day as pages write it."""
    on = today() + timedelta(days=ahead)
    return f"{on.month}月{on.day}日"
