"""Pages: what a primary facility declares to provide, and what it did."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

from ..forms.declaration import ActivityForm, DeclarationForm, EndForm
from ..models import Institution, InstitutionRecord
from ..queries import declarations as queries
from ..queries.current import institution_within
from ..rules.codes import ServiceMode
from ..rules.places import PRIMARY
from ..services import declarations as services

bp = Blueprint("declarations", __name__, url_prefix="/institutions/<uuid:key>/declaration")


@bp.get("")
@requires(Permission.REGISTRY_EDIT)
def new(key: uuid.UUID) -> str:
    """What counts, what waits, and the forms to change it."""
    institution, record = _mine(key)
    return _page(institution, record)


@bp.post("")
@requires(Permission.REGISTRY_EDIT)
def create(key: uuid.UUID) -> Any:
    """Declare what the facility provides."""
    form = DeclarationForm(request.form)

    def act(session: Any, institution: Institution) -> None:
        offer = services.Offer(
            modes=[ServiceMode(code) for code in form.modes.data or ()],
            trained_physicians=int(form.trained_physicians.data or 0),
            trained_nurses=int(form.trained_nurses.data or 0),
        )
        told = {"reason": form.reason.data or "", "document_no": form.document_no.data or ""}
        services.declare(session, institution, offer, by=actor(), valid_from=form.valid_from.data or today(), **told)

    return _deed(key, form, act, _("已提交，经卫生健康委确认后计入。"))


@bp.post("/end")
@requires(Permission.REGISTRY_EDIT)
def end(key: uuid.UUID) -> Any:
    """Declare that the facility no longer provides."""
    form = EndForm(request.form)

    def act(session: Any, institution: Institution) -> None:
        day = form.ended_on.data or today()
        services.end_service(session, institution, day, form.end_reason.data or "", by=actor())

    return _deed(key, form, act, _("已提交终止，经卫生健康委确认后不再计入。"))


@bp.post("/activity")
@requires(Permission.REGISTRY_EDIT)
def activity(key: uuid.UUID) -> Any:
    """Tell a month's services."""
    form = ActivityForm(request.form)

    def act(session: Any, institution: Institution) -> None:
        number, reason = int(form.services.data or 0), form.activity_reason.data or ""
        services.tell_activity(session, institution, form.month.data or today(), number, by=actor(), reason=reason)

    return _deed(key, form, act, _("已提交，经卫生健康委确认后采用。"))


def _mine(key: uuid.UUID) -> tuple[Institution, InstitutionRecord]:
    found = institution_within(db.session(), actor().scope(Permission.REGISTRY_EDIT), key)
    if found is None or found[1].kind not in PRIMARY:
        abort(404)
    return found


def _deed(key: uuid.UUID, form: Any, act: Any, said: str) -> Any:
    """Do it, or show the page again with the sentence beside the field."""
    institution, record = _mine(key)
    if form.validate():
        try:
            with unit_of_work() as session:
                act(session, institution)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(said, "done")
            return redirect(url_for("declarations.new", key=key), 303)
    return _page(institution, record, form), 422


def _page(institution: Institution, record: InstitutionRecord, posted: Any = None) -> str:
    session = db.session()
    declared = queries.declared(session, institution.id)
    forms = {DeclarationForm: _filled(declared), EndForm: EndForm(), ActivityForm: ActivityForm()}
    if posted is not None:
        forms[type(posted)] = posted
    return render_template(
        "declarations/new.html",
        institution=institution,
        record=record,
        declared=declared,
        activities=queries.activities(session, institution.id),
        mode_words=queries.mode_words,
        offer=forms[DeclarationForm],
        ending=forms[EndForm],
        month=forms[ActivityForm],
        wrong=posted if posted is not None else forms[DeclarationForm],
    )


def _filled(declared: queries.Declared) -> DeclarationForm:
    latest = declared.latest
    if latest is None:
        return DeclarationForm(valid_from=today())
    staff = {"trained_physicians": latest.trained_physicians, "trained_nurses": latest.trained_nurses}
    return DeclarationForm(modes=latest.modes, valid_from=today(), **staff)
