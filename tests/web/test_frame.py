"""The frame of every page: what it says in demo and in production, in elder mode, to whom, and when something is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, abort, render_template
from flask.testing import FlaskClient

from hospice.access.permissions import Role
from tests.factories import a_user
from tests.pages import Visitor


def test_demo_data_are_marked_on_every_page_and_nowhere_in_production(
    app: Flask, nobody: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "演示数据 不得用于诊疗。" in nobody.get("accounts.sign_in").text.replace("　", " ")
    assert "演示数据" in nobody.get("/no-such-page").text
    monkeypatch.setitem(app.config, "MODE", "production")
    assert "演示数据" not in nobody.get("accounts.sign_in").text


def test_elder_mode_is_a_class_and_the_switch_leads_back(nobody: Visitor) -> None:
    page = nobody.get("accounts.sign_in", next="/me")
    assert page.tree.get("class") is None
    nobody.get(page.links()["长辈版"])
    page = nobody.follow()
    assert page.tree.get("class") == "elder"
    assert page.response.request.full_path == "/sign-in?next=/me"
    nobody.get(page.links()["标准版"])
    assert nobody.follow().tree.get("class") is None


def test_the_other_language_is_offered_in_its_own_words(nobody: Visitor) -> None:
    page = nobody.get("accounts.sign_in")
    assert page.tree.get("lang") == "zh-Hans"
    assert "中文" not in page.links()
    nobody.get(page.links()["English"])
    page = nobody.follow()
    assert page.tree.get("lang") == "en"
    nobody.get(page.links()["中文"])
    assert nobody.follow().tree.get("lang") == "zh-Hans"


def test_the_page_that_answers_a_post_leads_to_an_address_that_can_be_asked_for(
    client_for: Callable[..., Visitor],
) -> None:
    visitor = client_for(Role.SECURITY_ADMIN)
    page = visitor.post("accounts.give", {"role": ""}, key=a_user(Role.CLINICIAN).key)
    visitor.get(page.links()["长辈版"])
    assert visitor.follow().status in (200, 404)


def test_navigation_marks_where_one_is_and_shows_only_what_one_may(client_for: Callable[..., Visitor]) -> None:
    page = client_for(Role.AUDIT_ADMIN).get("audit.index")
    nav = next(page.tree.iter("nav"))
    words = {("".join(a.itertext()).strip(), a.get("aria-current")) for a in nav.iter("a")}
    assert ("审计", "page") in words
    assert not {"账号", "机构", "覆盖"} & {word for word, _current in words}


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 429, 500, 418, 502])
def test_every_error_has_a_page_that_says_what_to_do(
    app: Flask, nobody: Visitor, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setitem(app.view_functions, "accounts.sign_in", _failing(code))
    client: FlaskClient = app.test_client()
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.get("/sign-in")
    assert answer.status_code == code
    text = answer.get_data(as_text=True)
    assert "<h1>" in text
    assert "请" in text
    assert "Traceback" not in text


def _failing(code: int) -> Callable[[], None]:
    def view() -> None:
        if code in (418, 502):
            from werkzeug.exceptions import HTTPException

            class Odd(HTTPException):
                pass

            Odd.code = code
            raise Odd
        abort(code)

    view.is_public = True  # type: ignore[attr-defined]
    return view


def test_an_error_of_a_form_takes_the_focus_and_stands_beside_its_field(nobody: Visitor) -> None:
    page = nobody.post("accounts.sign_in", {"login": "", "password": ""})
    summary = page.all("div", role="alert")[0]
    assert summary.get("tabindex") == "-1"
    assert "autofocus" in summary.attrib
    login = page.control("login")
    assert login.get("aria-invalid") == "true"
    assert login.get("aria-describedby") == "login-h login-e"
    assert [a.get("href") for a in summary.iter("a")] == ["#login", "#password"]


def test_one_tick_is_one_unit_up_to_a_hundred(app: Flask) -> None:
    with app.test_request_context():
        strip = app.jinja_env.get_template("components/strip.html").module.strip
        drawn = str(strip(6, 18, 3, 9, "18家中6家已提供，再有3家即过半"))
        assert [drawn.count(f'class="{kind}"') for kind in ("q1", "q2", "q0", "q3")] == [6, 3, 9, 1]
        assert "M215 0v22" in drawn
        assert 'aria-label="18家中6家已提供，再有3家即过半"' in drawn
        assert str(strip(623, 1351, 53, 675.5, "")).count("<rect") == 3
        assert str(strip(0, 0)).strip() == ""


@pytest.mark.parametrize(
    ("days", "words", "shape"),
    [
        (0, "今天", "full"),
        (30, "30天前", "full"),
        (31, "31天前", "half"),
        (100, "100天前", "half"),
        (101, "101天前，请确认", "ring"),
        (None, "从未确认", "dash"),
    ],
)
def test_how_old_a_confirmation_is_has_a_shape_and_words(app: Flask, days: int | None, words: str, shape: str) -> None:
    with app.test_request_context():
        drawn = str(app.jinja_env.get_template("components/freshness.html").module.freshness(days))
        assert f'#i-{shape}"' in drawn
        assert f">{words}<" in drawn


def test_every_icon_that_a_template_draws_is_in_the_sprite(root) -> None:
    import re

    sprite = set(re.findall(r'id="i-([a-z]+)"', (root / "static/img/icons.svg").read_text(encoding="utf-8")))
    asked = set()
    for file in (root / "templates").rglob("*.html"):
        asked |= set(re.findall(r'\bicon\("([a-z]+)"\)', file.read_text(encoding="utf-8")))
    from hospice.wiring import NAVIGATION

    asked |= {entry.icon for entry in NAVIGATION}
    assert asked - sprite == set()


def test_a_refusal_speaks_its_own_words(app: Flask) -> None:
    with app.test_request_context():
        assert "3号房2床刚被他人保留" in render_template(
            "errors/refused.html", message="没有保留成功：3号房2床刚被他人保留。"
        )
