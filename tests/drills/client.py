"""People at their pages over HTTP: they open a form, fill it in and send it, and note what they were told."""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import html5lib
from flask import Flask, session

from hospice.accounts.models import User
from hospice.web.forms import Action
from tests.pages import words_of


@dataclass(frozen=True)
class Told:
    """What the server said: the status (0 where the line was cut) and the words of the page."""

    status: int
    words: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the deed was acknowledged."""
        return self.status == 303


@dataclass
class Client:
    """Somebody who is signed in, on a connection of their own for each deed."""

    port: int
    cookie: str
    guard: str
    forms: dict[str, dict[str, str]] = field(default_factory=dict)

    def get(self, path: str) -> tuple[int, str]:
        """Open a page; status 0 where nobody answers."""
        return self._ask("GET", path, None)

    def form(self, path: str) -> dict[str, str]:
        """What a form holds as it is opened: what is hidden in it, and what is already chosen."""
        if path not in self.forms:
            _status, page = self.get(path)
            self.forms[path] = fields(page, path)
        return self.forms[path]

    def send(self, path: str, values: Mapping[str, Any]) -> Told:
        """Send a form."""
        body = urlencode({"csrf_token": self.guard, **values})
        status, page = self._ask("POST", path, body)
        return Told(status, words(page) if status >= 400 else "")

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": f"hospice={self.cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()


def signed_in(app: Flask, user: User, port: int) -> Client:
    """Somebody with a session, as the sign-in page would make it."""
    with app.test_request_context():
        session["csrf"] = "guard-of-the-drill"
        guard = str(Action().csrf_token.current_token)
        kept = {"_user_id": user.get_id(), "_fresh": True, "csrf": session["csrf"]}
        cookie = app.session_interface.get_signing_serializer(app).dumps(kept)
    return Client(port, str(cookie), guard)


def fields(page: str, action: str) -> dict[str, str]:
    """The values with which the form that posts to `action` opens."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    form = next((one for one in tree.iter("form") if (one.get("action") or action) == action), None)
    if form is None:
        return {}
    found = {}
    for element in form.iter("input"):
        is_off = element.get("type") in ("radio", "checkbox") and element.get("checked") is None
        if element.get("name") and not is_off:
            found[element.get("name")] = element.get("value") or ""
    for element in form.iter("select"):
        chosen = next((one for one in element.iter("option") if one.get("selected") is not None), None)
        found[element.get("name")] = chosen.get("value") if chosen is not None else ""
    return {name: value for name, value in found.items() if name and name != "csrf_token"}


def words(page: str) -> str:
    """What the page says, without its frame."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    main = next(tree.iter("main"), None)
    return re.sub(r"\s+", " ", words_of(main)) if main is not None else ""
