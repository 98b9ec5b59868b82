"""Pages: the work list of transfers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from hashlib import sha256
from typing import Any, cast

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask import session as kept

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.accounts.models import User
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.episodes.rules.codes import Priority
from hospice.notifications.queries import unread
from hospice.web.paging import Page, asked_page

from ..queries import live as changes
from ..queries import over
from ..queries.cases import request_within
from ..queries.worklist import hands_of, lines_for
from ..rules.codes import RequestStatus, Side
from ..rules.duties import Line
from ..rules.faces import face
from ..rules.numbers import typed
from ..rules.request_life import OPEN_REQUESTS
from . import rows

bp = Blueprint("worklists", __name__)

Test = Callable[[Line], bool]
TABS: dict[str, tuple[Any, Test]] = {
    "todo": (lazy("待我办"), lambda _line: True),
    "sent": (lazy("我方转出"), lambda line: line.side is not Side.DESTINATION),
    "asked": (lazy("请我方接收"), lambda line: line.side is Side.DESTINATION),
    "waiting": (lazy("候床"), lambda line: line.asked is not None and line.asked.status is RequestStatus.WAITLISTED),
}
MOST_TYPED = 50


@bp.get("/transfers")
@requires(Permission.TRANSFERS_READ)
def index() -> str:
    """Transfers that one sends or is asked for, the most urgent first."""
    kept["unread"] = unread(db.session(), actor())
    text = request.args.get("q", "")[:MOST_TYPED].strip()
    if text:
        return _found(text)
    return _over() if request.args.get("tab") == "over" else _open()


def _me() -> User:
    return cast(User, actor())


def _scope() -> Scope:
    return actor().scope(Permission.TRANSFERS_READ)


def _open() -> str:
    tab = request.args.get("tab", "todo")
    tab = tab if tab in TABS else "todo"
    everything = rows.ordered(lines_for(db.session(), _me()))
    chosen = [line for line in everything if TABS[tab][1](line) and _is_wanted(line)]
    number, per_page = asked_page()
    shown = chosen[(number - 1) * per_page : number * per_page]
    page = Page(rows.rows(db.session(), shown), len(chosen), number, per_page)
    return _page("worklists/index.html", tab, everything, page=page, parts=rows.parts(page.rows))


def _is_wanted(line: Line) -> bool:
    priority, status = _priority(), _status()
    right_status = status is None or (line.asked is not None and line.asked.status is status)
    return right_status and (priority is None or line.case.priority is priority)


def _over() -> str:
    before = typed(request.args.get("before", ""))
    found = over.over(db.session(), _scope(), before, _priority())
    shown = found[: over.PER_PAGE]
    more = len(found) > len(shown)
    older = url_for("worklists.index", tab="over", priority=_priority(), before=shown[-1].number) if more else None
    return _page(
        "worklists/over.html", "over", None, found=shown, names=_names(shown), newest=before is not None,
        older=older,
    )  # fmt: skip


def _found(text: str) -> str:
    found = over.sought(db.session(), _scope(), text)
    return _page("worklists/found.html", "", None, found=found, names=_names(found), is_number=typed(text) is not None)


def _names(found: list[over.Past]) -> rows.Names:
    units = {one.unit_id for one in found if one.unit_id is not None}
    houses = {one.institution_id for one in found} | {one.house_id for one in found if one.house_id is not None}
    return rows.Names.of(db.session(), houses, units)


def _page(template: str, tab: str, lines: list[Line] | None, **values: Any) -> str:
    has_house = bool(hands_of(_me()).houses)
    tabs = [(code, _("本地转出") if code == "sent" and not has_house else words, _count(code, lines))
            for code, (words, _test) in TABS.items() if has_house or code != "asked"]  # fmt: skip
    return render_template(
        template,
        tab=tab,
        tabs=[*tabs, ("over", _("已收治和结案"), None)],
        priorities=list(Priority),
        statuses=[status for status in RequestStatus if status in OPEN_REQUESTS],
        priority=_priority(),
        status=_status(),
        text=request.args.get("q", "")[:MOST_TYPED],
        has_house=has_house,
        face=face,
        **values,
    )


def _count(code: str, lines: list[Line] | None) -> int | None:
    """How many lines stand under a word; of the first, only what the reader has to do."""
    if lines is None:
        return None
    if code == "todo":
        return sum(line.duty is not None for line in lines)
    return sum(TABS[code][1](line) for line in lines)


def _priority() -> Priority | None:
    code = request.args.get("priority", "")
    return Priority(code) if code in set(Priority) else None


def _status() -> RequestStatus | None:
    code = request.args.get("status", "")
    return RequestStatus(code) if code in OPEN_REQUESTS else None


@bp.get("/requests/<uuid:key>")
@requires(Permission.TRANSFERS_READ)
def of_request(key: uuid.UUID) -> Any:
    """Lead from a request, which messages name, to its transfer."""
    found = request_within(db.session(), _scope(), key) or abort(404)
    return redirect(url_for("transfers.detail", key=found.transfer.key))


@bp.get("/live")
@requires(Permission.MESSAGES_READ)
def live() -> Any:
    """Whether anything on the reader's lists has changed, for the script that asks every half minute."""
    state = changes.state(db.session(), _me())
    version = sha256(repr((actor().id, state)).encode()).hexdigest()[:20]
    answer = jsonify(unread=state[0], version=version)
    answer.set_etag(version)
    answer.cache_control.no_cache, answer.cache_control.private = True, True
    answer.vary.add("Cookie")
    return answer.make_conditional(request)
