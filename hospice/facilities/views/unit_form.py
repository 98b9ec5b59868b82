"""Registering a unit, changing what is told of it, its state and its places."""

from __future__ import annotations

import uuid
from dataclasses import fields, replace
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _

from ..forms.unit import CapacityForm, NewUnitForm, StatusForm, UnitForm, following
from ..models import CareUnit, Institution, InstitutionRecord, UnitCapacity, UnitRecord, UnitState
from ..queries import areas, current, details, history
from ..rules.life import BUILDING
from ..rules.places import MEASURES
from ..rules.proposals import About
from ..rules.registration import UnitFacts
from ..services import units as services
from ..services.amending import standing
from .units import bp, visible


@bp.get("/institutions/<uuid:key>/units/new")
@requires(Permission.REGISTRY_EDIT)
def new(key: uuid.UUID) -> str:
    """An empty form under its institution."""
    _institution, record = _host(key)
    form = _with_counties(NewUnitForm(county=record.region.code))
    return _new_page(form, key, record.name)


@bp.post("/institutions/<uuid:key>/units/new")
@requires(Permission.REGISTRY_EDIT)
def create(key: uuid.UUID) -> Any:
    """Register; what the unit is and its state wait for the commission."""
    institution, record = _host(key)
    host = record.name
    form = _with_counties(NewUnitForm(request.form))
    if not form.validate():
        return _new_page(form, key, host), 422
    entered = services.NewUnit(form.facts(), form.status_facts(), form.places())
    try:
        with unit_of_work() as session:
            unit = services.register_unit(
                session, institution, entered, by=actor(), valid_from=form.valid_from.data,
                reason=form.reason.data or "", document_no=form.document_no.data or "",
                synthetic=current_app.config["MODE"] == "demo",
            )  # fmt: skip
            unit_key = unit.key
    except Refused as refused:
        form.refuse(refused)
        return _new_page(form, key, host), 422
    flash(_("“%(name)s”已登记，等待卫生健康委确认。确认当天计入。", name=form.name.data), "done")
    return redirect(url_for("units.detail", key=unit_key), 303)


@bp.get("/units/<uuid:key>/edit")
@requires(Permission.REGISTRY_EDIT)
def edit(key: uuid.UUID) -> str:
    """What is told now, or what already waits, to be changed."""
    unit = visible(key, Permission.REGISTRY_EDIT)
    latest = _latest(unit)
    typed = {item.name: getattr(latest, item.name) for item in fields(UnitFacts)}
    form = UnitForm(data={**typed, "county": latest.region.code, "seen": str(latest.id), "valid_from": today()})
    return _edit_page(_with_counties(form, latest), unit)


@bp.post("/units/<uuid:key>/edit")
@requires(Permission.REGISTRY_EDIT)
def change(key: uuid.UUID) -> Any:
    """Tell something else of the unit."""
    unit = visible(key, Permission.REGISTRY_EDIT)
    before = _latest(unit)
    form = _with_counties(UnitForm(request.form), before)
    if not form.validate():
        return _edit_page(form, unit), 422
    facts = replace(form.facts(), lon=before.lon, lat=before.lat)
    try:
        with unit_of_work() as session:
            waits = services.amend_unit(
                session, unit, facts, by=actor(), valid_from=form.valid_from.data, seen=form.seen_id() or 0,
                reason=form.reason.data or "", document_no=form.document_no.data or "",
            )  # fmt: skip
    except Conflict:
        latest = _latest(unit)
        form.seen.data = str(latest.id)
        with db.session.no_autoflush:
            found = history.compared(db.session(), About.UNIT, latest, UnitRecord(unit_id=unit.id, **vars(facts)))
        return _edit_page(form, unit, found), 409
    except Refused as refused:
        form.refuse(refused)
        return _edit_page(form, unit), 422
    flash(_("已保存，等待卫生健康委确认。确认前仍按原来的资料计入。") if waits else _("已保存，当即生效。"), "done")
    return redirect(url_for("units.detail", key=key), 303)


@bp.get("/units/<uuid:key>/status")
@requires(Permission.REGISTRY_EDIT)
def status(key: uuid.UUID) -> str:
    """The states that may follow."""
    unit = visible(key, Permission.REGISTRY_EDIT)
    stands = standing(db.session(), UnitState, unit.id)
    latest = stands.latest
    form = StatusForm(data={"valid_from": today(), "seen": str(latest.id) if latest else ""})
    return _status_page(form, unit)


