"""Grants: given and taken back by the security administrator."""

from __future__ import annotations

import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from hospice.access.guards import actor, requires
from hospice.access.permissions import AT_INSTITUTION, Permission, Role
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.facilities.models import Institution
from hospice.regions import queries as regions
from hospice.web.forms import checked_action

from .. import queries
from ..forms import GrantForm
from ..models import Grant
from ..services import grants
from .blueprint import bp
from .people import account_page, asked_account, grant_form


@bp.post("/accounts/<uuid:key>/grants")
@requires(Permission.GRANTS_MANAGE)
def give(key: uuid.UUID) -> Any:
    """Give a role at a region or at an institution of one's scope."""
    user = asked_account(key, Permission.GRANTS_MANAGE)
    form = grant_form(request.form)
    if not form.validate():
        return account_page(user, form), 422
    role = Role(form.role.data)
    try:
        with unit_of_work() as work:
            grants.give(work, user, role, **_place(form, role), until=form.until.data, by=actor())
    except Refused as refused:
        form.refuse(refused)
        return account_page(user, form), 422
    flash(_("已授予%(role)s，立即生效。", role=role.words), "done")
    return redirect(url_for("accounts.detail", key=key), 303)


def _place(form: GrantForm, role: Role) -> dict[str, Any]:
    """The region or the institution that is meant; the field that does not belong to the role is left alone."""
    if role in AT_INSTITUTION:
        return {"institution": _institution(form.institution.data or "")}
    return {"region": regions.by_code(db.session(), form.region.data) if form.region.data else None}


def _institution(name: str) -> Institution | None:
    if not name:
        return None
    found = queries.institutions_called(db.session(), actor().scope(Permission.GRANTS_MANAGE), name)
    if len(found) == 1:
        return found[0][0]
    if not found:
        raise Refused(_("没有找到“%(name)s”。请填登记的名称，可只填其中几个字。", name=name), field="institution")
    names = _("、").join(name for _institution, name in found[: queries.NAMES_SHOWN])
    raise Refused(_("有几家都符合：%(names)s。请填全称。", names=names), field="institution")


@bp.get("/accounts/<uuid:key>/grants/<int:number>/end")
@requires(Permission.GRANTS_MANAGE)
def ask_end(key: uuid.UUID, number: int) -> str:
    """Ask before a role is taken back."""
    grant = _grant(key, number)
    words = {"role": grant.role.words, "name": grant.user.name}
    return render_template(
        "confirm.html", title=_("收回%(name)s的%(role)s角色？", **words), word=_("收回角色"),
        sentence=_("立即生效：此人不能再以%(role)s办事，办过的事和记录都保留。", **words),
        action=url_for("accounts.end", key=key, number=number), back=url_for("accounts.detail", key=key),
    )  # fmt: skip


@bp.post("/accounts/<uuid:key>/grants/<int:number>/end")
@requires(Permission.GRANTS_MANAGE)
def end(key: uuid.UUID, number: int) -> Any:
    """Take it back."""
    checked_action()
    try:
        with unit_of_work() as work:
            grants.end(work, _grant(key, number), actor())
        flash(_("角色已收回。"), "done")
    except Refused as refused:
        flash(refused.message, "problem")
    return redirect(url_for("accounts.detail", key=key), 303)


def _grant(key: uuid.UUID, number: int) -> Grant:
    user = asked_account(key, Permission.GRANTS_MANAGE)
    return next((grant for grant in user.grants if grant.id == number), None) or abort(404)
