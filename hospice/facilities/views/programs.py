"""Pages: guidance centres, training bases, practice bases."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.web.forms import pairs

from ..forms.program import EndForm, ProgramForm
from ..models import ProgramUnit
from ..queries import programs as queries
from ..queries.current import institution_within, institutions_now
from ..rules.codes import BaseKind
from ..services import programs as services

bp = Blueprint("programs", __name__, url_prefix="/programs")


@bp.get("")
@requires(Permission.REGISTRY_READ)
def index() -> str:
    """All of them."""
    keeps = actor().scope(Permission.REGISTRY_CONFIRM)
    return render_template("programs/index.html", rows=queries.listed(db.session()), kinds=BaseKind, keeps=keeps)


@bp.get("/new")
@requires(Permission.REGISTRY_CONFIRM)
def new() -> str:
    """The form."""
    return render_template("programs/new.html", form=_offered(ProgramForm(valid_from=today())))


@bp.post("/new")
@requires(Permission.REGISTRY_CONFIRM)
def create() -> Any:
    """Set one up."""
    form, scope = _offered(ProgramForm(request.form)), actor().scope(Permission.REGISTRY_CONFIRM)
    if not form.validate():
        return render_template("programs/new.html", form=form), 422
    host = institution_within(db.session(), scope, uuid.UUID(form.host.data)) or abort(404)
    region = next((row for row in queries.divisions(db.session(), scope) if row.code == form.region.data), None)
    try:
        with unit_of_work() as session:
            services.set_up(
                session, host[0], region or abort(404), BaseKind(form.kind.data), form.name.data or "",
                valid_from=form.valid_from.data or today(), document_no=form.document_no.data or "", by=actor(),
            )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        return render_template("programs/new.html", form=form), 422
    flash(_("已登记“%(name)s”。", name=form.name.data), "done")
    return redirect(url_for("programs.index"), 303)


@bp.get("/<uuid:key>")
@requires(Permission.REGISTRY_CONFIRM)
def detail(key: uuid.UUID) -> str:
    """One of them, with the form for ending it."""
    return _one(_unit(key), EndForm(ended_on=today()))


@bp.post("/<uuid:key>/end")
@requires(Permission.REGISTRY_CONFIRM)
def end(key: uuid.UUID) -> Any:
    """End it."""
    unit, form = _unit(key), EndForm(request.form)
    if form.validate():
        try:
            with unit_of_work() as session:
                day, reason = form.ended_on.data or today(), form.end_reason.data or ""
                services.end_program(session, unit, day, reason, by=actor())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("已终止。"), "done")
            return redirect(url_for("programs.index"), 303)
    return _one(unit, form), 422


def _unit(key: uuid.UUID) -> ProgramUnit:
    return queries.with_key(db.session(), actor().scope(Permission.REGISTRY_CONFIRM), key) or abort(404)


def _one(unit: ProgramUnit, form: EndForm) -> str:
    host = institutions_now(db.session(), [unit.institution_id])[unit.institution_id]
    return render_template("programs/detail.html", unit=unit, host=host, form=form)


def _offered(form: ProgramForm) -> ProgramForm:
    session, scope = db.session(), actor().scope(Permission.REGISTRY_CONFIRM)
    form.host.choices = pairs(((str(key), words) for key, words in queries.hosts(session, scope)), _("请选择"))
    form.region.choices = pairs(((row.code, row.name) for row in queries.divisions(session, scope)), _("请选择"))
    return form
