"""Pages: the patients of a house, and one patient."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from hospice.access.guards import actor, allowed, requires
from hospice.access.permissions import Permission
from hospice.core.clock import local, today
from hospice.core.db import db
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.patients.models import Patient
from hospice.patients.rules import masking
from hospice.patients.rules.clinical import Device
from hospice.patients.rules.headline import headline
from hospice.patients.rules.masking import address
from hospice.patients.rules.sight import infections_seen
from hospice.patients.rules.standards import Standards
from hospice.patients.rules.wishes import Wish, WishAnswer
from hospice.policy.queries import values
from hospice.transfers.queries.patients import patient_seen
from hospice.transfers.rules.faces import face
from hospice.web.forms import checked_action
from hospice.web.paging import Page, asked_page

from ..forms.state import WOUNDS
from ..queries import whole as queries
from ..queries.listing import Wanted, Where, is_number, listed
from ..queries.whole import Whole
from ..rules.medicines import Estimate, Way, estimate

bp = Blueprint("patients", __name__)


@bp.get("/patients")
@requires(Permission.PATIENTS_READ)
def index() -> Any:
    """Patients of one's own house and care, searched by name or initials."""
    wanted = _wanted()
    try:
        page = listed(db.session(), actor().scope(Permission.PATIENTS_READ), wanted, *asked_page())
    except Refused as refused:
        return _list(wanted, Page([], 0, 1, 1), refused.message), 422
    return _list(wanted, page)


def _wanted() -> Wanted:
    where = request.args.get("where", "")
    return Wanted(request.args.get("q", "")[:100].strip(), Where(where) if where in set(Where) else None)


def _list(wanted: Wanted, page: Page[Any], refused: str = "") -> str:
    return render_template("patients/index.html", wanted=wanted, page=page, where=list(Where), refused=refused)


@bp.post("/patients/find")
@requires(Permission.PATIENTS_READ)
def find() -> Any:
    """Search: words become the address of the list, a document number never does, since addresses are logged."""
    checked_action()
    typed = request.form.get("q", "")[:100].strip()
    where = request.form.get("where", "")
    try:
        if not is_number(typed):
            return redirect(url_for("patients.index", q=typed or None, where=where or None), 303)
        found = listed(db.session(), actor().scope(Permission.PATIENTS_READ), Wanted(typed), 1, 1)
    except Refused as refused:
        return _list(Wanted(typed), Page([], 0, 1, 1), refused.message), 422
    if found.rows:
        return redirect(url_for("patients.detail", key=found.rows[0].key), 303)
    flash(_("没有找到这个证件号码的患者。只能查到本单位登记、照护或收到转介的患者。"), "mind")
    return redirect(url_for("patients.index"), 303)


@bp.get("/patients/<uuid:key>")
@requires(Permission.PATIENTS_READ)
def detail(key: uuid.UUID) -> str:
    """One patient: what is open, where the patient was, how it stands, what is wished and agreed."""
    session, person = db.session(), actor()
    scope = person.scope(Permission.PATIENTS_READ)
    found = queries.patient_seen(session, scope, person.scope(Permission.PATIENTS_EDIT), key)
    if found is None:
        abort(404)
    chart = queries.whole(session, *found, scope=person.scope(Permission.TRANSFERS_READ))
    patient = chart.patient
    return render_template(
        "patients/detail.html", chart=chart, patient=patient, headline=said(patient), home=home_of(patient),
        alive=patient.died_at is None, may_act=chart.may_edit and patient.died_at is None,
        may_reveal=allowed(Permission.IDENTITY_REVEAL), may_send=allowed(Permission.TRANSFERS_SEND),
        infections=_infections(chart), opioids=_opioids(chart), devices=_devices(chart), wounds=WOUNDS,
        wishes=[(wish, chart.wishes.get(wish)) for wish in Wish], not_asked=WishAnswer.NOT_ASKED, face=face,
        mask=masking, ways={way.value: way.label for way in Way},
    )  # fmt: skip


def _infections(chart: Whole) -> Any:
    if chart.described is None or chart.described.infections is None:
        return None
    return infections_seen(chart.described.infections, treats=treats(chart.houses))


def _devices(chart: Whole) -> list[tuple[Any, list[str]]]:
    """Each device with its days: put in, to be changed by."""
    state = chart.described
    days = (state.device_days or {}) if state else {}
    return [(Device(code).label, days.get(code, ["", ""])) for code in (state.devices or [])] if state else []


def _opioids(chart: Whole) -> Estimate | None:
    rows = chart.state.medicines if chart.state else None
    if not any(row.get("opioid") for row in rows or []):
        return None
    return estimate(rows or [], Standards.from_values(values(db.session(), today())))


def treats(houses: set[int]) -> bool:
    """Whether the reader is a clinician or ward manager of a house that cares for the patient now."""
    return bool(houses & actor().scope(Permission.IDENTITY_REVEAL).institutions)


def said(patient: Patient) -> str:
    """How the patient is spoken of; the age stands still at the death."""
    on = local(patient.died_at).date() if patient.died_at else today()
    return headline(patient.name, patient.sex, patient.birth_date, on)


def home_of(patient: Patient) -> str:
    """The home as it may be shown."""
    county = patient.region
    return address(
        county.parent.name if county.parent else "", county.name, patient.township.name if patient.township else ""
    )


def seen(key: uuid.UUID, permission: Permission = Permission.PATIENTS_READ) -> Patient:
    """A patient whom the reader may see."""
    return patient_seen(db.session(), actor().scope(permission), key) or abort(404)
