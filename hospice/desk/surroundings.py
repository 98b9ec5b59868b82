"""What surrounds somebody's work: the goals of the area, the units of the house, what the role may do here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session

from hospice.access.guards import Actor, allowed
from hospice.access.permissions import ROLES, Permission, Role
from hospice.accounts import queries as accounts
from hospice.accounts.models import Grant, User
from hospice.audit import queries as audit
from hospice.audit.models import AuditEvent
from hospice.core import jobs
from hospice.core.clock import now
from hospice.core.i18n import gettext as _
from hospice.coverage import tables
from hospice.coverage.rules.facts import UnitFact
from hospice.coverage.rules.policy import RegionLevel
from hospice.coverage.rules.verdicts import Goal
from hospice.coverage.services import Snapshot
from hospice.coverage.words import Drawn, class_of, state_of
from hospice.episodes.queries.beds import out_of_use_in, taken_in
from hospice.facilities.rules.codes import UnitStatus
from hospice.facilities.rules.places import BEDDED
from hospice.facilities.rules.summary import Status, of_unit

RECENT = timedelta(days=7)
# Where each is done; of one page the first that the roles hold is said.
PLACES = {
    Permission.TRANSFERS_SEND: "drafts.start",
    Permission.PATIENTS_READ: "patients.index",
    Permission.REGISTRY_EDIT: "institutions.new",
    Permission.REGISTRY_CONFIRM: "confirmations.index",
    Permission.FINDINGS_HANDLE: "findings.index",
    Permission.REGISTRY_READ: "institutions.index",
    Permission.CHECKLIST_ASSESS: "checklist.index",
    Permission.COVERAGE_READ: "coverage.index",
    Permission.ACCOUNTS_MANAGE: "accounts.index",
    Permission.GRANTS_MANAGE: "accounts.index",
    Permission.AUDIT_READ: "audit.index",
    Permission.POLICY_READ: "policy.index",
}


class GoalLine(NamedTuple):
    """One goal of an area: its short title, n of d, the state, and the page that explains it."""

    title: str
    n: int
    d: int
    state: Drawn
    url: str


class Goals(NamedTuple):
    """The goals of one area; `leads` where the area is what the person answers for as a whole."""

    area: str
    lines: list[GoalLine]
    leads: bool


def goals(snapshot: Snapshot, actor: Actor) -> Goals | None:
    """The goals of the widest area in which the person works; of the county, for those who work in one house."""
    if not allowed(Permission.COVERAGE_READ):
        return None
    code = _area(snapshot, actor)
    level = tables.level_of(snapshot, code) if code else None
    if code is None or level is None:
        return None
    known = [goal for goal in Goal if goal.value in snapshot.goals and (goal, level, code) in snapshot.coverage.figures]
    lines = [_line(snapshot, goal, level, code) for goal in known]
    return Goals(tables.name_of(snapshot, code), lines, level is not RegionLevel.COUNTY)


def _area(snapshot: Snapshot, actor: Actor) -> str | None:
    """The code of the widest region of the person's roles; else of the county of the first house."""
    scope = actor.scope(Permission.DESK_READ)
    for path in sorted(scope.paths, key=lambda path: (len(path), path)):
        return path.strip("/").split("/")[-1]
    return next((house.county_code for house in snapshot.facts.institutions if house.id in scope.institutions), None)


def _line(snapshot: Snapshot, goal: Goal, level: RegionLevel, code: str) -> GoalLine:
    figure = snapshot.coverage.figure(goal, level, code)
    if level is RegionLevel.PROVINCE:
        url = url_for("coverage.index", goal=goal.value)
    elif level is RegionLevel.PREFECTURE:
        url = url_for("coverage.region", code=code, goal=goal.value)
    else:
        url = url_for("county.detail", code=code)
    drawn = class_of(figure) if level is RegionLevel.COUNTY and goal is not Goal.G3 else state_of(figure)
    title = f"{goal.value} {snapshot.goals[goal.value].short_title}"
    return GoalLine(title, figure.numerator, figure.denominator, drawn, url)


