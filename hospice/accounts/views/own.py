"""One's own account: who I am here, and my password."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import login_user

from hospice.access.guards import actor, signed_in
from hospice.core.db import db, unit_of_work
from hospice.core.i18n import gettext as _

from .. import queries
from ..forms import PasswordForm
from ..models import User
from ..services import attempts, passwords
from ..sign_in import hasher, password_fits
from .blueprint import bp


def _myself() -> User:
    """The account itself, since these pages tell more of it, and change it."""
    return db.session.get_one(User, actor().id)


@bp.get("/me")
@signed_in
def me() -> str:
    """Name, workplace, roles."""
    places = queries.institution_names(
        db.session(), {g.institution_id for g in _myself().live_grants if g.institution_id}
    )
    return render_template("accounts/me.html", user=_myself(), institutions=places)


@bp.get("/me/password")
@signed_in
def password() -> str:
    """The form that changes the own password; after a one-time password the only page there is."""
    return _password_page(PasswordForm())


@bp.post("/me/password")
@signed_in
def change_password() -> Any:
    """Change it: other sessions of the account end, this one goes on. A wrong old password counts like a wrong sign-in."""
    user = _myself()
    form = PasswordForm(request.form, login=user.login)
    if not form.validate():
        return _password_page(form), 422
    wanted = attempts.attempt(db.session(), user.login, request.remote_addr or "")
    if attempts.paused_until(db.session(), wanted):
        form.old.errors = [_("错得多了，请过15分钟再试。")]
        return _password_page(form), 429
    if not password_fits(user.password_hash, form.old.data):
        with unit_of_work() as work:
            attempts.fail(work, wanted)
        form.old.errors = [_("现在的密码不对，请再输入一遍。")]
        return _password_page(form), 422
    hashed = hasher().hash(form.new.data)
    with unit_of_work() as work:
        changed = passwords.change(work, user.id, hashed)
    login_user(changed)
    flash(_("密码已改好。其他电脑和手机上的登录已经退出。"), "done")
    return redirect(url_for("accounts.me"), 303)


def _password_page(form: PasswordForm) -> str:
    return render_template("accounts/password.html", form=form, forced=_myself().must_change_password)
