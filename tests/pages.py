"""Pages as a person meets them: a visitor opens addresses and posts forms, and every page is looked over.

`visitor.get("institutions.detail", key=…)` answers a `Page`. Every page of HTML that is visited must be valid, have one
`h1`, a language, unique ids, a label for every control, words for every picture and button, and nothing inline.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, session
from werkzeug.test import TestResponse

from hospice.accounts.models import User
from hospice.core.db import db
from hospice.web.forms import Action

from .counting import counted

CONTROLS = ("input", "select", "textarea")
UNLABELLED = ("hidden", "submit", "button", "image", "reset")
SILENT = ("script", "style", "template", "head")


def words_of(element: Element) -> str:
    """What a reader reads inside an element, blanks folded."""
    return re.sub(r"\s+", " ", "".join(_texts(element))).strip()


def _texts(element: Element) -> Iterator[str]:
    if element.tag in SILENT or not isinstance(element.tag, str):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


@dataclass
class Page:
    """One answer: its status, its words, and how many SQL statements it took."""

    response: TestResponse
    queries: int
    statements: list[str] = field(repr=False, default_factory=list)

    @property
    def status(self) -> int:
        """The status of HTTP."""
        return self.response.status_code

    @property
    def html(self) -> str:
        """The body as text."""
        return self.response.get_data(as_text=True)

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return self.response.get_json()

    @property
    def data(self) -> bytes:
        """The body as bytes: of a spreadsheet."""
        return self.response.get_data()

    @property
    def headers(self) -> Any:
        """The headers of the answer."""
        return self.response.headers

    @property
    def location(self) -> str:
        """Where a redirect leads: path and query."""
        parts = urlsplit(self.response.headers.get("Location", ""))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def is_html(self) -> bool:
        """Whether the answer is a page for people."""
        return self.response.mimetype == "text/html" and not 300 <= self.status < 400

    @cached_property
    def tree(self) -> Element:
        """The page as a tree of elements without namespaces."""
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree: Element = parser.parse(self.html)
        self._errors = [(place, code, values) for place, code, values in parser.errors]
        return tree

    @property
    def text(self) -> str:
        """What a reader reads, blanks folded."""
        return words_of(self.tree.find("body") if self.tree.find("body") is not None else self.tree)

    @property
    def title(self) -> str:
        """The words of the `h1`."""
        return words_of(self.all("h1")[0])

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements of a tag whose attributes are these (`class_` matches one of the classes)."""
        wanted_class = attributes.pop("class_", None)
        return [
            element
            for element in self.tree.iter(tag)
            if all(element.get(name.replace("_", "-")) == value for name, value in attributes.items())
            and (wanted_class is None or wanted_class in (element.get("class") or "").split())
        ]

    def control(self, name: str) -> Element:
        """The first control of that name."""
        return next(element for tag in CONTROLS for element in self.tree.iter(tag) if element.get("name") == name)

    def links(self) -> dict[str, str]:
        """Addresses of the page's links by their words."""
        return {words_of(element): element.get("href", "") for element in self.tree.iter("a")}

    def rows(self) -> list[list[str]]:
        """The cells of every row of every table body."""
        lines = [line for body in self.all("tbody") for line in body.iter("tr")]
        return [[words_of(cell) for cell in line if cell.tag in ("td", "th")] for line in lines]

    def look_over(self) -> None:
        """Fail, naming every fault at once, where the page breaks a rule of the house."""
        faults = [fault for check in CHECKS for fault in check(self)]
        assert not faults, f"{self.response.request.path}: " + "; ".join(faults)


def _valid(page: Page) -> Iterator[str]:
    _ = page.tree
    for (line, _column), code, values in page._errors:
        yield f"line {line}: {code} {values}"


def _one_heading(page: Page) -> Iterator[str]:
    if len(page.all("h1")) != 1:
        yield f"{len(page.all('h1'))} h1"
    if not any((element.text or "").strip() for element in page.tree.findall("head/title")):
        yield "no title"


def _language(page: Page) -> Iterator[str]:
    if page.tree.get("lang") not in ("zh-Hans", "en"):
        yield f"lang is {page.tree.get('lang')}"


def _unique_ids(page: Page) -> Iterator[str]:
    known = Counter(element.get("id") for element in page.tree.iter() if element.get("id") is not None)
    yield from (f"id {name} stands {times} times" for name, times in known.items() if times > 1)
    for element in page.tree.iter():
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form"):
            for name in (element.get(attribute) or "").split():
                if name not in known:
                    yield f"{attribute}={name} leads nowhere"