@dataclass(frozen=True, slots=True)
class UnitHere:
    """A unit of the house: its state, its open places, and how many days ago it was last found true."""

    name: str
    url: str
    status: Status
    places: int | None
    free: int | None  # open places into which somebody could be put now
    age_days: int | None
    confirm_url: str  # empty where the person may not say that nothing has changed


class House(NamedTuple):
    """An institution in which the person works, with its units."""

    name: str
    url: str
    units: list[UnitHere]


def houses(session: Session, snapshot: Snapshot, actor: Actor) -> list[House]:
    """The institutions at which the person has a role, each with the units that have not closed."""
    mine = actor.scope(Permission.REGISTRY_READ).institutions
    here = [unit.id for unit in snapshot.facts.units if unit.institution_id in mine]
    gone: Counter[int] = Counter()
    for count in (taken_in, out_of_use_in) if here else ():
        gone.update(count(session, here))
    return [
        House(
            house.name,
            url_for("institutions.detail", key=house.key),
            [
                _unit_here(
                    unit,
                    snapshot.on,
                    gone[unit.id],
                    may_confirm=unit.institution_id in actor.scope(Permission.BEDS_EDIT).institutions,
                )
                for unit in snapshot.facts.units
                if unit.institution_id == house.id and unit.status is not UnitStatus.CLOSED
            ],
        )
        for house in (snapshot.facts.institutions if mine else ())
        if house.id in mine
    ]


def _unit_here(unit: UnitFact, on: date, gone: int, *, may_confirm: bool) -> UnitHere:
    seen = unit.last_confirmed_on
    return UnitHere(
        unit.name,
        url_for("units.detail", key=unit.key),
        of_unit(unit.status, unit.expected_on, on),
        unit.open_beds if unit.kind in BEDDED else None,
        max(0, unit.open_beds - gone) if unit.kind in BEDDED and unit.open_beds is not None else None,
        (on - seen).days if seen is not None else None,
        url_for("units.still_true", key=unit.key) if may_confirm else "",
    )


class Duty(NamedTuple):
    """One thing that the person may do, and where."""

    words: str
    url: str


def duties(actor: Actor) -> list[Duty]:
    """What the roles open, each page once."""
    found: dict[str, str] = {}
    for permission, endpoint in PLACES.items():
        if any(permission in ROLES[role] for role in actor.roles):
            found.setdefault(endpoint, permission.words)
    return [Duty(words, url_for(endpoint)) for endpoint, words in found.items()]


def counts(session: Session, actor: Actor) -> list[tuple[str, int]]:
    """What the administrators keep an eye on: accounts, those without a role, traces of the last days."""
    told: list[tuple[str, int]] = []
    if scope := actor.scope(Permission.ACCOUNTS_READ):
        here = (
            accounts.visible(scope)
            .where(User.closed_at.is_(None))
            .with_only_columns(User.id, User.must_change_password)
        )
        rows = here.add_columns(User.grants.any(Grant.ended_at.is_(None)).label("has_role")).subquery()
        all_, waiting, bare = session.execute(
            sa.select(
                sa.func.count(),
                sa.func.count().filter(rows.c.must_change_password),
                sa.func.count().filter(~rows.c.has_role),
            ).select_from(rows)
        ).one()
        told += [(_("在用账号"), all_), (_("还没有自己改过密码"), waiting), (_("还没有角色"), bare)]
    if scope := actor.scope(Permission.AUDIT_READ):
        recent = sa.select(sa.func.count(AuditEvent.id)).where(audit.visible(scope), AuditEvent.at >= now() - RECENT)
        told.append((_("近7天留痕"), session.scalar(recent) or 0))
    if Role.SYSTEM_ADMIN in actor.roles:
        told += [(_("到时未办的后台任务"), jobs.overdue(session)), (_("放弃的后台任务"), jobs.number_failed(session))]
    return told
