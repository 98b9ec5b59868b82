"""Journey 4: no place today. Who waits, who is offered the bed that becomes free, and why: three people in three browsers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hospice.core.clock import frozen, now, today
from hospice.core.db import unit_of_work
from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.codes import InstitutionKind, UnitKind
from hospice.transfers.services import answering
from tests.cases import House, a_house, a_patient, received
from tests.factories import a_unit, an_institution
from tests.transfers.homecomings import lies_in

from .desks import Staff, at_the_desk, choose, open_path, path_of, press, row_of, sign_and_submit, staff_of, words

pytestmark = pytest.mark.browser

HERE = {"lon": 119.13, "lat": 28.08}


def waits(sender: House, ward: House, name: str, hours: float) -> None:
    """Somebody has waited for a bed of the ward for so many hours."""
    with frozen(now() - timedelta(hours=hours)):
        [request] = received(sender, ward, patient=a_patient(sender, name=name), priority=Priority.ROUTINE)
        with unit_of_work() as session:
            answering.waitlist(session, request, by=ward.manager)


@pytest.fixture
def full(live) -> tuple[Staff, Staff]:
    """A health centre with one more patient, and the only ward of the county, full, for which two others wait."""
    with live.app.app_context():
        centre = an_institution(name="测试龙渊社区卫生服务中心", kind=InstitutionKind.CHC, **HERE)
        community = a_house(unit=a_unit(centre, UnitKind.HOME_TEAM, name="居家团队"))
        ward = a_house(unit=a_unit(an_institution(name="测试甲医院", **HERE), name="甲病区"), beds=2)
        for name in ("赵测试", "钱测试"):
            lies_in(ward, a_patient(ward, name=name))
        waits(community, ward, "孙先到", 30)
        waits(community, ward, "李后到", 20)
        a_patient(community, name="周建国")
        return staff_of(community), staff_of(ward)


def look_for_a_place(page: Any) -> None:
    """The search finds nothing free, says so, and leads to the plan until there is."""
    press(page, "发起转介")
    page.locator(".task").filter(has_text="周**").get_by_role("link", name="为这位患者找去处").click()
    choose(page, "需要的去处", "病区")
    choose(page, "级别", "优先")
    page.get_by_label("调整级别的原因").fill("照护者今晚无人接替")
    page.get_by_label("期望日期").fill(str(today() + timedelta(days=1)))
    choose(page, "转介原因", "疼痛控制")
    press(page, "保存草稿，看去处")
    said = words(page)
    assert "现在没有空床" in said
    assert "可先登记候床并安排过渡照护" in said
    press(page, "写下过渡照护")
    page.get_by_label("等候期间的过渡照护").fill("居家团队每日上门；夜间电话0578-7000000")
    press(page, "保存草稿，看去处")
    assert "过渡照护：居家团队每日上门" in words(page)
    page.locator(".cand").get_by_text("首选", exact=True).click()
    press(page, "下一步：同意与提交")
    sign_and_submit(page, "周建国", 1)


def let_go_and_clean(page: Any, name: str) -> None:
    """A patient leaves, and the bed is cleaned; the page is that of the beds."""
    press(page, "床位")
    page.locator(".bed").filter(has_text=name).get_by_role("link").click()
    press(page, "已回家")
    press(page, "清洁完毕")


def test_who_waits_is_offered_the_bed_in_turn_and_the_log_says_why(browse, live, full):
    centre, hospital = full
    doctor, ward = (at_the_desk(browse, login) for login in (centre.clinician, hospital.manager))
    liaison = at_the_desk(browse, hospital.liaison, width=390)

    look_for_a_place(doctor)
    case = path_of(doctor)
    press(liaison, "今日")
    press(liaison, "打开审核")
    press(liaison, "打开审核")
    open_path(ward, case)
    press(ward, "受理")
    assert "现在没有可用的床位。" in words(ward)
    press(ward, "登记候床")
    assert ward.get_by_label("过渡照护安排").input_value() == "居家团队每日上门；夜间电话0578-7000000"
    press(ward, "登记候床")
    assert "候床第1位，共3位" in words(ward)

    press(ward, "床位")
    press(ward, "候床名单和安排记录")
    assert [name in words(ward) for name in ("周**", "孙**", "李**")] == [True] * 3
    ward.get_by_text("为什么排在第2位").click()
    assert "级别更高：优先先于常规" in row_of(ward, "孙**")

    let_go_and_clean(ward, "赵**")
    assert live.app.test_cli_runner().invoke(args=["worker", "run", "--once"]).exit_code == 0
    press(ward, "床位")
    assert "周**" in ward.locator(".bed").filter(has_text="已保留").inner_text()
    press(ward, "候床名单和安排记录")
    assert all(said in row_of(ward, "按次序") for said in ("周**", "系统", "没有", "已保留"))
    open_path(doctor, case)
    assert "床位保留还剩" in words(doctor)
    doctor.get_by_role("link", name="消息").first.click()
    assert "候床的患者有了床位，请尽快确认。" in words(doctor)
    press(liaison, "转介")
    assert "孙**" in words(liaison)

    let_go_and_clean(ward, "钱**")
    ward.locator(".bed").filter(has_text="空床").get_by_role("link").click()
    ward.get_by_text("仍要安排给李**", exact=True).click()
    give = ward.get_by_role("button", name="写明原因，安排给李**")
    give.click()
    assert ward.url.split("?")[0].endswith("/arrange"), "without a reason nothing is sent"
    ward.get_by_label("原因").first.fill("前一位今日不便转运")
    give.click()
    press(ward, "候床名单和安排记录")
    log = row_of(ward, "人工调整")
    assert all(said in log for said in ("李**", "前一位今日不便转运", "第1位", "孙**"))
