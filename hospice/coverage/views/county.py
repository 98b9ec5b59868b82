"""My county: what counts, what is missing, what would close it, what has gone stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from flask import Blueprint, abort, redirect, render_template, url_for

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.core.clock import now
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.facilities.queries.confirmations import Reaches, Waiting, cases
from hospice.facilities.rules.codes import UnitStatus
from hospice.facilities.rules.places import MEASURES
from hospice.facilities.services import institutions as houses
from hospice.facilities.services import units as wards

from .. import tables
from ..queries import county as queries
from ..queries.facts import end_of
from ..rules.closing import nearest_facilities, steps
from ..rules.facts import UnitFact
from ..rules.figures import MapClass
from ..rules.policy import RegionLevel
from ..rules.verdicts import Goal, PrimaryVerdict
from ..services import Snapshot
from ..words import Drawn, class_of, state_of
from . import explaining
from .asking import Doors, asked, doors, language, own_places
from .todo import closing, may_open

bp = Blueprint("county", __name__)

WARN_AT = 9  # tenths of `confirm.max_age_days` from which a confirmation is asked for
LISTED = 6
OF_INSTITUTIONS = ("institution_record", "service_declaration")


@bp.get("/county")
@requires(Permission.COVERAGE_READ)
def mine() -> Any:
    """The reader's own county; an officer of a prefecture or of the province comes to the page of that area."""
    places = own_places()
    if not places:
        return redirect(url_for("coverage.index"), 302)
    codes = places[0]
    if len(codes) == 1:
        return redirect(url_for("coverage.index"), 302)
    return redirect(url_for("county.detail" if len(codes) > 2 else "coverage.region", code=codes[-1]), 302)


@bp.get("/county/<string:code>")
@requires(Permission.COVERAGE_READ)
def detail(code: str) -> Any:
    """One county: the figures of the goals, why they are so, and what to do next."""
    wish = asked()
    snapshot = wish.snapshot()
    if tables.level_of(snapshot, code) is not RegionLevel.COUNTY:
        abort(404)
    reader = doors(snapshot)
    about = snapshot.once(("about", code), lambda: queries.about(db.session(), code))
    page = render_template(
        "county/detail.html",
        asked=wish,
        snapshot=snapshot,
        about=about,
        goals=snapshot.goals,
        prefecture=snapshot.facts.places[about.path.strip("/").split("/")[1]],
        wards=_wards(snapshot, code, reader),
        own=_own_prefecture(snapshot, code),
        primary=_primary(snapshot, code, reader),
        inside=reader.county(code),
        closing=closing(snapshot, code, about.path),
        stale=_stale(snapshot, code, about.path),
        waiting=_waiting(about.path) if reader.county(code) else [],
        confirms=may_open("confirmations.detail", about.path),
        changes=snapshot.once(("changes", code, language()), lambda: _changes(snapshot, code)),
        policy=snapshot.coverage.policy,
        register=may_open("units.new", about.path),
    )
    return page, wish.status


class Wards(NamedTuple):
    """The county's ward goal: the figure, the state in a word, and every unit with its tests."""

    figure: Any
    state: Drawn
    rows: Sequence[explaining.Row]  # those that count, or could
    others: Sequence[explaining.Row]  # units that no opening would turn into a ward


def _wards(snapshot: Snapshot, code: str, reader: Doors) -> Wards:
    figure = snapshot.coverage.figure(Goal.G2, RegionLevel.COUNTY, code)
    rows = explaining.rows(snapshot, Goal.G2, code, reader)
    state = class_of(figure)
    if figure.map_class is MapClass.M3:
        state = Drawn(_("在建，尚未计入"), "half", "mind")
    return Wards(figure, state, [row for row in rows if row.suits], [row for row in rows if not row.suits])


def _own_prefecture(snapshot: Snapshot, code: str) -> tuple[Any, Drawn]:
    prefecture = snapshot.coverage.places.prefecture_of(code)
    figure = snapshot.coverage.figure(Goal.G1, RegionLevel.PREFECTURE, prefecture)
    return figure, class_of(figure)


class Primary(NamedTuple):
    """The county's primary facilities: the figure, the state in a word, those with the least left to do, and all."""

    figure: Any
    state: Drawn
    nearest: Sequence[tuple[Sequence[tuple[str, str | None]], str]]  # (name, address) of each, and what they lack
    rows: Sequence[explaining.Row]


