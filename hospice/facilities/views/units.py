"""The page of a care unit: what it is, how its state and its places came about, who stands behind it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.core.clock import local, now, today
from hospice.core.db import db, unit_of_work
from hospice.core.i18n import gettext as _
from hospice.policy.queries import values
from hospice.web.forms import checked_action

from ..models import CareUnit, UnitRecord, UnitState
from ..queries import details, history
from ..queries.confirmations import returned
from ..queries.designations import WARDS
from ..queries.findings import of_institution
from ..queries.people import names
from ..queries.proposals import matters
from ..rules.contradiction_words import title
from ..rules.places import BEDDED, MEASURES, Ability
from ..rules.proposals import FIELDS, About
from ..rules.registration import CONTACTS
from ..rules.summary import Status, of_unit
from ..services import units as services
from ..services.amending import standing
from ..services.checklist import ASSESSED

bp = Blueprint("units", __name__)

CONTACT_WORDS = tuple(FIELDS[About.UNIT][name] for name in sorted(CONTACTS) if name in FIELDS[About.UNIT])


@bp.get("/units/<uuid:key>")
@requires(Permission.REGISTRY_READ)
def detail(key: uuid.UUID) -> str:
    """Everything about one unit."""
    session, unit = db.session(), visible(key, Permission.REGISTRY_READ)
    records, states = standing(session, UnitRecord, unit.id), standing(session, UnitState, unit.id)
    record = records.current or records.waiting or abort(404)
    contacts = reaches(Permission.CONTACTS_READ, unit, record)
    waiting: list[tuple[About, Any]] = [(About.UNIT, records.waiting)] if records.waiting and records.current else []
    waiting += [(About.STATE, states.waiting)] if states.waiting and states.current else []
    line, places = details.states_of(session, unit.id), details.capacities_of(session, unit.id)
    told: list[Any] = [*line, *places]
    return render_template(
        "units/detail.html", unit=unit, record=record, records=records, states=states, line=line, places=places,
        people=names(session, {person for row in told for person in (row.recorded_by_id, row.confirmed_by_id)}),
        host=details.host_of(session, unit.institution_id), measure=MEASURES[record.kind],
        bedded=record.kind in BEDDED and _inside(Permission.REGISTRY_READ, record),
        status=_drawn(states.current or states.waiting),
        drawn={row.id: of_unit(row.status, None, today()) for row in line}, contacts=contacts,
        hidden=() if contacts else CONTACT_WORDS, waiting=matters(session, waiting) if waiting else [],
        entries=history.of_subject(session, About.UNIT, UnitRecord, unit.id, contacts=contacts),
        look=details.last_look(session, unit.institution_id, unit.id), tracked=details.open_beds(session, unit.id),
        assessment=details.assessment_of(session, unit.id), designations=details.designations_of(session, unit.id),
        stale_days=int(values(session)["confirm.max_age_days"]), may_edit=reaches(Permission.REGISTRY_EDIT, unit, record),
        may_count=reaches(Permission.BEDS_EDIT, unit, record), may_look=_may_look(unit, record),
        may_assess=_inside(Permission.CHECKLIST_ASSESS, record), assessed=record.kind in ASSESSED,
        may_propose=_may_propose(record), returned=returned(session, unit_id=unit.id), title=title,
        findings=of_institution(session, unit.institution_id, unit.id), handled=actor().scope(Permission.FINDINGS_HANDLE),
        abilities=[str(each.label) for each in Ability if each.value in record.abilities],
    )  # fmt: skip


@bp.post("/units/<uuid:key>/still-true")
@requires(Permission.REGISTRY_READ)
def still_true(key: uuid.UUID) -> Any:
    """Note that the unit was found as registered."""
    checked_action()
    unit = visible(key, Permission.REGISTRY_READ)
    record = standing(db.session(), UnitRecord, unit.id).current
    if record is None or not _may_look(unit, record):
        abort(404)
    with unit_of_work(adds_only=True) as session:
        services.unit_still_true(session, unit, record.region_id, actor())
    flash(_("已确认无变化，%(at)s。", at=f"{local(now()):%H:%M}"), "done")
    return redirect(url_for("units.detail", key=key), 303)


def _drawn(state: UnitState | None) -> Status:
    if state is None:
        return of_unit(None, None, today())
    return of_unit(state.status, state.expected_on, today(), waits=state.is_pending)


def visible(key: uuid.UUID, permission: Permission) -> CareUnit:
    """The unit, where the person may do this there: where it stands, or where its institution lies."""
    return details.unit_visible(db.session(), actor().scope(permission), key) or abort(404)


def reaches(permission: Permission, unit: CareUnit, record: UnitRecord) -> bool:
    """Whether the person may do this at the unit."""
    scope: Scope = actor().scope(permission)
    return bool(scope) and (scope.covers(record) or details.unit_visible(db.session(), scope, unit.key) is not None)


def _inside(permission: Permission, record: UnitRecord) -> bool:
    """Whether the person may do this where the unit itself stands: its beds, its checklist, its designations."""
    return actor().scope(permission).covers(record)


def _may_propose(record: UnitRecord) -> bool:
    """Whether the person may propose this ward for a designation: once it is confirmed."""
    return record.kind in WARDS and record.confirmed_at is not None and _inside(Permission.DESIGNATION_PROPOSE, record)


def _may_look(unit: CareUnit, record: UnitRecord) -> bool:
    """Whoever registers, confirms or keeps beds there may say that nothing has changed; nobody of what is not confirmed."""
    return record.confirmed_at is not None and any(reaches(permission, unit, record) for permission in services.LOOKERS)
