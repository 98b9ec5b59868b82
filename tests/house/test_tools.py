"""The tools of the tests themselves: a tool that sees nothing is worse than none."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Response
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse, create_environ
from werkzeug.wrappers import Request

from hospice.access.permissions import Permission, Role
from tests.factories import a_bed, a_declaration, a_region, a_user, a_ward, an_institution
from tests.pages import Page

GOOD = """<!doctype html><html lang="zh-Hans"><head><title>t</title></head><body><h1>t</h1>{}</body></html>"""


def page(body: str, frame: str = GOOD) -> Page:
    response: Any = Response(frame.replace("{}", body), mimetype="text/html")
    request = Request(create_environ("/x"))
    return Page(TestResponse(response.response, "200 OK", response.headers, request), 0)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("<p><div></p></div>", "line 1"),
        ("<h1>again</h1>", "2 h1"),
        ('<i id="a"></i><i id="a"></i>', "id a stands 2 times"),
        ('<input name="a">', "input a has no label"),
        ('<select name="b"></select>', "select b has no label"),
        ('<label for="nowhere">x</label>', "for=nowhere leads nowhere"),
        ('<img src="/a.png">', "has no alt"),
        ('<a href="/a"></a>', "a /a has no words"),
        ("<button></button>", "button  has no words"),
        ('<p style="color:red">x</p>', "inline style"),
        ("<p onclick='x()'>x</p>", "onclick"),
        ("<script>x()</script>", "inline script"),
        ('<a href="javascript:x()">x</a>', "javascript: address"),
        ('<img alt="" src="https://elsewhere.example/a.png">', "img from https://elsewhere.example"),
        ('<form method="post"></form>', "has no guard"),
    ],
)
def test_a_page_with_a_fault_is_refused_and_the_fault_is_named(fault: str, words: str):
    with pytest.raises(AssertionError, match=words):
        page(fault).look_over()


def test_a_page_without_fault_passes():
    labelled = '<label for="a">名称</label><input id="a" name="a"><label>甲<input name="b"></label>'
    page(labelled + '<img alt="" src="/a.png">').look_over()


def test_a_page_without_language_or_title_is_refused():
    with pytest.raises(AssertionError, match=r"no title.*lang is None"):
        page("", "<!doctype html><html><head><title></title></head><body><h1>x</h1></body></html>").look_over()


def test_factories_make_things_that_the_database_accepts(session: Session):
    hospital = an_institution("330110", name="余杭区人民医院")
    ward = a_ward(hospital, beds=12)
    assert a_bed(ward).unit is ward
    assert a_declaration(an_institution("330110")).trained_nurses == 1
    assert not hospital.records[0].is_pending
    assert an_institution(pending=True).records[0].is_pending


@pytest.mark.parametrize("role", list(Role))
def test_somebody_of_every_role_can_be_made(session: Session, role: Role):
    user = a_user(role, "331181")
    assert user.roles == {role}
    assert user.scope(Permission.DESK_READ)


def test_an_officer_stands_at_the_division_of_the_office(session: Session):
    scope = a_user(Role.PREFECTURE_OFFICER, "331181").scope(Permission.REGISTRY_READ)
    assert scope.paths == {a_region("331100").path}
