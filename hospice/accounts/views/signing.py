"""Signing in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from flask import redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user

from hospice.access.guards import public
from hospice.core.clock import now
from hospice.core.db import db, unit_of_work
from hospice.core.i18n import gettext as _
from hospice.web.addresses import own_path
from hospice.web.forms import checked_action

from ..forms import SignInForm
from ..models import User
from ..person import Person
from ..rules import FAILURES_BORNE, PAUSE
from ..services import attempts
from .blueprint import bp


@bp.get("/sign-in")
@public
def sign_in() -> Any:
    """The way in; whoever is in already goes on."""
    if current_user.is_authenticated:
        return redirect(own_path(request.args.get("next")), 303)
    return _page(SignInForm())


@bp.post("/sign-in")
@public
def let_in() -> Any:
    """Check login and password. Unknown accounts, closed ones and wrong passwords read the same and take the same time."""
    form = SignInForm(request.form)
    if not form.validate():
        return _page(form), 422
    wanted = attempts.attempt(db.session(), form.login.data, request.remote_addr or "")
    paused = attempts.paused_until(db.session(), wanted)
    if paused:
        return _page(form, _paused(paused)), 429
    right = attempts.is_right(wanted, form.password.data)
    with unit_of_work() as work:
        user = attempts.succeed(work, wanted) if right else None
        failures = 0 if user else attempts.fail(work, wanted)
    if user is None:
        return _page(form, _wrong(failures)), 422
    _begin_session(user)
    return redirect(own_path(request.args.get("next")), 303)


def _begin_session(user: User) -> None:
    """A new session, so that one that was known before the sign-in is worth nothing after it."""
    language = user.language or session.get("language")
    session.clear()
    if language:
        session["language"] = language
    login_user(user)


@bp.post("/sign-out")
@public
def sign_out() -> Any:
    """Leave; the session is emptied."""
    checked_action()
    if current_user.is_authenticated:
        with unit_of_work():
            attempts.sign_out(cast(Person, current_user))
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language
    return redirect(url_for("accounts.sign_in"), 303)


def _page(form: SignInForm, problem: tuple[str, str] | None = None) -> str:
    return render_template("accounts/sign_in.html", form=form, problem=problem)


def _wrong(failures: int) -> tuple[str, str]:
    if failures >= FAILURES_BORNE:
        return _paused(now() + PAUSE)
    rest = _(
        "请再核对一次；连续错%(borne)s次将暂停%(minutes)s分钟，您已错%(failures)s次。",
        borne=FAILURES_BORNE, minutes=PAUSE.seconds // 60, failures=failures,
    )  # fmt: skip
    return _("账号或密码不对。"), rest


def _paused(until: datetime) -> tuple[str, str]:
    minutes = max(1, -(-int((until - now()).total_seconds()) // 60))
    return _("错得多了，先停一停。"), _("请过%(n)s分钟再试；急用请找本单位管理员。", n=minutes)
