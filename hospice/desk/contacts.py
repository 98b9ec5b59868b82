"""Whom to ask when unsure, and the few pages that this person opens most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session

from hospice.access.guards import Actor, allowed
from hospice.access.permissions import Permission, Role
from hospice.accounts.models import Grant, User
from hospice.core.i18n import gettext as _
from hospice.facilities.models import InstitutionRecord
from hospice.regions.models import Region

HELPERS = (Role.COUNTY_COORDINATOR, Role.COUNTY_OFFICER, Role.PREFECTURE_OFFICER, Role.PROVINCE_OFFICER)


@dataclass(frozen=True, slots=True)
class Contact:
    """A colleague who can help."""

    name: str
    role: str
    workplace: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A page that is opened often."""

    words: str
    url: str


def near(session: Session, actor: Actor, most: int = 4) -> list[Contact]:
    """Coordinators and officers of the person's own county, prefecture and province, nearest first."""
    codes = _codes_above(session, actor)
    if not codes:
        return []
    statement = (
        sa.select(User.name, Grant.role, User.workplace)
        .join(Grant, Grant.user_id == User.id)
        .join(Region, Region.id == Grant.region_id)
        .where(
            Region.code.in_(codes),
            Grant.role.in_(HELPERS),
            Grant.ended_at.is_(None),
            User.closed_at.is_(None),
            User.id != actor.id,
        )
        .order_by(sa.func.length(Region.path).desc(), Grant.role, User.id)
        .limit(most)
    )
    return [Contact(name, role.words, workplace) for name, role, workplace in session.execute(statement)]


def _codes_above(session: Session, actor: Actor) -> set[str]:
    """Codes of the regions in which the person works and of those above them."""
    scope = actor.scope(Permission.REGISTRY_READ) or actor.scope(Permission.DESK_READ)
    paths: set[str] = set(scope.paths)
    if scope.institutions:
        lies_in = sa.select(Region.path).join(InstitutionRecord, InstitutionRecord.region_id == Region.id)
        paths.update(session.scalars(lies_in.where(InstitutionRecord.institution_id.in_(scope.institutions))))
    return {code for path in paths for code in path.split("/") if code}


def shortcuts() -> list[Shortcut]:
    """Pages that the roles open, in the order of use."""
    offered: list[tuple[Permission, Any, str]] = [
        (Permission.TRANSFERS_READ, _("全部转介"), "worklists.index"),
        (Permission.PATIENTS_READ, _("患者"), "patients.index"),
        (Permission.TRANSFERS_READ, _("出院推送"), "pushes.index"),
        (Permission.PLACES_SEARCH, _("在全省找去处"), "places.index"),
        (Permission.REGISTER_READ, _("转介台账"), "register.index"),
        (Permission.MESSAGES_READ, _("消息"), "messages.index"),
        (Permission.REGISTRY_EDIT, _("登记机构"), "institutions.new"),
        (Permission.REGISTRY_CONFIRM, _("待确认的登记"), "confirmations.index"),
        (Permission.FINDINGS_HANDLE, _("登记疑点"), "findings.index"),
        (Permission.COVERAGE_READ, _("覆盖与缺口"), "coverage.index"),
        (Permission.ACCOUNTS_MANAGE, _("账号"), "accounts.index"),
        (Permission.GRANTS_MANAGE, _("授予角色"), "accounts.index"),
        (Permission.AUDIT_READ, _("审计记录"), "audit.index"),
    ]
    return [Shortcut(words, url_for(endpoint)) for permission, words, endpoint in offered if allowed(permission)]
