"""Pages: the consent that names the receivers, and the submission, in one unit of work."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from hospice.access.guards import requires
from hospice.access.permissions import Permission
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.patients.models import Consent, Patient
from hospice.patients.queries.records import consents, contacts, named_receivers
from hospice.patients.rules.codes import ConsentKind
from hospice.patients.services.consents import Signed, sign
from hospice.web.filters import day

from ...forms.consent import ConsentForm, SubmitForm
from ...models import Transfer
from ...queries.complete import missing_for_submission
from ...queries.drafts import named_units, units_with_key
from ...queries.seeking import search
from ...rules.codes import TransferAction
from ...rules.minimum import Datum
from ...rules.steps import StepNotAllowed
from ...rules.transfer_life import TRANSFERS
from ...services import asking
from ...services.acting import parties_of
from .drafts import bp, by, elsewhere, entered, own, who
from .shown import refusals


@bp.get("/transfers/<uuid:key>/consent")
@requires(Permission.TRANSFERS_SEND)
def consent(key: uuid.UUID) -> Any:
    """The consent that names the receivers, and the submission."""
    transfer = own(key)
    if (away := elsewhere(transfer)) is not None:
        return away
    if not transfer.preferred:
        flash(_("请先选择去处。"), "mind")
        return redirect(url_for("drafts.places", key=key), 303)
    form = (SubmitForm if _is_named(transfer) else ConsentForm)(data={"seen": str(transfer.version)})
    return _page(transfer, form)


@bp.post("/transfers/<uuid:key>/consent")
@requires(Permission.TRANSFERS_SEND)
def submit(key: uuid.UUID) -> Any:
    """Record the consent where one is needed, and ask the units: both or neither."""
    transfer = own(key)
    form = (SubmitForm if _is_named(transfer) else ConsentForm)(request.form)
    if form.validate() and _can_be_asked(transfer, form):
        try:
            with unit_of_work() as session:
                _submit(session, transfer, form)
        except StepNotAllowed:
            raise
        except Conflict as conflict:
            form.refuse(conflict)
            form.seen.data = str(own(key).version)
            return _page(own(key), form), 409
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("转介已提交给%(n)s家单位。有答复会提醒您。", n=len(transfer.preferred)), "done")
            return redirect(url_for("transfers.detail", key=key), 303)
    return _page(own(key), form), 422


def _can_be_asked(transfer: Transfer, form: SubmitForm) -> bool:
    """A unit may have closed, or lost what is needed, since it was chosen."""
    against = refusals(search(db.session(), transfer), transfer.preferred)
    form.form_errors = [*form.form_errors, *against]
    return not against


def _submit(session: Session, transfer: Transfer, form: SubmitForm) -> None:
    seen = form.seen.data or ""
    units = units_with_key(session, transfer.preferred)
    signed = form.signed()
    if signed is not None:
        agree(session, transfer.patient, signed, [unit.id for unit in units])
    asking.submit(session, transfer, units, by=by(), seen=int(seen) if seen.isascii() and seen.isdigit() else 0)


def _is_named(transfer: Transfer) -> bool:
    return set(transfer.preferred) <= set(named_receivers(db.session(), transfer.patient_id))


def _page(transfer: Transfer, form: SubmitForm) -> str:
    session, patient = db.session(), transfer.patient
    named = named_units(session, transfer.preferred)
    missing = [datum for datum in missing_for_submission(session, transfer) if datum is not Datum.SHARING_CONSENT]
    possible = TRANSFERS.actions(transfer.status, transfer.route, parties_of(by(), transfer))
    return render_template(
        "drafts/consent.html", transfer=transfer, who=who(patient), form=form, patient=patient,
        missing=entered(missing, patient, transfer),
        receivers=[named[unit_id] for unit_id in transfer.preferred if unit_id in named],
        holds=newest(session, patient), may_submit=TransferAction.SUBMIT in possible, decider=decider(session, patient),
    )  # fmt: skip


def agree(session: Session, patient: Patient, signed: Signed, units: list[int]) -> None:
    """Record the consent. One that is older than what holds would name nobody: the newest one counts."""
    holds = newest(session, patient)
    if holds is not None and signed.signed_at < holds.signed_at:
        sentence = _("现有的同意书是%(day)s签的，比这一份新。请再核对签署日期。", day=day(holds.signed_at))
        raise Refused(sentence, field="signed_on")
    sign(session, patient, signed, units, by=by())


def newest(session: Session, patient: Patient) -> Consent | None:
    """The consent to share that holds."""
    return next(iter(consents(session, patient.id, ConsentKind.SHARING)), None)


def decider(session: Session, patient: Patient) -> str:
    """Who decides for the patient, by relation and never by name; empty where the patient does."""
    return next((str(one.relation.label) for one in contacts(session, patient.id) if one.is_decision_maker), "")
