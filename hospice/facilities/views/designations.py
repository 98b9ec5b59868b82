"""Pages: designations of wards, proposed by the prefecture and approved by the province."""

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
from hospice.policy import queries as policy
from hospice.web.forms import pairs
from hospice.web.paging import asked_page

from ..forms.designation import DesignationForm, EndForm
from ..models import Designation
from ..queries import designations as queries
from ..queries.current import unit_within
from ..rules.designations import conflicts
from ..services import designations as services

bp = Blueprint("designations", __name__, url_prefix="/designations")


@bp.get("")
@requires(Permission.REGISTRY_READ)
def index() -> str:
    """All designations of the area."""
    page = queries.listed(db.session(), actor().scope(Permission.REGISTRY_READ), *asked_page())
    return render_template("designations/index.html", page=page)


@bp.get("/<uuid:key>")
@requires(Permission.REGISTRY_READ)
def detail(key: uuid.UUID) -> str:
    """One designation, with what the rules in force say about it."""
    return _one(_designation(key, Permission.REGISTRY_READ), EndForm(ended_on=today()))


@bp.get("/new")
@requires(Permission.DESIGNATION_PROPOSE)
def new() -> str:
    """The form for proposing."""
    return _form(_offered(DesignationForm(unit=request.args.get("unit", "")[:36], valid_from=today())))


@bp.post("/new")
@requires(Permission.DESIGNATION_PROPOSE)
def create() -> Any:
    """Propose a designation; what speaks against its counting is said, not refused."""
    form = _offered(DesignationForm(request.form))
    if not form.validate():
        return _form(form), 422
    scope = actor().scope(Permission.DESIGNATION_PROPOSE)
    found = unit_within(db.session(), scope, uuid.UUID(form.unit.data))
    region = next((row for row in queries.divisions(db.session(), scope) if row.code == form.region.data), None)
    if found is None or region is None:
        abort(404)
    try:
        with unit_of_work() as session:
            made = services.propose_designation(
                session, found[0], region, form.goal.data, by=actor(), document_no=form.document_no.data,
                valid_from=form.valid_from.data or today(), valid_to=form.valid_to.data, reason=form.reason.data or "",
            )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        return _form(form), 422
    against = _against(made)
    flash(_("已提出，等省卫生健康委批准。") + ("".join(against)), "mind" if against else "done")
    return redirect(url_for("designations.detail", key=made.key), 303)


@bp.post("/<uuid:key>/end")
@requires(Permission.DESIGNATION_PROPOSE)
def end(key: uuid.UUID) -> Any:
    """End a designation, or withdraw one that waits."""
    designation, form = _designation(key, Permission.DESIGNATION_PROPOSE), EndForm(request.form)
    said = _("已撤回，不再等待批准。") if designation.is_pending else _("认定已终止，自该日起不再计入。")
    if form.validate():
        try:
            with unit_of_work() as session:
                day = form.ended_on.data or today()
                services.end_designation(session, designation, day, form.end_reason.data or "", by=actor())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(said, "done")
            return redirect(url_for("designations.index"), 303)
    return _one(designation, form), 422


def _designation(key: uuid.UUID, permission: Permission) -> Designation:
    found = queries.with_key(db.session(), actor().scope(permission), key)
    return found if found is not None else abort(404)


def _against(designation: Designation) -> list[str]:
    """Why it will not count by the rules in force."""
    session = db.session()
    ward = queries.candidate(session, designation.unit_id, designation.id)
    if ward is None:
        return [_("病区尚未经确认，确认后认定才起作用。")]
    return conflicts(ward, queries.wish(designation.goal, designation.region), policy.values(session))


def _one(designation: Designation, form: EndForm) -> str:
    item = queries.with_names(db.session(), [designation])[0]
    may_end = _covers(Permission.DESIGNATION_PROPOSE, designation)
    return render_template(
        "designations/detail.html", item=item, form=form, against=_against(designation), may_end=may_end,
        may_approve=designation.is_pending and _covers(Permission.DESIGNATION_APPROVE, designation),
    )  # fmt: skip


def _covers(permission: Permission, designation: Designation) -> bool:
    return actor().scope(permission).covers_path(designation.region.path)


def _offered(form: DesignationForm) -> DesignationForm:
    """With the wards and divisions of the proposer's own area as choices."""
    session, scope = db.session(), actor().scope(Permission.DESIGNATION_PROPOSE)
    form.unit.choices = pairs(((str(key), words) for key, words in queries.wards(session, scope)), _("请选择"))
    form.region.choices = pairs(((row.code, row.name) for row in queries.divisions(session, scope)), _("请选择"))
    return form


def _form(form: DesignationForm) -> str:
    return render_template("designations/new.html", form=form)
