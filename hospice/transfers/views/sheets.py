"""Pages: the transfer on paper. Masked, unless somebody said for what the full name is printed."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from flask import abort, redirect, render_template, session, url_for
from flask import request as http

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import now
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.patients.rules import masking
from hospice.patients.rules.wishes import TransferReason
from hospice.web.qr import drawn

from ..forms.handover import RevealForm
from ..models import Request
from ..queries.cases import request_within
from ..queries.summary import sheet
from ..rules.faces import face
from ..rules.handover import Domain
from ..rules.steps import StepNotAllowed
from ..rules.summary import FULL_SHEET, NOT_AN_ORDER, medicine_words, treats
from ..services.acting import parties_of
from ..services.revealing import last_of_document, reveal_for_handover
from .handovers import bp, me, my_sides, places, who

SHOWN_FOR = timedelta(minutes=10)  # [P] how long the full sheet stays open once it was asked for
_KEPT = "full_sheets"


@bp.get("/requests/<uuid:key>/summary")
@requires(Permission.TRANSFERS_READ)
def summary(key: uuid.UUID) -> str:
    """The transfer on one sheet."""
    return _page(_seen(key, Permission.TRANSFERS_READ), RevealForm())


@bp.post("/requests/<uuid:key>/summary")
@requires(Permission.IDENTITY_REVEAL)
def reveal(key: uuid.UUID) -> Any:
    """Open the full sheet for a while; that it was opened, and for what, is recorded."""
    request, form = _seen(key, Permission.IDENTITY_REVEAL), RevealForm(http.form)
    if not form.validate():
        return _page(request, form), 422
    try:
        with unit_of_work() as work:
            reveal_for_handover(work, request, form.purpose.data, by=me())
    except StepNotAllowed:
        raise
    except Refused as refused:
        form.refuse(refused)
        return _page(request, form), 422
    session[_KEPT] = {**_still_open(), str(key): [(now() + SHOWN_FOR).isoformat(), form.purpose.data, str(me().id)]}
    return redirect(url_for("handovers.summary", key=key), 303)


def _seen(key: uuid.UUID, permission: Permission) -> Request:
    request = request_within(db.session(), actor().scope(permission), key)
    return request if request is not None and my_sides(request) else abort(404)


def _still_open() -> dict[str, list[str]]:
    """The sheets that this person may see in full now, each with its purpose; not whoever signs in here afterwards."""
    kept: dict[str, list[str]] = session.get(_KEPT, {})
    mine = {key: said for key, said in kept.items() if said[-1] == str(me().id)}
    return {key: said for key, said in mine.items() if datetime.fromisoformat(said[0]) > now()}


def _page(request: Request, form: RevealForm) -> str:
    transfer = request.transfer
    full = _still_open().get(str(request.key))
    may_reveal = request.status in FULL_SHEET and actor().scope(Permission.IDENTITY_REVEAL).institutions
    parties = parties_of(me(), transfer, request)
    treating = treats(parties, request.status)
    return render_template(
        "handovers/summary.html", request_=request, transfer=transfer, places=places(db.session(), request),
        reasons=[TransferReason(code).label for code in transfer.reasons], full=full, form=form, status=face(request.status),
        sheet=sheet(db.session(), request, treats=treating), treats=treating, may_reveal=bool(may_reveal), who=who(transfer),
        name=transfer.patient.name if full else masking.name(transfer.patient.name), masking=masking,
        last=last_of_document(transfer.patient) if full else "", domains=list(Domain), medicine_words=medicine_words,
        qr=drawn(url_for("handovers.summary", key=request.key, _external=True)), not_an_order=NOT_AN_ORDER,
        reader=actor().name,
    )  # fmt: skip
