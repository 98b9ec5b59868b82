"""Pages: a place outside the network was found, which ends the need here; it is no unit and is never made one."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from hospice.access.guards import requires
from hospice.access.permissions import Permission
from hospice.core.db import unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.web.forms import choices

from ...forms.places import OutsideForm
from ...models import Transfer
from ...rules.codes import Outcome, TransferAction
from ...rules.outcomes import outcomes_for
from ...rules.steps import StepNotAllowed
from ...rules.transfer_life import TRANSFERS
from ...services import asking
from ...services.acting import parties_of
from .drafts import bp, by, own, who


@bp.get("/transfers/<uuid:key>/outside")
@requires(Permission.TRANSFERS_SEND)
def outside(key: uuid.UUID) -> Any:
    """Where the patient goes outside the network."""
    transfer = own(key)
    TRANSFERS.step(transfer.status, TransferAction.CONCLUDE, transfer.route, parties_of(by(), transfer))
    return _page(transfer, _form(transfer, outcome=Outcome.HOSPITALISED_ELSEWHERE.value))


@bp.post("/transfers/<uuid:key>/outside")
@requires(Permission.TRANSFERS_SEND)
def leave(key: uuid.UUID) -> Any:
    """End the need with the place outside and an outcome."""
    transfer = own(key)
    form = _form(transfer, request.form)
    if form.validate():
        try:
            with unit_of_work() as session:
                place, outcome = form.outside.data, Outcome(form.outcome.data)
                asking.leave_network(session, transfer, place, outcome, form.reason.data, by=by())
        except StepNotAllowed:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("已登记网络外的去处，本转介结案。"), "done")
            return redirect(url_for("transfers.detail", key=key), 303)
    return _page(transfer, form), 422


def _form(transfer: Transfer, given: Any = None, **data: Any) -> OutsideForm:
    form = OutsideForm(given, data=data)
    form.outcome.choices = choices(outcomes_for(TransferAction.CONCLUDE, transfer.setting))
    return form


def _page(transfer: Transfer, form: OutsideForm) -> str:
    return render_template("drafts/outside.html", transfer=transfer, who=who(transfer.patient), form=form)
