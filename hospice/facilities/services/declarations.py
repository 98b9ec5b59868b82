"""A primary facility declares what it provides, ends it, and tells its services month by month; an officer confirms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import today
from hospice.core.dated import known, propose
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from ..events import ServiceActivityTold, ServiceDeclared, ServiceEndDeclared
from ..models import Institution, ServiceActivity, ServiceDeclaration
from ..queries.current import institutions_now
from ..queries.declarations import declared
from ..rules.codes import ServiceMode
from ..rules.places import PRIMARY
from .institutions import lock
from .revision import touch


@dataclass(frozen=True, kw_only=True)
class Offer:
    """How a facility provides hospice care, and how many of its staff are trained for it."""

    modes: Sequence[ServiceMode]
    trained_physicians: int
    trained_nurses: int


def declare(
    session: Session,
    institution: Institution,
    offer: Offer,
    *,
    by: Actor | None,
    valid_from: date,
    reason: str = "",
    document_no: str = "",
) -> ServiceDeclaration:
    """Declare what a facility provides from a day on; it waits for the commission."""
    where = _primary(session, institution, by)
    _not_to_come(valid_from)
    if not offer.modes:
        raise Refused(_("请至少选一种服务方式。"), field="modes")
    current = declared(session, institution.id).latest
    modes = [mode.value for mode in ServiceMode if mode in offer.modes]
    told = (modes, offer.trained_physicians, offer.trained_nurses, valid_from)
    if current and (current.modes, current.trained_physicians, current.trained_nurses, current.valid_from) == told:
        raise Refused(_("与现有申报完全相同，不需要重新提交。"))
    fact = ServiceDeclaration(
        institution_id=institution.id,
        modes=modes,
        trained_physicians=offer.trained_physicians,
        trained_nurses=offer.trained_nurses,
        valid_from=valid_from,
        recorded_by_id=by.id if by else None,
        reason=reason,
        document_no=document_no,
    )
    propose(session, fact)
    touch(session, institution.id)
    publish(ServiceDeclared(**where, details={"modes": modes, "from": valid_from.isoformat()}))
    return fact


def end_service(
    session: Session, institution: Institution, on: date, reason: str, *, by: Actor | None
) -> ServiceDeclaration:
    """Declare that a facility provides nothing from the day `on`: a declaration without modes; it waits too."""
    where = _primary(session, institution, by)
    _not_to_come(on, "ended_on")
    current = declared(session, institution.id).current
    if current is None or not current.modes:
        raise Refused(_("现在没有生效的服务申报，不需要终止。"))
    if on <= current.valid_from:
        raise Refused(_("终止日期应晚于开始日期（%(day)s）。", day=current.valid_from.isoformat()), field="ended_on")
    if not reason:
        raise Refused(_("请写明终止的原因。"), field="end_reason")
    fact = ServiceDeclaration(
        institution_id=institution.id, modes=[], valid_from=on, recorded_by_id=by.id if by else None, reason=reason
    )
    propose(session, fact)
    touch(session, institution.id)
    publish(ServiceEndDeclared(**where, details={"from": on.isoformat()}))
    return fact


def tell_activity(
    session: Session, institution: Institution, month: date, services: int, *, by: Actor | None, reason: str = ""
) -> ServiceActivity:
    """Tell how many services a facility delivered in a month; a month told before is corrected with a reason."""
    where = _primary(session, institution, by)
    first = month.replace(day=1)
    if first > today():
        raise Refused(_("这个月还没有到。"), field="month")
    its = ServiceActivity
    mine = (its.institution_id == institution.id, its.valid_from == first)
    before = session.scalar(sa.select(its).where(known(its), *mine))
    if before is not None and before.services == services:
        raise Refused(_("这个月已报%(n)s人次，没有变化。", n=services), field="services")
    if before is not None and not reason:
        raise Refused(_("这个月已报%(n)s人次。订正请写明原因。", n=before.services), field="activity_reason")
    fact = its(
        institution_id=institution.id,
        valid_from=first,
        valid_to=_next_month(first),
        services=services,
        recorded_by_id=by.id if by else None,
        reason=reason,
    )
    propose(session, fact)
    touch(session, institution.id)
    publish(ServiceActivityTold(**where, details={"month": f"{first:%Y-%m}", "services": services}))
    return fact


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _not_to_come(day: date, field: str = "valid_from") -> None:
    if day > today():
        raise Refused(_("这一天还没有到。请填今天或更早的日期。"), field=field)


def _primary(session: Session, institution: Institution, by: Actor | None) -> dict[str, Any]:
    """Lock the facility and give where it lies; refuse what is no primary facility (domain §1.4)."""
    lock(session, institution)
    place = institutions_now(session, [institution.id])[institution.id]
    if place.kind not in PRIMARY:
        raise Refused(_("服务申报只由乡镇卫生院和社区卫生服务中心填写；医院请登记病区或其他单元。"))
    return {
        "actor_id": by.id if by else None,
        "subject": f"institution:{institution.key}",
        "region_id": place.region_id,
        "institution_id": institution.id,
    }