def _primary(snapshot: Snapshot, code: str, reader: Doors) -> Primary:
    figure = snapshot.coverage.figure(Goal.G3, RegionLevel.COUNTY, code)
    lacking: dict[str, list[tuple[str, str | None]]] = {}
    for verdict in nearest_facilities(snapshot.coverage, code):
        what = "、".join(str(step.label) for step in steps(verdict))
        lacking.setdefault(what, []).append((verdict.institution.name, _declared_at(snapshot, verdict, reader)))
    nearest = [(facilities, what) for what, facilities in lacking.items()]
    return Primary(figure, state_of(figure), nearest, explaining.rows(snapshot, Goal.G3, code, reader))


def _declared_at(snapshot: Snapshot, verdict: PrimaryVerdict, reader: Doors) -> str | None:
    """Where a facility declares what it provides, else the page of the facility, for whoever may open them."""
    its = verdict.institution
    place = snapshot.facts.places.get(its.county_code)
    if place is not None and may_open("declarations.new", place.path, its.id):
        return url_for("declarations.new", key=its.key)
    return reader.institution(its)


class Stale(NamedTuple):
    """Something whose confirmation is old, with the address that says "unchanged"."""

    name: str
    days: int | None
    url: str | None
    counts_on: bool  # not stale yet


def _stale(snapshot: Snapshot, code: str, path: str) -> list[Stale]:
    """Units and declared services of the county whose confirmation is old or soon will be, the oldest first."""
    limit = snapshot.coverage.policy.confirm_max_age_days
    hosts = {one.id: one.name for one in snapshot.facts.institutions}
    declared = {
        one.institution.id: one.institution
        for one in snapshot.coverage.primaries.get(code, ())
        if any(service.confirmed for service in one.services)
    }
    house = "institutions.still_true" if _may_any(houses.LOOKERS, path) else None
    found = [
        _aged(snapshot, its.name, snapshot.facts.looked_at.get(its.id), house, its.key) for its in declared.values()
    ]
    # Who looks at a facility looks at its units, so these are not asked for once more.
    ward = "units.still_true" if _may_any(wards.LOOKERS, path) else None
    found += [
        _aged(snapshot, full_name(unit, hosts), unit.last_confirmed_on, ward, unit.key)
        for unit in snapshot.facts.units
        if unit.county_code == code and unit.status is not UnitStatus.CLOSED and unit.institution_id not in declared
    ]
    old = [one for one in found if one.days is None or one.days * 10 > limit * WARN_AT]
    return sorted(old, key=lambda one: (one.days is not None, -(one.days or 0), one.name))


def _may_any(permissions: Sequence[Permission], path: str) -> bool:
    return any(actor().scope(permission).covers_path(path) for permission in permissions)


def full_name(unit: UnitFact, hosts: Mapping[int, str]) -> str:
    """安仁镇中心卫生院　家庭病床: with its house, unless its name begins with it."""
    host = hosts.get(unit.institution_id, "")
    return unit.name if not host or unit.name.startswith(host) else f"{host}　{unit.name}"


def _aged(snapshot: Snapshot, name: str, last: Any, endpoint: str | None, key: str) -> Stale:
    days = None if last is None else (snapshot.on - last) // timedelta(1)
    url = url_for(endpoint, key=key) if endpoint else None
    return Stale(name, days, url, days is not None and days <= snapshot.coverage.policy.confirm_max_age_days)


def _waiting(path: str) -> Sequence[Waiting]:
    """What was registered in the county and waits for the commission."""
    here = Scope(paths=frozenset({path}))
    return cases(db.session(), Reaches(confirm=here, approve=here), 1, LISTED).rows


def _changes(snapshot: Snapshot, code: str) -> list[tuple[Any, str]]:
    """(instant, sentence) of what became known of the county lately."""
    units = {unit.id: unit for unit in snapshot.facts.units if unit.county_code == code}
    hosts = {one.id: one.name for one in snapshot.facts.institutions}
    names = {one.id: one.name for one in snapshot.facts.institutions if one.county_code == code}
    until = min(snapshot.known_at or now(), end_of(snapshot.on))
    found = queries.changes(db.session(), units.keys(), names.keys(), until)
    named = {unit.id: full_name(unit, hosts) for unit in units.values()}
    return [(change.at, _told(change, units, names if change.about in OF_INSTITUTIONS else named)) for change in found]


def _told(change: queries.Change, units: Mapping[int, UnitFact], names: Mapping[int, str]) -> str:
    name = names[change.subject]
    if change.about == "unit_state":
        return _("%(name)s改为“%(status)s”", name=name, status=UnitStatus(change.word).label)
    if change.about == "unit_capacity":
        return _(
            "%(name)s实际开放%(n)s%(measure)s", name=name, n=change.word, measure=MEASURES[units[change.subject].kind]
        )
    said = {
        "designation": _("%(name)s的认定已批准", name=name),
        "service_declaration": _("%(name)s的服务申报已确认", name=name),
    }
    return said.get(change.about, _("%(name)s的登记资料已确认", name=name))
