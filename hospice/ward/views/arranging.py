"""Pages: a free bed for somebody who waits, or for somebody who came without a request."""

from __future__ import annotations

import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import now, today
from hospice.core.db import db
from hospice.core.errors import Conflict
from hospice.core.i18n import gettext as _
from hospice.episodes.services.reserving import LIES_IN, Wanted
from hospice.facilities.models import Bed
from hospice.patients.models import Patient
from hospice.patients.rules import masking
from hospice.transfers.models import BedOffer, WaitingEntry
from hospice.transfers.queries import waiting as queries
from hospice.transfers.queries.cases import standards_now
from hospice.transfers.services import waiting
from hospice.web.forms import strip

from .. import services
from ..forms import BlockForm, GiveForm, IsolateForm, NewStayForm
from ..queries.arrival import may_come, one_who_may_come
from ..queries.line import for_bed
from ..queries.rooms import Rooms, rooms
from ..rules.settings import SETTINGS
from ..rules.words import near_time, sex_and_age
from .common import Found, attempt, bed_taken, me, own_unit
from .stays import bp


@bp.get("/wards/<uuid:key>/arrange")
@requires(Permission.BEDS_ASSIGN)
def arrange(key: uuid.UUID) -> str:
    """For whom a free bed is: those who wait, in order."""
    found = own_unit(key, Permission.BEDS_ASSIGN)
    return _arranging(found, _room_of(found), GiveForm(bed=request.args.get("bed", "")))


@bp.post("/wards/<uuid:key>/arrange")
@requires(Permission.BEDS_ASSIGN)
def give(key: uuid.UUID) -> Any:
    """Give the bed: in turn by one click, out of turn with a reason."""
    found, form = own_unit(key, Permission.BEDS_ASSIGN), GiveForm(request.form)
    room = _room_of(found)
    bed, entry = _bed(room, form.bed.data), _entry(found, form.entry.data)
    done: list[BedOffer] = []

    def keep(session: Session) -> None:
        if entry is None:
            raise Conflict(_("这位患者已不在候床名单上。"))
        reason = form.reason.data or ""
        done.append(waiting.give(session, entry, reason, by=me(), bed_id=bed.id if bed else None))

    if not form.validate():
        return _refused(found, form, bed), 422
    status = 409 if _is_gone(room, form.bed.data) else attempt(form, keep)
    if status is None and entry is not None:
        flash(_kept(entry), "done")
        return _to_board(key)
    return _refused(found, form, bed), status


@bp.get("/wards/<uuid:key>/admit")
@requires(Permission.BEDS_ASSIGN)
def new(key: uuid.UUID) -> str:
    """The form for somebody who came without a request."""
    found = own_unit(key, Permission.BEDS_ASSIGN)
    return _admitting(found, NewStayForm(bed=request.args.get("bed", "")))


@bp.post("/wards/<uuid:key>/admit")
@requires(Permission.BEDS_ASSIGN)
def add(key: uuid.UUID) -> Any:
    """Take somebody in who came without a request."""
    found, form = own_unit(key, Permission.BEDS_ASSIGN), NewStayForm(request.form)
    room = _room_of(found)
    _offer(found, room, form)
    if not form.validate():
        return _admitting(found, form), 422
    patient = one_who_may_come(db.session(), actor().scope(Permission.BEDS_ASSIGN), uuid.UUID(form.patient.data))
    bed = _bed(room, form.bed.data)
    if room.is_tracked and (bed is None or _is_gone(room, form.bed.data)):
        form.form_errors = [bed_taken(bed.bed_no if bed else _("这张床"), [one.bed_no for one in room.free])]
        return _admitting(found, form), 409
    wanted = Wanted(unit_id=found[0].id, setting=SETTINGS[found[1].kind], bed_id=bed.id if bed else None)

    def come(session: Session) -> None:
        services.admit_directly(session, patient or abort(404), wanted, by=me(), at=form.at.data)

    status = attempt(form, come)
    if status is not None:
        db.session.expire_all()
        return _admitting(found, form), status
    flash(_("已办入住。"), "done")
    return _to_board(key)


