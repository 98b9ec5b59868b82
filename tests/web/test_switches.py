"""Elder mode and language: kept for the reader, and never a way to another host."""

from __future__ import annotations

import pytest

from tests.pages import Visitor


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "http:/elsewhere.example",
        " //elsewhere.example",
    ],
)
def test_the_way_back_never_leads_to_another_host(nobody: Visitor, wanted: str):
    page = nobody.get("elder", wanted="on", next=wanted)
    assert page.status == 303
    location = page.headers["Location"].removeprefix("http://localhost")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "elsewhere" not in location.partition("?")[0].split("/")[1:2]


def test_the_way_back_keeps_page_and_query(nobody: Visitor):
    assert (
        nobody.get("elder", wanted="on", next="/coverage?goal=G2&on=2026-11-22").location
        == "/coverage?goal=G2&on=2026-11-22"
    )


def test_elder_mode_is_kept_until_it_is_switched_off(nobody: Visitor):
    nobody.get("elder", wanted="on")
    assert nobody.client.get_cookie("elder").value == "1"
    nobody.get("elder", wanted="off")
    assert nobody.client.get_cookie("elder").value == "0"


def test_the_language_is_kept(nobody: Visitor):
    assert nobody.get("regions.about_data").tree.get("lang") == "zh-Hans"
    nobody.get("language", wanted="en")
    assert nobody.get("regions.about_data").tree.get("lang") == "en"
    nobody.get("language", wanted="zh_Hans_CN")
    assert nobody.get("regions.about_data").tree.get("lang") == "zh-Hans"


def test_an_unknown_language_changes_nothing(nobody: Visitor):
    nobody.get("language", wanted="xx")
    assert nobody.get("regions.about_data").tree.get("lang") == "zh-Hans"
