"""Registering an institution, and changing what is told of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import sqlalchemy as sa
from flask import abort, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.geo.datum import Datum

from ..forms.institution import InstitutionForm
from ..models import Institution, InstitutionRecord
from ..queries import areas, current, history
from ..queries.institutions import live
from ..rules.proposals import About, Difference
from ..rules.registration import InstitutionFacts, told_by
from ..services import institutions as services
from ..services import location
from ..services.amending import standing
from .institutions import bp
from .placing import Placed, place

Hosts = Mapping[str, int]


@bp.get("/institutions/new")
@requires(Permission.REGISTRY_EDIT)
def new() -> str:
    """An empty form."""
    form, _hosts = _offered(InstitutionForm(), None)
    return _page(form, None)


@bp.post("/institutions/new")
@requires(Permission.REGISTRY_EDIT)
def create() -> Any:
    """Register; it waits for the commission."""
    form, hosts = _offered(InstitutionForm(request.form), None)
    if "find" in request.form:
        return _page(form, None, placed=place(db.session(), form, None))
    placed = place(db.session(), form, None) if form.validate() else None
    if placed is None or form.errors:
        return _page(form, None), 422
    try:
        with unit_of_work() as session:
            institution = services.register_institution(
                session, form.facts(placed.columns(), hosts), by=actor(), valid_from=form.valid_from.data,
                reason=form.reason.data or "", document_no=form.document_no.data or "",
                synthetic=current_app.config["MODE"] == "demo",
            )  # fmt: skip
            key = institution.key
            _keep_doubt(session, institution.id, form, placed)
    except Refused as refused:
        form.refuse(refused)
        return _page(form, None), 422
    flash(_("“%(name)s”已登记，等待卫生健康委确认。确认前可以修改，不计入达标。", name=form.name.data), "done")
    _say(form, placed)
    return redirect(url_for("institutions.detail", key=key), 303)


@bp.get("/institutions/<uuid:key>/edit")
@requires(Permission.REGISTRY_EDIT)
def edit(key: uuid.UUID) -> str:
    """What is told now, or what already waits, to be changed."""
    _institution, latest = _mine(key)
    form, _hosts = _offered(InstitutionForm(data=_typed(latest)), key)
    return _page(form, key)


@bp.post("/institutions/<uuid:key>/edit")
@requires(Permission.REGISTRY_EDIT)
def change(key: uuid.UUID) -> Any:
    """Tell something else of the institution."""
    institution, latest = _mine(key)
    before = told_by(InstitutionFacts, latest)
    form, hosts = _offered(InstitutionForm(request.form), key)
    if "find" in request.form:
        return _page(form, key, placed=place(db.session(), form, before))
    placed = place(db.session(), form, before) if form.validate() else None
    if placed is None or form.errors:
        return _page(form, key), 422
    facts = form.facts(placed.columns(), hosts)
    try:
        with unit_of_work() as session:
            waits = services.amend_institution(
                session, institution, facts, by=actor(), valid_from=form.valid_from.data, seen=form.seen_id() or 0,
                reason=form.reason.data or "", document_no=form.document_no.data or "",
            )  # fmt: skip
            _keep_doubt(session, institution.id, form, placed)
    except Conflict:
        return _conflict(key, form, facts), 409
    except Refused as refused:
        form.refuse(refused)
        return _page(form, key), 422
    flash(_("已保存，等待卫生健康委确认。确认前仍按原来的资料计入。") if waits else _("已保存，当即生效。"), "done")
    _say(form, placed)
    return redirect(url_for("institutions.detail", key=key), 303)


def _mine(key: uuid.UUID) -> tuple[Institution, InstitutionRecord]:
    """The institution and its latest record, where the person may change it."""
    session = db.session()
    found = current.institution_within(session, actor().scope(Permission.REGISTRY_EDIT), key)
    if found is None:
        abort(404)
    return found[0], standing(session, InstitutionRecord, found[0].id).latest or found[1]


def _offered(form: InstitutionForm, key: uuid.UUID | None) -> tuple[InstitutionForm, Hosts]:
    """The form with the choices that lie inside the person's scope, and the ids behind the hosts offered."""
    session, scope = db.session(), actor().scope(Permission.REGISTRY_EDIT)
    rows = session.execute(
        sa.select(Institution.key, Institution.id, InstitutionRecord.name)
        .join(InstitutionRecord, InstitutionRecord.institution_id == Institution.id)
        .where(live(), scope.criterion(InstitutionRecord))
        .order_by(InstitutionRecord.name)
    ).all()
    others = [row for row in rows if row.key != key]
    form.offer(*areas.counties_and_townships(session, scope), [(str(row.key), row.name) for row in others])
    return form, {str(row.key): row.id for row in others}


def _typed(record: InstitutionRecord) -> dict[str, Any]:
    """A record as the form shows it; a point that was only looked up is not typed again."""
    values = {item.name: getattr(record, item.name) for item in fields(InstitutionFacts)}
    exact = record.accuracy_m is not None and record.accuracy_m <= location.TYPED_ACCURACY_M
    values |= {"lon": record.lon if exact else None, "lat": record.lat if exact else None, "datum": Datum.WGS84.value}
    host = db.session.get(Institution, record.host_institution_id) if record.host_institution_id else None
    places = {
        "county": record.region.code,
        "township": record.township.code if record.township else "",
        "host": str(host.key) if host else "",
    }
    return values | places | {"valid_from": today(), "seen": str(record.id), "reason": "", "document_no": ""}


def _say(form: InstitutionForm, placed: Placed) -> None:
    """After saving: where the point is, and what is odd but possible."""
    flash(placed.sentence(), "mind" if placed.point is None or placed.point.contradicts else "done")
    for sentence in form.cautions():
        flash(sentence, "mind")


def _keep_doubt(session: Session, institution_id: int, form: InstitutionForm, placed: Placed) -> None:
    """A point that was kept outside its county is followed up by somebody."""
    county = form.chosen_county
    if placed.doubt is not None and county is not None:
        location.leave_finding(session, institution_id, county.id, placed.doubt)


def _conflict(key: uuid.UUID, form: InstitutionForm, facts: InstitutionFacts) -> str:
    """Nothing was stored: both values side by side, and the form as it was typed."""
    institution, latest = _mine(key)
    typed = InstitutionRecord(institution_id=institution.id, **vars(facts))
    with db.session.no_autoflush:
        differences = history.compared(db.session(), About.INSTITUTION, latest, typed)
    form.seen.data = str(latest.id)
    return _page(form, key, differences=differences)


def _page(
    form: InstitutionForm,
    key: uuid.UUID | None,
    placed: Placed | None = None,
    differences: list[Difference] | None = None,
) -> str:
    return render_template("institutions/form.html", form=form, key=key, placed=placed, differences=differences)
