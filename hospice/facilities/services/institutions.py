"""What is done with institutions."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.access.permissions import Permission
from hospice.core.dated import propose
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from ..events import InstitutionAmended, InstitutionRegistered, InstitutionStillTrue
from ..models import Confirmation, Institution, InstitutionRecord
from ..queries.current import Standing
from ..rules.registration import INSTITUTION_WAITS, InstitutionFacts
from .amending import Told, amend, not_in_the_future
from .revision import touch
from .search import keep_findable

_LOOKED = sa.insert(cast(sa.Table, Confirmation.__table__))

# Who may say that an institution is still as registered: whoever registers there, and whoever confirms there.
LOOKERS = (Permission.REGISTRY_EDIT, Permission.REGISTRY_CONFIRM)


def register_institution(
    session: Session, facts: InstitutionFacts, *, by: Actor | None, valid_from: date, reason: str = "",
    document_no: str = "", synthetic: bool = False,
) -> Institution:
    """Enter an institution; it waits for the commission. Raises `Refused` where it is registered already."""
    not_in_the_future(valid_from)
    _is_the_only_one(session, facts, institution_id=None)
    institution = Institution(synthetic=synthetic)
    session.add(institution)
    session.flush()
    told = Told(by=by, valid_from=valid_from, reason=reason, document_no=document_no)
    propose(session, InstitutionRecord(institution_id=institution.id, **vars(facts), **told.columns()))
    keep_findable(session, institution)
    touch(session, institution.id)
    publish(InstitutionRegistered(**_where(institution, facts.region_id, by)))
    return institution


def amend_institution(
    session: Session, institution: Institution, facts: InstitutionFacts, *, by: Actor | None, valid_from: date,
    seen: int | None = None, reason: str = "", document_no: str = "",
) -> bool:
    """Tell something else of an institution; give whether (part of) it waits for the commission.

    `seen` is the id of the record that the person looked at. Raises `Conflict` where somebody else was first.
    """
    lock(session, institution)
    _is_the_only_one(session, facts, institution_id=institution.id)
    told = Told(by=by, valid_from=valid_from, reason=reason, document_no=document_no)
    names, waits = amend(session, InstitutionRecord, institution.id, facts, told, INSTITUTION_WAITS, seen)
    keep_findable(session, institution)
    touch(session, institution.id)
    details = {"fields": names, "waits": waits}
    publish(InstitutionAmended(**_where(institution, facts.region_id, by), details=details))
    return waits


def institution_still_true(session: Session, institution: Institution | Standing, region_id: int, by: Actor) -> None:
    """Note that somebody looked and found everything as registered, the units included."""
    looked_at(session, institution.id, None, by)
    publish(InstitutionStillTrue(**_where(institution, region_id, by)))
    touch(session, institution.id)  # last: all deeds meet at the counter, and whoever raises it holds it until the end


def looked_at(session: Session, institution_id: int, unit_id: int | None, by: Actor) -> None:
    """Note who looked, and when: by a statement put together once, since it is what is done most."""
    session.execute(_LOOKED, {"institution_id": institution_id, "unit_id": unit_id, "by_id": by.id})


def lock(session: Session, institution: Institution) -> None:
    """Let two people who change one institution queue up."""
    session.execute(sa.select(Institution.id).where(Institution.id == institution.id).with_for_update())


def _where(institution: Institution | Standing, region_id: int, by: Actor | None) -> dict[str, Any]:
    return {
        "actor_id": by.id if by else None,
        "subject": f"institution:{institution.key}",
        "region_id": region_id,
        "institution_id": institution.id,
    }


def _is_the_only_one(session: Session, facts: InstitutionFacts, institution_id: int | None) -> None:
    """Refuse an institution that is registered already: by its licence, its credit code, or its name in the county.

    One team under two names is one institution (domain §1.4). A branch may share the credit code of its host.
    """
    record = InstitutionRecord
    same_name = sa.and_(record.name == facts.name, record.region_id == facts.region_id)
    checks = [("licence_no", record.licence_no == facts.licence_no) if facts.licence_no else None,
              ("credit_code", record.credit_code == facts.credit_code) if facts.credit_code else None,
              ("name", same_name)]
    for field, criterion in filter(None, checks):
        other = session.execute(
            sa.select(record.institution_id, record.name, record.region_id)
            .where(criterion, record.superseded_at.is_(None), record.valid_to.is_(None))
            .where(record.institution_id != (institution_id or 0))
        ).first()
        shared = field == "credit_code" and other and _are_one_body(session, facts, institution_id, other.institution_id)
        if other and not shared:
            name = other.name if other.region_id == facts.region_id else _("另一个县（市、区）的机构")
            raise Refused(_("已登记在“%(name)s”名下。一套班子两块牌子只登记一家。", name=name), field=field)


def _are_one_body(session: Session, facts: InstitutionFacts, mine: int | None, other: int) -> bool:
    """Whether both are branches of one body that holds the credit code, or one is the other's."""
    hosts = set(session.scalars(
        sa.select(InstitutionRecord.host_institution_id)
        .where(InstitutionRecord.institution_id == other, InstitutionRecord.superseded_at.is_(None))
    ))
    return facts.host_institution_id == other or bool({mine, facts.host_institution_id} & (hosts - {None}))
