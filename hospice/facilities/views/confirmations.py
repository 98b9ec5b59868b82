"""Pages: what waits for the commission, one case, accept, send back."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.web.forms import checked_action
from hospice.web.paging import asked_page

from ..forms.confirmation import SendBackForm
from ..queries import confirmations as queries
from ..queries.current import institutions_now
from ..queries.proposals import matters
from ..rules.proposals import Mark, marks
from ..services import confirmations as services

bp = Blueprint("confirmations", __name__, url_prefix="/confirmations")


def _reaches() -> queries.Reaches:
    """Where the signed-in person confirms facts and approves designations."""
    return queries.Reaches(actor().scope(Permission.REGISTRY_CONFIRM), actor().scope(Permission.DESIGNATION_APPROVE))


@bp.get("")
@requires(Permission.REGISTRY_CONFIRM)
def index() -> str:
    """What waits, by institution, the longest wait first."""
    return render_template("confirmations/index.html", page=queries.cases(db.session(), _reaches(), *asked_page()))


@bp.get("/<uuid:key>")
@requires(Permission.REGISTRY_CONFIRM)
def detail(key: uuid.UUID) -> str:
    """One institution: each proposal with what it changes."""
    return _case(key, SendBackForm())


@bp.post("/<uuid:key>/accept")
@requires(Permission.REGISTRY_CONFIRM)
def accept(key: uuid.UUID) -> Any:
    """Let what was read count from now on."""
    checked_action()
    institution_id, wanted = _asked(key)
    try:
        with unit_of_work() as session:
            services.accept(session, institution_id, wanted, _reaches(), actor())
    except Refused as refused:
        return _refused(key, SendBackForm(), refused)
    flash(_("已确认%(n)s项，自此刻起计入。", n=len(wanted)), "done")
    return _onward(key, institution_id)


@bp.post("/<uuid:key>/send-back")
@requires(Permission.REGISTRY_CONFIRM)
def send_back(key: uuid.UUID) -> Any:
    """Give it back with a reason."""
    institution_id, wanted = _asked(key)
    form = SendBackForm(request.form)
    if not form.validate():
        return _case(key, form), 422
    try:
        with unit_of_work() as session:
            services.send_back(session, institution_id, wanted, form.reason.data, _reaches(), actor())
    except Refused as refused:
        return _refused(key, form, refused)
    flash(_("已退回%(n)s项。登记人会在机构页和“今日”看到原因。", n=len(wanted)), "done")
    return _onward(key, institution_id)


def _asked(key: uuid.UUID) -> tuple[int, list[Mark]]:
    """The institution and the marks of a post; 404 where nothing of it lies within reach, 400 for what is no mark."""
    institution_id = queries.institution_with_key(db.session(), key)
    if institution_id is None or not institutions_now(db.session(), [institution_id]):
        abort(404)
    if not _may_see(institution_id):
        abort(404)
    try:
        return institution_id, marks(request.form.getlist("fact"))
    except ValueError:
        abort(400)


def _may_see(institution_id: int) -> bool:
    """Whether the institution lies within reach, or something of it waits there."""
    place = institutions_now(db.session(), [institution_id])[institution_id]
    reaches = _reaches()
    return reaches.confirm.covers_path(place.path) or bool(queries.waiting_facts(db.session(), reaches, institution_id))


def _case(key: uuid.UUID, form: SendBackForm) -> str:
    session = db.session()
    institution_id = queries.institution_with_key(session, key)
    place = institutions_now(session, [institution_id]).get(institution_id) if institution_id else None
    facts = queries.waiting_facts(session, _reaches(), institution_id) if institution_id else []
    if place is None or not (facts or _reaches().confirm.covers_path(place.path)):
        abort(404)
    found = matters(session, facts)
    mine = [matter for matter in found if matter.fact.recorded_by_id == actor().id]
    returned = queries.returned(session, institution_id=institution_id)
    return render_template(
        "confirmations/detail.html",
        place=place,
        matters=found,
        mine=mine,
        form=form,
        returned=returned,
        mark_of=services.mark_of,
        chosen=request.form.getlist("fact"),
    )


def _refused(key: uuid.UUID, form: SendBackForm, refused: Refused) -> tuple[str, int]:
    """The case again, with what was refused above it; what somebody else changed is shown as it is now."""
    db.session.rollback()
    fresh = SendBackForm(MultiDict({"reason": form.reason.data or ""})) if form.reason.data else SendBackForm()
    fresh.refuse(refused)
    return _case(key, fresh), 409 if isinstance(refused, Conflict) else 422


def _onward(key: uuid.UUID, institution_id: int) -> Response:
    """To what is left of the case, else to the next case."""
    left = queries.waiting_facts(db.session(), _reaches(), institution_id)
    return redirect(url_for("confirmations.detail", key=key) if left else url_for("confirmations.index"), 303)
