"""Pages: the work list of contradictions."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hospice.access.guards import actor, allowed, requires
from hospice.access.permissions import Permission
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.web.forms import checked_action, pairs
from hospice.web.paging import asked_page
from hospice.web.spreadsheets import download, workbook

from ..events import RegistryExported
from ..forms.finding import ExplainForm, HandOverForm
from ..models import Finding
from ..queries import findings as queries
from ..queries.people import who_may
from ..rules.contradiction_words import CAUTIONS, MENDED_AT, title, words
from ..services import findings as services

bp = Blueprint("findings", __name__)

STATES = {"open": lazy("待处理"), "explained": lazy("情况属实"), "resolved": lazy("已改正")}
# Where each kind is mended, and the words of the link.
_PAGES: dict[str, tuple[str, Any]] = {
    "institution": ("institutions.edit", lazy("改机构资料")),
    "unit": ("units.edit", lazy("改单元资料")),
    "status": ("units.status", lazy("改状态")),
    "places": ("units.beds", lazy("改床位")),
    "declaration": ("declarations.new", lazy("改申报")),
}
_OF_UNITS = frozenset({"unit", "status", "places"})
OWNERS = {"": lazy("全部处理人"), "mine": lazy("我处理的"), "none": lazy("本县协调员")}


@bp.get("/findings")
@requires(Permission.FINDINGS_HANDLE)
def index() -> str:
    """The list, by state, kind, county and owner."""
    session, scope, wanted = db.session(), actor().scope(Permission.FINDINGS_HANDLE), _wanted()
    counts = queries.open_by_kind_and_county(session, scope, wanted, actor().id)
    return render_template(
        "findings/index.html",
        page=queries.listed(session, scope, wanted, actor().id, *asked_page()),
        wanted=wanted,
        kinds=_summed(counts, 0),
        counties=_summed(counts, 1),
        states=STATES,
        owners=OWNERS,
        words=words,
        title=title,
        cautions=CAUTIONS,
        mended_at=mended_at,
    )


@bp.get("/findings.xlsx")
@requires(Permission.FINDINGS_HANDLE)
def export() -> Response:
    """The chosen findings as a spreadsheet."""
    scope, wanted = actor().scope(Permission.FINDINGS_HANDLE), _wanted()
    head = [_("县（市、区）"), _("机构"), _("单元"), _("疑点"), _("情况"), _("处理"), _("发现"), _("处理人"), _("说明")]
    rows = [_row(item) for item in queries.exported(db.session(), scope, wanted, actor().id)]
    with unit_of_work():
        publish(RegistryExported(actor_id=actor().id, subject="registry:findings", details={"rows": len(rows)}))
    return download(workbook(_("登记疑点"), head, rows), _("登记疑点-%(on)s", on=today().isoformat()))


@bp.get("/findings/<uuid:key>")
@requires(Permission.FINDINGS_HANDLE)
def detail(key: uuid.UUID) -> str:
    """One finding: what, why, what to do, and whose it is."""
    return _one(_finding(key), ExplainForm())


@bp.post("/findings/<uuid:key>/take-over")
@requires(Permission.FINDINGS_HANDLE)
def take_over(key: uuid.UUID) -> Response:
    """Make it one's own."""
    checked_action()
    finding = _finding(key)
    with unit_of_work() as session:
        services.take_over(session, finding, actor())
    flash(_("这一条由您处理。"), "done")
    return _back(key)


@bp.post("/findings/<uuid:key>/hand-over")
@requires(Permission.FINDINGS_HANDLE)
def hand_over(key: uuid.UUID) -> Any:
    """Give it to a colleague, or back to the coordinators of the county."""
    finding = _finding(key)
    people = who_may(db.session(), Permission.FINDINGS_HANDLE, finding.region.path)
    form = _hand_over_form(finding, people)
    if not form.validate():
        return _one(finding, ExplainForm(), form), 422
    to_id = next((number for person, number, _name in people if str(person) == form.to.data), None)
    with unit_of_work() as session:
        services.hand_over(session, finding, to_id, actor())
    flash(_("已转交。"), "done")
    return _back(key)


