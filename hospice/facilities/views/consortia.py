"""Pages: consortia and who belongs to them. Kept by coordinators for their county and by officers for their area."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.regions.models import Region
from hospice.web.forms import pairs
from hospice.web.paging import asked_page

from ..forms.consortium import ConsortiumForm, JoinForm, LeaveForm
from ..models import Consortium, ConsortiumMember, Institution
from ..queries import consortia as queries
from ..rules.codes import GroupKind, GroupRole
from ..services import consortia as services

bp = Blueprint("consortia", __name__, url_prefix="/consortia")


def _keeps() -> Scope:
    """Where the signed-in person keeps consortia: by editing or by confirming the registry."""
    one, other = actor().scope(Permission.REGISTRY_EDIT), actor().scope(Permission.REGISTRY_CONFIRM)
    return Scope(one.paths | other.paths, everywhere=one.everywhere or other.everywhere)


@bp.get("")
@requires(Permission.REGISTRY_READ)
def index() -> str:
    """The consortia of the area."""
    page = queries.listed(db.session(), actor().scope(Permission.REGISTRY_READ), *asked_page())
    return render_template("consortia/index.html", page=page, may_keep=bool(_keeps()))


@bp.get("/new")
@requires(Permission.REGISTRY_READ)
def new() -> str:
    """The form."""
    return render_template("consortia/new.html", form=_offered(ConsortiumForm()))


@bp.post("/new")
@requires(Permission.REGISTRY_READ)
def create() -> Any:
    """Form one."""
    form = _offered(ConsortiumForm(request.form))
    if not form.validate():
        return render_template("consortia/new.html", form=form), 422
    region = next((row for row in queries.divisions(db.session(), _keeps()) if row.code == form.region.data), None)
    try:
        with unit_of_work() as session:
            kind = GroupKind(form.kind.data)
            demo = current_app.config["MODE"] == "demo"
            place = region or abort(404)
            made = services.form_consortium(session, form.name.data or "", kind, place, by=actor(), synthetic=demo)
    except Refused as refused:
        form.refuse(refused)
        return render_template("consortia/new.html", form=form), 422
    return redirect(url_for("consortia.detail", key=made.key), 303)


@bp.get("/<uuid:key>")
@requires(Permission.REGISTRY_READ)
def detail(key: uuid.UUID) -> str:
    """One consortium, its members, and the form for joining."""
    found = queries.with_key(db.session(), actor().scope(Permission.REGISTRY_READ), key) or abort(404)
    return _one(*found, JoinForm(since=today()))


@bp.post("/<uuid:key>/members")
@requires(Permission.REGISTRY_READ)
def join(key: uuid.UUID) -> Any:
    """Let an institution join."""
    consortium, region = _mine(key)
    form, joinable = JoinForm(request.form), queries.joinable(db.session(), region)
    form.institution.choices = _choices(joinable)
    if form.validate():
        number = next(each for found, each, _name in joinable if str(found) == form.institution.data)
        try:
            with unit_of_work() as session:
                institution, role = session.get_one(Institution, number), GroupRole(form.role.data)
                services.join(session, consortium, institution, role, form.since.data or today(), by=actor())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("已加入。"), "done")
            return redirect(url_for("consortia.detail", key=key), 303)
    return _one(consortium, region, form), 422


@bp.get("/<uuid:key>/members/<uuid:institution>/leave")
@requires(Permission.REGISTRY_READ)
def leaving(key: uuid.UUID, institution: uuid.UUID) -> str:
    """The form for leaving."""
    consortium, _region = _mine(key)
    return _leaving(consortium, _member(consortium, institution), LeaveForm(left_on=today()))


@bp.post("/<uuid:key>/members/<uuid:institution>/leave")
@requires(Permission.REGISTRY_READ)
def leave(key: uuid.UUID, institution: uuid.UUID) -> Any:
    """Let an institution leave."""
    consortium, _region = _mine(key)
    member, form = _member(consortium, institution), LeaveForm(request.form)
    if form.validate():
        try:
            with unit_of_work() as session:
                services.leave(session, member, form.left_on.data or today(), by=actor())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("已退出。"), "done")
            return redirect(url_for("consortia.detail", key=key), 303)
    return _leaving(consortium, member, form), 422


def _mine(key: uuid.UUID) -> tuple[Consortium, Region]:
    """A consortium that the person keeps; one that merely has a member here is kept elsewhere."""
    found = queries.with_key(db.session(), _keeps(), key) or abort(404)
    return found if _keeps().covers_path(found[1].path) else abort(404)


def _member(consortium: Consortium, institution: uuid.UUID) -> ConsortiumMember:
    rows = queries.members(db.session(), consortium.id)
    present = (row for row, place in rows if place.key == institution and row.valid_to is None)
    return next(present, None) or abort(404)


def _one(consortium: Consortium, region: Region, form: JoinForm) -> str:
    session, may_keep = db.session(), _keeps().covers_path(region.path)
    form.institution.choices = _choices(queries.joinable(session, region) if may_keep else [])
    members = queries.members(session, consortium.id)
    return render_template(
        "consortia/detail.html", consortium=consortium, region=region, members=members, form=form, may_keep=may_keep
    )


def _leaving(consortium: Consortium, member: ConsortiumMember, form: LeaveForm) -> str:
    place = next(place for row, place in queries.members(db.session(), consortium.id) if row is member)
    return render_template("consortia/leave.html", consortium=consortium, place=place, form=form)


def _choices(joinable: list[tuple[uuid.UUID, int, str]]) -> Any:
    return pairs(((str(key), name) for key, _number, name in joinable), _("请选择"))


def _offered(form: ConsortiumForm) -> ConsortiumForm:
    keeps = _keeps()
    if not keeps:
        abort(404)
    form.region.choices = pairs(((row.code, row.name) for row in queries.divisions(db.session(), keeps)), _("请选择"))
    return form
