"""Pages: what the patient needs, with what is suggested and why."""

from __future__ import annotations

import uuid
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.facilities.queries.current import institutions_now
from hospice.patients.models import Patient
from hospice.regions.models import Level
from hospice.web.forms import checked_action

from ...forms.need import ChangeForm, NeedForm, written
from ...models import Transfer
from ...queries import drafts as queries
from ...queries.cases import standards_now
from ...queries.complete import missing_for_patient
from ...queries.facts import facts_of
from ...queries.patients import patient_cared_for
from ...rules.placement import CLINICIAN_DECIDES, suggest_places
from ...rules.priority import days_are_few, suggest_priority
from ...rules.steps import StepNotAllowed
from ...services import asking
from ...services.asking import Wish
from .drafts import bp, by, elsewhere, entered, own, who


@bp.get("/patients/<uuid:key>/transfers/new")
@requires(Permission.TRANSFERS_SEND)
def new(key: uuid.UUID) -> str:
    """What the patient needs."""
    patient = _patient(key)
    asked = _Asked(patient, NeedForm(data={"wanted_on": today()}))
    asked.form.unit.data = asked.where_now()
    asked.form.propose()
    return asked.page()


@bp.post("/patients/<uuid:key>/transfers/new")
@requires(Permission.TRANSFERS_SEND)
def add(key: uuid.UUID) -> Any:
    """What the patient needs: kept as a draft."""
    asked = _Asked(_patient(key), NeedForm(request.form))
    if request.form.get("then") == "advise":
        return asked.page()
    if asked.form.validate():
        try:
            with unit_of_work() as session:
                values = asked.values()
                wish = Wish(setting=values.pop("setting"), priority=values.pop("priority"), institution_id=asked.sender_id,
                            unit_id=values.pop("unit_id"))  # fmt: skip
                synthetic = current_app.config["MODE"] == "demo"
                transfer = asking.draft(session, asked.patient, wish, values, by=by(), synthetic=synthetic)
                key = transfer.key
        except Refused as refused:
            asked.form.refuse(refused)
        else:
            return redirect(url_for("drafts.places", key=key), 303)
    return asked.page(), 422


@bp.get("/transfers/<uuid:key>/edit")
@requires(Permission.TRANSFERS_SEND)
def edit(key: uuid.UUID) -> Any:
    """What the patient needs, changed."""
    transfer = own(key)
    return elsewhere(transfer) or _Asked(transfer.patient, _form_of(transfer), transfer).page()


@bp.post("/transfers/<uuid:key>/edit")
@requires(Permission.TRANSFERS_SEND)
def change(key: uuid.UUID) -> Any:
    """What the patient needs, changed."""
    transfer = own(key)
    asked = _Asked(transfer.patient, ChangeForm(request.form), transfer)
    if request.form.get("then") == "advise":
        return asked.page()
    if asked.form.validate():
        try:
            with unit_of_work() as session:
                asking.edit(session, transfer, asked.values(), by=by(), seen=_seen(asked.form))
        except StepNotAllowed:
            raise
        except Conflict as conflict:  # what was typed stays; sent again, it is written over the other's
            asked.form.refuse(conflict)
            asked.form["seen"].data = str(own(key).version)
            return asked.page(), 409
        except Refused as refused:
            asked.form.refuse(refused)
        else:
            return redirect(url_for("drafts.places", key=key), 303)
    return asked.page(), 422


@bp.get("/transfers/<uuid:key>/delete")
@requires(Permission.TRANSFERS_SEND)
def ask_delete(key: uuid.UUID) -> Any:
    """Whether the draft is to be thrown away."""
    transfer = own(key)
    return elsewhere(transfer) or render_template(
        "confirm.html", title=_("删除这份草稿？"), word=_("删除草稿"), action=url_for("drafts.delete", key=key),
        sentence=_("%(who)s。草稿还没有发给任何单位。删除后不能恢复，历史中仍能查到。", who=who(transfer.patient).words),
        back=url_for("drafts.edit", key=key),
    )  # fmt: skip


