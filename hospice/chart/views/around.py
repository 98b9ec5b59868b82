"""Pages: the people around the patient, and what was agreed to."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from flask import abort, render_template, request, url_for
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.patients.models import Consent, Contact, Patient
from hospice.patients.rules import masking
from hospice.patients.rules.codes import ConsentKind
from hospice.patients.services import consents, identity
from hospice.web.forms import Action

from ..forms.consent import ConsentForm, WithdrawForm
from ..forms.contact import ContactForm
from ..queries.ending import units_that_lose_sight
from .deeds import cared_for, living, saved
from .patients import bp, said


@bp.get("/patients/<uuid:key>/contacts/new")
@requires(Permission.PATIENTS_EDIT)
def new_contact(key: uuid.UUID) -> str:
    """One more contact."""
    return _contact_page(ContactForm(), living(key))


@bp.post("/patients/<uuid:key>/contacts/new")
@requires(Permission.PATIENTS_EDIT)
def add_contact(key: uuid.UUID) -> Any:
    """Add a contact; a new decision-maker or main carer takes the place of the former one."""
    patient, form = living(key), ContactForm(request.form)

    def deed(session: Session, patient: Patient) -> None:
        person = form.contact()
        assert person is not None  # noqa: S101 - the form is valid
        identity.add_contact(session, patient, person, by=actor())

    return saved(form, patient, lambda: _contact_page(form, patient), deed, _("联系人已登记。"))


def _contact_page(form: ContactForm, patient: Patient) -> str:
    return render_template("patients/contact.html", form=form, patient=patient, headline=said(patient))


@bp.get("/patients/<uuid:key>/contacts/<uuid:contact>/end")
@requires(Permission.PATIENTS_EDIT)
def ask_to_end_contact(key: uuid.UUID, contact: uuid.UUID) -> str:
    """Whether somebody is no longer to be called."""
    patient = cared_for(key)
    return _end_page(patient, _contact(patient, contact))


@bp.post("/patients/<uuid:key>/contacts/<uuid:contact>/end")
@requires(Permission.PATIENTS_EDIT)
def end_contact(key: uuid.UUID, contact: uuid.UUID) -> Any:
    """Somebody is no longer to be called; the entry stays in the history."""
    patient = cared_for(key)
    ending = _contact(patient, contact)

    def deed(session: Session, patient: Patient) -> None:
        identity.end_contact(session, patient, ending, by=actor())

    return saved(
        Action(request.form), patient, lambda: _end_page(patient, ending), deed, _("联系人已移除。"), after_death=True
    )


def _end_page(patient: Patient, contact: Contact) -> str:
    words = {"name": masking.name(contact.name), "relation": contact.relation.label}
    return render_template(
        "confirm.html", title=_("移除联系人：%(name)s（%(relation)s）", **words), word=_("移除联系人"),
        sentence=_("移除后不再显示在联系人中，也不再是决策人或主要照护者；历史中仍保留。"),
        action=url_for("patients.end_contact", key=patient.key, contact=contact.key),
        back=url_for("patients.detail", key=patient.key), back_word=_("不移除，返回"),
    )  # fmt: skip


def _contact(patient: Patient, key: uuid.UUID) -> Contact:
    mine = sa.select(Contact).where(Contact.key == key, Contact.patient_id == patient.id, Contact.ended_at.is_(None))
    return db.session.scalar(mine) or abort(404)


@bp.get("/patients/<uuid:key>/consents/new")
@requires(Permission.PATIENTS_EDIT)
def new_consent(key: uuid.UUID) -> str:
    """A consent that was signed on paper."""
    return _consent_page(ConsentForm(), living(key))


@bp.post("/patients/<uuid:key>/consents/new")
@requires(Permission.PATIENTS_EDIT)
def sign(key: uuid.UUID) -> Any:
    """Record a signed consent."""
    patient, form = living(key), ConsentForm(request.form)

    def deed(session: Session, patient: Patient) -> None:
        consents.sign(session, patient, form.signed(), by=actor())

    return saved(form, patient, lambda: _consent_page(form, patient), deed, _("同意书已登记。"))


def _consent_page(form: ConsentForm, patient: Patient) -> str:
    return render_template("patients/consent.html", form=form, patient=patient, headline=said(patient))


@bp.get("/patients/<uuid:key>/consents/<uuid:consent>/withdraw")
@requires(Permission.PATIENTS_EDIT)
def ask_to_withdraw(key: uuid.UUID, consent: uuid.UUID) -> str:
    """What ends with a consent, before it is withdrawn."""
    patient = cared_for(key)
    return _withdraw_page(WithdrawForm(), patient, _consent(patient, consent))


@bp.post("/patients/<uuid:key>/consents/<uuid:consent>/withdraw")
@requires(Permission.PATIENTS_EDIT)
def withdraw(key: uuid.UUID, consent: uuid.UUID) -> Any:
    """Withdraw a consent; what rests on it ends with it."""
    patient = cared_for(key)
    ending, form = _consent(patient, consent), WithdrawForm(request.form)

    def deed(session: Session, patient: Patient) -> None:
        consents.withdraw(session, patient, ending, form.reason.data or "", by=actor())

    words = _("同意书已撤回。此前已提供的资料依法有效，仍在历史中。")
    return saved(form, patient, lambda: _withdraw_page(form, patient, ending), deed, words, after_death=True)


def _withdraw_page(form: WithdrawForm, patient: Patient, consent: Consent) -> str:
    sharing = consent.kind is ConsentKind.SHARING
    losing = units_that_lose_sight(db.session(), patient.id, consent.id) if sharing else []
    return render_template(
        "patients/withdraw.html", form=form, patient=patient, headline=said(patient), consent=consent, sharing=sharing,
        losing=losing,
    )  # fmt: skip


def _consent(patient: Patient, key: uuid.UUID) -> Consent:
    mine = sa.select(Consent).where(
        Consent.key == key, Consent.patient_id == patient.id, Consent.withdrawn_at.is_(None)
    )
    return db.session.scalar(mine) or abort(404)
