"""Pages: messages to those who work here."""

from __future__ import annotations

import uuid
from typing import Any, cast

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for

from hospice.access.guards import actor, allowed, requires
from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.accounts.models import User
from hospice.core.db import db, unit_of_work
from hospice.core.i18n import gettext as _
from hospice.web.forms import checked_action

from . import queries, services, words
from .models import Message

bp = Blueprint("messages", __name__)

# Where the thing stands that a message is about, by the kind of its subject.
PAGES = {"request": "worklists.of_request", "transfer": "transfers.detail", "push": "pushes.detail"}


@bp.get("/messages")
@requires(Permission.MESSAGES_READ)
def index() -> str:
    """Messages to oneself, one's house or one's region: those that are new first, then the others page by page."""
    before = request.args.get("before", type=int)
    before = before if before is not None and 0 < before < 2**31 else None
    new = [] if before else queries.unseen(db.session(), _scope(), actor().id, queries.MOST_UNSEEN)
    old = queries.seen(db.session(), _scope(), actor().id, before)
    shown = old[: queries.PER_PAGE]
    if before is None:
        session["unread"] = len(new)
    return render_template(
        "messages/index.html",
        new=new,
        old=shown,
        older=url_for("messages.index", before=shown[-1].id) if len(old) > len(shown) else None,
        newest=before is not None,
        words=words,
        address=address,
        most=queries.MOST_UNSEEN,
    )


def _scope() -> Scope:
    return actor().scope(Permission.MESSAGES_READ)


def address(message: Message) -> str | None:
    """The page of what a message is about; none where the reader may not see it, or no longer."""
    kind, key = _subject(message)
    if message.kind in words.LEADS_NOWHERE or kind not in PAGES or key is None:
        return None
    if not allowed(Permission.TRANSFERS_READ):
        return url_for("register.index", overdue="yes") if allowed(Permission.REGISTER_READ) else None
    return url_for(PAGES[kind], key=key)


def _subject(message: Message) -> tuple[str, uuid.UUID | None]:
    """What a message is about: the kind and the key; no key where it is about something without a page."""
    kind, _colon, key = message.subject.partition(":")
    try:
        return kind, uuid.UUID(key)
    except ValueError:
        return kind, None


@bp.post("/messages/<uuid:key>/open")
@requires(Permission.MESSAGES_READ)
def open_(key: uuid.UUID) -> Any:
    """Note that it was seen, and lead to what it is about."""
    checked_action()
    with unit_of_work() as work:
        message = queries.message_for(work, _scope(), actor().id, key) or abort(404)
        services.see_these(work, [message], cast(User, actor()))
    session["unread"] = queries.unread(db.session(), actor())
    return redirect(address(message) or url_for("messages.index"), 303)


@bp.post("/messages/seen")
@requires(Permission.MESSAGES_READ)
def all_seen() -> Any:
    """Note that all that is new was seen."""
    checked_action()
    with unit_of_work() as work:
        found = queries.unseen(work, _scope(), actor().id, queries.MOST_UNSEEN)
        number = services.see_these(work, found, cast(User, actor()))
    session["unread"] = queries.unread(db.session(), actor())
    flash(_("%(n)s条消息已标为看过。", n=number), "done")
    return redirect(url_for("messages.index"), 303)