@bp.post("/transfers/<uuid:key>/delete")
@requires(Permission.TRANSFERS_SEND)
def delete(key: uuid.UUID) -> Any:
    """Throw the draft away."""
    transfer = own(key)
    checked_action()
    with unit_of_work() as session:
        asking.delete(session, transfer, by=by())
    flash(_("草稿已删除。"), "done")
    return redirect(url_for("drafts.start"), 303)


def _patient(key: uuid.UUID) -> Patient:
    found = patient_cared_for(db.session(), actor().scope(Permission.TRANSFERS_SEND), key)
    return found if found is not None else abort(404)


def _seen(form: NeedForm) -> int:
    text = form["seen"].data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _form_of(transfer: Transfer) -> ChangeForm:
    unit, region = transfer.unit, transfer.relative_region
    relative = ("", "")
    if region is not None and region.level is Level.TOWNSHIP:
        relative = (region.parent.code if region.parent else "", region.name)
    elif region is not None:
        relative = (region.code, "")
    return ChangeForm(data=written(transfer, str(unit.key) if unit is not None else "", relative))


class _Asked:
    """The page of a need: its form, and what is suggested from what is known and what was just answered."""

    def __init__(self, patient: Patient, form: NeedForm, transfer: Transfer | None = None) -> None:
        self.patient, self.form, self.transfer = patient, form, transfer
        session = db.session()
        self.houses = sorted(actor().scope(Permission.TRANSFERS_SEND).institutions)
        self.units = queries.own_units(session, self.houses)
        self.counties = queries.counties(session)
        form.offer(
            self._senders(session),
            [(key, name) for key, _id, name in self.units],
            [(code, name) for code, _id, name in self.counties],
            lambda code, name: queries.township_id(session, code, name),
        )
        self.standards = standards_now(session)[0]
        self.facts = facts_of(session, patient, form.judged(), self.standards)
        form.advise(
            suggest_places(self.facts.placement, self.standards), suggest_priority(self.facts.urgency, self.standards)
        )

    def _senders(self, session: Session) -> list[tuple[str, str]]:
        if len(self.houses) < 2:
            return []
        places = institutions_now(session, self.houses)
        return [(str(places[one].key), places[one].name) for one in self.houses if one in places]

    @property
    def sender_id(self) -> int:
        """The house that sends: the one chosen, the one that keeps the record, or the only one."""
        if len(self.houses) > 1 and self.form.sender.data:
            chosen = [place.id for place in institutions_now(db.session(), self.houses).values()
                      if str(place.key) == self.form.sender.data]  # fmt: skip
            return chosen[0] if chosen else self.houses[0]
        return self.patient.institution_id if self.patient.institution_id in self.houses else self.houses[0]

    def where_now(self) -> str:
        """The unit of one's own house in which the patient lies now."""
        unit_id = queries.lies_in(db.session(), self.patient.id)
        return next((key for key, number, _name in self.units if number == unit_id), "")

    def values(self) -> dict[str, Any]:
        """The columns of the transfer."""
        counties = {code: number for code, number, _name in self.counties}
        return self.form.values(counties, {key: number for key, number, _name in self.units})

    def page(self) -> str:
        """The form with the advice beside it."""
        session, few = db.session(), days_are_few(self.facts.placement.prognosis, self.standards)
        scope = actor().scope(Permission.TRANSFERS_SEND)
        cases = queries.cases_of(session, [self.patient.id], scope).get(self.patient.id, [])
        return render_template(
            "drafts/need.html", form=self.form, patient=self.patient, transfer=self.transfer, who=who(self.patient),
            few=few, decides=CLINICIAN_DECIDES, standards=self.standards,
            missing=entered(missing_for_patient(session, self.patient), self.patient),
            others=[case for case in cases if case is not self.transfer],
        )  # fmt: skip