@bp.post("/findings/<uuid:key>/explain")
@requires(Permission.FINDINGS_HANDLE)
def explain(key: uuid.UUID) -> Any:
    """Say why it is right after all."""
    finding, form = _finding(key), ExplainForm(request.form)
    if form.validate():
        try:
            with unit_of_work() as session:
                services.explain(session, finding, form.words.data, actor())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("已记下。资料再有变化时，这一条会重新出现。"), "done")
            return redirect(url_for("findings.index"), 303)
    return _one(finding, form), 422


@bp.post("/findings/<uuid:key>/reopen")
@requires(Permission.FINDINGS_HANDLE)
def reopen(key: uuid.UUID) -> Response:
    """Take an explanation back."""
    checked_action()
    finding = _finding(key)
    with unit_of_work() as session:
        services.reopen(session, finding, actor())
    flash(_("已改回待处理。"), "done")
    return _back(key)


def mended_at(item: queries.Listed) -> tuple[str, str]:
    """(address, words) of the page on which a finding is mended; the page of the thing where one may not change it."""
    unit, house = item.unit.key if item.unit else None, item.institution.key
    seen = url_for("units.detail", key=unit) if unit else url_for("institutions.detail", key=house)
    if not allowed(Permission.REGISTRY_EDIT):
        return seen, _("看资料")
    place = MENDED_AT.get(item.finding.code, "look")
    if place == "record":
        place = "unit" if unit else "institution"
    endpoint, said = _PAGES.get(place, ("", ""))
    if not endpoint or (place in _OF_UNITS and unit is None):
        return seen, _("去核对")
    return url_for(endpoint, key=unit if place in _OF_UNITS else house), str(said)


def _finding(key: uuid.UUID) -> Finding:
    found = queries.with_key(db.session(), actor().scope(Permission.FINDINGS_HANDLE), key)
    return found if found is not None else abort(404)


def _one(finding: Finding, form: ExplainForm, hand_over_form: HandOverForm | None = None) -> str:
    session = db.session()
    people = who_may(session, Permission.FINDINGS_HANDLE, finding.region.path)
    item = queries.with_names(session, [finding])[0]
    return render_template(
        "findings/detail.html",
        item=item,
        sentences=words(finding.code, finding.evidence),
        title=title(finding.code),
        form=form,
        hand_over=hand_over_form or _hand_over_form(finding, people, posted=False),
        wrong=hand_over_form if hand_over_form is not None else form,
        mend=mended_at(item),
        me=actor().id,
    )


def _hand_over_form(finding: Finding, people: list[tuple[uuid.UUID, int, str]], *, posted: bool = True) -> HandOverForm:
    owner = next((str(key) for key, number, _name in people if number == finding.owner_id), "")
    form = HandOverForm(request.form) if posted else HandOverForm(to=owner)
    form.to.choices = pairs(((str(key), name) for key, _number, name in people), _("本县协调员"))
    return form


def _wanted() -> queries.Filter:
    """What the address asks for; nonsense asks for nothing."""
    state, owner = request.args.get("state", "open"), request.args.get("owner", "")
    return queries.Filter(
        code=request.args.get("code", "")[:40],
        county=request.args.get("county", "")[:12],
        owner=owner if owner in OWNERS else "",
        state=state if state in STATES else "open",
    )


def _summed(counts: list[tuple[str, str, str, int]], column: int) -> list[tuple[str, str, int]]:
    """(code, words, how many) by kind (0) or by county (1)."""
    sums: dict[str, tuple[str, int]] = {}
    for kind, county, name, number in counts:
        code, said = (kind, title(kind)) if column == 0 else (county, name)
        sums[code] = (said, sums.get(code, (said, 0))[1] + number)
    return [(code, said, number) for code, (said, number) in sums.items()]


def _row(item: queries.Listed) -> list[Any]:
    finding, said = item.finding, words(item.finding.code, item.finding.evidence)
    unit = item.unit.name if item.unit else ""
    owner = item.owner or _("本县协调员")
    where = [finding.region.name, item.institution.name, unit, title(finding.code)]
    return [*where, said.what, said.todo, finding.found_at, owner, finding.explained]


def _back(key: uuid.UUID) -> Response:
    return redirect(url_for("findings.detail", key=key), 303)
