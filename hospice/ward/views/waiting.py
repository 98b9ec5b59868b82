"""Pages: who waits for a bed of a unit, and what was offered to whom."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import local, now, today
from hospice.core.db import db, unit_of_work
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.episodes.rules.codes import AssignmentState
from hospice.episodes.rules.faces import PRIORITY_FACES
from hospice.facilities.events import RegistryExported
from hospice.facilities.models import CareUnit, UnitRecord
from hospice.facilities.queries.current import institutions_now
from hospice.patients.rules import masking
from hospice.transfers.queries.cases import standards_now
from hospice.transfers.rules.faces import REQUEST_FACES
from hospice.transfers.services import waiting as services
from hospice.web.paging import asked_page
from hospice.web.spreadsheets import download, workbook

from ..forms import ReviewForm
from ..queries.asked import entry_within, undecided
from ..queries.board import stay_of
from ..queries.line import line_of
from ..queries.offers import Offered, every_offer, offers
from ..queries.rooms import Rooms, rooms, unit_seen
from ..rules.words import day_and_time, sex_and_age
from .common import Found, attempt, me

bp = Blueprint("waiting", __name__)

MOST_EXPORTED = 20_000


@bp.get("/wards/<uuid:key>/waiting")
@requires(Permission.REGISTER_READ)
def index(key: uuid.UUID) -> str:
    """The waiting list of a unit, with its fairness log; coordinators of the area read along."""
    return _page(_unit(key))


@bp.post("/waiting/<uuid:key>/review")
@requires(Permission.BEDS_ASSIGN)
def review(key: uuid.UUID) -> Any:
    """Somebody who waits was looked at again."""
    entry = entry_within(db.session(), actor().scope(Permission.BEDS_ASSIGN), key) or abort(404)
    unit_key, form = _unit_key(entry.unit_id), ReviewForm(request.form)

    def look(session: Session) -> None:
        services.review(session, entry, form.words.data or "", by=me())

    status = attempt(form, look) if form.validate() else 422
    if status is None:
        flash(_("已复核，%(at)s。", at=f"{local(now()):%H:%M}"), "done")
        return redirect(url_for("waiting.index", key=unit_key), 303)
    db.session.expire_all()
    return _page(_unit(unit_key), form, key), status


@bp.get("/wards/<uuid:key>/offers.xlsx")
@requires(Permission.REGISTER_READ)
def export(key: uuid.UUID) -> Response:
    """The fairness log as a spreadsheet, without names."""
    unit, record = _unit(key)
    rows = [_row(one) for one in every_offer(db.session(), unit.id, MOST_EXPORTED)]
    with unit_of_work():
        details = {"rows": len(rows)}
        publish(RegistryExported(actor_id=actor().id, subject=f"unit:{key}", region_id=record.region_id,
                institution_id=unit.institution_id, details=details))  # fmt: skip
    head = [_("时间"), _("床位"), _("级别"), _("性别、年龄"), _("已等候"), _("由谁安排"), _("是否按次序"), _("原因"),
            _("排在前面的人数"), _("排在前面的人和未安排的原因"), _("现在")]  # fmt: skip
    return download(workbook(_("安排记录"), head, rows), f"{record.name}-{_('安排记录')}-{today().isoformat()}")


def _page(found: Found, form: ReviewForm | None = None, refused: uuid.UUID | None = None) -> str:
    unit, record = found
    session, room = db.session(), rooms(db.session(), [found[0].id])[found[0].id]
    mine = actor().scope(Permission.WARDS_READ).covers(record)
    return render_template(
        "waiting/index.html", unit=unit, record=record, rooms=room, form=form, refused=refused,
        host=institutions_now(session, [unit.institution_id])[unit.institution_id], mine=mine, named=_named(record),
        may_assign=actor().scope(Permission.BEDS_ASSIGN).covers(record), moment=lambda at: day_and_time(at, now()),
        line=line_of(session, room, record.abilities, standards_now(session)[0]), held=_held(room),
        undecided=_asked(session, unit.id) if mine else [], page=offers(session, unit.id, *asked_page()),
        by_number={bed.id: bed for bed in room.beds}, faces=PRIORITY_FACES,
    )  # fmt: skip


def _unit(key: uuid.UUID) -> Found:
    """A unit of one's own house, or one that lies where one reads the register."""
    scope = actor().scope(Permission.REGISTER_READ)
    return unit_seen(db.session(), scope, key) or abort(404)


def _named(record: UnitRecord) -> bool:
    """Whether masked names are shown: to the house, and to who coordinates its transfers; to nobody else."""
    return any(actor().scope(each).covers(record) for each in (Permission.WARDS_READ, Permission.TRANSFERS_READ))


def _held(room: Rooms) -> list[tuple[str, Any, Any]]:
    """Beds that are kept, with until when: (bed or place, who, the stay)."""
    kept = [one for one in room.taken if one.stay.state is AssignmentState.RESERVED]
    number = {bed.id: bed.bed_no for bed in room.beds}
    return [
        (number.get(one.stay.bed_id or 0) or _("第%(n)s位", n=one.stay.place_no), stay_of(one), one.stay)
        for one in kept
    ]


def _asked(session: Session, unit_id: int) -> list[tuple[Any, str, str, Any]]:
    """(request, masked name, sex and age, how its state looks) of those who have no bed yet."""
    return [
        (one, masking.name(one.transfer.patient.name),
         sex_and_age(one.transfer.patient.sex, one.transfer.patient.birth_date, today(), "，"), REQUEST_FACES[one.status])
        for one in undecided(session, unit_id)
    ]  # fmt: skip


def _unit_key(unit_id: int) -> uuid.UUID:
    return db.session().get_one(CareUnit, unit_id).key


def _row(one: Offered) -> list[Any]:
    above = "；".join(
        _("第%(n)s位（%(class_)s，%(about)s）：%(why)s", n=each.place, class_=each.person.priority.label,
          about=each.person.about, why=each.why)
        for each in one.passed
    )  # fmt: skip
    return [one.at, one.bed, str(one.to.priority.label), one.to.about, one.to.waited, one.by or _("系统按次序"),
            one.in_turn, one.reason, len(one.passed), above, str(one.became)]  # fmt: skip