@bp.post("/units/<uuid:key>/status")
@requires(Permission.REGISTRY_EDIT)
def change_status(key: uuid.UUID) -> Any:
    """Say that the unit has another state; it waits for the commission."""
    unit = visible(key, Permission.REGISTRY_EDIT)
    form = StatusForm(request.form)
    stands = standing(db.session(), UnitState, unit.id)
    form.offer(stands.current.status if stands.current else None)
    if not form.validate():
        return _status_page(form, unit), 422
    try:
        with unit_of_work() as session:
            services.change_status(
                session, unit, form.status_facts(), by=actor(), valid_from=form.valid_from.data,
                seen=(form.seen_id() or 0) if form.seen.data else None, reason=form.reason.data or "",
                document_no=form.document_no.data or "",
            )  # fmt: skip
    except Conflict as conflict:
        latest = standing(db.session(), UnitState, unit.id).latest
        form.seen.data = str(latest.id) if latest else ""
        form.refuse(Refused(conflict.message + _("现在登记的见下方，请核对后再保存。")))
        return _status_page(form, unit), 409
    except Refused as refused:
        form.refuse(refused)
        return _status_page(form, unit), 422
    flash(_("状态变更已提交，等待卫生健康委确认。确认前仍按原来的状态计入。"), "done")
    return redirect(url_for("units.detail", key=key), 303)


@bp.get("/units/<uuid:key>/capacity")
@requires(Permission.BEDS_EDIT)
def capacity(key: uuid.UUID) -> str:
    """The places that are told now."""
    unit = visible(key, Permission.BEDS_EDIT)
    now_told = standing(db.session(), UnitCapacity, unit.id).current
    told = {"installed": now_told.installed, "open": now_told.open, "staffed": now_told.staffed} if now_told else {}
    return _capacity_page(CapacityForm(data={**told, "valid_from": today()}), unit)


@bp.post("/units/<uuid:key>/capacity")
@requires(Permission.BEDS_EDIT)
def declare(key: uuid.UUID) -> Any:
    """Tell how many places there are; counts at once."""
    unit = visible(key, Permission.BEDS_EDIT)
    form = CapacityForm(request.form)
    places = form.places() if form.validate() else None
    if places is None:
        return _capacity_page(form, unit), 422
    try:
        with unit_of_work() as session:
            services.declare_capacity(
                session, unit, places, by=actor(), valid_from=form.valid_from.data,
                reason=form.reason.data or "", document_no=form.document_no.data or "",
            )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        return _capacity_page(form, unit), 422
    flash(_("已保存，当即生效。"), "done")
    if places.open > places.installed:
        flash(_("开放的多于核定的，请再核对一眼。确实如此的，会列入登记疑点。"), "mind")
    return redirect(url_for("units.detail", key=key), 303)


def _host(key: uuid.UUID) -> tuple[Institution, InstitutionRecord]:
    found = current.institution_within(db.session(), actor().scope(Permission.REGISTRY_EDIT), key)
    return found or abort(404)


def _latest(unit: CareUnit) -> UnitRecord:
    return standing(db.session(), UnitRecord, unit.id).latest or abort(404)


def _with_counties(form: Any, latest: UnitRecord | None = None) -> Any:
    """The form with the counties of the person's scope; a campus may stand elsewhere, then its county stays."""
    counties, _townships = areas.counties_and_townships(db.session(), actor().scope(Permission.REGISTRY_EDIT))
    if latest is not None and latest.region_id not in {area.id for area in counties}:
        region = latest.region
        counties.append(areas.Area(region.id, region.code, region.name, region.level, region.path, region.parent_id))
    form.offer(counties)
    return form


def _new_page(form: NewUnitForm, key: uuid.UUID, host: str) -> str:
    return render_template("units/new.html", form=form, key=key, host=host)


def _edit_page(form: UnitForm, unit: CareUnit, differences: Any = None) -> str:
    return render_template("units/edit.html", form=form, unit=unit, name=_latest(unit).name, differences=differences)


def _status_page(form: StatusForm, unit: CareUnit) -> str:
    stands = standing(db.session(), UnitState, unit.id)
    present = stands.current.status if stands.current else None
    form.offer(present)
    return render_template(
        "units/status.html", form=form, unit=unit, name=_latest(unit).name, stands=stands,
        possible=list(following(present)), building=BUILDING,
    )  # fmt: skip


def _capacity_page(form: CapacityForm, unit: CareUnit) -> str:
    latest = _latest(unit)
    return render_template(
        "units/capacity.html", form=form, unit=unit, name=latest.name, measure=MEASURES[latest.kind],
        tracked=details.open_beds(db.session(), unit.id),
    )  # fmt: skip
