"""The work list of contradictions: looked over anew after each deed and by `flask registry check`; owned, explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now, today
from hospice.core.db import db
from hospice.core.errors import Conflict, Refused
from hospice.core.events import Event, publish
from hospice.core.i18n import gettext as _
from hospice.policy import queries as policy

from ..events import FindingExplained, FindingHandedOver, InstitutionStillTrue, UnitStillTrue
from ..models import Finding
from ..queries import seen
from ..rules.contradictions import Contradiction, find
from ..rules.seen import Found, Limits
from .locking import lock_row

_ROWS = cast(sa.Table, Finding.__table__)
_ALIKE = (Contradiction.SAME_LICENCE, Contradiction.SAME_CREDIT_CODE, Contradiction.SAME_NAME)
_AT_ONCE = 500
_OF_AGE = (Contradiction.CONFIRMATION_TOO_OLD, Contradiction.CHANGED_SINCE_CONFIRMED)

# Put together once: on most days most deeds are confirmations. Without a unit: of the institution and all its units.
_LOOKED_AT = (
    sa.update(_ROWS)
    .values(resolved_at=sa.bindparam("at_"))
    .where(_ROWS.c.institution_id == sa.bindparam("institution"))
    .where(sa.or_(*(_ROWS.c.code == str(code) for code in _OF_AGE)))  # no list, which would be spelt out at every run
    .where(_ROWS.c.resolved_at.is_(None))
    .where(sa.or_(sa.bindparam("unit", type_=sa.Integer).is_(None), _ROWS.c.unit_id == sa.bindparam("unit")))
)


class Checked(NamedTuple):
    """What a look brought: contradictions that are new, that changed, that are gone, and all that stand now."""

    new: int
    changed: int
    gone: int
    standing: int


def check_all(session: Session, values: Mapping[str, Any] | None = None) -> Checked:
    """Look the whole registry over. Doing it twice changes nothing; what is mended is settled."""
    return _look(session, None, values)


def check_institution(session: Session, institution_id: int, values: Mapping[str, Any] | None = None) -> Checked:
    """Look one institution over, and those with which it shares a number or a name, or shared one."""
    ids = seen.alike(session, today(), frozenset({institution_id}))
    named = session.execute(
        sa.select(Finding.institution_id, Finding.evidence).where(
            Finding.code.in_(_ALIKE), Finding.resolved_at.is_(None)
        )
    )
    ids |= {row.institution_id for row in named if institution_id in row.evidence.get("ids", ())}
    return _look(session, ids, values)


def look_again(event: Event) -> None:
    """After a deed in the registry, look over the institution that it touched, in the same unit of work."""
    if isinstance(event, InstitutionStillTrue | UnitStillTrue):
        _found_true(db.session(), event)
    elif event.institution_id is not None:
        check_institution(db.session(), event.institution_id)


def _found_true(session: Session, event: InstitutionStillTrue | UnitStillTrue) -> None:
    """Whoever looked settles that nobody had looked for long, or since a change; nothing else comes or goes by it."""
    unit_id = event.unit_id if isinstance(event, UnitStillTrue) else None
    session.execute(_LOOKED_AT, {"at_": now(), "institution": event.institution_id, "unit": unit_id})


def _look(session: Session, ids: frozenset[int] | None, values: Mapping[str, Any] | None) -> Checked:
    values = values if values is not None else policy.values(session)
    limits = Limits(int(values["confirm.max_age_days"]), int(values["licence.overdue_grace_days"]))
    found = find(today(), seen.registry(session, today(), ids), limits)
    return _settle(session, _standing(session, ids), found)


def _standing(session: Session, ids: frozenset[int] | None) -> dict[tuple[str, int, int | None], Any]:
    columns = sa.select(
        Finding.id, Finding.code, Finding.institution_id, Finding.unit_id, Finding.region_id, Finding.evidence
    )
    statement = columns.where(Finding.resolved_at.is_(None))
    if ids is not None:
        statement = statement.where(Finding.institution_id.in_(ids))
    return {(row.code, row.institution_id, row.unit_id): row for row in session.execute(statement)}


def _settle(session: Session, standing: dict[tuple[str, int, int | None], Any], found: Iterable[Found]) -> Checked:
    """Write what differs between the findings that stand and those that were found now."""
    at, wanted = now(), {item.about: item for item in found}
    new = [item for about, item in wanted.items() if about not in standing]
    changed = [(standing[about], item) for about, item in wanted.items() if about in standing]
    changed = [(row, item) for row, item in changed if row.evidence != item.evidence or row.region_id != item.region_id]
    gone = [row.id for about, row in standing.items() if about not in wanted]
    for start in range(0, len(gone), _AT_ONCE):
        part = Finding.id.in_(gone[start : start + _AT_ONCE])
        session.execute(
            sa.update(Finding).where(part).values(resolved_at=at).execution_options(synchronize_session=False)
        )
    for row, item in changed:
        session.execute(_anew(row.id, item))
    if new:
        session.execute(
            sa.insert(Finding), [{**item._asdict(), "code": str(item.code), "found_at": at} for item in new]
        )
    return Checked(len(new), len(changed), len(gone), len(wanted))


def _anew(finding_id: int, item: Found) -> Any:
    """Other facts: an explanation of the former ones explains them no longer."""
    values = {"evidence": item.evidence, "region_id": item.region_id, "explained": ""}
    values |= {"explained_at": None, "explained_by_id": None}
    return (
        sa.update(Finding).where(Finding.id == finding_id).values(**values).execution_options(synchronize_session=False)
    )


def take_over(session: Session, finding: Finding, by: Actor) -> None:
    """Make it one's own."""
    _still_open(session, finding)
    finding.owner_id = by.id
    publish(FindingHandedOver(**_where(finding, by), details={"code": finding.code, "owner": by.id}))


def hand_over(session: Session, finding: Finding, to_id: int | None, by: Actor) -> None:
    """Give it to somebody, or back to the coordinators of the county."""
    _still_open(session, finding)
    finding.owner_id = to_id
    publish(FindingHandedOver(**_where(finding, by), details={"code": finding.code, "owner": to_id}))


def explain(session: Session, finding: Finding, words: str, by: Actor) -> None:
    """Say why it is right after all; it leaves the open list until the facts change."""
    _still_open(session, finding)
    if not words:
        raise Refused(_("请写明为什么情况属实，后来的人要看。"), field="words")
    finding.explained, finding.explained_by_id, finding.explained_at = words, by.id, now()
    publish(FindingExplained(**_where(finding, by), details={"code": finding.code}))


def reopen(session: Session, finding: Finding, by: Actor) -> None:
    """Take an explanation back."""
    _still_open(session, finding)
    finding.explained, finding.explained_by_id, finding.explained_at = "", None, None
    publish(FindingExplained(**_where(finding, by), details={"code": finding.code, "taken_back": True}))


def _still_open(session: Session, finding: Finding) -> None:
    lock_row(session, finding)
    if finding.resolved_at is not None:
        raise Conflict(_("这一条已经改正，不需要再处理。"))


def _where(finding: Finding, by: Actor) -> dict[str, Any]:
    return {
        "actor_id": by.id,
        "subject": f"finding:{finding.key}",
        "region_id": finding.region_id,
        "institution_id": finding.institution_id,
    }
