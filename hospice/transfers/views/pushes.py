"""Pages: patients who come home, pushed to the family doctor and the home team."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, cast

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask import request as http
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission, Role
from hospice.access.scope import Scope
from hospice.accounts.models import User
from hospice.core.clock import now, today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.facilities.queries.current import institutions_now, units_now
from hospice.facilities.queries.people import names
from hospice.patients.models import Patient
from hospice.patients.rules import masking
from hospice.patients.rules.headline import headline
from hospice.web.forms import Form, checked_action

from ..forms.push import BriefForm, ContactForm, RouteForm, typed_now
from ..models import DischargePush
from ..queries import pushes as queries
from ..queries.handover import handover_home
from ..queries.patients import patient_seen
from ..queries.primary import family_doctor_houses
from ..queries.summary import clinical
from ..rules.push_faces import push_face, time_left
from ..rules.pushing import ContactKind, PushMatter
from ..rules.steps import StepNotAllowed
from ..rules.summary import NOT_AN_ORDER, medicine_words
from ..services import pushing

bp = Blueprint("pushes", __name__)


TREATING = frozenset({Role.CLINICIAN, Role.WARD_MANAGER})
OPEN = (PushMatter.ROUTE, PushMatter.ACKNOWLEDGE, PushMatter.CONTACT)


@bp.get("/pushes")
@requires(Permission.TRANSFERS_READ)
def index() -> str:
    """Discharges that were pushed to one's house, or of one's area, the most overdue first."""
    session, scope = db.session(), actor().scope(Permission.TRANSFERS_READ)
    rows = queries.listed(session, scope)
    ids = {number for row in rows for number in (row.institution_id, row.from_institution_id) if number is not None}
    return render_template(
        "pushes/index.html", rows=rows, houses=institutions_now(session, ids), who=who, face=push_face, left=time_left,
        groups=_groups(rows), now_=now(), mine=scope.institutions, open_matters=OPEN,
        first=next((row for row in rows if _is_mine(row, scope)), None),
    )  # fmt: skip


def _groups(rows: Sequence[Any]) -> list[tuple[PushMatter, list[Any]]]:
    """The rows by what they ask for: first the matter that is the most pressing, last what is over."""
    found = [(matter, [row for row in rows if row.matter is matter]) for matter in PushMatter]
    waiting = sorted((of_it[0].due, matter, of_it) for matter, of_it in found if of_it and matter in OPEN)
    return [group[1:] for group in waiting] + [group for group in found if group[1] and group[0] not in OPEN]


def _is_mine(row: Any, scope: Scope) -> bool:
    """Whether the reader is the one who acts on it."""
    return row.matter is PushMatter.ROUTE or (row.matter in OPEN and row.institution_id in scope.institutions)


@bp.get("/pushes/<uuid:key>")
@requires(Permission.TRANSFERS_READ)
def detail(key: uuid.UUID) -> str:
    """One push: what the receiver needs to know, and what is to be done."""
    return _page(_seen(key, Permission.TRANSFERS_READ))


@bp.post("/pushes/<uuid:key>/acknowledge")
@requires(Permission.TRANSFERS_STEP)
def acknowledge(key: uuid.UUID) -> Any:
    """Take note for one's house."""
    checked_action()
    push = _seen(key, Permission.TRANSFERS_STEP)
    with unit_of_work() as session:
        pushing.acknowledge(session, push, by=_me())
    flash(_("已签收。请在%(when)s前完成首次联系。", when=_moment(push)), "done")
    return redirect(url_for("pushes.detail", key=key), 303)


@bp.post("/pushes/<uuid:key>/contact")
@requires(Permission.TRANSFERS_STEP)
def contact(key: uuid.UUID) -> Any:
    """Note the first contact."""
    push, form = _seen(key, Permission.TRANSFERS_STEP), ContactForm(http.form)
    at = form.at.moment if form.validate() else None

    def act(session: Session, at: datetime) -> None:
        kind, words = ContactKind(form.kind.data), form.words.data or ""
        pushing.note_contact(session, push, kind, at, words, by=_me())

    return _deed(push, form, partial(act, at=at) if at else None, _("首次联系已登记，转出方可以看到。"))


