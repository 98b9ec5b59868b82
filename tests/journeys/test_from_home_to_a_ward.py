"""Journey 2: from home to a ward bed, three and more people at once in browsers of their own, with the network cut."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hospice.core.clock import today
from hospice.core.db import unit_of_work
from hospice.facilities.rules.codes import InstitutionKind, UnitKind
from hospice.patients.services import codes
from tests.cases import a_house, an_id
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
    row_of,
    sign_and_submit,
    staff_of,
    take,
    tell_the_four_domains,
    words,
)

pytestmark = pytest.mark.browser

HERE = {"lon": 119.13, "lat": 28.08}


@pytest.fixture
def network(live) -> tuple[Staff, Staff, Staff]:
    """A community health centre, and two hospitals with a free bed each."""
    with live.app.app_context():
        with unit_of_work() as session:
            codes.load_codes(session)
        centre = an_institution(name="测试龙渊社区卫生服务中心", kind=InstitutionKind.CHC, **HERE)
        community = a_house(unit=a_unit(centre, UnitKind.HOME_TEAM, name="居家团队"))
        near = a_house(unit=a_unit(an_institution(name="测试甲医院", **HERE), name="甲病区"), beds=1)
        far = a_house(
            unit=a_unit(an_institution("331102", name="测试乙医院", lon=119.9, lat=28.45), name="乙病区"), beds=1
        )
        return staff_of(community), staff_of(near), staff_of(far)


def register_the_patient(page: Any) -> None:
    """One screen."""
    press(page, "发起转介")
    press(page, "登记患者")
    page.get_by_label("姓名", exact=True).fill("周建国")
    page.get_by_label("证件号码", exact=True).fill(an_id(7))
    page.get_by_label("现住县").select_option("331181")
    page.get_by_label("详细住址").fill("贤良路315号")
    page.get_by_label("联系人姓名", exact=True).fill("周小明")
    page.get_by_label("与患者的关系", exact=True).select_option("SON")
    page.get_by_label("联系电话").fill("13800000000")
    choose(page, "患者能否自己决定", "能自己决定")
    choose(page, "患者是否知道病情", "是")
    page.get_by_role("combobox", name="主要诊断").fill("C34.9")
    page.get_by_label("恶性肿瘤", exact=True).check()
    page.get_by_label("生存期预估").select_option("W3_4")
    page.get_by_label("意识状态").select_option("ALERT")
    choose(page, "管路和设备", "无")
    choose(page, "感染", "未发现")
    page.get_by_label("隔离要求").select_option("STANDARD")
    page.get_by_label("过敏", exact=True).select_option("NONE_KNOWN")
    page.get_by_label("活动能力评分").fill("40")
    page.get_by_label("疼痛评分").fill("5")
    page.get_by_label("目前没有使用药物").check()
    page.get_by_label("医保", exact=True).select_option("310")
    page.get_by_label("参保地").select_option(label="龙泉市")
    page.get_by_role("button", name="登记患者").click()


def say_what_is_needed(page: Any) -> None:
    """From the patient's page to the ranked places."""
    press(page, "发起转介")
    choose(page, "需要的去处", "病区")
    choose(page, "级别", "常规")
    page.get_by_label("期望日期").fill(str(today() + timedelta(days=1)))
    choose(page, "转介原因", "疼痛控制", "家属照护困难")
    page.get_by_label("怎样移动").select_option("STRETCHER")
    page.get_by_label("车辆").select_option("AMBULANCE")
    page.get_by_label("随车医护").select_option("NURSE")
    press(page, "保存草稿，看去处")


def ask_both(page: Any) -> None:
    """A first and a second choice, on one consent."""
    for house, rank in (("测试甲医院", "首选"), ("测试乙医院", "次选")):
        page.locator(".cand").filter(has_text=house).get_by_text(rank, exact=True).click()
    press(page, "下一步：同意与提交")


def sign_the_care(page: Any, case: str) -> None:
    """What must be there before anybody leaves: the page of the departure leads to both."""
    press(page, "安宁疗护知情同意书")
    page.get_by_label("同意书版本").fill("2026版")
    page.get_by_label("签署人姓名").fill("周建国")
    page.get_by_label("签署人与患者的关系").select_option("SELF")
    press(page, "保存")
    open_path(page, case)
    press(page, "确认出发")
    press(page, "照护意愿已询问")
    choose(page, "心肺复苏", "不希望")
    press(page, "保存")
    open_path(page, case)


def test_from_home_to_a_ward_bed(browse, network):
    community, near, far = network
    doctor, ward, other = (at_the_desk(browse, who) for who in (community.clinician, near.manager, far.manager))
    liaison = at_the_desk(browse, near.liaison, width=390)

    register_the_patient(doctor)
    say_what_is_needed(doctor)
    first = doctor.locator(".cand").first.inner_text()
    assert "测试甲医院" in first
    assert "1张空床" in first
    assert "直线距离" in first
    assert "参保地（未填）" not in first
    ask_both(doctor)
    consent = words(doctor)
    assert "测试甲医院　甲病区" in consent
    assert "测试乙医院　乙病区" in consent
    sign_and_submit(doctor, "周建国", 2)
    case = path_of(doctor)

    press(liaison, "今日")
    press(liaison, "打开审核")
    press(liaison, "打开审核")
    assert "“受理”由接收方医师、护士长办理。" in words(liaison)
    press(other, "今日")
    press(other, "打开审核")
    press(other, "打开审核")

    open_path(ward, case)
    press(ward, "受理")
    choose(ward, "床位", "任一空床")
    press(ward, "受理")
    open_path(doctor, case)
    assert "床位保留还剩1天23小时" in words(doctor)
    assert "已解除" in row_of(doctor, "乙病区")
    assert other.request.get(other.url).status == 404  # asked beside the page: a browser reports what is not found
    other.get_by_role("link", name="消息").first.click()
    assert "一条转介已由其他单位受理，不需再处理。" in words(other)

    propose(doctor)
    open_path(ward, case)
    ward.get_by_role("button", name="同意").click()
    assert "时间已排定" in words(ward)
    open_path(doctor, case)
    press(doctor, "确认出发")
    sign_the_care(doctor, case)
    take(doctor, "确认出发")
    assert "患者在途中，等对方登记到达。" in words(doctor)
    open_path(liaison, case)
    take(liaison, "登记到达")

    open_path(doctor, case)
    press(doctor, "填写交接清单")
    tell_the_four_domains(doctor, "甲病区")
    hand_over(doctor)
    open_path(ward, case)
    press(ward, "填写交接清单")
    hand_over(ward)
    press(ward, "去办理收治")
    press(ward, "办理收治")
    press(ward, "床位")
    assert "在住\n周**" in ward.locator(".bed").inner_text()
    open_path(ward, case)
    press(ward, "结案")

    open_path(doctor, case)
    told = words(doctor)
    assert "已住进病区" in told
    assert "仍在照护中" in told
    steps = doctor.locator(".line").inner_text()
    for step in (
        "起草",
        "已提交",
        "已接收审核",
        "已受理",
        "已预约床位",
        "已排期",
        "已出发",
        "已到达",
        "已收治",
        "结案",
    ):
        assert step in steps
