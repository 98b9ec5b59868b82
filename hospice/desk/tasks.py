"""What awaits one person: each source asks one package below and says its answer as tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import chain
from typing import NamedTuple

from flask import url_for
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.core.clock import ZONE, local
from hospice.core.i18n import gettext as _
from hospice.core.shelf import shelf
from hospice.facilities.queries import confirmations, findings
from hospice.facilities.queries.versions import version
from hospice.policy import queries as policy

from . import cases, queries
from .rules import Task, Urgency, stale_urgency, waited, waiting_urgency

KEPT = 200  # areas of which one process remembers what has grown old
MOST = 8  # tasks of one source; the rest is behind "全部"
AGEING_DAYS = 10  # a confirmation is announced so many days before it counts as stale

Source = Callable[[Session, Actor, date], list[Task]]


def awaiting(session: Session, actor: Actor, on: date) -> list[Task]:
    """Everything that awaits `actor` on the day, from all sources that the roles open."""
    return list(chain.from_iterable(source(session, actor, on) for source in SOURCES))


def to_confirm(session: Session, actor: Actor, on: date) -> list[Task]:
    """Registrations and changes that wait for this officer."""
    reaches = confirmations.Reaches(
        actor.scope(Permission.REGISTRY_CONFIRM), actor.scope(Permission.DESIGNATION_APPROVE)
    )
    if not reaches:
        return []
    return [
        Task(
            urgency=waiting_urgency(case.since, on),
            since=case.since,
            when=waited(case.since, on),
            what=_("%(name)s的登记等您确认", name=case.place.name),
            detail=_("%(matters)s　%(by)s提交", matters="、".join(case.matters), by=case.by or _("系统")),
            url=url_for("confirmations.detail", key=case.key),
            button=_("去确认"),
            icon="clock",
            tone="mind" if waiting_urgency(case.since, on) is Urgency.FIRST else "",
        )
        for case in confirmations.cases(session, reaches, 1, MOST).rows
    ]


def sent_back(session: Session, actor: Actor, on: date) -> list[Task]:
    """What an officer sent back to this person."""
    if not actor.scope(Permission.REGISTRY_EDIT):
        return []
    return [
        Task(
            urgency=Urgency.FIRST,
            since=row.at,
            when=_("已退回"),
            what=_("%(name)s：%(about)s被退回", name=row.institution, about=row.about.label),
            detail=_("%(by)s写道：%(reason)s", by=row.by, reason=row.reason),
            url=url_for("institutions.detail", key=row.institution_key),
            button=_("去修改"),
            icon="dia",
            tone="mind",
        )
        for row in confirmations.returned(session, to_id=actor.id)
    ]


def contradicted(session: Session, actor: Actor, on: date) -> list[Task]:
    """Contradictions in the registry that this person's area has to clear up: one task for all."""
    scope = actor.scope(Permission.FINDINGS_HANDLE)
    if not scope:
        return []
    number, oldest = findings.open_count(session, scope, actor.id)
    if not number:
        return []
    return [
        Task(
            urgency=Urgency.LATER,
            since=oldest or datetime.combine(on, datetime.min.time(), ZONE),
            when=_("%(n)s处疑点", n=number),
            what=_("登记资料有前后矛盾的地方"),
            detail=_("最早的一处发现于%(m)s月%(d)s日", m=local(oldest).month, d=local(oldest).day) if oldest else "",
            url=url_for("findings.index"),
            button=_("去核对"),
            icon="dia",
            tone="mind",
        )
    ]


def grown_old(session: Session, actor: Actor, on: date) -> list[Task]:
    """Entries whose last confirmation is stale, or will be within ten days; units whose promised opening has passed."""
    scope = actor.scope(Permission.REGISTRY_EDIT) or actor.scope(Permission.BEDS_EDIT)
    if not scope:
        return []
    old = _old(session, scope, on)
    found = [_ageing_task(row, (on - local(row.at).date()).days, old.limit) for row in old.ageing]
    if actor.scope(Permission.REGISTRY_EDIT):
        found += [_overdue_task(row, on) for row in old.promised]
    return found


class _Old(NamedTuple):
    """How old a confirmation may grow, in days; entries that are older or soon will be; openings that are overdue."""

    limit: int
    ageing: list[queries.Ageing]
    promised: list[queries.Promised]


def _old(session: Session, scope: Scope, on: date) -> _Old:
    """What has grown old in an area: asked once, until something changes in the registry or in the rules."""

    def asked() -> _Old:
        limit = int(policy.values(session, on)["confirm.max_age_days"])
        ageing = queries.ageing(session, scope, on, max(limit - AGEING_DAYS, 0), MOST)
        return _Old(limit, ageing, queries.overdue(session, scope, on, MOST))

    return shelf("desk", KEPT).once(version(session), (scope, on), asked)  # type: ignore[no-any-return]


def _ageing_task(row: queries.Ageing, age: int, limit: int) -> Task:
    stale = age > limit
    later = _("已标为“陈旧”，仍计入") if stale else _("再过%(n)s天将标为“陈旧”，仍计入", n=limit - age + 1)
    return Task(
        urgency=stale_urgency(age, limit),
        since=row.at,
        when=_("%(n)s天没有确认", n=age),
        what=_("%(name)s的资料还属实吗", name=row.name),
        detail=f"{row.detail}　{later}" if row.detail else later,
        url=url_for(row.endpoint, key=row.key),
        button=_("去确认"),
        icon="ring" if stale else "half",
        tone="hot" if stale else "mind",
    )


def _overdue_task(row: queries.Promised, on: date) -> Task:
    return Task(
        urgency=Urgency.LATER,
        since=datetime.combine(row.expected_on, datetime.min.time(), ZONE),
        when=_("逾期%(n)s天", n=(on - row.expected_on) // timedelta(days=1)),
        what=_("%(name)s已过预计启用日期", name=row.unit),
        detail=row.institution,
        url=url_for("units.detail", key=row.key),
        button=_("更新进度"),
        icon="clock",
        tone="hot",
    )


def rules_to_approve(session: Session, actor: Actor, on: date) -> list[Task]:
    """Changes of counting rules that a colleague proposed."""
    if not actor.scope(Permission.POLICY_MANAGE):
        return []
    return [
        Task(
            urgency=waiting_urgency(row.recorded_at, on),
            since=row.recorded_at,
            when=waited(row.recorded_at, on),
            what=_("口径修改等您批准：%(title)s", title=row.title),
            detail=row.reason,
            url=url_for("policy.index"),
            button=_("去看"),
            icon="clock",
            tone="mind",
        )
        for row in policy.waiting(session)
        if row.set_by_id != actor.id
    ]


SOURCES: list[Source] = [cases.tasks, cases.pushes, to_confirm, sent_back, grown_old, contradicted, rules_to_approve]
