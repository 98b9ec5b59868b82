"""Pages: goals and rules, with their source; a change takes two people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.web.forms import checked_action

from . import queries, services
from .forms import ProposeForm, propose_form
from .models import Rule, Standing
from .rules import GROUPS, SETTINGS, Setting

bp = Blueprint("policy", __name__, url_prefix="/policy")


@bp.get("")
@requires(Permission.POLICY_READ)
def index() -> str:
    """Every goal and every rule, with its value, its source and what kind of ground it stands on."""
    session = db.session()
    return render_template(
        "policy/index.html",
        goals=queries.goals(session),
        groups=[(title, [row for row in SETTINGS.values() if row.group == code]) for code, title in GROUPS.items()],
        settings_by_key=SETTINGS,
        values=queries.values(session),
        rows=queries.set_keys(session),
        waiting=queries.waiting(session),
    )


@bp.get("/rules/<key>")
@requires(Permission.POLICY_READ)
def rule(key: str) -> str:
    """One rule: its value over time, who set it, and the form that proposes another."""
    setting = SETTINGS.get(key) or abort(404)
    form = propose_form(setting, valid_from=today()) if _may_manage() else None
    return _rule_page(setting, form)


@bp.post("/rules/<key>")
@requires(Permission.POLICY_MANAGE)
def propose(key: str) -> Any:
    """Propose another value."""
    setting = SETTINGS.get(key) or abort(404)
    form = propose_form(setting, request.form)
    if not form.validate():
        return _rule_page(setting, form), 422
    try:
        with unit_of_work() as session:
            services.propose(
                session, key, form.value.data, form.valid_from.data, form.source.data or "",
                Standing(form.standing.data), form.reason.data, actor().id,
            )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        return _rule_page(setting, form), 422
    flash(_("已提出，待另一位负责人批准后生效。"), "done")
    return redirect(url_for("policy.rule", key=key), 303)


@bp.post("/proposals/<int:number>/approve")
@requires(Permission.POLICY_MANAGE)
def approve(number: int) -> Any:
    """Approve what a colleague proposed."""
    return _decide(number, services.approve, _("已批准，自所定日期起按新值计算。"))


@bp.post("/proposals/<int:number>/reject")
@requires(Permission.POLICY_MANAGE)
def reject(number: int) -> Any:
    """Send back what a colleague proposed."""
    return _decide(number, services.reject, _("已退回，仍按原值计算。"))


def _decide(number: int, verb: Any, words: str) -> Any:
    checked_action()
    with unit_of_work() as session:
        proposal = session.get(Rule, number, with_for_update=True) or abort(404)
        verb(session, proposal, actor().id)
    flash(words, "done")
    return redirect(url_for("policy.index"), 303)


def _rule_page(setting: Setting, form: ProposeForm | None) -> str:
    value = queries.values(db.session())[setting.key]
    return render_template(
        "policy/rule.html",
        setting=setting,
        value=value,
        hint=setting.hint(),
        form=form,
        rows=queries.history(db.session(), setting.key),
    )


def _may_manage() -> bool:
    return bool(actor().scope(Permission.POLICY_MANAGE))