def _labels(page: Page) -> Iterator[str]:
    labelled = {element.get("for") for element in page.tree.iter("label")}
    wrapped = {id(inner) for label in page.tree.iter("label") for inner in label.iter()}
    for tag in CONTROLS:
        for element in page.tree.iter(tag):
            if tag == "input" and element.get("type") in UNLABELLED:
                continue
            named = element.get("aria-label") or element.get("aria-labelledby") or element.get("id") in labelled
            if not named and id(element) not in wrapped:
                yield f"{tag} {element.get('name')} has no label"


def _named(page: Page) -> Iterator[str]:
    for element in page.tree.iter("img"):
        if element.get("alt") is None:
            yield f"img {element.get('src')} has no alt"
    for tag in ("button", "a"):
        for element in page.tree.iter(tag):
            pictures = [inner.get("alt") or inner.get("aria-label") or "" for inner in element.iter()]
            if not (words_of(element) or element.get("aria-label") or any(pictures)):
                yield f"{tag} {element.get('href') or element.get('name') or ''} has no words"


def _nothing_inline(page: Page) -> Iterator[str]:
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        handlers = [name for name in element.attrib if isinstance(name, str) and name.startswith("on")]
        if element.get("style") is not None or element.tag == "style" or handlers:
            yield f"{element.tag} has {handlers or 'inline style'}"
        if element.tag == "script" and (element.get("src") is None or (element.text or "").strip()):
            yield "inline script"
        if (element.get("href") or "").startswith("javascript:"):
            yield "javascript: address"


def _nothing_from_outside(page: Page) -> Iterator[str]:
    for tag, attribute in (("script", "src"), ("img", "src"), ("link", "href"), ("form", "action"), ("iframe", "src")):
        for element in page.tree.iter(tag):
            if re.match(r"(https?:)?//", element.get(attribute) or ""):
                yield f"{tag} from {element.get(attribute)}"


def _posts_are_guarded(page: Page) -> Iterator[str]:
    for form in page.tree.iter("form"):
        names = {element.get("name") for element in form.iter("input")}
        if (form.get("method") or "get").lower() == "post" and "csrf_token" not in names:
            yield f"form {form.get('action')} has no guard"


CHECKS = (
    _valid, _one_heading, _language, _unique_ids, _labels, _named, _nothing_inline, _nothing_from_outside, _posts_are_guarded,
)  # fmt: skip


class Visitor:
    """Somebody with a browser, signed in or not."""

    def __init__(self, app: Flask, user: User | None = None) -> None:
        self.app, self.user, self.client = app, user, app.test_client()
        self.page: Page | None = None
        with self.client.session_transaction() as kept:
            kept["csrf"] = "guard-of-the-tests"
            if user is not None:
                kept["_user_id"], kept["_fresh"] = user.get_id(), True

    @property
    def queries(self) -> int:
        """How many SQL statements the last visit took."""
        assert self.page is not None
        return self.page.queries

    def get(self, endpoint: str, *, headers: Mapping[str, str] | None = None, **values: Any) -> Page:
        """Open an endpoint (or a path that begins with `/`); `values` fill the address, the rest becomes its query."""
        return self._visit("GET", self.url(endpoint, **values), headers=headers)

    def post(self, endpoint: str, data: Mapping[str, Any] | None = None, *, guard: bool = True, **values: Any) -> Page:
        """Post a form with its guard (without, when `guard` is false); a redirect is not followed."""
        body = {"csrf_token": self._token()} if guard else {}
        body |= {key: value for key, value in (data or {}).items() if value is not None}
        return self._visit("POST", self.url(endpoint, **values), data=body)

    def follow(self) -> Page:
        """Open where the last answer leads."""
        assert self.page is not None
        assert self.page.location, (
            f"no redirect but {self.page.status}: {self.page.text[:400] if self.page.is_html else ''}"
        )
        return self.get(self.page.location)

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of an endpoint."""
        if endpoint.startswith("/"):
            return endpoint
        return self.app.url_map.bind("localhost").build(endpoint, {k: v for k, v in values.items() if v is not None})

    def _token(self) -> str:
        with self.app.app_context(), self.app.test_request_context():
            session["csrf"] = "guard-of-the-tests"
            return str(Action().csrf_token.current_token)

    def _visit(self, method: str, path: str, **options: Any) -> Page:
        _end_the_session_of_the_test()
        # A context of its own, as a server gives it: who is signed in is remembered per context.
        with self.app.app_context(), counted() as statements:
            response = self.client.open(path, method=method, buffered=True, **options)
        self.page = Page(response, len(statements), list(statements))
        assert response.status_code < 500 or response.status_code == 503, f"{method} {path}: {response.status}"
        if self.page.is_html:
            self.page.look_over()
        return self.page


def _end_the_session_of_the_test() -> None:
    """Let the visit see what the test has made, and the test see what the visit will do."""
    session = db.session()
    session.commit()
    session.expire_all()
