"""Grants: who is what, where. Given and ended by the security administrator, never to oneself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.access.permissions import ADMINISTRATORS, AT_INSTITUTION, REGION_LEVELS, Role
from hospice.core.clock import now, today
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.facilities.models import Institution
from hospice.regions.models import Level, Region

from .. import queries
from ..events import GrantEnded, GrantGiven
from ..models import Grant, User
from .passwords import not_oneself

LEVEL_WORDS = {Level.PROVINCE: lazy("省"), Level.PREFECTURE: lazy("设区市"), Level.COUNTY: lazy("县（市、区）")}


def give(
    session: Session, user: User, role: Role, *,
    region: Region | None = None, institution: Institution | None = None, until: date | None = None, by: Actor | None,
) -> Grant:  # fmt: skip
    """Give a role at a region or at an institution, from today, until a day or until further notice.

    Raises `Refused`, naming the field, where the role does not fit the place, where somebody has it already, where the three
    administrators would meet in one person, or where the account is one's own.
    """
    if by is not None:
        not_oneself(user, by)
    if not user.is_active:
        raise Refused(_("这个账号已停用。请先由系统管理员重新启用。"))
    _fits(role, region, institution)
    if until is not None and until <= today():
        raise Refused(_("截止日应在今天之后；长期有效可不填。"), field="until")
    _lock(session, user)
    standing = queries.standing_grants(session, user.id)
    refuse_two_seats(role, {grant.role for grant in standing})
    place = (role, region.id if region else None, institution.id if institution else None)
    if place in {(grant.role, grant.region_id, grant.institution_id) for grant in standing}:
        raise Refused(_("已经有这个角色了。"), field="role")
    grant = Grant(user_id=user.id, role=role, region=region, institution=institution, valid_to=until)
    grant.granted_by_id = by.id if by else None
    session.add(grant)
    session.flush()
    publish(_said(GrantGiven, grant, user, by))
    return grant


def _lock(session: Session, user: User) -> None:
    """Let two grants to one person queue up. By its id alone: a row that is joined outside cannot be locked."""
    session.scalar(sa.select(User.id).where(User.id == user.id).with_for_update())


def _fits(role: Role, region: Region | None, institution: Institution | None) -> None:
    if role in AT_INSTITUTION:
        if institution is None:
            raise Refused(_("%(role)s在一家机构任职，请填机构名称。", role=role.words), field="institution")
        return
    if region is None:
        raise Refused(_("%(role)s管一个辖区，请选辖区。", role=role.words), field="region")
    levels = [level for level in Level if level.value in REGION_LEVELS[role]]
    if region.level not in levels:
        words = _("、").join(str(LEVEL_WORDS[level]) for level in levels)
        raise Refused(_("%(role)s只能设在%(levels)s一级。", role=role.words, levels=words), field="region")


def refuse_two_seats(role: Role, has: Collection[Role]) -> None:
    """Raise `Refused` where an administrator would be anything else besides (domain §7.1)."""
    others = {other for other in has if other is not role}
    if others and (role in ADMINISTRATORS or others & ADMINISTRATORS):
        words = _("、").join(sorted(other.words for other in others))
        raise Refused(
            _("系统、安全、审计三类管理员不得兼任其他角色。此人现为%(roles)s，请另选一人。", roles=words), field="role"
        )


def end(session: Session, grant: Grant, by: Actor | None) -> None:
    """Take a role back from now on; the row stays."""
    if by is not None:
        not_oneself(grant.user, by)
    if grant.ended_at is not None:
        raise Conflict(_("这个角色已经收回了。"))
    grant.ended_at = now()
    publish(_said(GrantEnded, grant, grant.user, by))


def _said(kind: type[GrantGiven | GrantEnded], grant: Grant, user: User, by: Actor | None) -> GrantGiven | GrantEnded:
    place = grant.region.name if grant.region else None
    return kind(
        actor_id=by.id if by else None,
        subject=f"user:{user.key}",
        region_id=grant.region_id,
        institution_id=grant.institution_id,
        details={"role": grant.role.value, "place": place, "until": str(grant.valid_to or "")},
    )
