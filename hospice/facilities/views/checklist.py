"""Pages: versions of the checklist, and what units answered."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.web.forms import checked_action

from ..forms.checklist import ItemForm, ReviewForm, assess_form
from ..models import Assessment, CareUnit, ChecklistItem, ChecklistTemplate, UnitRecord
from ..queries import checklist as queries
from ..queries.current import unit_within
from ..queries.people import names
from ..rules.checklist import Result
from ..rules.places import Answer
from ..services import checklist as services

bp = Blueprint("checklist", __name__)


@bp.get("/checklist")
@requires(Permission.REGISTRY_READ)
def index() -> str:
    """All versions."""
    versions = queries.versions(db.session())
    return render_template(
        "checklist/index.html", versions=versions, has_draft=any(not row.published_at for row in versions)
    )


@bp.get("/checklist/<uuid:key>")
@requires(Permission.REGISTRY_READ)
def version(key: uuid.UUID) -> str:
    """One version; a draft is edited here."""
    template = _version(key)
    if template.published_at is None and not actor().scope(Permission.CHECKLIST_MANAGE):
        abort(404)
    return _whole(template, ItemForm(weight=1, for_wards=True, for_centers=True))


@bp.post("/checklist/draft")
@requires(Permission.CHECKLIST_MANAGE)
def start_draft() -> Response:
    """Begin the next version."""
    checked_action()
    with unit_of_work() as session:
        made = services.start_draft(session, actor())
    return _to(made.key)


@bp.post("/checklist/<uuid:key>/publish")
@requires(Permission.CHECKLIST_MANAGE)
def publish(key: uuid.UUID) -> Response:
    """Let units answer it from now on."""
    checked_action()
    template = _version(key)
    with unit_of_work() as session:
        services.publish_draft(session, template, actor())
    flash(_("第%(n)s版已发布，从现在起按这一版填写。", n=template.version), "done")
    return _to(key)


@bp.post("/checklist/<uuid:key>/items")
@requires(Permission.CHECKLIST_MANAGE)
def add_item(key: uuid.UUID) -> Any:
    """Add a line to a draft."""
    template, form = _version(key), ItemForm(request.form)
    if not form.validate():
        return _whole(template, form), 422
    with unit_of_work() as session:
        services.add_item(session, template, _line(form), actor())
    return _to(key)


@bp.get("/checklist/<uuid:key>/items/<int:position>")
@requires(Permission.CHECKLIST_MANAGE)
def edit_item(key: uuid.UUID, position: int) -> str:
    """The form of one line."""
    item = _item(key, position)
    return render_template("checklist/item.html", item=item, form=ItemForm(obj=item))


@bp.post("/checklist/<uuid:key>/items/<int:position>")
@requires(Permission.CHECKLIST_MANAGE)
def change_item(key: uuid.UUID, position: int) -> Any:
    """Change one line of a draft."""
    item, form = _item(key, position), ItemForm(request.form)
    if not form.validate():
        return render_template("checklist/item.html", item=item, form=form), 422
    with unit_of_work() as session:
        services.change_item(session, item, _line(form), actor())
    return _to(key)


@bp.post("/checklist/<uuid:key>/items/<int:position>/<any(up, down, remove):deed>")
@requires(Permission.CHECKLIST_MANAGE)
def move_item(key: uuid.UUID, position: int, deed: str) -> Response:
    """Move one line of a draft, or take it out."""
    checked_action()
    item = _item(key, position)
    with unit_of_work() as session:
        if deed == "remove":
            services.remove_item(session, item, actor())
        else:
            services.move_item(session, item, -1 if deed == "up" else 1, actor())
    return _to(key)


@bp.get("/units/<uuid:key>/assessments")
@requires(Permission.REGISTRY_READ)
def history(key: uuid.UUID) -> str:
    """What a unit answered so far."""
    unit, record = _unit(key, Permission.REGISTRY_READ)
    rows = [(row, _result(row)) for row in queries.history(db.session(), unit.id)]
    may_assess = record.kind in services.ASSESSED and actor().scope(Permission.CHECKLIST_ASSESS).covers(record)
    return render_template("checklist/history.html", unit=unit, record=record, rows=rows, may_assess=may_assess)


@bp.get("/units/<uuid:key>/assessments/new")
@requires(Permission.CHECKLIST_ASSESS)
def assess(key: uuid.UUID) -> str:
    """The questions."""
    unit, record, items = _asked(key)
    return render_template(
        "checklist/assess.html", unit=unit, record=record, items=items, form=assess_form(items)(assessed_on=today())
    )


@bp.post("/units/<uuid:key>/assessments/new")
@requires(Permission.CHECKLIST_ASSESS)
def keep(key: uuid.UUID) -> Any:
    """Keep the answers."""
    unit, record, items = _asked(key)
    form = assess_form(items)(request.form)
    if form.validate():
        try:
            with unit_of_work() as session:
                day = form.assessed_on.data or today()
                made = services.assess(session, unit, [_answered(form, item) for item in items], day, by=actor())
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(url_for("checklist.assessment", key=made.key), 303)
    return render_template("checklist/assess.html", unit=unit, record=record, items=items, form=form), 422


@bp.get("/assessments/<uuid:key>")
@requires(Permission.REGISTRY_READ)
def assessment(key: uuid.UUID) -> str:
    """One set of answers, printable."""
    return _one(_assessment(key, Permission.REGISTRY_READ), ReviewForm())


@bp.post("/assessments/<uuid:key>/review")
@requires(Permission.CHECKLIST_MANAGE)
def review(key: uuid.UUID) -> Any:
    """Keep what an external review decided."""
    found, form = _assessment(key, Permission.CHECKLIST_MANAGE), ReviewForm(request.form)
    if form.validate():
        try:
            with unit_of_work() as session:
                services.override(session, found, form.passes.data == "yes", form.reason.data or "", by=actor())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("评审结论已记下，自评答案不变。"), "done")
            return redirect(url_for("checklist.assessment", key=key), 303)
    return _one(found, form), 422


def _version(key: uuid.UUID) -> ChecklistTemplate:
    return queries.version_with_key(db.session(), key) or abort(404)


def _item(key: uuid.UUID, position: int) -> ChecklistItem:
    template = _version(key)
    if template.published_at is not None:
        abort(404)
    return next((item for item in template.items if item.position == position), None) or abort(404)


def _unit(key: uuid.UUID, permission: Permission) -> tuple[CareUnit, UnitRecord]:
    return unit_within(db.session(), actor().scope(permission), key) or abort(404)


def _asked(key: uuid.UUID) -> tuple[CareUnit, UnitRecord, list[ChecklistItem]]:
    unit, record = _unit(key, Permission.CHECKLIST_ASSESS)
    template = queries.in_use(db.session())
    if record.kind not in services.ASSESSED:
        abort(404)
    if template is None:
        flash(_("还没有发布自评清单，发布后就可以填写。"), "mind")
        abort(redirect(url_for("checklist.history", key=key), 303))
    return unit, record, queries.applying(template, record.kind)


def _assessment(key: uuid.UUID, permission: Permission) -> Assessment:
    return queries.assessment_within(db.session(), actor().scope(permission), key) or abort(404)


def _line(form: ItemForm) -> dict[str, Any]:
    wanted = ("text", "threshold", "for_wards", "for_centers", "mandatory", "weight", "source")
    return {name: form[name].data for name in wanted}


def _answered(form: Any, item: ChecklistItem) -> services.Answered:
    said = {name: form[f"{name}_{item.position}"].data for name in ("answer", "value", "note")}
    return services.Answered(item, Answer(said["answer"]), said["value"] or "", said["note"] or "")


def _result(row: Assessment) -> Result:
    return Result(row.failed, row.score_halves, row.score_whole_halves)


def _one(row: Assessment, form: ReviewForm) -> str:
    record = _unit(row.unit.key, Permission.REGISTRY_READ)[1]
    by = names(db.session(), [row.recorded_by_id]).get(row.recorded_by_id or 0, "")
    answers = sorted(row.answers, key=lambda answer: answer.item.position)
    return render_template(
        "checklist/assessment.html", row=row, record=record, result=_result(row), answers=answers, by=by, form=form
    )


def _whole(template: ChecklistTemplate, form: ItemForm) -> str:
    may_edit = template.published_at is None and bool(actor().scope(Permission.CHECKLIST_MANAGE))
    return render_template("checklist/version.html", template=template, form=form, may_edit=may_edit)


def _to(key: uuid.UUID) -> Response:
    return redirect(url_for("checklist.version", key=key), 303)