def _arranging(found: Found, room: Rooms, form: GiveForm) -> str:
    unit, record = found
    session, bed = db.session(), _bed(room, form.bed.data)
    if _is_gone(room, form.bed.data):
        form.form_errors = [bed_taken(bed.bed_no if bed else _("这张床"), [one.bed_no for one in room.free])]
        bed = None
    line = for_bed(session, room, bed, record.abilities, standards_now(session)[0])
    return render_template(
        "stays/arrange.html", unit=unit, record=record, bed=bed, form=form, line=line, rooms=room,
        block=BlockForm(), isolate=IsolateForm(), others=[one for one in room.free if one is not bed],
        may_edit=actor().scope(Permission.BEDS_ASSIGN).covers(record),
    )  # fmt: skip


def _refused(found: Found, form: GiveForm, bed: Bed | None) -> str:
    """The page once more, with what is free now; where the bed itself is gone, the sentence says so."""
    number = bed.bed_no if bed else ""
    db.session.expire_all()
    room = _room_of(found)
    if _is_gone(room, form.bed.data):
        form.form_errors = [bed_taken(number or _("这张床"), [one.bed_no for one in room.free])]
        form.bed.data = ""
    return _arranging(found, room, form)


def _admitting(found: Found, form: NewStayForm) -> str:
    unit, record = found
    room = _room_of(found)
    _offer(found, room, form)
    name = strip(request.args.get("name", ""))[:50]
    return render_template("stays/new.html", unit=unit, record=record, form=form, rooms=room, name=name)


def _offer(found: Found, room: Rooms, form: NewStayForm) -> None:
    """What can be chosen: patients of one's own house, and free beds; the one that was clicked stands first."""
    scope, name = actor().scope(Permission.BEDS_ASSIGN), strip(request.args.get("name", ""))[:50]
    patients = list(may_come(db.session(), scope, name, found[1].kind in LIES_IN))
    chosen = _bed(room, form.bed.data)
    beds = sorted(room.free, key=lambda bed: bed is not chosen)
    form.offer([(str(one.key), _line(one)) for one in patients], [(str(bed.key), _bed_line(bed)) for bed in beds])


def _line(patient: Patient) -> str:
    about = sex_and_age(patient.sex, patient.birth_date, today(), "，")
    changed = near_time(patient.changed_at, now())
    return f"{masking.name(patient.name)}　{about}　" + _("%(at)s更新资料", at=changed)


def _bed_line(bed: Bed) -> str:
    return f"{bed.bed_no}　{bed.sex.label}"


def _room_of(found: Found) -> Rooms:
    return rooms(db.session(), [found[0].id])[found[0].id]


def _bed(room: Rooms, key: str | None) -> Bed | None:
    return next((bed for bed in room.beds if str(bed.key) == key), None)


def _is_gone(room: Rooms, key: str | None) -> bool:
    """Whether a bed was named that cannot be had: then nobody is given another one instead."""
    return bool(key) and key not in {str(bed.key) for bed in room.free}


def _entry(found: Found, key: str | None) -> WaitingEntry | None:
    entries = queries.waiting_list(db.session(), found[0].id)
    return next((entry for entry in entries if str(entry.key) == key), None)


def _kept(entry: WaitingEntry) -> str:
    stay = entry.request.assignment
    name = masking.name(entry.request.transfer.patient.name)
    if stay is None or stay.expires_at is None:
        return _("已为%(name)s保留。", name=name)
    bed = stay.bed.bed_no if stay.bed else _("第%(n)s位", n=stay.place_no)
    until = near_time(stay.expires_at, now())
    return _("已为%(name)s保留%(bed)s，留到%(at)s。转出方已收到通知，请约定时间。", name=name, bed=bed, at=until)


def _to_board(key: uuid.UUID) -> Response:
    return redirect(url_for("wards.board", key=key), 303)
