"""Pages about institutions: the list and what leaves of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup

from hospice.access.guards import actor, allowed, requires
from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.core.clock import local, now, today
from hospice.core.db import db, unit_of_work
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.core.shelf import shelf
from hospice.policy.queries import values
from hospice.web.forms import checked_action
from hospice.web.locale import chosen
from hospice.web.paging import asked_page
from hospice.web.spreadsheets import download, workbook

from ..events import RegistryExported
from ..models import Institution, InstitutionRecord, ServiceDeclaration
from ..queries import areas, current, details, exports, history
from ..queries import institutions as queries
from ..queries.confirmations import Reaches, returned, waits
from ..queries.findings import of_institution
from ..queries.proposals import matters
from ..queries.versions import version
from ..rules.codes import InstitutionKind, ServiceMode, Subject
from ..rules.contradiction_words import title
from ..rules.places import PRIMARY
from ..rules.proposals import FIELDS, About
from ..rules.registration import CONTACTS
from ..rules.summary import HOSPITALS, graded
from ..services import institutions as services
from ..services.amending import standing

bp = Blueprint("institutions", __name__)

KEPT = 300  # pages of the list that one process remembers: some 25 kB each
LINKED = (Permission.REGISTRY_EXPORT, Permission.REGISTRY_EDIT)  # what decides about the links on the list
HOSPITALS_CHOICE = "hospitals"
ASKED_AGES = ("", queries.STALE, queries.AGEING, queries.FRESH, queries.WAITING)
CONTACT_WORDS = tuple(FIELDS[About.INSTITUTION][name] for name in sorted(CONTACTS))
SORTS = {"place": lazy("按地区"), "name": lazy("按名称"), "confirmed": lazy("久未确认的在前")}


@bp.get("/institutions")
@requires(Permission.REGISTRY_READ)
def index() -> str:
    """The list, as people search and narrow it: made once for all who ask the same of the same area."""
    scope, links = actor().scope(Permission.REGISTRY_READ), tuple(map(allowed, LINKED))
    asks = tuple(sorted(request.args.items(multi=True)))
    key = (scope, links, asks, today(), chosen(), request.script_root)
    listed = shelf("institutions", KEPT).once(version(db.session()), key, lambda: _list(scope))
    return render_template("institutions/index.html", list=listed)


def _list(scope: Scope) -> Markup:
    session = db.session()
    mine, offered = areas.choices(session, scope)
    wanted = _wanted(mine, offered, values(session))
    found = queries.listed(session, scope, wanted, *asked_page())
    near = queries.near_names(session, scope, wanted.words) if wanted.words and not found.page.total else []
    return Markup(render_template(  # noqa: S704 - our own template has escaped it
        "institutions/_list.html", found=found, wanted=wanted, near=near, mine=mine, areas=offered,
        kinds=_kind_choices(chosen()), freshness=_freshness_choices(chosen(), wanted.stale_days), sorts=SORTS,
        asked=request.args, ages=_ages(wanted.stale_days), several_counties=len(mine) != 1 or mine[0].level.value != "county",
    ))  # fmt: skip


@bp.get("/institutions.xlsx")
@requires(Permission.REGISTRY_EXPORT)
def export() -> Response:
    """Exactly the narrowed list, as a spreadsheet."""
    session, scope = db.session(), actor().scope(Permission.REGISTRY_EXPORT)
    mine, offered = areas.choices(session, actor().scope(Permission.REGISTRY_READ))
    wanted = _wanted(mine, offered, values(session))
    rows = exports.spreadsheet(session, scope, actor().scope(Permission.CONTACTS_READ), wanted)
    with unit_of_work():
        publish(RegistryExported(actor_id=actor().id, subject="registry:institutions", details={"rows": len(rows)}))
    words = {**FIELDS[About.INSTITUTION], **_EXPORT_WORDS}
    note = _(
        "截至%(on)s，生成于%(at)s，共%(n)s行。",
        on=today().isoformat(),
        at=f"{local(now()):%Y-%m-%d %H:%M}",
        n=len(rows),
    )
    body = workbook(_("机构"), [words[name] for name in exports.spreadsheet_fields()], rows, note)
    return download(body, _("机构登记-%(on)s", on=today().isoformat()))


_EXPORT_WORDS = {
    "lon": lazy("经度"),
    "lat": lazy("纬度"),
    "accuracy_m": lazy("误差（米）"),
    "point_source": lazy("坐标来源"),
    "valid_from": lazy("自"),
    "confirmed_at": lazy("确认时间"),
    "looked_at": lazy("最近确认"),
}


def _wanted(mine: list[areas.Area], offered: list[areas.Area], rules: Mapping[str, Any]) -> queries.Wanted:
    """What the address asks for; a code that is neither the reader's own area nor offered is not found."""
    kind, region, freshness = (request.args.get(name, "") for name in ("kind", "region", "fresh"))
    sort = request.args.get("sort") or "place"
    area = areas.within([*mine, *offered], region) if region else None
    if (region and area is None) or sort not in SORTS or freshness not in ASKED_AGES:
        abort(404)
    return queries.Wanted(
        request.args.get("q", "").strip()[:100], _kinds(kind), area, freshness, sort,
        int(rules["confirm.max_age_days"]), bool(rules["g3.branch_needs_own_licence"]),
    )  # fmt: skip


