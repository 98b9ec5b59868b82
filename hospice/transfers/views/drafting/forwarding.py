"""Pages: one more unit is asked, or another one instead of one that was asked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.episodes.rules.faces import PRIORITY_FACES
from hospice.facilities.models import CareUnit
from hospice.patients.queries.records import named_receivers

from ...forms.consent import AskForm, RenewForm
from ...forms.places import NarrowForm
from ...models import Request, Transfer
from ...queries.cases import request_within, requests_of, transfer_within
from ...queries.drafts import named_units, unit_by_key
from ...queries.seeking import search
from ...rules.codes import RequestAction, TransferAction
from ...rules.finding import WEIGHTS
from ...rules.finding_words import ADVICE
from ...rules.request_life import ORIGIN, REQUESTS
from ...rules.steps import StepNotAllowed
from ...rules.transfer_life import TRANSFERS
from ...services import asking
from ...services.acting import parties_of
from ..words import need_in_words
from .consenting import agree, decider, newest
from .drafts import bp, by, who
from .shown import asked_narrowing, more_url, offer_areas, refusals, shown


@bp.get("/transfers/<uuid:key>/more-places")
@requires(Permission.TRANSFERS_STEP)
def more(key: uuid.UUID) -> Any:
    """Places of which one more can be asked; and that one, before it is asked."""
    return _open(_Asking(_transfer(key)))


@bp.post("/transfers/<uuid:key>/more-places")
@requires(Permission.TRANSFERS_STEP)
def forward(key: uuid.UUID) -> Any:
    """Ask one more unit."""
    return _ask(_Asking(_transfer(key)))


@bp.get("/requests/<uuid:key>/reroute")
@requires(Permission.TRANSFERS_STEP)
def reroute(key: uuid.UUID) -> Any:
    """Places of which one can be asked instead; and that one, before it is asked."""
    made = _request(key)
    return _open(_Asking(made.transfer, made))


@bp.post("/requests/<uuid:key>/reroute")
@requires(Permission.TRANSFERS_STEP)
def take_over(key: uuid.UUID) -> Any:
    """Ask another unit instead of this one."""
    made = _request(key)
    return _ask(_Asking(made.transfer, made))


def _transfer(key: uuid.UUID) -> Transfer:
    found = transfer_within(db.session(), actor().scope(Permission.TRANSFERS_STEP), key)
    return found if found is not None else abort(404)


def _request(key: uuid.UUID) -> Request:
    found = request_within(db.session(), actor().scope(Permission.TRANSFERS_STEP), key)
    return found if found is not None else abort(404)


@dataclass
class _Asking:
    """One more unit for a transfer, or one instead of a request."""

    transfer: Transfer
    instead_of: Request | None = None

    def __post_init__(self) -> None:
        parties = parties_of(by(), self.transfer, self.instead_of)
        if self.instead_of is not None:
            REQUESTS.step(self.instead_of.status, RequestAction.REROUTE, self.transfer.route, parties)
        else:
            TRANSFERS.step(self.transfer.status, TransferAction.FORWARD, self.transfer.route, parties)
        self.is_sender = not parties.isdisjoint(ORIGIN)  # who sees the patient, and can have a consent signed

    @property
    def address(self) -> str:
        """Where its pages lie."""
        if self.instead_of is not None:
            return url_for("drafts.reroute", key=self.instead_of.key)
        return url_for("drafts.more", key=self.transfer.key)

    @property
    def title(self) -> str:
        """What is done."""
        return _("转派到另一家单位") if self.instead_of is not None else _("再问一家单位")

    def names_after(self, unit: CareUnit) -> list[int]:
        """Whom a renewed consent names: all that are asked then."""
        asked = requests_of(db.session(), self.transfer.id, only_open=True)
        return [*(one.unit_id for one in asked if one is not self.instead_of), unit.id]

    def is_named(self, unit: CareUnit) -> bool:
        """Whether the consent that holds names the unit."""
        return unit.id in named_receivers(db.session(), self.transfer.patient_id)

    def act(self, session: Session, unit: CareUnit, form: AskForm | RenewForm) -> None:
        """Renew the consent where it must be, and ask."""
        signed = form.signed()  # only the sender's form has one
        if signed is not None:
            agree(session, self.transfer.patient, signed, self.names_after(unit))
        reason = form.reason.data or ""
        if self.instead_of is not None:
            asking.reroute(session, self.instead_of, unit, by=by(), reason=reason)
        else:
            asking.forward(session, self.transfer, unit, by=by(), reason=reason)


def _open(asked: _Asking) -> Any:
    key = request.args.get("unit", "")
    if not key:
        return _list(asked)
    unit = _unit(key)
    return _one(asked, unit, (AskForm if asked.is_named(unit) else RenewForm)())


def _unit(text: str) -> CareUnit:
    """A unit that the search offers for this need."""
    try:
        found = unit_by_key(db.session(), uuid.UUID(text))
    except ValueError:
        abort(404)
    return found if found is not None else abort(404)


def _ask(asked: _Asking) -> Any:
    unit = _unit(request.form.get("unit", ""))
    form = (AskForm if asked.is_named(unit) or not asked.is_sender else RenewForm)(request.form)
    if form.validate() and _can_be_asked(asked, unit, form):
        try:
            with unit_of_work() as session:
                asked.act(session, unit, form)
        except StepNotAllowed:
            raise
        except Conflict as conflict:
            form.refuse(conflict)
            return _one(asked, unit, form), 409
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("已向这家单位发出请求。有答复会提醒您。"), "done")
            return redirect(url_for("transfers.detail", key=asked.transfer.key), 303)
    return _one(asked, unit, form), 422


def _can_be_asked(asked: _Asking, unit: CareUnit, form: AskForm | RenewForm) -> bool:
    against = refusals(search(db.session(), asked.transfer, once_more=True), [unit.id])
    form.form_errors = [*form.form_errors, *against]
    return not against


def _list(asked: _Asking) -> str:
    transfer = asked.transfer
    found, narrow = search(db.session(), transfer, once_more=True), NarrowForm(request.args)
    offer_areas(narrow, found)
    return render_template(
        "drafts/more.html", asked=asked, transfer=transfer, who=who(transfer.patient, named=asked.is_sender),
        sought=found.sought, listed=shown(found, asked_narrowing(narrow)), narrow=narrow, advice=ADVICE, weights=WEIGHTS,
        more_url=more_url, need=need_in_words(transfer), priority=PRIORITY_FACES[transfer.priority],
    )  # fmt: skip


def _one(asked: _Asking, unit: CareUnit, form: AskForm | RenewForm) -> str:
    session, patient = db.session(), asked.transfer.patient
    named = named_units(session, asked.names_after(unit))
    if unit.id not in named:
        abort(404)
    return render_template(
        "drafts/ask.html", asked=asked, transfer=asked.transfer, who=who(patient, named=asked.is_sender), form=form, unit=unit,
        receiver=named[unit.id], receivers=list(named.values()), is_named=asked.is_named(unit),
        holds=newest(session, patient) if asked.is_sender else None, patient=patient,
        decider=decider(session, patient) if asked.is_sender else "",
    )  # fmt: skip