@bp.post("/pushes/<uuid:key>/route")
@requires(Permission.TRANSFERS_STEP)
def route(key: uuid.UUID) -> Any:
    """Say which house cares on."""
    push = _seen(key, Permission.TRANSFERS_STEP)
    form = RouteForm(http.form, houses=family_doctor_houses(db.session(), push.region))
    fits = form.validate()
    return _deed(
        push, form, (lambda session: pushing.route(session, push, int(form.institution.data), by=_me())) if fits else None,
        _("已转给所选机构，对方会收到消息。"),
    )  # fmt: skip


@bp.post("/pushes/<uuid:key>/brief")
@requires(Permission.TRANSFERS_STEP)
def brief(key: uuid.UUID) -> Any:
    """Tell those who care on what they must know."""
    push, form = _seen(key, Permission.TRANSFERS_STEP), BriefForm(http.form)
    values = form.values if form.validate() else None

    def act(session: Session, values: dict[str, Any]) -> None:
        pushing.brief(session, push, values, form.seen.data or "", by=_me())

    return _deed(push, form, partial(act, values=values) if values else None, _("出院交代已保存，接收机构可以看到。"))


def who(patient: Patient) -> str:
    """Of whom a row speaks."""
    return headline(patient.name, patient.sex, patient.birth_date, today())


def _me() -> User:
    return cast(User, actor())


def _moment(push: DischargePush) -> str:
    return typed_now(push.contact_by)


def _seen(key: uuid.UUID, permission: Permission) -> DischargePush:
    return queries.push_within(db.session(), actor().scope(permission), key) or abort(404)


def _deed(push: DischargePush, form: Any, act: Callable[[Session], None] | None, said: str) -> Any:
    """Do it, or show the page again with the sentence beside the field."""
    try:
        if act is not None:
            with unit_of_work() as session:
                act(session)
            flash(said, "done")
            return redirect(url_for("pushes.detail", key=push.key), 303)
    except StepNotAllowed:
        raise
    except Refused as refused:
        form.refuse(refused)
    return _page(push, form), 422


def _page(push: DischargePush, posted: Form | None = None) -> str:
    session, me = db.session(), _me()
    steps = me.scope(Permission.TRANSFERS_STEP)
    is_open = push.matter in OPEN
    may_route = push.matter in (PushMatter.ROUTE, PushMatter.ACKNOWLEDGE) and steps.covers_path(push.region.path)
    seen = patient_seen(session, me.scope(Permission.PATIENTS_READ), push.patient.key) is not None
    ids = {number for number in (push.institution_id, push.from_institution_id) if number is not None}
    units = {number for number in (push.unit_id, push.from_unit_id) if number is not None}
    return render_template(
        "pushes/detail.html", push=push, who=who(push.patient), face=push_face(push.matter, push.cancelled_for),
        left=time_left(push.due, now()), houses=institutions_now(session, ids), units=units_now(session, units),
        people=names(session, [push.acknowledged_by_id, push.first_contact_by_id, push.briefed_by_id]),
        may_route=may_route, receives=is_open and push.institution_id in steps.institutions, matters=PushMatter,
        sends=is_open and push.from_institution_id in steps.institutions, told=queries.told_by(push),
        forms=_forms(push, posted, may_route),
        clinical=clinical(session, push.patient, treats=_treats(push)) if seen else None, masking=masking,
        handover=handover_home(session, push) if seen else None, treats=_treats(push),
        medicine_words=medicine_words, not_an_order=NOT_AN_ORDER,
    )  # fmt: skip


def _forms(push: DischargePush, posted: Form | None, may_route: bool) -> dict[str, Any]:
    """The forms of the page; one that was posted and refused stands as it was typed."""
    made: dict[str, Any] = {
        "contact": posted if isinstance(posted, ContactForm) else ContactForm(at=typed_now(now())),
        "brief": posted if isinstance(posted, BriefForm) else BriefForm.of(push),
        "route": posted if isinstance(posted, RouteForm) else None,
    }
    if may_route and made["route"] is None:
        made["route"] = RouteForm(houses=family_doctor_houses(db.session(), push.region))
    made["brief"].seen.data = pushing.brief_mark(push)
    return made


def _treats(push: DischargePush) -> bool:
    """Whether the present person is of the treating staff of either house."""
    houses = (push.institution_id, push.from_institution_id)
    return any(grant.institution_id in houses and grant.role in TREATING for grant in _me().live_grants
               if grant.institution_id is not None)  # fmt: skip
