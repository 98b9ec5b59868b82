"""Pages: what is written and signed at the bedside, and where the page stands afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, flash, redirect, url_for
from flask import request as http
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

from ..forms.handover import ALL, DomainsForm, MedicineForm, NeedsForm, SignForm
from ..models import Request
from ..queries.cases import request_within
from ..queries.handover import shown
from ..rules.codes import Side
from ..rules.handover import HandoverItem
from ..rules.steps import StepNotAllowed
from ..services import amending, handing
from .handovers import DOMAINS, Difference, Forms, bp, drawn, me

__all__ = ["bp"]


@bp.post("/requests/<uuid:key>/handover/sign")
@requires(Permission.TRANSFERS_STEP)
def sign(key: uuid.UUID) -> Any:
    """Sign one item or all that is left for one's side, or say why it was not done."""
    request, form = _mine(key), SignForm(http.form)
    fits = form.validate()
    return _deed(request, Forms(sign=form), form, lambda session: _sign(session, request, form) if fits else None)


@bp.post("/requests/<uuid:key>/handover/domains")
@requires(Permission.TRANSFERS_STEP)
def domains(key: uuid.UUID) -> Any:
    """Write what is said of body, mind, social life and meaning."""
    request, form = _mine(key), DomainsForm(http.form)
    values = {name: form[name].data for name in DOMAINS} if form.validate() else None
    return _deed(request, Forms(domains=form), form, lambda session: _amend(session, request, values, "domains"))


@bp.post("/requests/<uuid:key>/handover/medicines")
@requires(Permission.TRANSFERS_STEP)
def medicines(key: uuid.UUID) -> Any:
    """Write how long the opioid lasts, and who prescribes next."""
    request, form = _mine(key), MedicineForm(http.form)
    values = form.values if form.validate() else None
    return _deed(request, Forms(medicines=form), form, lambda session: _amend(session, request, values, "medicines"))


@bp.post("/requests/<uuid:key>/handover/needs")
@requires(Permission.TRANSFERS_STEP)
def needs(key: uuid.UUID) -> Any:
    """Write what is not finished, who takes it on, and by when."""
    request, form = _mine(key), NeedsForm(http.form)
    rows = [row.typed for row in form.rows if not row.is_blank] if form.validate() else None

    def keep(session: Session) -> str | None:
        if rows is None:
            return None
        amending.keep_needs(session, request, rows, by=me())
        return _said("needs")

    return _deed(request, Forms(needs=form), form, keep)


def _mine(key: uuid.UUID) -> Request:
    return request_within(db.session(), actor().scope(Permission.TRANSFERS_STEP), key) or abort(404)


def _deed(request: Request, forms: Forms, form: Any, act: Callable[[Session], str | None]) -> Any:
    """Do it and come back to the same part of the page, or show the page again with the sentence beside the field.

    A step that is not this person's, or not of this time, is refused by the page of refusals.
    """
    try:
        with unit_of_work() as session:
            anchor = act(session)
    except amending.WrittenMeanwhile as meanwhile:
        forms.differences = _differences(request, form, meanwhile.names)
        return drawn(request, forms), 422
    except StepNotAllowed:
        raise
    except Refused as refused:
        form.refuse(refused)
        return drawn(request, forms), 422
    if anchor is None:
        return drawn(request, forms), 422
    return redirect(url_for("handovers.detail", key=request.key, _anchor=anchor), 303)


def _sign(session: Session, request: Request, form: SignForm) -> str:
    side, witness = Side(form.side.data), form.witness.data or ""
    if form.item.data == ALL:
        signed = handing.sign_all(session, request, side, by=me(), witness=witness)
        flash(_("已签%(n)s项。", n=signed), "done")
        return "items"
    item = HandoverItem(form.item.data)
    reason = (form.not_done.data or "") if form.undone.data else ""
    handing.sign(session, request, item, side, by=me(), witness=witness, not_done=reason)
    follows = shown(session, request).next_to_sign(side, item)
    return f"item-{follows.value}" if follows else "items"


def _amend(session: Session, request: Request, values: dict[str, Any] | None, part: str) -> str | None:
    if values is None:
        return None
    seen = {name: http.form.get(f"seen_{name}", "") for name in values}
    amending.amend(session, request, values, seen, by=me())
    return _said(part)


def _said(part: str) -> str:
    flash(_("已保存。"), "done")
    return part


def _differences(request: Request, form: Any, names: Sequence[str]) -> list[Difference]:
    told = shown(db.session(), request).record
    if isinstance(form, NeedsForm):
        form.see({need.id: amending.mark_of(need) for need in told.needs})
        now_there = "；".join(need.words for need in told.needs)
        typed = "；".join(row.typed.words for row in form.rows if not row.is_blank)
        return [Difference(_("没有办完的事"), now_there, typed)]
    return [Difference(form[name].label.text, getattr(told, name), form[name].data) for name in names]
