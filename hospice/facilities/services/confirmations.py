"""The commission accepts what was recorded, or sends it back with a reason. Never the person who recorded it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now
from hospice.core.dated import confirm, known, pending
from hospice.core.errors import Conflict, Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from ..events import FactsConfirmed, FactsSentBack
from ..models import CareUnit, Confirmation, InstitutionRecord, SentBack, UnitRecord, UnitState
from ..queries.confirmations import MODELS, OF_A_UNIT, Reaches, waiting_facts
from ..queries.current import institutions_now
from ..rules.proposals import About, Mark
from .revision import touch

Fact = tuple[About, Any]


def mark_of(about: About, fact: Any) -> Mark:
    """What a page carries to say which fact was read, in which wording."""
    return Mark(about, fact.id, int(fact.recorded_at.timestamp() * 1_000_000))


def accept(session: Session, institution_id: int, wanted: Sequence[Mark], reaches: Reaches, by: Actor) -> list[About]:
    """Make the marked facts of one institution count from now on; give what they are about.

    `Conflict` where one was changed or settled after it was read; `Refused` where the actor recorded one, where a unit
    comes before its institution, or where another institution holds the licence. Nothing is accepted then.
    """
    facts = _read(session, institution_id, wanted, reaches)
    for about, fact in facts:
        _by_another(fact, by)
        _in_order(session, about, fact)
        _licence_is_free(session, about, fact)
        if about is About.DESIGNATION and not fact.approver:
            fact.approver = _("省卫生健康委")
        confirm(session, fact, by.id)
    _found_true(session, institution_id, facts, by)
    touch(session, institution_id)
    publish(FactsConfirmed(**_where(session, institution_id, facts, by)))
    return [about for about, _fact in facts]


def send_back(
    session: Session, institution_id: int, wanted: Sequence[Mark], reason: str, reaches: Reaches, by: Actor
) -> None:
    """Give the marked facts back to those who recorded them; they stay as typed and do not count."""
    if not reason:
        raise Refused(_("请写明退回的原因，登记人要照此补充。"), field="reason")
    facts = _read(session, institution_id, wanted, reaches)
    for about, fact in facts:
        session.add(
            SentBack(
                about=about.value,
                fact_id=fact.id,
                institution_id=institution_id,
                unit_id=fact.unit_id if about in OF_A_UNIT else None,
                to_id=fact.recorded_by_id,
                by_id=by.id,
                at=now(),
                reason=reason,
            )
        )
    session.flush()
    publish(FactsSentBack(**_where(session, institution_id, facts, by)))


def _read(session: Session, institution_id: int, wanted: Sequence[Mark], reaches: Reaches) -> list[Fact]:
    """The marked facts, each still waiting and still worded as it was read."""
    if not wanted:
        raise Refused(_("请至少选择一项。"))
    facts = {mark_of(about, fact): (about, fact) for about, fact in waiting_facts(session, reaches, institution_id)}
    if any(mark not in facts for mark in wanted):
        raise Conflict(_("有人刚刚改过或办理了其中一项，没有写入任何内容。请重新看一遍再确认。"))
    for mark in wanted:  # locked in the order of confirmation, so that two officers queue up
        model = MODELS[mark.about]
        session.execute(sa.select(model.id).where(model.id == mark.fact_id, pending(model)).with_for_update())
    return [facts[mark] for mark in wanted]


def _by_another(fact: Any, by: Actor) -> None:
    if fact.recorded_by_id is not None and fact.recorded_by_id == by.id:
        raise Refused(_("这一项由您本人登记，须由另一位工作人员确认。"))


def _in_order(session: Session, about: About, fact: Any) -> None:
    """A unit counts only in an institution that counts; its state, its designation only for a unit that counts."""
    if about is About.INSTITUTION:
        return
    host_id = fact.institution_id if about not in OF_A_UNIT else fact.unit.institution_id
    if not _stands(session, InstitutionRecord, InstitutionRecord.institution_id == host_id):
        raise Refused(_("请先确认机构资料，再确认它的单元和申报。"))
    if about in (About.STATE, About.DESIGNATION) and not _stands(
        session, UnitRecord, UnitRecord.unit_id == fact.unit_id
    ):
        raise Refused(_("请先确认单元资料，再确认它的状态和认定。"))
    if about is About.DESIGNATION and not _stands(session, UnitState, UnitState.unit_id == fact.unit_id):
        raise Refused(_("请先确认单元状态，再批准认定。"))


def _stands(session: Session, model: Any, mine: sa.ColumnElement[bool]) -> bool:
    return session.scalar(sa.select(model.id).where(known(model), mine).limit(1)) is not None


def _licence_is_free(session: Session, about: About, fact: Any) -> None:
    if about is not About.INSTITUTION or not fact.licence_no:
        return
    other = session.scalar(
        sa.select(InstitutionRecord.name).where(
            known(InstitutionRecord),
            InstitutionRecord.valid_to.is_(None),
            InstitutionRecord.licence_no == fact.licence_no,
            InstitutionRecord.institution_id != fact.institution_id,
        )
    )
    if other:
        raise Refused(_("执业许可证登记号%(no)s已由“%(other)s”使用。请退回核对。", no=fact.licence_no, other=other))


def _found_true(session: Session, institution_id: int, facts: Sequence[Fact], by: Actor) -> None:
    """The officer has looked: one row for the institution where it was read, one for each unit that was read."""
    of_units = {fact.unit_id for about, fact in facts if about in OF_A_UNIT}
    of_institution = any(about not in OF_A_UNIT for about, _fact in facts)
    for unit_id in [*([None] if of_institution else []), *sorted(of_units)]:
        session.add(Confirmation(institution_id=institution_id, unit_id=unit_id, at=now(), by_id=by.id))
    session.flush()


def _where(session: Session, institution_id: int, facts: Sequence[Fact], by: Actor) -> dict[str, Any]:
    place = institutions_now(session, [institution_id])[institution_id]
    units = sorted({fact.unit_id for about, fact in facts if about in OF_A_UNIT})
    keys = (
        session.scalars(sa.select(CareUnit.key).where(CareUnit.id.in_(units)).order_by(CareUnit.id)).all()
        if units
        else []
    )
    return {
        "actor_id": by.id,
        "subject": f"institution:{place.key}",
        "region_id": place.region_id,
        "institution_id": institution_id,
        "details": {"facts": [about.value for about, _fact in facts], "units": [str(key) for key in keys]},
    }
