"""Consortia: formed, joined, led and left. Dated, so that a referral of last year still knows who belonged together."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.regions.models import Region

from ..events import ConsortiumChanged
from ..models import Consortium, ConsortiumMember, Institution
from ..rules.codes import GroupKind, GroupRole
from .locking import lock_row
from .revision import touch


def form_consortium(
    session: Session, name: str, kind: GroupKind, region: Region, *, by: Actor | None, synthetic: bool = False
) -> Consortium:
    """Form a consortium without members."""
    if session.scalar(sa.select(Consortium.id).where(Consortium.name == name)):
        raise Refused(_("“%(name)s”已登记。", name=name), field="name")
    made = Consortium(name=name, kind=kind, region_id=region.id, synthetic=synthetic)
    session.add(made)
    return _changed(session, made, "formed", None, by)


def join(
    session: Session,
    consortium: Consortium,
    institution: Institution,
    role: GroupRole,
    since: date,
    *,
    by: Actor | None,
) -> ConsortiumMember:
    """Let an institution belong to it from a day on. There is one lead at a time."""
    lock_row(session, consortium)
    its = ConsortiumMember
    present = (its.consortium_id == consortium.id, sa.or_(its.valid_to.is_(None), its.valid_to > since))
    if session.scalar(sa.select(its.id).where(*present, its.institution_id == institution.id).limit(1)):
        raise Refused(_("这家机构已是成员。"), field="institution")
    if role is GroupRole.LEAD and session.scalar(
        sa.select(its.id).where(*present, its.role == GroupRole.LEAD).limit(1)
    ):
        raise Refused(_("已有牵头单位。请先让原牵头单位退出，再登记新的。"), field="role")
    member = its(consortium_id=consortium.id, institution_id=institution.id, role=role, valid_from=since)
    session.add(member)
    _changed(session, consortium, "joined", institution.id, by)
    return member


def leave(session: Session, member: ConsortiumMember, on: date, *, by: Actor | None) -> None:
    """Let an institution belong to it no longer from a day on."""
    lock_row(session, member)
    if member.valid_to is not None:
        raise Refused(_("这家机构已经退出。"))
    if on <= member.valid_from:
        raise Refused(_("退出日期应晚于加入日期（%(day)s）。", day=member.valid_from.isoformat()), field="left_on")
    member.valid_to = on
    _changed(session, member.consortium, "left", member.institution_id, by)


def _changed(session: Session, made: Consortium, deed: str, institution_id: int | None, by: Actor | None) -> Consortium:
    session.flush()
    touch(session)
    details: dict[str, Any] = {"deed": deed}
    publish(
        ConsortiumChanged(
            actor_id=by.id if by else None,
            subject=f"consortium:{made.key}",
            region_id=made.region_id,
            institution_id=institution_id,
            details=details,
        )
    )
    return made
