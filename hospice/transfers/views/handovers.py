"""Pages: the handover of a request, signed at the bedside by both sides."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask import request as http
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.accounts.models import User
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.facilities.queries.current import institutions_now, units_now
from hospice.patients.rules.headline import headline

from ..forms.handover import ALL, DomainsForm, MedicineForm, NeedsForm, SignForm
from ..models import Request, Transfer
from ..queries.cases import request_within
from ..queries.handover import Shown, shown
from ..rules.codes import RequestStatus, Side
from ..rules.faces import face
from ..rules.handover import SIDES, Domain, HandoverItem
from ..rules.request_life import DESTINATION, ORIGIN
from ..rules.steps import StepNotAllowed
from ..services import amending, handing
from ..services.acting import parties_of

bp = Blueprint("handovers", __name__)

_SIDES = {Side.ORIGIN: ORIGIN, Side.DESTINATION: DESTINATION}
MEDICINES = ("last_doses", "on_opioid", "opioid_days_left", "next_prescriber", "next_contact_on")
DOMAINS = tuple(domain.value.lower() for domain in Domain)


@dataclass(frozen=True)
class Difference:
    """Two people wrote the same: what stands there now, and what was typed."""

    label: str
    before: Any
    after: Any


@dataclass
class Forms:
    """The forms of the page; one of them may be what was posted."""

    sign: SignForm | None = None
    domains: DomainsForm | None = None
    medicines: MedicineForm | None = None
    needs: NeedsForm | None = None
    differences: Sequence[Difference] | None = None

    @property
    def posted(self) -> Any:
        """The one that was refused, for the summary of errors."""
        return self.sign or self.domains or self.medicines or self.needs


@bp.get("/requests/<uuid:key>/handover")
@requires(Permission.TRANSFERS_READ)
def detail(key: uuid.UUID) -> str:
    """The handover list, the four domains, open needs and medicines."""
    return _page(_seen(key), Forms())


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


def me() -> User:
    """The person who is signed in, with the grants that tell the sides."""
    return cast(User, actor())


def _seen(key: uuid.UUID) -> Request:
    return request_within(db.session(), actor().scope(Permission.TRANSFERS_READ), key) or abort(404)


def _mine(key: uuid.UUID) -> Request:
    return request_within(db.session(), actor().scope(Permission.TRANSFERS_STEP), key) or abort(404)


def my_sides(request: Request) -> list[Side]:
    """The sides for which the present person signs."""
    mine = parties_of(me(), request.transfer, request)
    return [side for side in SIDES if mine & _SIDES[side]]


def _deed(request: Request, forms: Forms, form: Any, act: Callable[[Session], str | None]) -> Any:
    """Do it and come back to the same part of the page, or show the page again with the sentence beside the field.

    A step that is not this person's, or not of this time, is refused by the page of refusals.
    """
    try:
        with unit_of_work() as session:
            anchor = act(session)
    except amending.WrittenMeanwhile as meanwhile:
        forms.differences = _differences(request, form, meanwhile.names)
        return _page(request, forms), 422
    except StepNotAllowed:
        raise
    except Refused as refused:
        form.refuse(refused)
        return _page(request, forms), 422
    if anchor is None:
        return _page(request, forms), 422
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


def _page(request: Request, forms: Forms) -> str:
    session, transfer = db.session(), request.transfer
    found = shown(session, request)
    sides = my_sides(request)
    return render_template(
        "handovers/detail.html", request_=request, transfer=transfer, found=found, sides=sides, both=SIDES,
        forms=_filled(forms, found), differences=forms.differences, wrong=forms.posted,
        writable=bool(sides) and request.status in handing.WRITABLE, status=face(request.status),
        full=bool(sides), who=who(transfer), places=places(session, request), domains=list(Domain),
        marks={name: amending.mark(getattr(found.record, name)) for name in (*DOMAINS, *MEDICINES)},
        intact=found.record.summary_hash and handing.summary_hash(found.record) == found.record.summary_hash,
        early=request.status not in handing.WRITABLE and request.admitted_at is None, ended=_ended(request),
    )  # fmt: skip


def _ended(request: Request) -> bool:
    return request.status in (RequestStatus.ADMITTED, RequestStatus.CLOSED)


def _filled(forms: Forms, found: Shown) -> Forms:
    """Forms that were not posted show what is stored."""
    record = found.record
    said = {True: "yes", False: "no", None: ""}[record.on_opioid]
    filled = Forms(
        forms.sign, forms.domains or DomainsForm(obj=record),
        forms.medicines or MedicineForm(obj=record), forms.needs or NeedsForm(needs=record.needs),
    )  # fmt: skip
    if filled.medicines is not None and forms.medicines is None:
        filled.medicines.on_opioid.data = said
    if filled.needs is not None:
        filled.needs.blank()
    return filled


def who(transfer: Transfer) -> str:
    """Of whom the page speaks."""
    patient = transfer.patient
    return headline(patient.name, patient.sex, patient.birth_date, today())


def places(session: Session, request: Request) -> dict[str, str]:
    """The names of both sides."""
    transfer = request.transfer
    houses = institutions_now(session, {transfer.institution_id, request.institution_id})
    units = units_now(session, {request.unit_id, *({transfer.unit_id} if transfer.unit_id else ())})

    def named(institution_id: int, unit_id: int | None) -> str:
        house = houses[institution_id].name if institution_id in houses else ""
        return house + (units[unit_id].name if unit_id in units else "")

    return {
        "origin": named(transfer.institution_id, transfer.unit_id),
        "destination": named(request.institution_id, request.unit_id),
    }
