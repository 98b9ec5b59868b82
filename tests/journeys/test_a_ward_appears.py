"""Journey 1: a registered ward turns its county green, in a real browser, with the network cut."""

from __future__ import annotations

from typing import Any

import pytest

from hospice.demo.codes import credit_code
from hospice.demo.words import PASSWORD
from hospice.facilities.rules.codes import Ownership, Profit

pytestmark = pytest.mark.browser

COUNTY = "331181"  # 龙泉市: a ward in construction, none that counts


@pytest.fixture
def province(live) -> None:
    """The demo province on the live server."""
    done = live.app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 0, done.output


def colour_on_the_map(page: Any) -> str:
    """The class in which the county is drawn."""
    page.wait_for_selector("body[data-map-ready]")
    return str(page.locator(f"[data-code='{COUNTY}']").get_attribute("class"))


def register_the_hospital(page: Any) -> None:
    """Fill the form as a coordinator does."""
    page.get_by_role("link", name="机构", exact=True).click()
    page.get_by_role("link", name="登记机构").first.click()
    page.get_by_label("机构名称").fill("龙泉市安和医院")
    page.get_by_label("统一社会信用代码").fill(credit_code(COUNTY, 27_000_001, Ownership.PUBLIC, Profit.NONPROFIT))
    page.get_by_label("机构类别").select_option("GENERAL")
    page.get_by_label("隶属层级").select_option("COUNTY")
    page.get_by_label("等级", exact=True).select_option("2")
    page.get_by_label("所在县（市、区）").select_option(COUNTY)
    page.get_by_label("地址").fill("龙渊街道贤良路9号")
    page.get_by_label("执业许可证登记号").fill("PDY00000133118112A1")
    page.get_by_label("有效期起").fill("2026-03-01")
    page.get_by_label("有效期止").fill("2030-12-31")
    page.get_by_label("24小时电话").fill("0578-7123456")
    page.get_by_role("button", name="保存并提交确认").click()


def register_the_ward(page: Any) -> None:
    """The ward with its approval, then its beds one by one."""
    page.get_by_role("link", name="登记单元").first.click()
    page.get_by_label("单元类别").select_option("WARD")
    page.get_by_label("名称").fill("安宁疗护病区")
    page.get_by_label("状态").select_option("OPERATING")
    page.get_by_label("启用日期").fill("2026-11-01")
    page.get_by_label("启用批复或通知文号").fill("龙卫〔2026〕31号")
    page.get_by_role("button", name="保存并提交确认").click()


def register_the_beds(page: Any) -> None:
    """Four rooms of two beds."""
    page.get_by_role("link", name="看床位").click()
    page.get_by_role("link", name="增加一批").first.click()
    page.get_by_label("首房号").fill("1")
    page.get_by_label("末房号").fill("4")
    page.get_by_label("每房床数").fill("2")
    page.get_by_role("button", name="增加这一批床位").click()
    assert page.locator(".bed").count() == 8


def test_a_registered_and_confirmed_ward_turns_its_county_green(browse, province):
    coordinator, officer = browse(), browse(width=390)
    coordinator.sign_in("longquan.xietiao", PASSWORD)
    page = coordinator.open("/coverage?goal=G2")
    assert "m3" in colour_on_the_map(page)
    assert "本县尚无计入的县级医院安宁疗护病区" in coordinator.open("/county").inner_text("main")
    register_the_hospital(page)
    register_the_ward(page)
    register_the_beds(page)
    assert "m3" in colour_on_the_map(coordinator.open("/coverage?goal=G2"))

    officer.sign_in("longquan.queren", PASSWORD)
    officer.page.locator("a", has_text="去确认").filter(has_text="龙泉市安和医院").click()
    officer.page.get_by_role("button", name="情况属实，确认").click()
    officer.page.get_by_text("自此刻起计入").wait_for()

    page = coordinator.open("/coverage?goal=G2")
    assert "m5" in colour_on_the_map(page)
    page = coordinator.open("/county")
    assert page.locator(".fig").first.inner_text().split() == ["1", "/", "1", "个病区计入"]
    page.get_by_text("为什么是1").click()
    reasons = page.locator(".why").first.inner_text()
    assert "龙泉市安和医院" in reasons
    assert "未通过" not in reasons.split("龙泉市人民医院")[0]