def _kinds(kind: str) -> tuple[InstitutionKind, ...]:
    if kind == HOSPITALS_CHOICE:
        return HOSPITALS
    if kind and kind not in list(InstitutionKind):
        abort(404)
    return (InstitutionKind(kind),) if kind else ()


@cache
def _kind_choices(_language: str) -> list[tuple[str, str]]:
    """Kept by language: sentences are slow to look up, and every list asks for the same."""
    listed = [(kind.value, str(kind.label)) for kind in InstitutionKind]
    return [("", _("全部类别")), (HOSPITALS_CHOICE, _("医院（各类）")), *listed]


@lru_cache(maxsize=16)
def _freshness_choices(_language: str, stale_days: int) -> dict[str, str]:
    fresh = queries.FRESH_DAYS
    return {
        "": _("全部资料"),
        queries.STALE: _("超过%(n)s天未确认", n=stale_days),
        queries.AGEING: _("%(a)s—%(b)s天内确认", a=fresh + 1, b=stale_days),
        queries.FRESH: _("%(n)s天内确认", n=fresh),
        queries.WAITING: _("等待确认"),
    }


def _ages(stale_days: int) -> dict[str, int]:
    """How many days a confirmation is fresh, and from when on it is stale."""
    return {"fresh": queries.FRESH_DAYS, "stale": stale_days}


@bp.get("/institutions/<uuid:key>")
@requires(Permission.REGISTRY_READ)
def detail(key: uuid.UUID) -> str:
    """Everything about one institution, with its history and what waits."""
    session = db.session()
    institution, record = _visible(key)
    contacts = actor().scope(Permission.CONTACTS_READ).covers(record)
    stands, declaration = (
        standing(session, InstitutionRecord, institution.id),
        details.declaration_of(session, institution.id),
    )
    waiting = matters(session, [(About.INSTITUTION, stands.waiting)]) if stands.waiting and stands.current else []
    return render_template(
        "institutions/detail.html", institution=institution, record=record, stands=stands, contacts=contacts,
        waiting=waiting, hidden=CONTACT_WORDS if not contacts else (), units=details.units_of(session, institution.id),
        look=details.last_look(session, institution.id), declaration=declaration, declared_modes=_modes(declaration),
        consortia=details.consortia_of(session, institution.id), programs=details.programs_of(session, institution.id),
        findings=of_institution(session, institution.id), handled=actor().scope(Permission.FINDINGS_HANDLE), title=title,
        to_confirm=_to_confirm(institution), returned=returned(session, institution_id=institution.id),
        entries=history.of_subject(session, About.INSTITUTION, InstitutionRecord, institution.id, contacts=contacts),
        host=details.host_of(session, record.host_institution_id) if record.host_institution_id else None,
        described=graded(record.kind, record.special_type, record.grade, record.grade_class),
        stale_days=int(values(session)["confirm.max_age_days"]), may_edit=_may(Permission.REGISTRY_EDIT, record),
        may_look=_may_look(record), is_primary=record.kind in PRIMARY, subjects=_subjects(record),
    )  # fmt: skip


@bp.post("/institutions/<uuid:key>/still-true")
@requires(Permission.REGISTRY_READ)
def still_true(key: uuid.UUID) -> Any:
    """Note that the institution and its units were found as registered."""
    checked_action()
    institution, record = _visible(key)
    if not _may_look(record):
        abort(404)
    with unit_of_work(adds_only=True) as session:
        services.institution_still_true(session, institution, record.region_id, actor())
    flash(_("已确认无变化，%(at)s。", at=f"{local(now()):%H:%M}"), "done")
    return redirect(url_for("institutions.detail", key=key), 303)


def _visible(key: uuid.UUID) -> tuple[Institution, InstitutionRecord]:
    """The institution with what counts now, where the person may see it."""
    found = current.institution_within(db.session(), actor().scope(Permission.REGISTRY_READ), key)
    return found or abort(404)


def _may(permission: Permission, record: InstitutionRecord) -> bool:
    return actor().scope(permission).covers(record)


def _may_look(record: InstitutionRecord) -> bool:
    """Those who register and those who confirm may say that nothing has changed; nobody of what is not yet confirmed."""
    return record.confirmed_at is not None and any(_may(permission, record) for permission in services.LOOKERS)


def _to_confirm(institution: Institution) -> int:
    """How much of the institution waits for this person, as an officer."""
    reaches = Reaches(actor().scope(Permission.REGISTRY_CONFIRM), actor().scope(Permission.DESIGNATION_APPROVE))
    return waits(db.session(), reaches, institution.id) if reaches else 0


def _modes(declaration: ServiceDeclaration | None) -> str:
    chosen = declaration.modes if declaration else ()
    return "、".join(str(mode.label) for mode in ServiceMode if mode.value in chosen)


def _subjects(record: InstitutionRecord) -> str:
    return "、".join(str(subject.label) for subject in Subject if subject.value in record.licensed_subjects)
