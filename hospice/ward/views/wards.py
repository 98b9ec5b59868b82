"""Pages: every bed of a unit on one screen."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import local, now
from hospice.core.db import db, unit_of_work
from hospice.core.i18n import gettext as _
from hospice.facilities.models import UnitRecord
from hospice.facilities.queries.current import institutions_now
from hospice.facilities.rules.places import BEDDED, MEASURES
from hospice.facilities.services import units as services
from hospice.transfers.queries.cases import standards_now
from hospice.web.forms import checked_action

from ..queries import board as boards
from ..queries.line import line_of
from ..queries.rooms import Rooms, rooms, units_of
from ..rules.words import day_and_time
from .common import own_unit

bp = Blueprint("wards", __name__)


@bp.get("/wards")
@requires(Permission.WARDS_READ)
def index() -> Any:
    """The units of one's own house, stale figures first; or the only one."""
    session = db.session()
    units = units_of(session, actor().scope(Permission.WARDS_READ))
    if len(units) == 1:
        return redirect(url_for("wards.board", key=units[0][0].key))
    found, standards = rooms(session, [unit.id for unit, _record in units]), standards_now(session)[1]
    hosts = institutions_now(session, {unit.institution_id for unit, _record in units})
    listed = [(unit, record, found[unit.id]) for unit, record in units]
    return render_template(
        "wards/index.html",
        units=sorted(listed, key=_stale_first),
        hosts=hosts,
        sums=boards.sums,
        age=lambda one: boards.age_face(one, standards),
        measures=MEASURES,
    )


@bp.get("/wards/<uuid:key>")
@requires(Permission.WARDS_READ)
def board(key: uuid.UUID) -> str:
    """All beds or places of a unit, and who waits."""
    session = db.session()
    unit, record = own_unit(key, Permission.WARDS_READ)
    found, (standards, of_beds) = rooms(session, [unit.id])[unit.id], standards_now(session)
    return render_template(
        "wards/board.html", unit=unit, record=record, rooms=found, tiles=boards.tiles(found, record.kind),
        host=institutions_now(session, [unit.institution_id])[unit.institution_id], measure=MEASURES[record.kind],
        age=boards.age_face(found, of_beds), line=line_of(session, found, record.abilities, standards),
        may_assign=actor().scope(Permission.BEDS_ASSIGN).covers(record), may_look=_may_look(record),
        may_edit=actor().scope(Permission.BEDS_EDIT).covers(record), bedded=record.kind in BEDDED,
        sums=boards.sums(found, record.kind), confirmed=day_and_time(found.confirmed_at, now()) if found.confirmed_at else "",
        by_number={bed.id: bed for bed in found.beds},
    )  # fmt: skip


@bp.post("/wards/<uuid:key>/still-true")
@requires(Permission.BEDS_EDIT)
def still_true(key: uuid.UUID) -> Response:
    """Note that every bed was found as it is shown."""
    checked_action()
    unit, record = own_unit(key, Permission.WARDS_READ)
    if not _may_look(record):
        abort(404)
    with unit_of_work(adds_only=True) as session:
        services.unit_still_true(session, unit, record.region_id, actor())
        hours = standards_now(session)[1].bed_fresh_hours[0]
    flash(_("床位情况已确认，%(at)s。%(hours)s小时内不再提醒。", at=f"{local(now()):%H:%M}", hours=hours), "done")
    return redirect(url_for("wards.board", key=key), 303)


def _may_look(record: UnitRecord) -> bool:
    """Whoever keeps the beds may say that all is as shown; nobody of what the commission has not confirmed."""
    return record.confirmed_at is not None and actor().scope(Permission.BEDS_EDIT).covers(record)


def _stale_first(row: tuple[Any, UnitRecord, Rooms]) -> tuple[bool, float, str]:
    at = row[2].reported_at
    return at is not None, at.timestamp() if at else 0.0, row[1].name
