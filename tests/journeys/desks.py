"""What several journeys do at the desk: sign in, choose, press; and the longer stretches that every journey passes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from hospice.core.clock import local, now, today
from tests.browser import Browser
from tests.cases import House
from tests.factories import PASSWORD

Browse = Callable[..., Browser]


class Staff(NamedTuple):
    """Under which names those of a house sign in."""

    clinician: str
    liaison: str
    manager: str


def staff_of(house: House) -> Staff:
    """To be read while the database is at hand."""
    return Staff(house.clinician.login, house.liaison.login, house.manager.login)


def at_the_desk(browse: Browse, login: str, **options: Any) -> Any:
    """Somebody who has signed in, in a window of their own; gives Playwright's page."""
    window = browse(**options)
    window.sign_in(login, PASSWORD)
    return window.page


def open_path(page: Any, path: str) -> Any:
    """Another page of the same server."""
    page.goto("/".join(page.url.split("/")[:3]) + path)
    return page


def path_of(page: Any) -> str:
    """Where somebody is, without the server; a fragment would keep the page from being loaded again."""
    return "/" + str(page.url).split("/", 3)[3].partition("#")[0].partition("?")[0]


def words(page: Any) -> str:
    """What the main part of the page says."""
    return str(page.locator("main").inner_text())


def row_of(page: Any, text: str) -> str:
    """What the table says in the row of something."""
    return str(page.locator("tr").filter(has_text=text).first.inner_text())


def choose(page: Any, group: str, *options: str) -> None:
    """Choose in a group of radios or checkboxes, by clicking the words."""
    for option in options:
        page.get_by_role("group", name=group).get_by_text(option, exact=True).click()


def press(page: Any, name: str) -> None:
    """Press a button, or follow a link that looks like one."""
    said = re.compile(rf"^{re.escape(name)}\s*(：.*)?$")  # whom it is about follows, for those who do not see the page
    found = page.get_by_role("button", name=said).or_(page.get_by_role("link", name=said))
    found.first.click()
    page.wait_for_load_state()


def take(page: Any, step: str) -> None:
    """Take a step of a case: the button on the case, and the same word on the page that asks."""
    press(page, step)
    press(page, step)


def propose(page: Any) -> None:
    """The sender says when; three hours from now."""
    press(page, "确认排期")
    page.get_by_label("时间", exact=True).fill(f"{local(now() + timedelta(hours=3)):%Y-%m-%dT%H:%M}")
    press(page, "确认排期")


def hand_over(page: Any) -> None:
    """One side goes through the list, and names who counted the narcotics with them."""
    page.get_by_text("一次签完").first.click()
    page.get_by_label("一同清点的另一位人员").first.fill("陈护士")
    press(page, "都已核对，一次签完")


def sign_and_submit(page: Any, name: str, houses: int) -> None:
    """The consent names every receiver; the patient signs."""
    page.get_by_label("签署人姓名").fill(name)
    page.get_by_label("与患者的关系").select_option("SELF")
    page.get_by_label("已逐项说明接收单位").check()
    press(page, f"提交给{houses}家单位")


def tell_the_four_domains(page: Any, prescriber: str) -> None:
    """Body, mind, social, meaning; and how the medicines go on."""
    for domain, words_ in (
        ("身体", "卧床，进食少"),
        ("心理", "平静"),
        ("社会", "儿子同住照护"),
        ("意义与信念", "想再看一次茶园"),
    ):
        page.get_by_label(domain, exact=True).fill(words_)
    press(page, "保存四个方面")
    page.get_by_label("末次用药和下次用药").fill("吗啡缓释片30毫克，7:00；下次19:00")
    choose(page, "阿片类药", "在使用")
    page.get_by_label("还可用几天").fill("5")
    page.get_by_label("下次由谁开药").fill(prescriber)
    page.get_by_label("下次开药人首次接诊的日期").fill(str(today()))
    press(page, "保存药品衔接")
