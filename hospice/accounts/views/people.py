"""Accounts: the list, one account, opening, closing, reopening, one-time passwords."""

from __future__ import annotations

import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from hospice.access.guards import actor, allowed, requires
from hospice.access.permissions import Permission, Role
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.web.forms import checked_action, strip
from hospice.web.paging import asked_page

from .. import queries
from ..forms import AccountForm, GrantForm, region_choices
from ..models import User
from ..rules import one_time_password
from ..services import lifecycle, passwords
from ..sign_in import hasher
from .blueprint import bp


def asked_account(key: uuid.UUID, permission: Permission) -> User:
    """The account of the address, or 404 where it lies outside what this person may do."""
    return queries.one(db.session(), actor().scope(permission), key) or abort(404)


@bp.get("/accounts")
@requires(Permission.ACCOUNTS_READ)
def index() -> str:
    """Accounts, with search and filters; unknown filters find nothing rather than everything."""
    scope = actor().scope(Permission.ACCOUNTS_READ)
    wish = {name: strip(request.args.get(name, ""))[:60] for name in ("q", "role", "region", "state")}
    role = Role(wish["role"]) if wish["role"] in set(Role) else None
    page = queries.page(
        db.session(), scope, *asked_page(), text=wish["q"], role=role, region=wish["region"], state=wish["state"]
    )
    grants = [grant for user in page.rows for grant in user.live_grants]
    return render_template(
        "accounts/index.html",
        page=page,
        wish=wish,
        roles=list(Role),
        regions=region_choices(queries.regions(db.session(), scope), _("全部辖区")),
        institutions=queries.institution_names(db.session(), {g.institution_id for g in grants if g.institution_id}),
    )


@bp.get("/accounts/<uuid:key>")
@requires(Permission.ACCOUNTS_READ)
def detail(key: uuid.UUID) -> str:
    """One account: who it is, its roles past and present, and what this administrator may do with it."""
    user = asked_account(key, Permission.ACCOUNTS_READ)
    return account_page(user, grant_form() if allowed(Permission.GRANTS_MANAGE) else None)


def grant_form(data: Any = None) -> GrantForm:
    """The form that gives a role, with the regions in which this person may give one."""
    return GrantForm(data, regions=queries.regions(db.session(), actor().scope(Permission.GRANTS_MANAGE)))


def account_page(user: User, form: GrantForm | None) -> str:
    """The page of one account."""
    ids = {grant.institution_id for grant in user.grants if grant.institution_id}
    return render_template(
        "accounts/detail.html",
        user=user,
        form=form,
        institutions=queries.institution_names(db.session(), ids),
        is_me=user.id == actor().id,
    )


@bp.get("/accounts/new")
@requires(Permission.ACCOUNTS_MANAGE)
def new() -> str:
    """The form that opens an account."""
    return render_template("accounts/new.html", form=AccountForm())


@bp.post("/accounts/new")
@requires(Permission.ACCOUNTS_MANAGE)
def open_account() -> Any:
    """Open it, and show the one-time password on the answer itself: a redirect would have to store it somewhere."""
    form = AccountForm(request.form)
    if not form.validate():
        return render_template("accounts/new.html", form=form), 422
    made = one_time_password()
    hashed = hasher().hash(made)
    fields = ("login", "name", "workplace", "position", "phone")
    person = lifecycle.Person(**{name: form[name].data or "" for name in fields})
    try:
        with unit_of_work() as work:
            user = lifecycle.open_account(work, person, hashed, actor())
    except Refused as refused:
        form.refuse(refused)
        return render_template("accounts/new.html", form=form), 422
    return render_template("accounts/one_time.html", user=user, password=made, title=_("账号已开设"))


@bp.get("/accounts/<uuid:key>/close")
@requires(Permission.ACCOUNTS_MANAGE)
def ask_close(key: uuid.UUID) -> str:
    """Ask before closing."""
    user = asked_account(key, Permission.ACCOUNTS_MANAGE)
    return _confirm(
        user, "accounts.close", _("停用%(name)s的账号？", name=user.name),
        _("此人立即退出，以后不能登录；办过的事和记录都保留。以后可以重新启用。"), _("停用账号"),
    )  # fmt: skip


@bp.post("/accounts/<uuid:key>/close")
@requires(Permission.ACCOUNTS_MANAGE)
def close(key: uuid.UUID) -> Any:
    """Close it."""
    return _deed(key, lifecycle.close, _("账号已停用。此人不能再登录，记录都保留。"))


@bp.post("/accounts/<uuid:key>/reopen")
@requires(Permission.ACCOUNTS_MANAGE)
def reopen(key: uuid.UUID) -> Any:
    """Open a closed account again."""
    return _deed(key, lifecycle.reopen, _("账号已重新启用。原来的密码仍可登录。"))


@bp.get("/accounts/<uuid:key>/reset-password")
@requires(Permission.ACCOUNTS_MANAGE)
def ask_reset(key: uuid.UUID) -> str:
    """Ask before a password is reset."""
    user = asked_account(key, Permission.ACCOUNTS_MANAGE)
    return _confirm(
        user, "accounts.reset_password", _("重设%(name)s的密码？", name=user.name),
        _("原密码立即作废，已登录的地方会退出。下一页给出一次性密码，只显示一遍，请当面或电话告知本人。"), _("重设密码"),
    )  # fmt: skip


@bp.post("/accounts/<uuid:key>/reset-password")
@requires(Permission.ACCOUNTS_MANAGE)
def reset_password(key: uuid.UUID) -> Any:
    """Reset it, and show the one-time password on the answer itself."""
    checked_action()
    made = one_time_password()
    hashed = hasher().hash(made)
    try:
        with unit_of_work() as work:
            user = asked_account(key, Permission.ACCOUNTS_MANAGE)
            passwords.reset(work, user, hashed, actor())
    except Refused as refused:
        flash(refused.message, "problem")
        return redirect(url_for("accounts.detail", key=key), 303)
    return render_template("accounts/one_time.html", user=user, password=made, title=_("密码已重设"))


def _deed(key: uuid.UUID, verb: Any, done: str) -> Any:
    checked_action()
    try:
        with unit_of_work() as work:
            verb(work, asked_account(key, Permission.ACCOUNTS_MANAGE), actor())
        flash(done, "done")
    except Refused as refused:
        flash(refused.message, "problem")
    return redirect(url_for("accounts.detail", key=key), 303)


def _confirm(user: User, endpoint: str, title: str, sentence: str, word: str) -> str:
    return render_template(
        "confirm.html", title=title, sentence=sentence, word=word,
        action=url_for(endpoint, key=user.key), back=url_for("accounts.detail", key=user.key),
    )  # fmt: skip
